"""The machine: the declaration made concrete for some bounds, one state at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from typing import Any

from .bounds import Bounds
from .declaration import LIVENESS, PROPERTIES, TRANSITIONS, Guard, Liveness, Property, Transition
from .effects import Effect
from .expressions import Expr, Quantified, Reader, Scope, show_element
from .fields import FieldMap, State
from .repairs import Repair

Bugs = frozenset[str]


class NotEnabled(ValueError):
    """A transition that does not exist or whose guards do not hold. Carries the guards that fail."""

    def __init__(self, step: str, message: str, failing: tuple[ConcreteGuard, ...] = ()) -> None:
        super().__init__(message)
        self.step = step
        self.failing = failing


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
        usual = self.declared.holds if self.holds(state) else self.declared.fails
        template = next((text for condition, text in self.otherwise if condition.read(state)), usual)
        return template.format_map(_Words(self.scope, self.test, state))


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
class ConcreteLiveness:
    """A liveness property. In a state that stays for ever, `met` says whether it was kept."""

    declared: Liveness
    met: Expr

    @property
    def name(self) -> str:
        return self.declared.name


class Machine:
    """All transitions and properties of the model, concrete for some bounds; with a repair, if there is one."""

    def __init__(self, bounds: Bounds, repair: Repair | None = None) -> None:
        self.bounds, self.repair = bounds, repair
        self.fields = FieldMap(bounds)
        self.initial = self.fields.initial
        scope = Scope(self.fields)
        declared = TRANSITIONS if repair is None else tuple(repair.repaired(transition) for transition in TRANSITIONS)
        self.transitions = tuple(t for transition in declared for t in _instances(transition, scope))
        self.properties = tuple(ConcreteProperty(p, p.formula.at(scope)) for p in PROPERTIES)
        self.liveness = tuple(ConcreteLiveness(p, p.met.at(scope)) for p in LIVENESS)

    @cached_property
    def by_name(self) -> dict[str, ConcreteTransition]:
        return {transition.name: transition for transition in self.transitions}

    def transition(self, name: str) -> ConcreteTransition:
        """Raises `NotEnabled` when these bounds have no transition of that name."""
        try:
            return self.by_name[name]
        except KeyError:
            raise NotEnabled(name, unknown_step(name, self)) from None

    def enabled(self, state: State, bugs: Collection[str]) -> tuple[ConcreteTransition, ...]:
        return tuple(t for t in self.transitions if t.is_enabled(state, bugs))

    def step(self, state: State, bugs: Collection[str], name: str) -> State:
        """Takes one transition. Raises `NotEnabled` when it is unknown or a guard fails."""
        transition = self.transition(name)
        failing = transition.failing(state, bugs)
        if failing:
            reasons = " ".join(guard.sentence(state) for guard in failing)
            raise NotEnabled(name, f"{name} is not enabled. {reasons}", failing)
        return transition.apply(state, bugs)

    def broken(self, state: State) -> tuple[str, ...]:
        """The names of the properties that do not hold, in the order of the model."""
        return _broken(self, state)

    def variables(self, state: State) -> dict[str, Any]:
        return self.fields.variables(state)


@lru_cache(maxsize=65_536)
def _broken(machine: Machine, state: State) -> tuple[str, ...]:
    return tuple(p.name for p in machine.properties if not p.holds(state))


@lru_cache(maxsize=256)
def machine_for(bounds: Bounds, repair: Repair | None = None) -> Machine:
    return Machine(bounds, repair)


def unknown_step(name: str, machine: Machine) -> str:
    """One sentence that says why no transition has that name, and what is allowed."""
    bounds = machine.bounds
    forms = "; ".join(
        declared.name + (f"({','.join(p.name for p in declared.parameters)})" if declared.parameters else "")
        for declared in TRANSITIONS
    )
    return (
        f"There is no step “{name[:60]}” here. A step is one of {forms}, with runs {', '.join(bounds.runs)}, "
        f"workers {', '.join(bounds.worker_names)} and epochs 1 to {bounds.max_epoch}, "
        "or a toggle such as +EarlyRelease."
    )


def _instances(declared: Transition, scope: Scope) -> Iterator[ConcreteTransition]:
    domains = [scope.domain(parameter.domain) for parameter in declared.parameters]
    for values in product(*domains):
        yield _concrete(declared, scope, values)


def _concrete(declared: Transition, scope: Scope, values: tuple[int, ...]) -> ConcreteTransition:
    names = [show_element(p.domain, value) for p, value in zip(declared.parameters, values, strict=True)]
    for parameter, value in zip(declared.parameters, values, strict=True):
        scope = scope.bind(parameter, value)
    return ConcreteTransition(
        name=declared.name + (f"({','.join(names)})" if names else ""),
        declared=declared,
        actor=names[0] if declared.actor == "worker" else declared.actor,
        guards=tuple(_concrete_guard(number, guard, scope) for number, guard in enumerate(declared.guards, start=1)),
        effects=tuple(_concrete_effect(effect, scope) for effect in declared.effects),
    )


def _concrete_guard(number: int, guard: Guard, scope: Scope) -> ConcreteGuard:
    otherwise = tuple((condition.at(scope), text) for condition, text in guard.otherwise)
    return ConcreteGuard(number, guard, guard.test.at(scope), scope, otherwise)


def _concrete_effect(effect: Effect, scope: Scope) -> ConcreteEffect:
    return ConcreteEffect(effect, scope, *effect.change(scope))


class _Words(dict[str, Any]):
    """The values that a guard's sentence can name."""

    def __init__(self, scope: Scope, test: Expr, state: State) -> None:
        super().__init__()
        self._scope, self._test, self._state = scope, test, state

    def __missing__(self, name: str) -> Any:
        bounds = self._scope.bounds
        if name in self._scope.shown:
            return self._scope.shown[name]
        if name == "DueAt":
            return {"r": bounds.due[self._scope.binding["r"]]}
        if name == "MaxTime":
            return bounds.max_time
        if name == "MaxEpoch":
            return bounds.max_epoch
        if name == "witnesses":
            return " and ".join(witnesses(self._test, self._state))
        value = self._scope.fields.variables(self._state)[name]
        if not isinstance(value, dict):
            return value
        here = value[bounds.runs[self._scope.binding["r"]]]
        return {"r": " and ".join(here) if isinstance(here, list) else here}


def witnesses(test: Expr, state: State) -> tuple[str, ...]:
    """The members that decide a quantified test, also under a negation."""
    inner = getattr(test, "body", test) if not isinstance(test, Quantified) else test
    return inner.witnesses(state) if isinstance(inner, Quantified) else ()
