"""What is fair goes along, from a scenario to the board of a class and to each student's copy; nothing is added."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from a09web.classroom.copies import copy_from
from a09web.classroom.services import open_class
from a09web.sandbox.models import Sandbox
from a09web.scenarios.scenario import Scenario

from .making import joined, opened, teacher

pytestmark = pytest.mark.django_db

CHOSEN = frozenset({"Tick", "Claim"})
ON = frozenset({"MissingMaterialization"})
USUAL = frozenset({"Tick", "AdvanceCheckpoint", "Claim", "Complete"})
"""What MissingMaterialization leaves fair."""


def fair_after_the_bug(sandbox: Sandbox) -> frozenset[str]:
    return sandbox.fair_under(ON)


def in_a_class(scenario: Scenario) -> Sandbox:
    ada = User.objects.create_user("ada")
    return open_class(teacher=ada, title="", scenario=scenario).sandbox


def test_a_copy_keeps_what_was_chosen() -> None:
    room = opened(teacher())
    _, ann = joined(room)
    copy = copy_from(participant=ann, scenario=Scenario(fair=CHOSEN), key="a")
    assert copy.fair_under(frozenset()) == CHOSEN


def test_a_copy_where_nothing_was_chosen_follows_the_bugs() -> None:
    room = opened(teacher())
    _, ann = joined(room)
    copy = copy_from(participant=ann, scenario=Scenario(), key="a")
    assert fair_after_the_bug(copy) == USUAL


def test_a_class_keeps_what_was_chosen() -> None:
    assert in_a_class(Scenario(fair=CHOSEN)).fair_under(frozenset()) == CHOSEN


def test_a_class_does_not_choose_what_is_fair_anyway() -> None:
    """Stored as if it were chosen, it would stay when a bug takes a promise away."""
    board = in_a_class(Scenario(fair=frozenset({*USUAL, "Materialize"})))
    assert board.fair_actions is None
    assert fair_after_the_bug(board) == USUAL
