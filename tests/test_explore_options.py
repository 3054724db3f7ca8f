"""What `manage.py explore` says with --from, --all, --liveness, --fair and --matrix."""

from __future__ import annotations

import pytest

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


def test_the_matrix_as_a_person_reads_it() -> None:
    lines = text("explore", "--matrix", "--due", "1", "--workers", "1")
    assert len(lines) == 2 + 64
    assert lines[0] == "Fewest steps to a break; * marks what a bug of the set is known for; - means never."
    assert lines[2].split() == ["-"] * 10 + ["no", "bug"]
    (duplicate_claim,) = (line for line in lines if line.endswith("  DuplicateClaim"))
    assert duplicate_claim.split()[:10] == ["-"] * 10  # one worker cannot claim twice
