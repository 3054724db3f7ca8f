"""Transitions made concrete: for some bounds, and for one choice of their parameters."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from .declared import Guard, Transition
from .effects import Effect
from .expressions import Expr, Reader, Scope
from .fields import State
from .sentences import Words


@dataclass(frozen=True)
class ConcreteGuard:
    """A guard of one transition for one choice of parameters; `number` counts from 1, as in the model."""

    number: int
    declared: Guard
    test: Expr
    scope: Scope
    otherwise: tuple[tuple[Expr, str], ...] = ()

    @cached_property
    def text(self) -> str:
        return str(self.test)

    def holds(self, state: State) -> bool:
        return bool(self.test.read(state))

    def is_removed(self, bugs: Collection[str]) -> bool:
        return self.declared.removed_by in bugs

    def sentence(self, state: State) -> str:
        """The verdict in this state, as a sentence with values."""
        return self.template(state).format_map(Words(self.scope, self.test, state))

    def template(self, state: State) -> str:
        """The sentence for the verdict in this state, without its values."""
        usual = self.declared.holds if self.holds(state) else self.declared.fails
        return next((text for condition, text in self.otherwise if condition.read(state)), usual)


@dataclass(frozen=True)
class ConcreteEffect:
    declared: Effect
    scope: Scope
    place: int
    value: Reader

    @cached_property
    def text(self) -> str:
        return str(self.declared.at(self.scope))

    @property
    def does(self) -> str:
        """The same in words: `take r1 off the schedule`; empty for an effect that no bug skips."""
        return self.declared.does.format_map(self.scope.shown)

    @cached_property
    def bits(self) -> tuple[int, int] | None:
        """The change as `Effect.bits` has it."""
        return self.declared.bits(self.scope)


@dataclass(frozen=True)
class ConcreteTransition:
    """A transition for one choice of parameters, such as `Claim(w1,r1)`."""

    name: str
    declared: Transition
    actor: str
    guards: tuple[ConcreteGuard, ...]
    effects: tuple[ConcreteEffect, ...]
    scope: Scope

    def is_enabled(self, state: State, bugs: Collection[str]) -> bool:
        return all(guard.is_removed(bugs) or guard.holds(state) for guard in self.guards)

    def failing(self, state: State, bugs: Collection[str]) -> tuple[ConcreteGuard, ...]:
        return tuple(guard for guard in self.guards if not guard.is_removed(bugs) and not guard.holds(state))

    def overruled(self, state: State, bugs: Collection[str]) -> tuple[ConcreteGuard, ...]:
        """The guards that do not hold and that a bug removes."""
        return tuple(guard for guard in self.guards if guard.is_removed(bugs) and not guard.holds(state))

    def active_effects(self, bugs: Collection[str]) -> Iterator[ConcreteEffect]:
        return (effect for effect in self.effects if effect.declared.skipped_by not in bugs)

    def apply(self, state: State, bugs: Collection[str]) -> State:
        """The next state. Does not look at the guards."""
        after = list(state)
        for effect in self.active_effects(bugs):
            after[effect.place] = int(effect.value(state))
        return tuple(after)

    def removed_by(self, bug: str) -> tuple[ConcreteGuard | None, ConcreteEffect | None]:
        """The guard or the effect of this transition that a bug takes away."""
        guard = next((g for g in self.guards if g.declared.removed_by == bug), None)
        return guard, next((x for x in self.effects if x.declared.skipped_by == bug), None)


def instances(declared: Transition, scope: Scope) -> Iterator[ConcreteTransition]:
    domains = [scope.bounds.members(parameter.sort) for parameter in declared.parameters]
    for values in product(*domains):
        yield concrete(declared, scope, values)


def concrete(declared: Transition, scope: Scope, values: tuple[int, ...]) -> ConcreteTransition:
    """A transition for these members, one for each of its parameters."""
    for parameter, value in zip(declared.parameters, values, strict=True):
        scope = scope.bind(parameter, value)
    names = [scope.shown[parameter.name] for parameter in declared.parameters]
    return ConcreteTransition(
        name=declared.name + (f"({','.join(names)})" if names else ""),
        declared=declared,
        actor=_actor(declared, scope),
        guards=tuple(_concrete_guard(number, guard, scope) for number, guard in enumerate(declared.guards, start=1)),
        effects=tuple(_concrete_effect(effect, scope) for effect in declared.effects),
        scope=scope,
    )


def _actor(declared: Transition, scope: Scope) -> str:
    """Who takes it: one of a sort is the first parameter of that sort."""
    sort = declared.actor.sort
    if sort is None:
        return declared.actor.name
    return next(scope.shown[parameter.name] for parameter in declared.parameters if parameter.sort is sort)


def _concrete_guard(number: int, guard: Guard, scope: Scope) -> ConcreteGuard:
    otherwise = tuple((condition.at(scope), text) for condition, text in guard.otherwise)
    return ConcreteGuard(number, guard, guard.test.at(scope), scope, otherwise)


def _concrete_effect(effect: Effect, scope: Scope) -> ConcreteEffect:
    return ConcreteEffect(effect, scope, *effect.change(scope))
