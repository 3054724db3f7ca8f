"""What was rendered once is shown again only where it says the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from a09web.foresight.questions import Outlook, WhatCanBreak
from a09web.model.fields import State
from a09web.model.machine import machine_for
from a09web.model.walk import random_walk
from a09web.sandbox import panels, reveal
from a09web.sandbox.models import Sandbox
from a09web.sandbox.moment import Moment
from a09web.sandbox.services import create_sandbox, take_step
from a09web.sandbox.tree import Node, Tree
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

from .making import board_of

pytestmark = pytest.mark.django_db(transaction=True)

POLICIES = [policy for policy in vars(reveal).values() if isinstance(policy, reveal.RevealPolicy)]
BOUNDS = (Bounds(), Bounds(due=(2,), workers=1, max_epoch=1), Bounds(due=(1, 3), workers=1, max_epoch=1))


def moments(seed: int) -> Iterator[Moment]:
    """A sandbox with a random trace and toggles in it, looked at from several of its steps under all policies."""
    chance = random.Random(seed)
    bounds, bugs = chance.choice(BOUNDS), frozenset(chance.sample(A09.bug_names, chance.randint(0, 2)))
    machine = machine_for(bounds)
    steps = list(random_walk(machine, machine.initial, bugs, seed, until_broken=chance.random() < 0.5))[:14]
    toggle = next(bug for bug in A09.bug_names if bug not in bugs)
    sandbox = create_sandbox(owner="one", bounds=bounds, bugs=bugs, future=[*steps, f"+{toggle}"], at=len(steps))
    sandbox = Sandbox.objects.get(pk=sandbox.pk)
    for at in {0, len(steps) // 2, len(steps), len(steps) + 1}:
        for policy in POLICIES:
            yield Moment(sandbox, Tree.of(sandbox), at, chance.random() < 0.5, policy)


def forget() -> None:
    panels._memo.clear()
    for name in (
        "_of_standing",
        "_board",
        "_folded",
        "_switch",
        "_definitions",
        "_formula",
        "_goal",
        "_fairness",
        "_entry",
    ):
        getattr(panels, name).cache_clear()


def rendered(moment: Moment) -> dict[str, tuple[str, str]]:
    return {name: (panel.html, panel.folded) for name, panel in panels.render_panels(moment).items()}


def at_once(bounds: Bounds, bugs: frozenset[str], state: State, fair: frozenset[str]) -> Outlook:
    """What can break, as far as a few states tell, whatever else is being asked."""
    return WhatCanBreak(bounds, bugs, state, fair).answer(limit=500)


@pytest.mark.long
@pytest.mark.parametrize("seeds", [range(8), pytest.param(range(8, 24), marks=pytest.mark.night)], ids=["8", "16 more"])
def test_after_others_were_rendered_every_panel_is_what_it_would_be_alone(
    seeds: range, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("a09web.sandbox.moment.what_can_break", at_once)
    seen = [moment for seed in seeds for moment in moments(seed)]
    forget()
    together = [rendered(moment) for moment in seen]
    for moment, shown in zip(seen, together, strict=True):
        forget()
        assert rendered(moment) == shown


def test_a_step_is_known_without_being_read_again(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    sandbox = create_sandbox(owner="one", bounds=Bounds())
    take_step(sandbox=sandbox, tree=Tree.of(sandbox), actor="one", version=0, at=0, name="Tick")
    with django_assert_num_queries(0):
        again = Tree.of(sandbox)
    assert [node.name for node in again.path(sandbox.cursor)] == ["Tick"]


def test_what_is_added_to_a_tree_in_hand_is_not_kept() -> None:
    sandbox = create_sandbox(owner="one", bounds=Bounds(), future=["Tick"])
    Tree.of(sandbox).add(Node(2, 1, "Materialize(r1)", 2))
    assert len(Tree.of(sandbox).nodes) == 1


def test_a_step_that_was_rolled_back_is_forgotten() -> None:
    """Its number is given to another step, which leads to another state."""
    sandbox = create_sandbox(owner="one", bounds=Bounds(), bugs=frozenset({"EarlyRelease"}))
    with suppress(ZeroDivisionError), transaction.atomic():
        found, tree = Sandbox.objects.get(pk=sandbox.pk), Tree.of(sandbox)
        take_step(sandbox=found, tree=tree, actor="one", version=0, at=0, name="Materialize(r1)")
        assert Tree.of(found).replay(found.bounds, found.bugs, 1).last.step == "Materialize(r1)"
        raise ZeroDivisionError
    again = Sandbox.objects.get(pk=sandbox.pk)
    take_step(sandbox=again, tree=Tree.of(again), actor="one", version=0, at=0, name="Tick")
    moment = Moment(again, Tree.of(again), again.cursor, True)
    assert (moment.entry.step, board_of(moment).now) == ("Tick", 1)
