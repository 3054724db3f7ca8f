"""A state under some flags, as a policy lets it be seen: the board, what is enabled and why, the switches.

All of it follows from the bounds, the flags, the state and the policy. So whoever stands there shares one answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.utils.functional import cached_property

from a09web.model.bounds import Bounds
from a09web.model.changes import Change, changes
from a09web.model.declared import Bug
from a09web.model.fields import State
from a09web.model.goals import ConcreteProperty
from a09web.model.kept import kept
from a09web.model.machine import Machine, machine_for
from a09web.model.silent import silent_bugs
from a09web.model.transitions import ConcreteGuard, ConcreteTransition
from a09web.model.workbook import Bugs, Workbook
from a09web.workbooks.face import Board, Face
from a09web.workbooks.faces import draw_state, face_of

from .reveal import RevealPolicy
from .source import SourceLine, all_transitions

# The lines of every transition by name.
Definitions = tuple[tuple[str, tuple[SourceLine, ...]], ...]


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
    """What a transition would do: in a few words, its changes, and the properties that it would break or heal."""

    words: str
    changes: tuple[Change, ...]
    breaks: tuple[str, ...]
    heals: tuple[str, ...]


@dataclass(frozen=True)
class TransitionView:
    """A transition; it has no `guards`, and `enabled` is True for all, where the policy hides what is enabled.

    `only_by` are the guards that do not hold and are removed: without the bug, this step would be refused. The guards
    are read when somebody looks at them; two views are equal if they are before that.
    """

    name: str
    by: str
    role: str
    enabled: bool
    only_by: tuple[GuardView, ...] = ()
    preview: Preview | None = None
    is_guarded: bool = False
    read_guards: Callable[[], tuple[GuardView, ...]] | None = field(default=None, compare=False, repr=False)

    @cached_property
    def guards(self) -> tuple[GuardView, ...]:
        return self.read_guards() if self.read_guards is not None else ()

    @property
    def parameters(self) -> list[str]:
        return self.name.partition("(")[2].rstrip(")").split(",")


@dataclass(frozen=True)
class ActorView:
    """Somebody who acts, of some `kind`: a worker, of whom there are several, or the scanner. `role` is the colour."""

    name: str
    kind: str
    role: str
    transitions: tuple[TransitionView, ...]

    @cached_property
    def disabled(self) -> int:
        """How many of its transitions are not enabled."""
        return sum(not view.enabled for view in self.transitions)


@dataclass(frozen=True)
class Claim:
    """What a property says of a state: whether it holds, and why (under a policy that tells reasons)."""

    prop: ConcreteProperty
    holds: bool
    why: str


@dataclass(frozen=True)
class BugView:
    bug: Bug
    is_on: bool
    is_silent: bool
    unfair: str
    """The action whose fairness the bug takes away; empty for most."""
    takes: str
    text: str

    @property
    def toggle(self) -> str:
        return f"{'-' if self.is_on else '+'}{self.bug.name}"


@dataclass(frozen=True)
class Standing:
    """A state under flags, seen under a policy."""

    bounds: Bounds
    bugs: Bugs
    state: State
    policy: RevealPolicy

    @cached_property
    def machine(self) -> Machine:
        return machine_for(self.bounds)

    @cached_property
    def face(self) -> Face:
        return face_of(self.machine.workbook)

    @cached_property
    def board(self) -> Board:
        return draw_state(self.machine, self.state)

    @cached_property
    def actors(self) -> tuple[ActorView, ...]:
        by_actor: dict[tuple[str, str], list[TransitionView]] = {}
        for transition in self.machine.transitions:
            who = transition.actor, transition.declared.actor.name
            by_actor.setdefault(who, []).append(self._transition(transition))
        return tuple(ActorView(*who, self.face.role(who[0]), tuple(views)) for who, views in by_actor.items())

    @property
    def disabled(self) -> int:
        """How many transitions are not enabled."""
        return sum(actor.disabled for actor in self.actors)

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """What each property says."""
        broken = self.machine.broken(self.state)
        return tuple(
            Claim(prop, prop.name not in broken, prop.why(self.state) if self.policy.reasons else "")
            for prop in self.machine.properties
        )

    @cached_property
    def acts(self) -> dict[str, list[TransitionView]]:
        """For each member that the model is about, such as a run, the transitions that would do something with it; none
        where the policy hides what is enabled."""
        about = self.machine.workbook.about
        if not self.policy.guards or about is None:
            return {}
        views = [view for actor in self.actors for view in actor.transitions]
        return {name: [view for view in views if name in view.parameters] for name in self.bounds.names(about)}

    @cached_property
    def bugs_shown(self) -> tuple[BugView, ...]:
        if not self.policy.flags:
            return ()
        silent = silent_bugs(self.bounds) if self.policy.foresight else ()
        workbook = self.machine.workbook
        views = []
        for bug in workbook.bugs:
            takes = takes_away(workbook, bug) if self.policy.source else ("", "")
            unfair = workbook.unfair_under.get(bug.name, "")
            views.append(BugView(bug, bug.name in self.bugs, bug.name in silent, unfair, *takes))
        return tuple(views)

    @property
    def definitions(self) -> Definitions:
        """Every transition by name, as it reads under the flags."""
        return all_transitions(self.machine.workbook, self.bugs) if self.policy.source else ()

    def _transition(self, transition: ConcreteTransition) -> TransitionView:
        role = self.face.role(transition.actor)
        if not self.policy.guards:
            return TransitionView(transition.name, transition.actor, role, True)
        enabled = transition.is_enabled(self.state, self.bugs)
        return TransitionView(
            name=transition.name,
            by=transition.actor,
            role=role,
            enabled=enabled,
            only_by=self._guards(transition.overruled(self.state, self.bugs)) if enabled else (),
            preview=self._preview(transition) if enabled and self.policy.foresight else None,
            is_guarded=True,
            read_guards=partial(self._guards, transition.guards),
        )

    def _guards(self, guards: tuple[ConcreteGuard, ...]) -> tuple[GuardView, ...]:
        return tuple(self._guard(guard) for guard in guards)

    def _preview(self, transition: ConcreteTransition) -> Preview:
        machine = self.machine
        was, after = machine.broken(self.state), transition.apply(self.state, self.bugs)
        now = machine.broken(after)
        return Preview(
            words=self.face.would_do(machine, transition.name, after),
            changes=tuple(changes(machine.variables(self.state), machine.variables(after))),
            breaks=tuple(prop for prop in now if prop not in was),
            heals=tuple(prop for prop in was if prop not in now),
        )

    def _guard(self, guard: ConcreteGuard) -> GuardView:
        return GuardView(
            number=guard.number,
            text=guard.text if self.policy.source else "",
            filled=guard.test.filled(self.state) if self.policy.source else "",
            holds=guard.holds(self.state),
            sentence=guard.sentence(self.state),
            bound=guard.declared.bound,
            removed_by=guard.declared.removed_by if guard.is_removed(self.bugs) else None,
        )


@kept(2048)
def standing_at(bounds: Bounds, bugs: Bugs, state: State, policy: RevealPolicy) -> Standing:
    """The same object for everybody who stands there."""
    return Standing(bounds, bugs, state, policy)


def takes_away(workbook: Workbook[Any], bug: Bug) -> tuple[str, str]:
    """What the bug takes away, in words and as TLA+."""
    transition = workbook.transition(bug.transition)
    for number, guard in enumerate(transition.guards, start=1):
        if guard.removed_by == bug.name:
            return f"removes guard {number} of {bug.transition}", str(guard.test)
    effect = next(effect for effect in transition.effects if effect.skipped_by == bug.name)
    return f"does not {effect.does.format(**{each.name: each.name for each in transition.parameters})}", str(effect)
