"""Every write to a sandbox. Each is one transaction, guarded by the version that it was made from.

That guard is the lesson that this app teaches, applied to itself: a write that names the state it saw either finds
that state still there, or has no effect.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from a09web.model.bounds import Bounds, InvalidInput
from a09web.model.machine import Bugs
from a09web.model.names import in_order
from a09web.model.replay import replay

from .models import Sandbox, ScheduleEntry, Step
from .tree import ROOT, Node, Tree


class Refused(Exception):
    """A write that has no effect. The message is a sentence for the person who asked; `status` is HTTP's."""

    status = 422


class Stale(Refused):
    """The sandbox has moved on since the page was made."""

    status = 409


class NotYours(Refused):
    """Somebody else's sandbox."""

    status = 403


@transaction.atomic
def create_sandbox(*, owner: str, bounds: Bounds, bugs: Bugs = frozenset(), public_id: str | None = None) -> Sandbox:
    sandbox = Sandbox(
        owner=owner,
        workers=bounds.workers,
        max_time=bounds.max_time,
        max_epoch=bounds.max_epoch,
        bugs_at_start=",".join(in_order(bugs)),
    )
    if public_id is not None:
        sandbox.public_id = public_id
    sandbox.save(force_insert=True)
    entries = zip(bounds.runs, bounds.due, strict=True)
    ScheduleEntry.objects.bulk_create(ScheduleEntry(sandbox=sandbox, run=run, due=due) for run, due in entries)
    return sandbox


def take_step(*, sandbox: Sandbox, tree: Tree, actor: str, version: int, at: int, name: str) -> None:
    """Takes a step from step `at`; it becomes a new branch if another was taken from there before.

    Raises `Refused` if it is not enabled there, `Stale` if the sandbox is no longer at that version.
    """
    check_may_write(sandbox, actor)
    check_version(sandbox, version)
    check_exists(tree, at)
    path = [node.name for node in tree.path(at)]
    refusal = replay(sandbox.bounds, sandbox.bugs, [*path, name]).refusal
    if refusal is not None:
        raise Refused(refusal.message)
    known = tree.child(at, name)
    if known is not None:
        _write(sandbox, actor, cursor=known.number, tip=tree.leaf_below(known.number))
        return
    if sandbox.last_number >= settings.STEPS_PER_SANDBOX:
        raise Refused(
            f"This sandbox has {settings.STEPS_PER_SANDBOX} steps, which is the most that one may have. "
            "Fork it: the fork keeps the trace that you see and starts with room for more."
        )
    number = sandbox.last_number + 1
    node = Node(number=number, parent=at, name=name, depth=len(path) + 1)
    _write(sandbox, actor, cursor=number, tip=number, node=node)
    tree.add(node)


def move_cursor(*, sandbox: Sandbox, tree: Tree, actor: str, version: int, to: int) -> None:
    """Makes another step the present one. The branch that was left keeps its future."""
    check_may_write(sandbox, actor)
    check_version(sandbox, version)
    check_exists(tree, to)
    if to == sandbox.cursor:
        return
    on_branch = to == ROOT or any(node.number == to for node in tree.path(sandbox.tip))
    _write(sandbox, actor, cursor=to, tip=sandbox.tip if on_branch else tree.leaf_below(to))


@transaction.atomic
def fork_sandbox(*, sandbox: Sandbox, tree: Tree, owner: str, at: int) -> Sandbox:
    """A sandbox of one's own with the trace that leads to step `at`, standing there."""
    check_exists(tree, at)
    fork = create_sandbox(owner=owner, bounds=sandbox.bounds, bugs=sandbox.bugs)
    path = tree.path(at)
    Step.objects.bulk_create(
        Step(sandbox=fork, number=depth, parent=depth - 1, name=node.name, depth=depth)
        for depth, node in enumerate(path, start=1)
    )
    fork.forked_from = sandbox
    fork.cursor = fork.tip = fork.last_number = len(path)
    fork.save(update_fields=["forked_from", "cursor", "tip", "last_number"])
    return fork


def delete_untouched(*, days: int) -> int:
    """Deletes the sandboxes that nobody changed for so many days; returns how many."""
    old = Sandbox.objects.filter(touched__lt=timezone.now() - timedelta(days=days))
    with transaction.atomic():
        count = old.count()
        old.delete()
    return count


def check_may_write(sandbox: Sandbox, actor: str) -> None:
    """A sandbox without an owner is taken over by whoever writes first."""
    if sandbox.owner not in ("", actor):
        raise NotYours("This sandbox belongs to somebody else. Fork it to step it yourself.")


def check_version(sandbox: Sandbox, version: int) -> None:
    if version != sandbox.version:
        raise Stale(
            "The sandbox had moved on before your click arrived, so nothing was done. "
            "This is where it stands now; please look and try again."
        )


def check_exists(tree: Tree, number: int) -> None:
    if number not in tree:
        raise Refused(f"This sandbox has no step {number}.")


def parse_count(what: str, text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise InvalidInput(f"{what} must be a number.")
    return int(text)


def _write(sandbox: Sandbox, actor: str, *, cursor: int, tip: int, node: Node | None = None) -> None:
    """Moves the cursor and stores a new step, if the sandbox is still at the version in hand; else `Stale`."""
    seen = sandbox.version
    last_number = node.number if node is not None else sandbox.last_number
    with transaction.atomic():
        changed = Sandbox.objects.filter(pk=sandbox.pk, version=seen, owner__in=["", actor]).update(
            version=F("version") + 1,
            cursor=cursor,
            tip=tip,
            last_number=last_number,
            owner=actor,
            touched=timezone.now(),
        )
        if not changed:
            sandbox.refresh_from_db()
            check_may_write(sandbox, actor)
            check_version(sandbox, seen)
        if node is not None:
            Step.objects.create(
                sandbox=sandbox, number=node.number, parent=node.parent, name=node.name, depth=node.depth
            )
    sandbox.version, sandbox.cursor, sandbox.tip = seen + 1, cursor, tip
    sandbox.last_number, sandbox.owner = last_number, actor
