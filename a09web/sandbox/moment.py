"""A moment of a sandbox as the page shows it, made under a reveal policy: what is hidden is not in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from a09web.foresight.lookout import Busy, Pending
from a09web.foresight.questions import Outlook
from a09web.model.blame import Blame, blame
from a09web.model.changes import Change, changes
from a09web.model.declaration import ACTORS, BUGS, FAIR_ACTIONS, TRANSITIONS, UNFAIR_UNDER, WORKER, Bug
from a09web.model.machine import ConcreteGuard, ConcreteLiveness, ConcreteProperty, ConcreteTransition
from a09web.model.replay import Entry, Replay, advance, replay
from a09web.model.silent import silent_bugs
from a09web.model.stuck import Standstill, Waiting, standstill, stuck_for

from .board import Board, draw
from .branches import BranchPicture, draw_branches
from .models import Sandbox
from .outlook import what_can_break
from .reveal import OPEN, RevealPolicy
from .source import Source, SourceLine, all_transitions, source_of
from .trace import Trace
from .tree import ROOT, Node, Tree


@dataclass(frozen=True)
class GuardView:
    number: int
    text: str
    filled: str
    holds: bool
    sentence: str
    bound: bool
    removed_by: str | None


@dataclass(frozen=True)
class Preview:
    """What a transition would do: its changes, and the properties that it would break or heal."""

    changes: tuple[Change, ...]
    breaks: tuple[str, ...]
    heals: tuple[str, ...]


@dataclass(frozen=True)
class TransitionView:
    """A transition; `guards` is empty and `enabled` is True for all where the policy hides what is enabled."""

    name: str
    meaning: str
    by: str
    enabled: bool
    guards: tuple[GuardView, ...]
    preview: Preview | None = None

    @property
    def parameters(self) -> list[str]:
        return self.name.partition("(")[2].rstrip(")").split(",")

    @property
    def only_by(self) -> tuple[GuardView, ...]:
        """The guards that do not hold and are removed: without the bug, this step would be refused."""
        return tuple(guard for guard in self.guards if self.enabled and not guard.holds)

    @property
    def reason(self) -> str:
        """Why it is disabled, in short: the sentence of the first guard that fails."""
        failing = (guard.sentence for guard in self.guards if not guard.holds and guard.removed_by is None)
        return next(failing, "")


@dataclass(frozen=True)
class ActorView:
    name: str
    transitions: tuple[TransitionView, ...]

    @property
    def kind(self) -> str:
        return self.name if self.name in ACTORS else WORKER


@dataclass(frozen=True)
class PropertyView:
    name: str
    meaning: str
    formula: str
    is_consequence: bool
    holds: bool
    why: str
    since: Entry | None
    healed: Entry | None
    blamed: tuple[Blame, ...]
    blame_is_shown: bool


@dataclass(frozen=True)
class GoalView:
    """A liveness property; `is_broken` when everything stays as it is for ever and the goal is not met."""

    name: str
    meaning: str
    formula: str
    is_broken: bool
    waiting: tuple[Waiting, ...]


@dataclass(frozen=True)
class FairView:
    """An action and whether it is fair: if it stays enabled, it is taken some day."""

    action: str
    is_fair: bool
    taken_by: str

    @property
    def switch(self) -> str:
        return f"{'-' if self.is_fair else '+'}{self.action}"


@dataclass(frozen=True)
class BugView:
    bug: Bug
    is_on: bool
    is_silent: bool
    takes: str
    text: str

    @property
    def toggle(self) -> str:
        return f"{'-' if self.is_on else '+'}{self.bug.name}"


@dataclass(frozen=True)
class Moment:
    """Step `at` of a sandbox, seen by somebody who may or may not step it."""

    sandbox: Sandbox
    tree: Tree
    at: int
    may_step: bool
    policy: RevealPolicy = OPEN

    @cached_property
    def nodes(self) -> list[Node]:
        """The branch that is shown: through this moment, to the end of what was tried from it."""
        through_tip = self.tree.path(self.sandbox.tip)
        if self.at == ROOT or any(node.number == self.at for node in through_tip):
            return through_tip
        return self.tree.path(self.tree.leaf_below(self.at))

    @cached_property
    def branch(self) -> Replay:
        return replay(self.sandbox.bounds, self.sandbox.bugs, [node.name for node in self.nodes])

    @cached_property
    def replay(self) -> Replay:
        """The trace up to this moment."""
        return self.branch.until(0 if self.at == ROOT else self.tree.nodes[self.at].depth)

    @property
    def entry(self) -> Entry:
        return self.replay.last

    @property
    def is_present(self) -> bool:
        return self.at == self.sandbox.cursor

    @property
    def is_unowned(self) -> bool:
        return not self.sandbox.owner

    @property
    def undo(self) -> int | None:
        return None if self.at == ROOT else self.tree.nodes[self.at].parent

    @property
    def redo(self) -> int | None:
        index = self.entry.index
        return self.nodes[index].number if index < len(self.nodes) else None

    @cached_property
    def board(self) -> Board:
        return draw(self.replay)

    @cached_property
    def actors(self) -> tuple[ActorView, ...]:
        by_actor: dict[str, list[TransitionView]] = {}
        for transition in self.replay.machine.transitions:
            by_actor.setdefault(transition.actor, []).append(self._transition(transition))
        return tuple(ActorView(name, tuple(views)) for name, views in by_actor.items())

    @property
    def acts(self) -> dict[str, list[TransitionView]]:
        """For each run the transitions that would do something with it; none where the policy hides what is enabled."""
        if not self.policy.guards:
            return {}
        views = [view for actor in self.actors for view in actor.transitions]
        return {run: [view for view in views if run in view.parameters] for run in self.sandbox.bounds.runs}

    @cached_property
    def properties(self) -> tuple[PropertyView, ...]:
        return tuple(self._property(prop) for prop in self.replay.machine.properties)

    @property
    def fair(self) -> frozenset[str]:
        """The fair actions: those that were chosen, else all that the bugs leave fair."""
        return self.sandbox.fair_under(self.entry.bugs)

    @property
    def fairness(self) -> tuple[FairView, ...]:
        """The switches of fairness; none where the policy hides the future."""
        if not self.policy.foresight:
            return ()
        taken = {action: bug for bug, action in UNFAIR_UNDER.items() if bug in self.entry.bugs}
        return tuple(
            FairView(action, action in self.fair, "" if action in self.fair else taken.get(action, ""))
            for action in FAIR_ACTIONS
        )

    @cached_property
    def goals(self) -> tuple[GoalView, ...]:
        """The liveness properties. Where the policy hides the future, so it does these."""
        if not self.policy.foresight:
            return ()
        return tuple(self._goal(goal) for goal in self.replay.machine.liveness)

    @cached_property
    def outlook(self) -> Outlook | Pending | Busy | None:
        if not self.policy.foresight:
            return None
        return what_can_break(self.sandbox.bounds, self.entry.bugs, self.entry.state, self.fair)

    @property
    def is_looking(self) -> bool:
        return isinstance(self.outlook, Pending)

    @property
    def answer(self) -> Outlook | None:
        return self.outlook if isinstance(self.outlook, Outlook) else None

    @cached_property
    def standstill(self) -> Standstill | None:
        """What is waited for in vain where no fair transition is enabled; None elsewhere."""
        if not self.policy.guards:
            return None
        return standstill(self.replay.machine, self.entry.state, self.entry.bugs, self.fair)

    @property
    def broken(self) -> tuple[PropertyView, ...]:
        return tuple(prop for prop in self.properties if not prop.holds)

    @cached_property
    def bugs(self) -> tuple[BugView, ...]:
        if not self.policy.flags:
            return ()
        takes = _removes if self.policy.source else _hides
        silent = silent_bugs(self.sandbox.bounds) if self.policy.foresight else ()
        return tuple(BugView(bug, bug.name in self.entry.bugs, bug.name in silent, *takes(bug)) for bug in BUGS)

    @property
    def bugs_on(self) -> tuple[BugView, ...]:
        return tuple(view for view in self.bugs if view.is_on)

    @cached_property
    def culprits(self) -> dict[int, tuple[str, ...]]:
        """The entries of the trace that are to blame, each with the properties that it broke."""
        culprits: dict[int, tuple[str, ...]] = {}
        for prop in self.broken:
            for blamed in prop.blamed:
                culprits[blamed.entry.index] = (*culprits.get(blamed.entry.index, ()), prop.name)
        return culprits

    @property
    def source(self) -> Source | None:
        if not self.policy.source:
            return None
        return source_of(self.replay, self.culprits, {prop.name: prop.why for prop in self.broken})

    @property
    def definitions(self) -> tuple[tuple[str, tuple[SourceLine, ...]], ...]:
        """Every transition by name, as it reads under the flags."""
        return all_transitions(self.entry.bugs) if self.policy.source else ()

    @cached_property
    def trace(self) -> Trace:
        return Trace(
            branch=self.branch,
            numbers=(ROOT, *(node.number for node in self.nodes)),
            tree=self.tree,
            here=self.at,
            present=self.sandbox.cursor,
            culprits=self.culprits,
            shows_toggles=self.policy.flags,
        )

    @property
    def branches(self) -> BranchPicture | None:
        """The tree in small; where flags are hidden, so are the branches that toggles began."""
        if not self.policy.flags:
            return None
        return draw_branches(self.tree, {ROOT, *(node.number for node in self.nodes)}, self.at)

    def _transition(self, transition: ConcreteTransition) -> TransitionView:
        if not self.policy.guards:
            return TransitionView(transition.name, transition.declared.meaning, transition.actor, True, ())
        enabled = transition.is_enabled(self.entry.state, self.entry.bugs)
        return TransitionView(
            name=transition.name,
            meaning=transition.declared.meaning,
            by=transition.actor,
            enabled=enabled,
            guards=tuple(self._guard(guard) for guard in transition.guards),
            preview=self._preview(transition) if enabled and self.policy.foresight else None,
        )

    def _preview(self, transition: ConcreteTransition) -> Preview:
        machine, before = self.replay.machine, self.entry
        after = advance(machine, before, transition.name)
        return Preview(
            changes=tuple(changes(machine.variables(before.state), machine.variables(after.state))),
            breaks=tuple(prop for prop in after.broken if prop not in before.broken),
            heals=tuple(prop for prop in before.broken if prop not in after.broken),
        )

    def _goal(self, goal: ConcreteLiveness) -> GoalView:
        machine, entry = self.replay.machine, self.entry
        is_broken = self.standstill is not None and not goal.met.read(entry.state)
        stuck = stuck_for(machine, entry.state, entry.bugs, self.fair, goal) if is_broken else None
        declared = goal.declared
        return GoalView(
            goal.name, declared.meaning, declared.formula, is_broken, stuck.waiting if stuck is not None else ()
        )

    def _guard(self, guard: ConcreteGuard) -> GuardView:
        return GuardView(
            number=guard.number,
            text=guard.text if self.policy.source else "",
            filled=guard.test.filled(self.entry.state) if self.policy.source else "",
            holds=guard.holds(self.entry.state),
            sentence=guard.sentence(self.entry.state),
            bound=guard.declared.bound,
            removed_by=guard.declared.removed_by if guard.is_removed(self.entry.bugs) else None,
        )

    def _property(self, prop: ConcreteProperty) -> PropertyView:
        holds = prop.holds(self.entry.state)
        since, healed = self.replay.since(prop.name), self.replay.healed(prop.name)
        shown = self.policy.reasons
        return PropertyView(
            name=prop.name,
            meaning=prop.declared.meaning,
            formula=str(prop.declared.formula) if self.policy.source else "",
            is_consequence=prop.declared.is_consequence,
            holds=holds,
            why=prop.why(self.entry.state) if shown else "",
            since=self.replay.entries[since] if shown and since is not None else None,
            healed=self.replay.entries[healed] if shown and healed is not None else None,
            blamed=blame(self.replay, prop.name) if self.policy.blame else (),
            blame_is_shown=self.policy.blame,
        )


def _hides(bug: Bug) -> tuple[str, str]:
    return "", ""


def _removes(bug: Bug) -> tuple[str, str]:
    """What the bug takes away, in words and as TLA+."""
    transition = next(t for t in TRANSITIONS if t.name == bug.transition)
    for number, guard in enumerate(transition.guards, start=1):
        if guard.removed_by == bug.name:
            return f"removes guard {number} of {bug.transition}", str(guard.test)
    effect = next(effect for effect in transition.effects if effect.skipped_by == bug.name)
    return f"skips an effect of {bug.transition}", str(effect)
