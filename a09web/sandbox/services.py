"""Every write to a sandbox. Each is one transaction, guarded by the version that it was made from.

That guard is the lesson that this app teaches, applied to itself: a write that names the state it saw either finds
that state still there, or has no effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from a09web.kit.refusals import Refused, Stale
from a09web.model.bounds import Bounds
from a09web.model.replay import Refusal, Replay, continued, replay
from a09web.model.workbook import Bugs, Fair, Workbook
from a09web.scenarios.scenario import Scenario
from a09web.wording import counted

from .models import Sandbox, ScheduleEntry, Step, fairness_to_store
from .tree import ROOT, Node, Tree


class StepRefused(Refused):
    """A step that the model refuses, with the guards that fail; `failing` is empty for a step that there is not."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.failing = refusal.failing


class NoRoom(Refused):
    """A sandbox has as many steps as it may have."""


class NotYours(Refused):
    """Somebody else's sandbox."""

    status = 403


class Gone(Refused):
    """The sandbox was deleted meanwhile."""

    status = 404


@transaction.atomic
def create_sandbox(
    *,
    owner: str,
    bounds: Bounds,
    bugs: Bugs = frozenset(),
    future: Sequence[str] = (),
    public_id: str | None = None,
    title: str = "",
    fair_actions: str | None = None,
    at: int = 0,
    origin: str = "",
    is_attached: bool = False,
) -> Sandbox:
    """A new sandbox. Of the steps of a `future` the first `at` were played already, the others lie ahead."""
    sandbox = Sandbox(
        owner=owner,
        title=title,
        fair_actions=fair_actions,
        origin=origin,
        is_attached=is_attached,
        workbook=bounds.workbook.slug,
        numbers={key: value for key, value in bounds.given.items() if key != bounds.workbook.schedule},
        bugs_at_start=",".join(bounds.workbook.in_order(bugs)),
    )
    if public_id is not None:
        sandbox.public_id = public_id
    sandbox.save(force_insert=True)
    ScheduleEntry.objects.bulk_create(ScheduleEntry(sandbox=sandbox, run=run, due=due) for run, due in bounds.schedule)
    _store_path(sandbox, future)
    sandbox.tip = sandbox.last_number = len(future)
    sandbox.cursor = at
    sandbox.save(update_fields=["tip", "last_number", "cursor"])
    return sandbox


def sandbox_from(
    scenario: Scenario, *, owner: str, public_id: str | None = None, is_attached: bool = False, title: str | None = None
) -> Sandbox:
    """A new sandbox with the trace of a scenario and all that was chosen in it, standing where it stands. Without a
    `title` it has that of the scenario."""
    workbook = scenario.bounds.workbook
    fair_actions = None if scenario.fair is None else fairness_to_store(workbook, scenario.bugs, scenario.fair)
    return create_sandbox(
        owner=owner,
        public_id=public_id,
        bounds=scenario.bounds,
        bugs=scenario.bugs,
        future=scenario.steps,
        title=scenario.title if title is None else title,
        fair_actions=fair_actions,
        at=scenario.cursor,
        origin=scenario.origin,
        is_attached=is_attached,
    )


def _store_path(sandbox: Sandbox, names: Sequence[str]) -> None:
    """Stores steps one after another from the initial state."""
    Step.objects.bulk_create(
        Step(sandbox=sandbox, number=depth, parent=depth - 1, name=name, depth=depth)
        for depth, name in enumerate(names, start=1)
    )


def take_step(*, sandbox: Sandbox, tree: Tree, actor: str, version: int, at: int, name: str) -> None:
    """Takes a step from step `at`; it becomes a new branch if another was taken from there before.

    Raises `StepRefused` if it is not enabled there, `NoRoom` for one too many, `Stale` if the sandbox is no longer at
    that version.
    """
    check_may_write(sandbox, actor)
    check_version(sandbox, version)
    check_exists(tree, at)
    before = tree.replay(sandbox.bounds, sandbox.bugs, at)
    check_replays(continued(before, [name]))
    known = tree.child(at, name)
    if known is not None:
        _write(sandbox, tree, actor, cursor=known.number, tip=tree.leaf_below(known.number))
        return
    number = sandbox.last_number + 1
    check_room(number)
    node = Node(number=number, parent=at, name=name, depth=before.last.index + 1)
    _write(sandbox, tree, actor, cursor=number, tip=number, nodes=[node])


def add_branch(
    *, sandbox: Sandbox, tree: Tree, actor: str, version: int, at: int, names: Sequence[str], stay: bool
) -> None:
    """Adds steps from step `at`, as far as they are new. With `stay` the sandbox stands at `at` and they are its
    future, to be played one by one; else it stands at their end. They must be enabled one after another."""
    check_may_write(sandbox, actor)
    check_version(sandbox, version)
    check_exists(tree, at)
    number, last, new = at, sandbox.last_number, []
    depth = len(tree.path(at))
    for name in names:
        depth += 1
        known = tree.child(number, name) if number in tree else None
        if known is not None:
            number = known.number
            continue
        last += 1
        new.append(Node(number=last, parent=number, name=name, depth=depth))
        number = last
    check_room(last)
    tip = number if new else tree.leaf_below(number)
    _write(sandbox, tree, actor, cursor=at if stay else number, tip=tip, nodes=new)


def move_cursor(*, sandbox: Sandbox, tree: Tree, actor: str, version: int, to: int) -> None:
    """Makes another step the present one. The branch that was left keeps its future."""
    check_may_write(sandbox, actor)
    check_version(sandbox, version)
    check_exists(tree, to)
    if to == sandbox.cursor:
        return
    on_branch = to == ROOT or any(node.number == to for node in tree.path(sandbox.tip))
    _write(sandbox, tree, actor, cursor=to, tip=sandbox.tip if on_branch else tree.leaf_below(to))


def switch_fairness(*, sandbox: Sandbox, tree: Tree, actor: str, version: int, at: int, switch: str) -> None:
    """Makes an action fair (`+Tick`) or not (`-Tick`). What the bugs of step `at` would leave fair is not stored, so
    that it goes on to follow the bugs.

    Raises `Refused` if there is no such action, or if the switch stands there already.
    """
    check_may_write(sandbox, actor)
    check_version(sandbox, version)
    check_exists(tree, at)
    bugs = tree.replay(sandbox.bounds, sandbox.bugs, at).last.bugs
    text = fairness_to_store(sandbox.declared, bugs, switched(sandbox.declared, sandbox.fair_under(bugs), switch))
    _write(sandbox, tree, actor, cursor=sandbox.cursor, tip=sandbox.tip, fair_actions=text)


def switched(workbook: Workbook[Any], fair: Fair, switch: str) -> Fair:
    """The fair actions after a switch, `+Tick` or `-Tick`. Raises `Refused`."""
    action = switch[1:]
    if action not in workbook.fair_actions or switch[0] != ("-" if action in fair else "+"):
        raise Refused(f"“{switch[:60]}” switches nothing: the fair actions are {', '.join(sorted(fair)) or 'none'}.")
    return fair ^ {action}


def rename_sandbox(*, sandbox: Sandbox, actor: str, title: str) -> None:
    """Gives a sandbox another title; the empty one takes its title away."""
    check_may_write(sandbox, actor)
    if not Sandbox.objects.filter(pk=sandbox.pk, owner__in=["", actor]).update(title=title):
        _refresh(sandbox)
        check_may_write(sandbox, actor)
    sandbox.title = title


def fork_sandbox(*, sandbox: Sandbox, tree: Tree, owner: str, at: int) -> Sandbox:
    """A sandbox of one's own with the trace that leads to step `at`, standing there."""
    fork, _ = fork_with_settings(
        sandbox=sandbox,
        tree=tree,
        owner=owner,
        at=at,
        bounds=sandbox.bounds,
        fair_actions=sandbox.fair_actions,
        title=sandbox.title,
    )
    return fork


@transaction.atomic
def fork_with_settings(
    *, sandbox: Sandbox, tree: Tree, owner: str, at: int, bounds: Bounds, fair_actions: str | None, title: str
) -> tuple[Sandbox, Refusal | None]:
    """A fork with other settings, and the first step that they refuse: the fork keeps the steps before it."""
    check_exists(tree, at)
    names = [node.name for node in tree.path(at)]
    refusal = replay(bounds, sandbox.bugs, names).refusal
    kept = names if refusal is None else names[: refusal.index - 1]
    fork = create_sandbox(
        owner=owner, bounds=bounds, bugs=sandbox.bugs, future=kept, title=title, fair_actions=fair_actions
    )
    fork.forked_from = sandbox
    fork.origin = sandbox.origin
    fork.cursor = len(kept)
    fork.save(update_fields=["forked_from", "origin", "cursor"])
    return fork, refusal


def delete_untouched(*, days: int) -> int:
    """Deletes the sandboxes that nobody changed for so many days; returns how many. Those that are attached go with
    what they are attached to."""
    old = Sandbox.objects.filter(is_attached=False, touched__lt=timezone.now() - timedelta(days=days))
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


def check_replays(played: Replay) -> None:
    """Raises `StepRefused` if a replay ended before its steps did."""
    if played.refusal is not None:
        raise StepRefused(played.refusal)


def check_exists(tree: Tree, number: int) -> None:
    if number not in tree:
        raise Refused(f"This sandbox has no step {number}.")


def check_room(last_number: int) -> None:
    if last_number > settings.STEPS_PER_SANDBOX:
        raise NoRoom(
            f"A sandbox may have {counted(settings.STEPS_PER_SANDBOX)} at most, branches included; this would be more. "
            "Go back to an earlier step and fork there: the fork keeps only the steps up to it."
        )


def _refresh(sandbox: Sandbox) -> None:
    try:
        sandbox.refresh_from_db()
    except Sandbox.DoesNotExist:
        raise Gone("This sandbox was deleted.") from None


def _write(
    sandbox: Sandbox, tree: Tree, actor: str, *, cursor: int, tip: int, nodes: Sequence[Node] = (), **chosen: str | None
) -> None:
    """Moves the cursor and stores new steps and settings, if the sandbox is still at the version in hand; else
    `Stale`. Then the sandbox and its tree in hand are what is stored."""
    seen = sandbox.version
    if sandbox.owner != actor:
        chosen["owner"] = actor
    last_number = nodes[-1].number if nodes else sandbox.last_number
    with transaction.atomic():
        changed = Sandbox.objects.filter(pk=sandbox.pk, version=seen, owner__in=["", actor]).update(
            version=seen + 1, cursor=cursor, tip=tip, last_number=last_number, touched=timezone.now(), **chosen
        )
        if not changed:
            _refresh(sandbox)
            check_may_write(sandbox, actor)
            check_version(sandbox, seen)
        Step.objects.bulk_create(
            Step(sandbox=sandbox, number=node.number, parent=node.parent, name=node.name, depth=node.depth)
            for node in nodes
        )
    sandbox.version, sandbox.cursor, sandbox.tip = seen + 1, cursor, tip
    sandbox.last_number = last_number
    for name, value in chosen.items():
        setattr(sandbox, name, value)
    for node in nodes:
        tree.add(node)
    if nodes:
        tree.keep(sandbox)
