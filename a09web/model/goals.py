"""Properties made concrete for some bounds: safety, liveness with what may help it, and what is seen at a glance."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from functools import reduce
from typing import Any

from .declared import Help, Liveness, Look, Property
from .expressions import Expr, Scope
from .fields import State
from .quantified import Quantified


@dataclass(frozen=True)
class ConcreteProperty:
    declared: Property
    formula: Quantified

    @property
    def name(self) -> str:
        return self.declared.name

    def holds(self, state: State) -> bool:
        return bool(self.formula.read(state))

    def why(self, state: State) -> str:
        """The reason for the verdict, with values; names of the model stand in backticks."""
        return self.formula.because(state, self.holds(state))

    def witnesses(self, state: State) -> tuple[str, ...]:
        """The runs for which the property does not hold."""
        return self.formula.witnesses(state)

    def filled(self, state: State) -> tuple[tuple[str, str], ...]:
        """For each of those runs its name, and the formula for it with its values."""
        broken = self.witnesses(state)
        return tuple((run, body.filled(state)) for run, body in self.formula.instances if run in broken)


@dataclass(frozen=True)
class ConcreteHelp:
    """A step that would help, where `when` is true; its name depends on the state."""

    declared: Help
    arguments: tuple[Expr, ...]
    when: Expr | None

    def step(self, state: State) -> str | None:
        """The name of the step; None where this is no help."""
        if self.when is not None and not self.when.read(state):
            return None
        names = ",".join(argument.show(state) for argument in self.arguments)
        return f"{self.declared.transition}({names})" if names else self.declared.transition


@dataclass(frozen=True)
class Waiter:
    """A liveness property for one member, or for its subject: what it waits for, and what may help it."""

    subject: str
    given: Expr | None
    goal: Expr
    helps: tuple[ConcreteHelp, ...]

    def met(self, fields: Any) -> Any:
        """Whether a state, or each state of a layer, is none in which to stay for ever would break it."""
        goal = self.goal.read(fields)
        return goal if self.given is None else (self.given.read(fields) ^ True) | goal

    def needs(self, state: State) -> str:
        """The step that would bring it on."""
        return next(step for help in self.helps if (step := help.step(state)) is not None)


@dataclass(frozen=True)
class ConcreteLiveness:
    """A liveness property. In a state that stays for ever, `met` says whether it was kept."""

    declared: Liveness
    waiters: tuple[Waiter, ...]

    @property
    def name(self) -> str:
        return self.declared.name

    def met(self, fields: Any) -> Any:
        return reduce(operator.and_, (waiter.met(fields) for waiter in self.waiters))

    def unmet(self, state: State) -> tuple[Waiter, ...]:
        return tuple(waiter for waiter in self.waiters if not waiter.met(state))


@dataclass(frozen=True)
class ConcreteLook:
    """What a person sees: numbers, each with how many values it can have, and for each member its statuses."""

    numbers: tuple[tuple[Expr, int], ...]
    statuses: tuple[tuple[str, tuple[tuple[str, Expr | None], ...]], ...]


def concrete_liveness(declared: Liveness, scope: Scope) -> ConcreteLiveness:
    each = declared.each
    if each is None:
        return ConcreteLiveness(declared, (_waiter(declared, declared.subject, scope),))
    scopes = (scope.bind(each, value) for value in scope.bounds.members(each.sort))
    return ConcreteLiveness(declared, tuple(_waiter(declared, one.shown[each.name], one) for one in scopes))


def concrete_look(declared: Look, scope: Scope) -> ConcreteLook:
    widths = tuple(scope.fields.widths.values())
    numbers = ((number.at(scope), 1 << widths[number.place(scope)]) for number in declared.numbers)
    each = declared.each
    scopes = [scope.bind(each, value) for value in scope.bounds.members(each.sort)]
    return ConcreteLook(tuple(numbers), tuple((one.shown[each.name], _statuses(declared, one)) for one in scopes))


def _statuses(declared: Look, scope: Scope) -> tuple[tuple[str, Expr | None], ...]:
    return tuple((status, None if test is None else test.at(scope)) for status, test in declared.statuses)


def _waiter(declared: Liveness, subject: str, scope: Scope) -> Waiter:
    helps = tuple(
        ConcreteHelp(
            help, tuple(part.at(scope) for part in help.arguments), None if help.when is None else help.when.at(scope)
        )
        for help in declared.helps
    )
    given = None if declared.given is None else declared.given.at(scope)
    return Waiter(subject, given, declared.goal.at(scope), helps)
