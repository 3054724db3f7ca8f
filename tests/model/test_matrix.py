"""Bug set by property."""

from __future__ import annotations

from a09web.model.explore import explore
from a09web.model.machine import machine_for
from a09web.model.matrix import COLLATERAL, NEVER, PRIMARY, bug_sets, matrix_rows
from a09web.model.replay import replay
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds


def test_there_are_64_bug_sets_and_the_small_ones_come_first() -> None:
    sets = list(bug_sets(A09))
    assert len(set(sets)) == 64
    assert [len(bugs) for bugs in sets] == sorted(len(bugs) for bugs in sets)


def test_a_single_bug_breaks_its_own_property_and_whatever_else_is_collateral() -> None:
    for bug in A09.bugs:
        row = next(matrix_rows(Bounds(), [frozenset({bug.name})]))
        assert {cell.prop for cell in row.cells if cell.kind == PRIMARY} == {bug.caught_by}
        for cell in row.cells:
            assert (cell.kind == NEVER) == (cell.steps is None) == (cell.trace is None)
            if cell.trace is not None:
                assert cell.steps == len(cell.trace)
                assert replay(Bounds(), row.bugs, cell.trace).refusal is None


def test_a_row_counts_states_and_looks_at_liveness_under_the_fairness_of_its_bugs() -> None:
    row = next(matrix_rows(Bounds(), [frozenset({"MissingMaterialization"})]))
    assert row.distinct == explore(machine_for(Bounds()), row.bugs).distinct
    assert [cell.prop for cell in row.cells] == [*A09.property_names, *A09.liveness_names]
    steps = {cell.prop: cell.steps for cell in row.cells}
    assert [steps[name] for name in A09.liveness_names] == [3, 3, 3]


def test_the_correct_model_breaks_nothing() -> None:
    assert {cell.kind for cell in next(matrix_rows(Bounds(), [frozenset()])).cells} == {NEVER}


def test_where_duplicate_materialization_leads() -> None:
    row = next(matrix_rows(Bounds(), [frozenset({"DuplicateMaterialization"})]))
    assert {cell.prop: cell.steps for cell in row.cells if cell.kind == COLLATERAL} == {
        "NoOverdueScheduled": 4,
        "CompletedAtMostOnce": 7,
    }
