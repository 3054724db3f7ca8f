"""What `manage.py explore` says with --from, --all, --liveness, --fair, --takes and --matrix."""

from __future__ import annotations

import pytest

from a09web.model.declared import Bug
from a09web.model.replay import replay
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

from .test_commands import manage, report, text


def test_from_starts_where_the_steps_lead() -> None:
    found = report("explore", "--from", "Tick; +DuplicateClaim; Materialize(r1); Claim(w1,r1)")
    assert found["bugs"] == ["DuplicateClaim"]
    assert found["properties"]["AtMostOneClaimer"] == {"steps": 1, "trace": ["Claim(w2,r1)"]}
    assert found["distinct"] < report("explore", "--bugs", "DuplicateClaim")["distinct"]


def test_from_a_broken_state_the_break_is_no_step_away() -> None:
    found = report("explore", "--bugs", "EarlyRelease", "--from", "Materialize(r1)")
    assert found["properties"]["NoEarlyRunnable"] == {"steps": 0, "trace": []}


def test_from_steps_that_cannot_be_taken() -> None:
    done = manage("explore", "--from", "Tick; Claim(w1,r1)")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("CommandError: Step 2 of --from: Claim(w1,r1) is not enabled")


def test_all_shortest_counterexamples_in_groups() -> None:
    found = report("explore", "--bugs", "DuplicateClaim", "--due", "1,1", "--all")
    ((name, ways),) = found["all"].items()
    assert name == "AtMostOneClaimer"
    assert ways["count"] == 4
    assert [group["count"] for group in ways["groups"]] == [4]
    played = replay(Bounds(due=(1, 1)), frozenset({"DuplicateClaim"}), ways["groups"][0]["trace"])
    assert played.refusal is None
    assert played.last.broken == ("AtMostOneClaimer",)


def test_all_shortest_counterexamples_as_a_person_reads_them() -> None:
    lines = text("explore", "--bugs", "EarlyRelease", "--all")
    here = next(index for index, line in enumerate(lines) if line.strip().startswith("NoEarlyRunnable"))
    assert [line.strip() for line in lines[here + 1 : here + 3]] == ["Materialize(r1)  (×1)", "Materialize(r2)  (×1)"]


def test_liveness_under_the_fairness_of_the_bugs() -> None:
    found = report("explore", "--bugs", "MissingMaterialization", "--liveness")["properties"]
    assert list(found) == [*A09.property_names, *A09.liveness_names]
    for goal in A09.liveness_names:
        assert found[goal]["steps"] == 3
        assert len(found[goal]["trace"]) == 3
        assert found[goal]["stuck"]["waiting"]
    assert "stuck" not in found["NoOverdueScheduled"]


def test_with_every_action_fair_it_is_late_and_not_lost() -> None:
    everything = "Tick,AdvanceCheckpoint,Materialize,Claim,Complete"
    found = report("explore", "--bugs", "MissingMaterialization", "--fair", everything)["properties"]
    assert found["NoOverdueScheduled"]["steps"] == 2
    assert [found[goal]["steps"] for goal in A09.liveness_names] == [None, None, None]


def test_without_any_fairness_it_may_stay_at_the_start() -> None:
    found = report("explore", "--fair", "")["properties"]
    assert found["EventuallyCompleted"]["trace"] == []
    (line,) = [line.strip() for line in text("explore", "--fair", "") if "EventuallyCompleted" in line]
    assert line.split(" ", 1)[1].lstrip().startswith("breaks at the start. It may stay here for ever.")


def test_what_cannot_be_fair() -> None:
    done = manage("explore", "--fair", "Expire")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("CommandError: “Expire” cannot be fair.")


@pytest.fixture(scope="module")
def matrix() -> dict[str, dict[str, dict[str, object]]]:
    found = report("explore", "--matrix")
    return {",".join(row["bugs"]): row["properties"] for row in found["rows"]}


def test_the_matrix_has_every_bug_set_by_every_property(matrix: dict[str, dict[str, dict[str, object]]]) -> None:
    assert len(matrix) == 64
    assert all(list(row) == [*A09.property_names, *A09.liveness_names] for row in matrix.values())
    assert all(cell["steps"] is None for cell in matrix[""].values())


def test_the_matrix_tells_what_a_bug_is_known_for_from_what_comes_along(
    matrix: dict[str, dict[str, dict[str, object]]],
) -> None:
    row = matrix["DuplicateMaterialization"]
    assert (row["MaterializedRunRemovedFromSchedule"]["kind"], row["MaterializedRunRemovedFromSchedule"]["steps"]) == (
        "primary",
        2,
    )
    assert (row["NoOverdueScheduled"]["kind"], row["NoOverdueScheduled"]["steps"]) == ("collateral", 4)
    assert row["NoEarlyRunnable"]["kind"] == "never"


@pytest.mark.parametrize("bug", A09.bugs, ids=lambda bug: bug.name)
def test_takes_finds_the_bug_that_a_property_catches_and_a_trace_that_breaks_it(bug: Bug) -> None:
    found = report("explore", "--takes", bug.caught_by)
    (one,) = found["sets"]
    assert (one["bugs"], found["complete"]) == ([bug.name], True)
    played = replay(Bounds(), frozenset(one["bugs"]), one["trace"])
    assert (played.refusal, played.last.index) == (None, one["steps"])
    assert bug.caught_by in played.last.broken
    assert found["states"] < 20_000


def test_takes_goes_on_from_where_the_steps_lead_and_with_the_bugs_that_are_on() -> None:
    found = report("explore", "--takes", "EventuallyCompleted", "--from", "Tick", "--bugs", "StaleCompletion")
    assert (found["property"], found["bugs"]) == ("EventuallyCompleted", ["StaleCompletion"])
    assert found["sets"] == [{"bugs": ["MissingMaterialization"], "steps": 2, "trace": ["Tick", "Tick"]}]


def test_takes_needs_no_other_bug_where_it_can_break_as_it_is() -> None:
    found = report("explore", "--takes", "NoEarlyRunnable", "--bugs", "EarlyRelease")
    assert found["sets"] == [{"bugs": [], "steps": 1, "trace": ["Materialize(r1)"]}]
    unfair = report("explore", "--takes", "EventuallyCompleted", "--fair", "")
    assert unfair["sets"] == [{"bugs": [], "steps": 0, "trace": []}]


def test_takes_says_when_it_stopped_at_its_limit() -> None:
    for limit in ("5", "1100"):  # while it looks whether it can break as it is, and after that
        found = report("explore", "--takes", "CompletedAtMostOnce", "--bugs", "EarlyRelease", "--max-states", limit)
        assert (found["sets"], found["complete"]) == ([], False)


def test_takes_as_a_person_reads_it() -> None:
    assert text("explore", "--takes", "CompletedUsesCurrentEpoch")[1:] == [
        "  with StaleCompletion  5 steps: Tick; Materialize(r1); Claim(w1,r1); Expire(r1); Complete(w1,r1,1)",
        "338 states looked at",
    ]
    as_it_is = text("explore", "--takes", "NoEarlyRunnable", "--bugs", "EarlyRelease")
    assert as_it_is[1] == "  with no other bug  1 step: Materialize(r1)"
    never = text("explore", "--takes", "AtMostOneClaimer", "--due", "1", "--workers", "1", "--max-time", "1")
    assert never[1].startswith("No bugs would let AtMostOneClaimer break, ")
    cut = text("explore", "--takes", "CompletedAtMostOnce", "--max-states", "50")
    assert cut[1] == "34 states looked at; stopped at the limit: fewer bugs or fewer steps may do"


def test_the_matrix_as_a_person_reads_it() -> None:
    lines = text("explore", "--matrix", "--due", "1", "--workers", "1")
    assert len(lines) == 2 + 64
    assert lines[0] == "Fewest steps to a break; * marks what a bug of the set is known for; - means never."
    assert lines[2].split() == ["-"] * 10 + ["no", "bug"]
    (duplicate_claim,) = (line for line in lines if line.endswith("  DuplicateClaim"))
    assert duplicate_claim.split()[:10] == ["-"] * 10  # one worker cannot claim twice
