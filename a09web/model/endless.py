"""A declaration without its bounds, for one member of what the workbook is about: a real queue has no last time and no
last attempt. The guards are the same; those that only keep the model finite do not exist here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import repeat
from operator import call, itemgetter
from typing import Any

from .bounds import Bounds
from .declared import Transition
from .expressions import Reader, Scope
from .fields import FieldMap, Place, State
from .goals import ConcreteProperty
from .sentences import Words
from .sorts import Sort
from .transitions import ConcreteGuard, ConcreteTransition, concrete
from .variables import Natural
from .workbook import Bugs, Workbook

ENDLESS = 1 << 200
"""A number that nothing reaches."""

NO_BUGS: Bugs = frozenset()

# What a number of a constant or the name of a member looks like in a sentence: by the name of the constant or variable
# and the number; by the sort and the member.
ShowNumber = Callable[[str, int], str]
ShowMember = Callable[[Sort, int], str]


@dataclass(frozen=True)
class NoBounds(Bounds):
    """One member of the sort that the workbook is about, and `many` of each other sort that a place has to be made for.
    The constants of that member stand in the state, behind its fields."""

    book: Workbook[Any]
    many: int

    def __post_init__(self) -> None:
        self.__dict__["workbook"] = self.book

    @cached_property
    def sizes(self) -> dict[Sort, int]:
        return {sort: 1 if sort is self.book.about else self.many for sort in self.book.sorts}

    @cached_property
    def places(self) -> dict[str, int]:
        """Where the constants of the member stand."""
        first = len(FieldMap(self).index)
        return {name: first + number for number, name in enumerate(self.book.indexed)}

    def constant(self, name: str, position: int | None = None) -> Callable[[Any], Any]:
        return (lambda state: ENDLESS) if position is None else itemgetter(self.places[name])

    def most(self, limit: int | str) -> int:
        return ENDLESS


@dataclass(frozen=True)
class Taken:
    """A transition for one choice of its parameters, ready to be asked for: its guards and its effects, each with the
    bug that takes it away."""

    concrete: ConcreteTransition
    guards: tuple[tuple[str | None, Reader], ...]
    effects: tuple[tuple[str | None, int, Reader], ...]

    def is_enabled(self, state: State, bugs: Bugs) -> bool:
        if not bugs:
            return all(map(call, self.tests, repeat(state)))
        return all(holds(state) or removed_by in bugs for removed_by, holds in self.guards)

    @cached_property
    def tests(self) -> tuple[Reader, ...]:
        """The guards as they are read while no bug is on."""
        return tuple(holds for _, holds in self.guards)

    def failing(self, state: State, bugs: Bugs) -> tuple[ConcreteGuard, ...]:
        return self.concrete.failing(state, bugs)

    def after(self, state: State, bugs: Bugs) -> Iterator[tuple[Bugs, State]]:
        """The states after it: without what bugs of these skip, and then with every effect, since a bug need not show
        each time; each with the bugs of these that did not show."""
        if not bugs:
            yield NO_BUGS, self.changed(state, NO_BUGS)
            return
        skipping = frozenset(bug for bug, _, _ in self.effects if bug is not None) & bugs
        if skipping:
            yield NO_BUGS, self.changed(state, bugs)
        yield skipping, self.changed(state, NO_BUGS)

    def changed(self, state: State, bugs: Bugs) -> State:
        """The state after it, without what bugs of these skip."""
        after = list(state)
        for skipped_by, place, value in self.effects:
            if skipped_by not in bugs:
                after[place] = value(state)
        return tuple(after)


class Endless:
    """The transitions of a workbook for one member, made concrete as they are asked for. `many` is how many members
    other sorts have for which the state has a place each."""

    def __init__(self, workbook: Workbook[Any], many: int) -> None:
        self.workbook, self.many = workbook, many
        self.bounds = NoBounds(workbook, many)
        self.fields = FieldMap(self.bounds)
        self.scope = Scope(self.fields)
        self.properties = tuple(ConcreteProperty(p, p.formula.at(self.scope)) for p in workbook.properties)
        self._declared = {transition.name: transition for transition in workbook.transitions}
        self._taken: dict[tuple[str, tuple[int, ...]], Taken] = {}

    def initial(self, constants: Mapping[str, int]) -> State:
        """The start, with the values of the member's constants."""
        return (*self.fields.initial, *(constants[name] for name in self.bounds.places))

    def declared(self, name: str) -> Transition:
        return self._declared[name]

    def taken(self, name: str, values: tuple[int, ...]) -> Taken:
        """A transition for these members."""
        key = (name, values)
        if key not in self._taken:
            self._taken[key] = self._made(name, values)
        return self._taken[key]

    def _made(self, name: str, values: tuple[int, ...]) -> Taken:
        made = concrete(self._declared[name], self.scope, values)
        made = replace(made, guards=tuple(guard for guard in made.guards if not guard.declared.bound))
        guards = tuple((guard.declared.removed_by, guard.test.read) for guard in made.guards)
        effects = tuple((effect.declared.skipped_by, effect.place, effect.value) for effect in made.effects)
        return Taken(made, guards, effects)

    def place(self, variable: Natural) -> int:
        """The field of a variable that has no index."""
        return self.fields.index[(variable.name,)]

    def from_fewer(self, fewer: Endless, state: State) -> State:
        """A state of a machine with fewer places as one of this."""
        before: dict[Place, int] = dict(zip(fewer.fields.index, state, strict=False))
        constants = state[len(fewer.fields.index) :]
        initial = zip(self.fields.index, self.fields.initial, strict=True)
        return (*(before.get(place, value) for place, value in initial), *constants)

    def status(self, state: State) -> str:
        """How the member is seen at a glance."""
        for status, holds in self._look:
            if holds is None or holds(state):
                return status
        raise ValueError(f"{self.workbook.name} gives this state no look.")

    @cached_property
    def _look(self) -> tuple[tuple[str, Reader | None], ...]:
        look = self.workbook.look
        (member,) = self.bounds.members(look.each.sort)
        scope = self.scope.bind(look.each, member)
        return tuple((status, None if test is None else test.at(scope).read) for status, test in look.statuses)

    def broken(self, state: State) -> tuple[str, ...]:
        return tuple(prop.name for prop in self.properties if not prop.holds(state))


@lru_cache(maxsize=32)
def endless(workbook: Workbook[Any], many: int) -> Endless:
    return Endless(workbook, many)


class RealWords(Words):
    """The values that the sentence of a guard can name, shown as whoever knows what they stand for shows them."""

    def __init__(self, guard: ConcreteGuard, state: State, number: ShowNumber, member: ShowMember) -> None:
        super().__init__(guard.scope, guard.test, state)
        self._number, self._member = number, member

    def __missing__(self, name: str) -> Any:
        scope = self._scope
        if name in scope.binding:
            return self._member(scope.sorts[name], scope.binding[name])
        about = scope.bounds.workbook.about
        assert about is not None
        if name == "witnesses":
            return self._member(about, about.first)
        if name in scope.bounds.workbook.indexed:
            return dict.fromkeys(scope.binding, self._number(name, scope.bounds.constant(name, 0)(self._state)))
        variable = scope.bounds.workbook.variable(name)
        if isinstance(variable, Natural):
            index = () if variable.index is None else (about.first,)
            said = self._number(name, scope.fields.value(variable, index, self._state))
        else:
            (sort,) = variable.of  # type: ignore[attr-defined]
            elements = scope.fields.elements(variable, (about.first,), self._state)  # type: ignore[arg-type]
            said = " and ".join(self._member(sort, element[0]) for element in elements)
        return said if variable.index is None else dict.fromkeys(scope.binding, said)


def real_sentence(guard: ConcreteGuard, state: State, number: ShowNumber, member: ShowMember) -> str:
    """The verdict of a guard in a state, with values."""
    return guard.template(state).format_map(RealWords(guard, state, number, member))
