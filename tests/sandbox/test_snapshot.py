"""The state that is shown is the replay of the path, whatever was stepped, undone and branched before."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from a09web.kit.refusals import Refused
from a09web.model.machine import machine_for
from a09web.model.replay import replay
from a09web.sandbox.models import Sandbox
from a09web.sandbox.moment import Moment
from a09web.sandbox.services import move_cursor, take_step
from a09web.sandbox.tree import Node, Tree
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

from .making import ALICE, board_of, made, stored, tree_of

BOUNDS = Bounds()
MACHINE = machine_for(BOUNDS)
NAMES = [*MACHINE.by_name, *(f"{sign}{bug}" for bug in A09.bug_names for sign in "+-")]


class Played(Sandbox):
    """A sandbox that is in no database."""

    class Meta:
        app_label = "sandbox"
        proxy = True

    bounds = BOUNDS


# A wish is a step by its place among those that are possible, or a number of steps to go back, or a step to go to.
WISHES = st.lists(
    st.one_of(
        st.tuples(st.just("step"), st.integers(min_value=0, max_value=100)),
        st.tuples(st.just("step"), st.integers(min_value=0, max_value=100)),
        st.tuples(st.just("undo"), st.integers(min_value=1, max_value=3)),
        st.tuples(st.just("move"), st.integers(min_value=0, max_value=100)),
    ),
    max_size=25,
)


@settings(max_examples=60)
@given(start=st.sets(st.sampled_from(A09.bug_names)), wishes=WISHES)
def test_on_every_tree_every_place_is_the_replay_of_its_path(start: set[str], wishes: list[tuple[str, int]]) -> None:
    bugs = frozenset(start)
    tree, cursor = Tree([]), 0
    for kind, number in wishes:
        if kind == "undo":
            for _ in range(number):
                cursor = tree.nodes[cursor].parent if cursor else 0
            continue
        if kind == "move":
            cursor = number % (len(tree.nodes) + 1)
            continue
        path = [node.name for node in tree.path(cursor)]
        now = replay(BOUNDS, bugs, path).last
        possible = [t.name for t in MACHINE.enabled(now.state, now.bugs)]
        possible += [f"{'-' if bug in now.bugs else '+'}{bug}" for bug in A09.bug_names]
        name = possible[number % len(possible)]
        known = tree.child(cursor, name)
        if known is None:
            known = Node(len(tree.nodes) + 1, cursor, name, len(path) + 1)
            tree.add(known)
        cursor = known.number
    sandbox = Played(bugs_at_start=",".join(A09.in_order(bugs)), cursor=cursor, tip=tree.leaf_below(cursor))
    for at in range(len(tree.nodes) + 1):
        moment = Moment(sandbox, tree, at, may_step=True)
        expected = replay(BOUNDS, bugs, [node.name for node in tree.path(at)])
        assert expected.refusal is None
        assert moment.entry == expected.last
        assert board_of(moment).now == MACHINE.variables(expected.last.state)["now"]
        assert [e.number for e in moment.trace.entries if e.is_here] == [at]
        shown = [e.number for e in moment.trace.entries]
        assert shown == [0, *(node.number for node in moment.nodes)]
        elsewhere = {n.number for e in moment.trace.entries for n in e.branches}
        assert not elsewhere & set(shown)
        assert all(tree.nodes[number].parent in shown for number in elsewhere)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(8))
def test_after_every_write_the_database_holds_what_was_done(seed: int) -> None:
    """Against the simplest thing that could be right: a dictionary from places to paths."""
    chance = random.Random(seed)
    sandbox = made(bugs=chance.sample(A09.bug_names, 2))
    paths: dict[int, tuple[str, ...]] = {0: ()}
    cursor = version = 0
    for _ in range(40):
        tree = tree_of(sandbox)
        seen = stored(sandbox)
        if chance.random() < 0.3:
            to = chance.randrange(len(paths) + 1)
            try:
                move_cursor(sandbox=seen, tree=tree, actor=ALICE, version=version, to=to)
            except Refused:
                assert to not in paths
            else:
                version += to != cursor
                cursor = to
        else:
            at, name = chance.choice([cursor, chance.randrange(len(paths))]), chance.choice(NAMES)
            path = (*paths[at], name)
            possible = replay(seen.bounds, seen.bugs, path).refusal is None
            try:
                take_step(sandbox=seen, tree=tree, actor=ALICE, version=version, at=at, name=name)
            except Refused:
                assert not possible
            else:
                assert possible
                version += 1
                cursor = next((n for n, known in paths.items() if known == path), len(paths))
                paths[cursor] = path
        now = stored(sandbox)
        fresh = tree_of(sandbox)
        assert (now.version, now.cursor, now.last_number) == (version, cursor, len(paths) - 1)
        assert {number: tuple(n.name for n in fresh.path(number)) for number in [0, *fresh.nodes]} == paths
        assert cursor == 0 or cursor in [node.number for node in fresh.path(now.tip)]
        assert not fresh.children(now.tip)
