"""A trace as a file for other tools and back: ITF, what TLC prints, and modules that real TLC runs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Set
from pathlib import Path
from typing import Any

import itf_py
import pytest
from hypothesis import given
from hypothesis import strategies as st

from a09web.model.machine import machine_for
from a09web.model.walk import random_walk
from a09web.scenarios.address import decode, encode
from a09web.scenarios.itf import to_itf
from a09web.scenarios.markdown import escaped, to_markdown
from a09web.scenarios.scenario import Scenario
from a09web.scenarios.tlctext import to_tlc_text
from a09web.scenarios.traces.found import BadUpload
from a09web.scenarios.uploads import read_upload
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds
from tests.model.test_random_traces import often
from tests.sandbox.making import BREAKS, CAUGHT_BY

from .making import LARGE, STALE, TOGGLED, bare, opened, scenarios, without_toggles
from .running import run_tlc, run_unmarked

VIOLATION, FINE = 12, 0
NOT_SAID = "The file does not say which bugs were on"
ELSEWHERE = (
    Bounds(due=(1, 2, 3, 8), workers=3, max_time=8, max_epoch=3),
    Bounds(due=(2,), workers=1),
    Bounds(due=(1, 1, 2), max_time=4, max_epoch=1),
)


def states(scenario: Scenario) -> list[dict[str, Any]]:
    played = scenario.replay()
    assert played.refusal is None
    return [played.machine.variables(entry.state) for entry in played.entries]


# There and back


@often
@given(scenarios())
def test_itf_and_tlc_text_come_back_as_they_were(scenario: Scenario) -> None:
    for text in (to_itf(scenario), to_tlc_text(scenario)):
        upload = read_upload(text)
        assert (upload.scenario, upload.told) == (scenario, ())


def as_of_the_machine(name: str, value: Any) -> Any:
    """A value that itf-py read, in the shape that the machine shows it in."""
    if name == "held":
        return sorted([worker, run, epoch] for worker, run, epoch in value)
    if isinstance(value, Mapping):
        return {run: as_of_the_machine("", inner) for run, inner in value.items()}
    return sorted(value) if isinstance(value, Set) else value


@often
@given(scenarios())
def test_itf_py_reads_the_same_states(scenario: Scenario) -> None:
    trace = itf_py.trace_from_json(json.loads(to_itf(scenario)))
    read = [{name: as_of_the_machine(name, value) for name, value in state.values.items()} for state in trace.states]
    assert read == states(scenario)


@often
@given(scenarios(), st.data())
def test_a_state_that_does_not_fit_is_refused_with_its_line(scenario: Scenario, data: st.DataObject) -> None:
    lines = to_tlc_text(scenario).splitlines()
    numbers = [place for place, line in enumerate(lines) if line.startswith("/\\ now = ")]
    place = data.draw(st.sampled_from(numbers))
    lines[place] = "/\\ now = 99"
    state = numbers.index(place) + 1
    head = next(n for n in range(place, 0, -1) if lines[n].startswith("State "))
    with pytest.raises(BadUpload) as refused:
        read_upload("\n".join(lines))
    assert str(refused.value).startswith(f"Line {head + 1}, state {state}: now is 99, but ")


@pytest.mark.parametrize("text", [STALE, TOGGLED])
def test_steps_and_bugs_are_found_where_a_file_does_not_say_them(text: str) -> None:
    scenario = opened(text)
    upload = read_upload(bare(scenario))
    assert states(upload.scenario) == states(scenario)
    assert upload.told[0] == "The file does not say its bounds; they are taken to be the usual ones."
    needed = "StaleCompletion" if text == STALE else None
    assert (needed is None) is (len(upload.told) == 1)
    if needed:
        assert upload.told[1:] == (f"{NOT_SAID}; with these bounds its steps need StaleCompletion.",)


def test_flags_that_changed_on_the_way_become_toggles() -> None:
    """r1 stays in the schedule, r2 leaves it: no one set of flags does both."""
    scenario = opened(
        "1~bugs.DuplicateMaterialization~Tick~Materialize.r1~Materialize.r1~off.DuplicateMaterialization~Tick~Materialize.r2"
    )
    upload = read_upload(without_toggles(scenario))
    assert upload.scenario.bugs == {"DuplicateMaterialization"}
    assert upload.scenario.steps == scenario.steps[:3] + ("Tick", "-DuplicateMaterialization", "Materialize(r2)")


def test_bounds_of_the_form_count_where_the_file_says_none() -> None:
    scenario = opened(LARGE)
    with pytest.raises(BadUpload, match=r"state 1: the trace has 4 runs, r1, r2, r3, r4, and the bounds have r1, r2\."):
        read_upload(bare(scenario), bounds=Bounds())
    upload = read_upload(bare(scenario), bounds=scenario.bounds)
    assert (upload.scenario.steps, upload.told) == (scenario.steps, ())


ONE = to_tlc_text(decode("1~Tick").scenario)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "There is no trace in the text: TLC's begins with “State 1: <Initial predicate>”"),
        ("<html><body>State 1</body></html>", "This is a page or a picture"),
        ("{", "Line 1: this is no JSON. It ends too early; copy all of it."),
        ('{\n"states": 3}', "The JSON has a name for its states, but no list"),
        ('{"a": 3}', "The JSON has no “states”: it has “a”."),
        ('{"states": [\n3]}', "Line 2, state 1: a state is an object"),
        ('{"states": ' + "[" * 20_000, "The JSON is nested too deeply"),
        ('{"states": [{"now": ' + "9" * 5000 + "}]}", "Line 1, state 1: scheduled is missing"),
        ('{"states": [{"now": {"#set": [{"#map": [["a", 1]]}]}}]}', "Line 1, state 1: the state has a value"),
        (ONE.replace("/\\ held = {}\n", ""), "Line 2, state 1: held is missing, so this is no state of A09."),
        (ONE.replace("now = 1", "now = TRUE"), "Line 13, state 2: now is TRUE, a truth value, where a number belongs."),
        (ONE.replace("now = 1", "now = <<1"), "Line 13, state 2: the state cannot be read."),
        (ONE.replace('"A09 scenario 1~Tick"', '"A09 scenario 9~Tick"'), "The file names a scenario that cannot be"),
        (ONE.replace('1~Tick"', '1~Tick~Tick"'), "The file names a scenario that cannot be replayed: Tick is not"),
        (ONE.partition("\n")[2].replace("now = 1", "now = 2"), "Line 12, state 2: no transition leads there by Tick"),
        (ONE.partition("\n")[2].replace("now = 1", "now = 0"), "Line 12, state 2: nothing changes by Tick"),
        (ONE.partition("\n")[2].replace("now = 0", "now = 1"), "Line 1, state 1: now is 1, but at the start it is 0."),
        ("x" * 400_001, "The text is too long: 400,001 characters"),
    ],
)  # fmt: skip
def test_what_is_no_trace_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(BadUpload) as refused:
        read_upload(text)
    assert str(refused.value).startswith(message)


KEYS = st.sampled_from(["#bigint", "#set", "#map", "#tup", "now", "held"])
SOME_JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
)


@often
@given(SOME_JSON)
def test_any_json_is_read_or_refused(value: Any) -> None:
    for text in (json.dumps({"states": [value]}), json.dumps({"states": value, "#meta": value})):
        with pytest.raises(BadUpload):
            read_upload(text)


# Real TLC


def plays(scenario: Scenario, folder: Path) -> None:
    """TLC does as the trace does: it ends at the first break, or plays it whole."""
    status, said = run_tlc(folder, scenario, "MCTrace")
    broken = next((entry.index for entry in scenario.replay().entries if entry.broken), None)
    if broken is None:
        assert (status, "No error has been found" in said) == (FINE, True)
        assert f"{len(scenario.steps) + 1} distinct states found" in said
        return
    assert status == VIOLATION
    assert read_upload(said).scenario.steps == scenario.steps[:broken]


@pytest.mark.parametrize("text", ["1", TOGGLED, LARGE, "1~Tick~at.0"])
def test_tlc_plays_the_trace_and_what_it_prints_comes_back(text: str, tmp_path: Path) -> None:
    plays(opened(text), tmp_path)


@pytest.mark.parametrize(
    "bug",
    [
        pytest.param(bug, marks=() if bug in ("StaleCompletion", "MissingMaterialization") else pytest.mark.night)
        for bug in BREAKS
    ],
)
def test_tlc_breaks_what_each_bug_breaks_in_both_modules(bug: str, tmp_path: Path) -> None:
    """The trace as it is, and the model of its end, which finds a break as short."""
    scenario = Scenario(bugs=frozenset({bug}), steps=BREAKS[bug], cursor=len(BREAKS[bug]))
    plays(scenario, tmp_path)
    status, said = run_tlc(tmp_path, scenario, "MC")
    assert status == VIOLATION
    found = read_upload(said).scenario
    assert found.bugs == {bug}
    assert CAUGHT_BY[bug] in found.replay().last.broken
    assert len(found.steps) == len(BREAKS[bug])


@pytest.mark.parametrize("seed", [1, 3, 5, *(pytest.param(seed, marks=pytest.mark.night) for seed in (0, 2, 4, 6))])
def test_tlc_plays_a_random_trace_at_other_bounds(seed: int, tmp_path: Path) -> None:
    bounds = ELSEWHERE[seed % 3]
    bugs = frozenset(A09.bug_names[:seed])
    machine = machine_for(bounds)
    steps = tuple(random_walk(machine, machine.initial, bugs, seed, until_broken=True))[:40]
    plays(Scenario(bounds=bounds, bugs=bugs, steps=steps, cursor=len(steps)), tmp_path)


@pytest.mark.parametrize(("text", "options"), [(TOGGLED.replace("at.2", "at.5"), ("-tool",))])
def test_the_counterexample_of_the_model_comes_back(text: str, options: tuple[str, ...], tmp_path: Path) -> None:
    scenario = opened(text)
    status, said = run_tlc(tmp_path, scenario, "MC", *options)
    assert status == VIOLATION
    found = read_upload(said).scenario
    here = scenario.replay().entries[scenario.cursor]
    assert found.bugs == here.bugs
    assert found.replay().last.broken == here.broken


@pytest.mark.parametrize(
    "options",
    [
        ("-difftrace",),
        ("-tool", "-difftrace"),
        *(pytest.param(options, marks=pytest.mark.night) for options in ((), ("-tool",))),
    ],
)
def test_what_tlc_prints_opens_by_every_road(options: tuple[str, ...], tmp_path: Path) -> None:
    found = read_upload(run_unmarked(tmp_path, *options)).scenario
    assert found.bugs == {"StaleCompletion"}
    assert found.replay().last.broken == ("CompletedUsesCurrentEpoch",)
    assert len(found.steps) == len(BREAKS["StaleCompletion"])


def test_the_module_that_tlc_writes_of_a_trace_opens(tmp_path: Path) -> None:
    """TLC 2.15 leaves the last state out of it in some runs; what is there has to be read whole."""
    printed = read_upload(run_unmarked(tmp_path, "-generateSpecTE")).scenario.steps
    module = (tmp_path / "SpecTE.tla").read_text()
    written = module.count("([now |-> ")
    assert written in (len(printed), len(printed) + 1)
    assert read_upload(module).scenario.steps == printed[: written - 1]


def test_a_random_behaviour_of_tlc_opens(tmp_path: Path) -> None:
    run_unmarked(tmp_path, "-simulate", "file=walk,num=1", "-depth", "9", model="1")
    found = read_upload((tmp_path / "walk_0_0").read_text()).scenario
    assert len(found.steps) == 8
    assert found.replay().refusal is None


def test_the_graph_of_all_states_is_no_trace(tmp_path: Path) -> None:
    run_unmarked(tmp_path, "-dump", "dot", "graph")
    with pytest.raises(BadUpload, match="dot graph"):
        read_upload((tmp_path / "graph.dot").read_text())


def test_a_long_trace_with_many_toggles_is_accepted(tmp_path: Path) -> None:
    steps = ("+EarlyRelease", "-EarlyRelease") * 40
    assert run_tlc(tmp_path, Scenario(steps=steps, cursor=80), "MCTrace")[0] == FINE


def test_the_model_of_chosen_fairness_finds_what_stays_for_ever(tmp_path: Path) -> None:
    smallest = Bounds(due=(1,), workers=1, max_time=1, max_epoch=1)
    status, said = run_tlc(tmp_path, Scenario(bounds=smallest, fair=frozenset()), "MC")
    assert status == 13
    assert read_upload(said).told == ("How the trace goes on for ever is left out: it ends at its last state.",)


# Markdown


def test_markdown_says_what_happened_and_why() -> None:
    text = to_markdown(opened(STALE), "https://example.org/t/x/")
    assert "[Play it](https://example.org/t/x/)" in text
    assert "| 5 | `Complete(w1,r1,1)` |" in text
    assert "**breaks CompletedUsesCurrentEpoch**" in text
    assert "**CompletedUsesCurrentEpoch is broken** since step 5: `completedEpoch[r1] = 1` but `epoch[r1] = 2`." in text
    assert "So says guard 3 of Complete, `1 = epoch[r1]`, but StaleCompletion removes it." in text


def test_markdown_tells_the_state_where_the_scenario_stands_and_the_steps_ahead_as_well() -> None:
    text = to_markdown(opened(STALE).standing_at(4), "x")
    assert "| 5 | `Complete(w1,r1,1)` |" in text
    state = text.partition("State after step 4:")[2]
    assert "completedEpoch = [r1 |-> 0, r2 |-> 0]" in state
    assert "All 7 properties hold." in state
    assert "is broken" not in state


def test_what_somebody_wrote_stays_text_in_markdown() -> None:
    wrote = "<b>*x*</b> | `y` @somebody [z](http://e)"
    assert escaped(wrote) == r"\<b\>\*x\*\</b\> \| \`y\` @" + "\u200b" + r"somebody \[z\]\(http://e\)"
    scenario = decode(encode(Scenario(title="a|b", note=wrote))).scenario
    assert "## a\\|b\n" in to_markdown(scenario, "x")
