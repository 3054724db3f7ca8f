"""Sandboxes made by hand, and the steps that break them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from a09web.model.replay import INIT, Entry, replay
from a09web.sandbox.models import Sandbox
from a09web.sandbox.moment import Moment
from a09web.sandbox.reveal import OPEN, RevealPolicy
from a09web.sandbox.services import create_sandbox, move_cursor, take_step
from a09web.sandbox.tree import Tree
from a09web.workbooks.a09.board import Board
from a09web.workbooks.a09.bounds import Bounds

ALICE, BOB = "alice", "bob"

ZOMBIE = ("Tick", "Materialize(r1)", "Claim(w1,r1)", "Expire(r1)")
"""After these steps w1 holds an attempt that the system no longer believes in."""

BREAKS = {
    "EarlyRelease": ("Materialize(r1)",),
    "DuplicateMaterialization": ("Tick", "Materialize(r1)"),
    "StaleCompletion": (*ZOMBIE, "Complete(w1,r1,1)"),
    "DuplicateClaim": ("Tick", "Materialize(r1)", "Claim(w1,r1)", "Claim(w2,r1)"),
    "CheckpointAdvance": ("Tick", "AdvanceCheckpoint"),
    "MissingMaterialization": ("Tick", "Tick"),
}
"""For each bug the fewest steps that break its own property at the default bounds."""

CAUGHT_BY = {
    "EarlyRelease": "NoEarlyRunnable",
    "DuplicateMaterialization": "MaterializedRunRemovedFromSchedule",
    "StaleCompletion": "CompletedUsesCurrentEpoch",
    "DuplicateClaim": "AtMostOneClaimer",
    "CheckpointAdvance": "CheckpointAfterDurableMaterialization",
    "MissingMaterialization": "NoOverdueScheduled",
}


def made(*steps: str, bugs: Iterable[str] = (), bounds: Bounds | None = None, owner: str = ALICE) -> Sandbox:
    """A sandbox of Alice's in which these steps were taken."""
    sandbox = create_sandbox(owner=owner, bounds=bounds or Bounds(), bugs=frozenset(bugs))
    step(sandbox, *steps)
    return sandbox


def step(sandbox: Sandbox, *steps: str, actor: str = ALICE) -> None:
    """Takes steps at the present, one after another."""
    tree = Tree.of(sandbox)
    for name in steps:
        take_step(sandbox=sandbox, tree=tree, actor=actor, version=sandbox.version, at=sandbox.cursor, name=name)


def move(sandbox: Sandbox, to: int, actor: str = ALICE) -> None:
    move_cursor(sandbox=sandbox, tree=Tree.of(sandbox), actor=actor, version=sandbox.version, to=to)


def stored(sandbox: Sandbox) -> Sandbox:
    """The sandbox as the database has it."""
    return Sandbox.objects.get(pk=sandbox.pk)


def tree_of(sandbox: Sandbox) -> Tree:
    """The tree as the database has it."""
    return Tree.of(stored(sandbox))


def names(sandbox: Sandbox, number: int | None = None) -> list[str]:
    """The steps that lead to a step; to the present one if none is named."""
    now = stored(sandbox)
    return [node.name for node in Tree.of(now).path(now.cursor if number is None else number)]


def entry_of(sandbox: Sandbox) -> Entry:
    """The last entry of the replay of the stored path."""
    played = replay(sandbox.bounds, sandbox.bugs, names(sandbox))
    assert played.refusal is None
    assert played.entries[0].step == INIT
    return played.last


def board_of(moment: Moment) -> Board:
    """The board of A09 that is seen at a moment."""
    return cast(Board, moment.standing.board)


def moment(sandbox: Sandbox, at: int | None = None, *, may_step: bool = True, policy: RevealPolicy = OPEN) -> Moment:
    fresh = stored(sandbox)
    return Moment(fresh, Tree.of(fresh), fresh.cursor if at is None else at, may_step, policy)
