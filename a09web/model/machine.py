"""The machine: what a workbook declares made concrete for some bounds, one state at a time."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import Any

from a09web.wording import listed

from .bounds import Bounds
from .expressions import Scope
from .fields import FieldMap, State
from .goals import ConcreteProperty, concrete_liveness, concrete_look
from .kept import MOST_MACHINES, another_machine, kept
from .promises import promises
from .repairs import Repair
from .sorts import Sort
from .transitions import ConcreteGuard, ConcreteTransition, instances
from .workbook import Workbook


class NotEnabled(ValueError):
    """A transition that does not exist or whose guards do not hold. Carries the guards that fail."""

    def __init__(self, step: str, message: str, failing: tuple[ConcreteGuard, ...] = ()) -> None:
        super().__init__(message)
        self.step = step
        self.failing = failing


class Machine:
    """All transitions and properties of a model, concrete for some bounds; with a repair, if there is one."""

    def __init__(self, bounds: Bounds, repair: Repair | None = None) -> None:
        self.bounds: Any = bounds  # the fields depend on the workbook
        self.repair = repair
        self.workbook: Workbook[Any] = bounds.workbook
        self.fields = FieldMap(bounds)
        self.initial = self.fields.initial
        scope, declared = Scope(self.fields), self.workbook.transitions
        if repair is not None:
            declared = tuple(repair.repaired(transition) for transition in declared)
        self.transitions = tuple(t for transition in declared for t in instances(transition, scope))
        self.properties = tuple(ConcreteProperty(p, p.formula.at(scope)) for p in self.workbook.properties)
        self.liveness = tuple(concrete_liveness(goal, scope) for goal in self.workbook.liveness)
        self.promises = tuple(promises(self.workbook.fairness, self.transitions))
        self.look = concrete_look(self.workbook.look, scope)

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

    def is_promised(self, state: State, bugs: Collection[str], fair: Collection[str]) -> bool:
        """Whether some step is enabled that is promised not to be left out for ever."""
        return any(
            self.transitions[number].is_enabled(state, bugs) and (given is None or bool(given.read(state)))
            for promise in self.promises
            if promise.name in fair
            for number, given in promise.transitions
        )

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

    def statuses(self, state: State) -> dict[str, str]:
        """The status of each member that the look of the workbook is about, by its name."""
        return {
            member: next(status for status, test in statuses if test is None or test.read(state))
            for member, statuses in self.look.statuses
        }


@kept(65_536)
def _broken(machine: Machine, state: State) -> tuple[str, ...]:
    return tuple(p.name for p in machine.properties if not p.holds(state))


@kept(MOST_MACHINES)
def machine_for(bounds: Bounds, repair: Repair | None = None) -> Machine:
    another_machine()
    return Machine(bounds, repair)


def unknown_step(name: str, machine: Machine) -> str:
    """One sentence that says why no transition has that name, and what is allowed."""
    forms = "; ".join(
        declared.name + (f"({','.join(p.name for p in declared.parameters)})" if declared.parameters else "")
        for declared in machine.workbook.transitions
    )
    used = {parameter.sort for declared in machine.workbook.transitions for parameter in declared.parameters}
    members = listed([_members(machine.bounds, sort) for sort in machine.workbook.sorts if sort in used])
    toggle = f", or a toggle such as +{machine.workbook.bug_names[0]}" if machine.workbook.bugs else ""
    return f"There is no step “{name[:60]}” here. A step is one of {forms}, with {members}{toggle}."


def _members(bounds: Bounds, sort: Sort) -> str:
    names = bounds.names(sort)
    return f"{sort.noun}s {', '.join(names)}" if sort.letter else f"{sort.noun}s {names[0]} to {names[-1]}"
