"""`manage.py explore` and `manage.py replay`, as a program and as a person meet them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import django
import pytest
from django.core.management import CommandError, ManagementUtility, call_command

ROOT = Path(__file__).parent.parent
PROPERTIES = [
    "NoEarlyRunnable",
    "MaterializedRunRemovedFromSchedule",
    "CompletedUsesCurrentEpoch",
    "AtMostOneClaimer",
    "CheckpointAfterDurableMaterialization",
    "NoOverdueScheduled",
    "CompletedAtMostOnce",
]
ALL = [*PROPERTIES, "EventuallyMaterialized", "EventuallyCompleted", "CheckpointCatchesUp"]
SIX = (
    "EarlyRelease, DuplicateMaterialization, StaleCompletion, DuplicateClaim, CheckpointAdvance, MissingMaterialization"
)


def manage(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command as it is typed, in this process, which is set up. A traceback fails the test."""
    out, err, code = StringIO(), StringIO(), 0
    with redirect_stdout(out), redirect_stderr(err), patch.object(django, "setup"):
        try:
            ManagementUtility(["manage.py", *arguments]).execute()
        except SystemExit as ended:
            code = int(ended.code or 0)
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


def typed(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The same in a process of its own. Whatever happens, nobody is shown a traceback."""
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in done.stdout + done.stderr
    return done


def report(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command(*arguments, "--json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def text(*arguments: str) -> list[str]:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue().splitlines()


# explore


def test_explore_as_a_program_reads_it() -> None:
    done = typed("explore", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {
        "bounds": {"due": [1, 2], "workers": 2, "max_time": 3, "max_epoch": 2},
        "bugs": [],
        "distinct": 1058,
        "generated": 3635,
        "depth": 17,
        "complete": True,
        "properties": {name: {"steps": None, "trace": None} for name in PROPERTIES},
    }


def test_explore_finds_the_shortest_traces() -> None:
    found = report("explore", "--bugs", "DuplicateMaterialization")
    assert found["bugs"] == ["DuplicateMaterialization"]
    steps = {name: prop["steps"] for name, prop in found["properties"].items() if prop["steps"] is not None}
    assert steps == {"MaterializedRunRemovedFromSchedule": 2, "NoOverdueScheduled": 4, "CompletedAtMostOnce": 7}
    assert found["properties"]["MaterializedRunRemovedFromSchedule"]["trace"] == ["Tick", "Materialize(r1)"]
    assert list(found["properties"]) == PROPERTIES


def test_explore_takes_bounds_and_bugs() -> None:
    options = ["--due", "1", "--workers", "3", "--max-time", "2", "--max-epoch", "3"]
    found = report("explore", *options, "--bugs", "StaleCompletion, EarlyRelease")
    assert found["bounds"] == {"due": [1], "workers": 3, "max_time": 2, "max_epoch": 3}
    assert found["bugs"] == ["EarlyRelease", "StaleCompletion"]
    assert report("explore", *options)["distinct"] == 327


def test_explore_says_when_it_stopped_at_its_limit() -> None:
    found = report("explore", "--max-states", "500")
    assert found["complete"] is False
    assert 0 < found["distinct"] <= 500
    lines = text("explore", "--max-states", "1,000")
    assert lines[1].endswith("; stopped at the limit of 1,000 states")
    assert "no break within" in lines[2]
    assert not any("cannot break" in line for line in lines)


def test_explore_as_a_person_reads_it() -> None:
    done = manage("explore", "--bugs", "StaleCompletion")
    assert (done.returncode, done.stderr) == (0, "")
    heading, figures, *verdicts = done.stdout.splitlines()
    assert heading == "r1 due 1, r2 due 2; 2 workers; MaxTime 3; MaxEpoch 2; StaleCompletion"
    assert figures == "1,637 distinct states, 6,173 generated, depth 17"
    assert [line.split()[0] for line in verdicts] == PROPERTIES
    assert verdicts[0].split(None, 1)[1] == "cannot break (1,637 states checked)"
    assert verdicts[2].split(None, 1)[1] == (
        "breaks after 5 steps: Tick; Materialize(r1); Claim(w1,r1); Expire(r1); Complete(w1,r1,1)"
    )


# replay


def test_replay_as_a_program_reads_it() -> None:
    done = manage("replay", "Tick; Materialize(r1); Claim(w2, r1)", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert [(entry["step"], entry["broken"]) for entry in found["steps"]] == [
        ("Tick", []),
        ("Materialize(r1)", []),
        ("Claim(w2,r1)", []),
    ]
    assert (
        found["steps"][-1]["state"]
        == found["state"]
        == {
            "now": 1,
            "scheduled": ["r2"],
            "copies": {"r1": 1, "r2": 0},
            "epoch": {"r1": 1, "r2": 0},
            "claimers": {"r1": ["w2"], "r2": []},
            "held": [["w2", "r1", 1]],
            "completedEpoch": {"r1": 0, "r2": 0},
            "completions": {"r1": 0, "r2": 0},
            "checkpoint": 0,
        }
    )
    assert "error" not in found


def test_replay_of_nothing_shows_the_initial_state() -> None:
    found = report("replay")
    assert found["steps"] == []
    assert found["state"]["scheduled"] == ["r1", "r2"]
    assert [t["name"] for t in found["transitions"] if t["enabled"]] == ["Tick"]


def test_replay_explains_every_transition() -> None:
    found = report("replay", "Tick; Materialize(r1); Claim(w1,r1)", "--bugs", "DuplicateClaim")
    transitions = {transition["name"]: transition for transition in found["transitions"]}
    assert len(transitions) == 18
    claim = transitions["Claim(w2,r1)"]
    assert claim["enabled"] is True
    assert [(guard["text"], guard["holds"], guard["removed_by"]) for guard in claim["guards"]] == [
        ("copies[r1] > 0", True, None),
        ("completedEpoch[r1] = 0", True, None),
        ("w2 \\notin claimers[r1]", True, None),
        ("claimers[r1] = {}", False, "DuplicateClaim"),
    ]
    assert transitions["Claim(w1,r1)"]["enabled"] is False
    assert all(guard["removed_by"] is None for guard in transitions["Materialize(r2)"]["guards"])


def test_replay_explains_every_property_and_who_is_to_blame() -> None:
    found = report("replay", "+EarlyRelease; Materialize(r1)")
    assert [prop["name"] for prop in found["properties"]] == PROPERTIES
    early = found["properties"][0]
    assert (early["holds"], early["since"]) == (False, 2)
    assert early["why"] == "`copies[r1] = 1` but `DueAt[r1] = 1 > now = 0`"
    [blamed] = early["blame"]
    assert (blamed["bug"], blamed["step"], blamed["guard"]) == ("EarlyRelease", "Materialize(r1)", "DueAt[r1] <= now")
    assert "effect" not in blamed
    assert all((prop["holds"], prop["since"], prop["blame"]) == (True, None, []) for prop in found["properties"][1:])
    assert found["steps"][1]["broken"] == ["NoEarlyRunnable"]
    assert found["bugs"] == ["EarlyRelease"]


def test_replay_names_an_effect_that_was_skipped() -> None:
    found = report("replay", "Tick; Materialize(r1)", "--bugs", "DuplicateMaterialization")
    [blamed] = found["properties"][1]["blame"]
    assert (blamed["bug"], blamed["effect"]) == ("DuplicateMaterialization", "scheduled' = scheduled \\ {r1}")
    assert "guard" not in blamed


def test_replay_as_a_person_reads_it() -> None:
    done = manage("replay", "+EarlyRelease; Materialize(r2); Tick")
    assert (done.returncode, done.stderr) == (0, "")
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert lines[0] == "r1 due 1, r2 due 2; 2 workers; MaxTime 3; MaxEpoch 2; no bug"
    assert lines[1:5] == [
        "0 Init",
        "1 +EarlyRelease",
        "2 Materialize(r2) scheduled − r2; copies[r2] 0 → 1; epoch[r2] 0 → 1 broken: NoEarlyRunnable",
        "3 Tick now 0 → 1 broken: NoEarlyRunnable",
    ]
    assert lines[6] == "NoEarlyRunnable broken since step 2: `copies[r2] = 1` but `DueAt[r2] = 2 > now = 1`"
    assert lines[7].startswith(
        "r2 is not due yet: its time is 2 and it is 0 now. "
        "So says guard 5 of Materialize, `DueAt[r2] <= now`, but EarlyRelease removes it. "
    )
    assert "AtMostOneClaimer holds: `claimers[r1] = {}` has 0 members; `claimers[r2] = {}` has 0 members" in lines
    assert "Materialize(r1) enabled" in lines
    advance = "AdvanceCheckpoint not enabled: guard 2, \\A r \\in Runs : DueAt[r] <= checkpoint + 1 => copies[r] > 0"
    assert advance in lines


@pytest.mark.parametrize("steps", ["-EarlyRelease", "-EarlyRelease;Tick", "-EarlyRelease; Tick"])
def test_a_trace_can_begin_by_switching_a_bug_off(steps: str) -> None:
    done = manage("replay", steps, "--bugs", "EarlyRelease", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["bugs"] == []


DETOUR = "Tick; Materialize(r1); Claim(w1,r1); +EarlyRelease; Complete(w1,r1,1); Materialize(r2)"


def test_a_trace_is_shortened_to_what_its_break_needs() -> None:
    found = report("replay", DETOUR, "--shorten", "NoEarlyRunnable")
    assert [entry["step"] for entry in found["steps"]] == ["+EarlyRelease", "Materialize(r2)"]
    assert found["left_out"] == 4
    (broken,) = (prop for prop in found["properties"] if not prop["holds"])
    assert (broken["name"], [one["bug"] for one in broken["blame"]]) == ("NoEarlyRunnable", ["EarlyRelease"])
    assert "left_out" not in report("replay", DETOUR)
    assert text("replay", DETOUR, "--shorten", "NoEarlyRunnable")[1] == "4 steps of 6 left out"


def test_what_is_refused_is_told_and_nothing_is_shortened() -> None:
    done = manage("replay", f"{DETOUR}; Tock", "--shorten", "NoEarlyRunnable", "--json")
    assert (done.returncode, len(json.loads(done.stdout)["steps"])) == (2, 6)


# What is refused


@pytest.mark.parametrize(
    ("step", "message", "guards"),
    [
        (
            "Materialize(r2)",
            "Materialize(r2) is not enabled. r2 is not due yet: its time is 2 and it is 1 now.",
            ["DueAt[r2] <= now"],
        ),
        ("Tock", "There is no step “Tock” here.", []),
        ("+Late", f"There is no bug “Late”. The six are {SIX}.", []),
        ("-StaleCompletion", "StaleCompletion is off already; a toggle must change something.", []),
    ],
)
def test_a_refused_step_ends_the_replay_at_the_last_valid_state(step: str, message: str, guards: list[str]) -> None:
    done = manage("replay", f"Tick; {step}; Tick", "--json")
    assert (done.returncode, done.stderr) == (2, "")
    found = json.loads(done.stdout)
    assert [entry["step"] for entry in found["steps"]] == ["Tick"]
    assert found["state"]["now"] == 1
    assert (found["error"]["step"], found["error"]["index"]) == (step, 2)
    assert found["error"]["message"].startswith(message)
    assert [guard["text"] for guard in found["error"]["guards"]] == guards
    assert all(guard["holds"] is False for guard in found["error"]["guards"])


def test_a_person_is_told_on_the_error_stream_which_step_was_refused() -> None:
    done = typed("replay", "Tick; Tick")
    assert done.returncode == 2
    assert done.stderr == (
        "Step 2: Tick is not enabled. The scanner has due work, r1: time waits until it is materialized.\n"
    )
    assert done.stdout.splitlines()[2].split() == ["1", "Tick", "now", "0", "→", "1"]


HUGE = "9" * 5000

MISUSE = [
    (["explore", "--bugs", "Late"], f"There is no bug “Late”. The six are {SIX}."),
    (["replay", "--bugs", "EarlyRelease,,late"], f"There is no bug “late”. The six are {SIX}."),
    (["explore", "--due", "1,4"], "r2 is due at 4, but a due time must be from 1 to MaxTime, which is 3."),
    (["explore", "--due", "0"], "r1 is due at 0, but a due time must be from 1 to MaxTime, which is 3."),
    (["replay", "--due="], "The number of runs must be from 1 to 4, not 0."),
    (["explore", "--due", "1,1,1,1,1"], "The number of runs must be from 1 to 4, not 5."),
    (["explore", "--due", "one"], "A due time must be a whole number, not “one”."),
    (["explore", "--workers", "4"], "The number of workers must be from 1 to 3, not 4."),
    (["explore", "--max-time", "9"], "MaxTime must be from 1 to 8, not 9."),
    (["replay", "--max-epoch", "0"], "MaxEpoch must be from 1 to 3, not 0."),
    (["explore", "--max-epoch", "2.5"], "MaxEpoch must be a whole number, not “2.5”."),
    (["explore", "--max-states", "0"], "--max-states must be 1 or more."),
    (["explore", "--max-states", "many"], "--max-states must be a whole number, not “many”."),
    (["explore", "--max-states=-5"], "--max-states must be a whole number, not “-5”."),
    (
        ["replay", "Tick", "--shorten", "NoEarlyRunnable"],
        "Nothing is broken at step 1, so there is no break to shorten the trace to.",
    ),
    (
        ["replay", DETOUR, "--shorten", "EventuallyCompleted"],
        "“EventuallyCompleted” is not broken at step 6, so there is no break to shorten the trace to.",
    ),
    (["replay", DETOUR, "--shorten", "Late"], f"There is no property “Late”. They are {', '.join(ALL)}."),
    (["explore", "--takes", ""], f"There is no property “”. They are {', '.join(ALL)}."),
    (["explore", "--due"], "Argument --due: expected one argument. See --help."),
    (["replay", "Tick", "--bugs"], "Argument --bugs: expected one argument. See --help."),
    (["explore", "--frob"], "Unrecognized arguments: --frob. See --help."),
    (["explore", "stray"], "Unrecognized arguments: stray. See --help."),
    (["replay", "Tick", "Tick"], "Unrecognized arguments: Tick. See --help."),
]


@pytest.mark.parametrize(("arguments", "sentence"), MISUSE, ids=[" ".join(arguments) for arguments, _ in MISUSE])
def test_bad_input_gets_one_sentence(arguments: list[str], sentence: str) -> None:
    done = manage(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.removeprefix("CommandError: ") == f"{sentence}\n"


@pytest.mark.parametrize("arguments", [["replay", "+EarlyRelease; Materialize(r2)"], ["explore", "--bugs", "Late"]])
def test_a_process_says_what_the_command_says(arguments: list[str]) -> None:
    here, there = manage(*arguments), typed(*arguments)
    assert (here.returncode, here.stdout, here.stderr) == (there.returncode, there.stdout, there.stderr)


def test_a_number_of_any_length_is_no_reason_for_a_traceback() -> None:
    """Python refuses to read a number of so many digits."""
    for arguments in (["explore", "--max-states", HUGE], ["explore", "--workers", HUGE], ["replay", HUGE]):
        done = manage(*arguments)
        assert done.returncode in (0, 2)
        assert len(done.stderr.splitlines()) <= 1


def test_bad_input_is_an_error_for_a_caller_too() -> None:
    with pytest.raises(CommandError, match="MaxTime must be from 1 to 8, not 9.") as refused:
        call_command("explore", "--max-time", "9")
    assert refused.value.returncode == 2
    with pytest.raises(CommandError, match="Unrecognized arguments: --frob. See --help."):
        call_command("replay", "--frob")
