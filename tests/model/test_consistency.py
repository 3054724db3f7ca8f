"""A declaration that calls something by a name that nothing has is refused, and says which."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from a09web.model.consistency import wrong_names
from a09web.model.declared import Fairness, Story
from a09web.model.workbook import Workbook
from a09web.workbooks import WORKBOOKS
from tests.workbooks.desk import DESK

CROWDING, EARLY_LEAVE = DESK.bugs[:2]


def without_removals() -> Any:
    """The transitions with guards that no bug removes."""
    return tuple(
        replace(each, guards=tuple(replace(guard, removed_by=None) for guard in each.guards))
        for each in DESK.transitions
    )


@pytest.mark.parametrize("workbook", WORKBOOKS.values(), ids=lambda workbook: workbook.slug)
def test_what_is_there_is_consistent(workbook: Workbook[Any]) -> None:
    assert list(wrong_names(workbook)) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (lambda: {"bugs": (replace(CROWDING, transition="Entre"), EARLY_LEAVE)}, "no transition is called so"),
        (lambda: {"bugs": (replace(CROWDING, caught_by="Alone"), EARLY_LEAVE)}, "no property is called so"),
        (lambda: {"bugs": (EARLY_LEAVE,)}, "names Crowding, and no bug is called so. There are: EarlyLeave."),
        (lambda: {"transitions": without_removals()}, "or skip one effect of it"),
        (lambda: {"fairness": (Fairness("Entre"),)}, "Fairness names Entre"),
        (lambda: {"fairness": (Fairness("Enter", lost_under=frozenset({"Crowd"})),)}, "Fairness names Crowd"),
        (lambda: {"work": "AllIsDone"}, "`work` names AllIsDone, and no liveness property is called so"),
        (lambda: {"story": Story("Crowd", (), "", "", "")}, "The story names Crowd"),
    ],
)
def test_a_wrong_name_is_told(changed: Callable[[], dict[str, Any]], said: str) -> None:
    with pytest.raises(ValueError, match="The workbook “desk” is not declared right") as refused:
        replace(DESK, **changed())
    assert said in str(refused.value)
    assert DESK.bounds.workbook is DESK
