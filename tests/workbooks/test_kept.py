"""What was rendered for one workbook is not shown for another that names everything alike and says other things."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest

from a09web.foresight.questions import Outlook, WhatCanBreak
from a09web.memo import forget_everything
from a09web.model import kept
from a09web.model.fields import State
from a09web.sandbox.models import Sandbox
from a09web.sandbox.moment import Moment
from a09web.sandbox.panels import render_panels
from a09web.sandbox.reveal import OPEN
from a09web.sandbox.services import create_sandbox
from a09web.sandbox.tree import Tree
from a09web.workbooks import WORKBOOKS

from .desk import DESK
from .desk import Bounds as DeskBounds

pytestmark = [pytest.mark.usefixtures("desk"), pytest.mark.django_db]


@dataclass(frozen=True)
class Bounds(DeskBounds):
    """Those of a workbook that has no words of its own, as its folder has none."""


def otherwise(declared: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(replace(each, meaning=f"Otherwise. {each.meaning}") for each in declared)


TWIN = replace(
    DESK,
    slug="twin",
    bounds=Bounds,
    properties=otherwise(DESK.properties),
)
UNSOURCED = replace(OPEN, source=False)
STEPS = ("Enter(g1)", "Leave(g1)", "Enter(g2)")


def at_once(bounds: DeskBounds, bugs: frozenset[str], state: State, fair: frozenset[str]) -> Outlook:
    return WhatCanBreak(bounds, bugs, state, fair).answer(limit=500)


def forget() -> None:
    forget_everything()
    for each in kept._forgetting:
        each()


def made(bounds: DeskBounds, at: int) -> Sandbox:
    return create_sandbox(owner="one", bounds=bounds, bugs=frozenset({"EarlyLeave"}), future=STEPS, at=at)


def rendered(sandbox: Sandbox) -> dict[str, tuple[str, str]]:
    panels = render_panels(Moment(sandbox, Tree.of(sandbox), sandbox.cursor, True, UNSOURCED))
    return {name: (str(panel.element()), panel.folded) for name, panel in panels.items()}


@pytest.mark.parametrize("at", [0, 2])
def test_a_panel_is_kept_for_its_workbook_alone(monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    monkeypatch.setitem(WORKBOOKS, TWIN.slug, TWIN)
    monkeypatch.setattr("a09web.sandbox.moment.what_can_break", at_once)
    twin, desk = made(Bounds(), at), made(DeskBounds(), at)
    forget()
    alone = rendered(twin)
    forget()
    beside = rendered(desk)
    unlike = {name for name in beside if beside[name] != alone[name]}
    assert unlike >= {"panel-LeftHaveTheirMarks", "ahead-AllMeet"}
    assert rendered(twin) == alone
