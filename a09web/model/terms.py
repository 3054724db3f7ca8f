"""The terms of the model's expressions: its constants, its variables, and membership in its sets."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import reduce

from a09web.wording import counted

from .expressions import Compare, Expr, Param, Reader, Scope
from .fields import Fields, members, show_set


@dataclass(frozen=True, eq=False)
class EmptySet(Expr):
    def __str__(self) -> str:
        return "{}"

    @property
    def is_literal(self) -> bool:
        return True

    def at(self, scope: Scope) -> Expr:
        return EmptySet(read=lambda s: 0)

    def show(self, state: Fields) -> str:
        return "{}"


@dataclass(frozen=True, eq=False)
class Constant(Expr):
    """`MaxTime` or `MaxEpoch`."""

    name: str

    def __str__(self) -> str:
        return self.name

    def at(self, scope: Scope) -> Expr:
        value = {"MaxTime": scope.bounds.max_time, "MaxEpoch": scope.bounds.max_epoch}[self.name]
        return Constant(self.name, read=lambda s: value)


@dataclass(frozen=True, eq=False)
class DueTime(Expr):
    """`DueAt[r]`."""

    run: Expr

    def __str__(self) -> str:
        return f"DueAt[{self.run}]"

    def at(self, scope: Scope) -> Expr:
        run = self.run.at(scope)
        value = scope.bounds.due[run.read(())]
        return DueTime(run, read=lambda s: value)


@dataclass(frozen=True, eq=False)
class Read(Expr):
    """A number of the state: `now`, `copies[r]`."""

    variable: str
    run: Expr | None = None

    def __str__(self) -> str:
        return self.variable if self.run is None else f"{self.variable}[{self.run}]"

    def at(self, scope: Scope) -> Read:
        run = None if self.run is None else self.run.at(scope)
        return Read(self.variable, run, read=operator.itemgetter(place_of(scope, self.variable, run)))


def place_of(scope: Scope, variable: str, *indexes: Expr | None) -> int:
    """The field of a variable, indexed by concrete runs or workers."""
    return scope.fields.index[variable, *(index.read(()) for index in indexes if index is not None)]


@dataclass(frozen=True, eq=False)
class Claimers(Expr):
    """`claimers[r]`, a set of workers, read as a bit mask."""

    run: Expr
    workers: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"claimers[{self.run}]"

    def at(self, scope: Scope) -> Claimers:
        run = self.run.at(scope)
        read = operator.itemgetter(place_of(scope, "claimers", run))
        return Claimers(run, scope.bounds.worker_names, read=read)

    def show(self, state: Fields) -> str:
        return show_set(members(self.read(state), self.workers))

    def is_empty(self) -> Compare:
        return Compare(self, "=", EmptySet())

    def is_not_empty(self) -> Compare:
        return Compare(self, "#", EmptySet())

    def show_for(self, element: tuple[Expr, ...], state: Fields) -> str:
        """The value, as far as it matters for an element."""
        return self.show(state)

    def has(self, worker: Param) -> Member:
        return Member(self, (worker,))

    def bit(self, scope: Scope, element: tuple[Expr, ...]) -> tuple[int, Reader]:
        """The field that holds the set, and a reader of the bit that stands for the element."""
        (worker,) = element
        mask = 1 << worker.at(scope).read(())
        return place_of(scope, "claimers", self.run.at(scope)), lambda s: mask


@dataclass(frozen=True, eq=False)
class Scheduled(Expr):
    """`scheduled`, a set of runs, one bit each."""

    shower: Callable[[Fields], str] = field(default=lambda s: "scheduled")

    def __str__(self) -> str:
        return "scheduled"

    def at(self, scope: Scope) -> Scheduled:
        return Scheduled(scope.fields.show_scheduled)

    def show(self, state: Fields) -> str:
        return self.shower(state)

    def show_for(self, element: tuple[Expr, ...], state: Fields) -> str:
        """The value, as far as it matters for an element."""
        return self.show(state)

    def has(self, run: Param) -> Member:
        return Member(self, (run,))

    def bit(self, scope: Scope, element: tuple[Expr, ...]) -> tuple[int, Reader]:
        (run,) = element
        return place_of(scope, "scheduled", run.at(scope)), lambda s: 1


@dataclass(frozen=True, eq=False)
class Held(Expr):
    """`held`, a set of attempts `<<worker, run, epoch>>`, a mask of epochs for each worker and run.

    Of its value, only the attempts at the run that is asked about are shown.
    """

    shower: Callable[[Fields, str], str] = field(default=lambda s, run: "held")

    def __str__(self) -> str:
        return "held"

    def at(self, scope: Scope) -> Held:
        return Held(scope.fields.show_held)

    def show_for(self, element: tuple[Expr, ...], state: Fields) -> str:
        _, run, _ = element
        return self.shower(state, str(run))

    def has(self, worker: Param, run: Param, epoch: Expr) -> Member:
        return Member(self, (worker, run, epoch))

    def bit(self, scope: Scope, element: tuple[Expr, ...]) -> tuple[int, Reader]:
        worker, run, epoch = (part.at(scope) for part in element)
        return place_of(scope, "held", worker, run), lambda s: 1 << (epoch.read(s) - 1)


SetExpr = Claimers | Scheduled | Held


@dataclass(frozen=True, eq=False)
class Cardinality(Expr):
    of: Expr

    def __str__(self) -> str:
        return f"Cardinality({self.of})"

    def at(self, scope: Scope) -> Expr:
        of, workers = self.of.at(scope), range(scope.bounds.workers)
        return Cardinality(of, read=lambda s: reduce(operator.add, ((of.read(s) >> w) & 1 for w in workers)))

    def filled(self, state: Fields) -> str:
        return f"Cardinality({self.of.show(state)})"

    def said(self, state: Fields) -> str:
        return f"{self.of.said(state)} has {_members(self.read(state))}"

    def exceeds(self, state: Fields, limit: Expr) -> str:
        return f"{self.said(state)}, and at most {limit} is allowed"


def _members(count: int) -> str:
    return counted(count, "member")


@dataclass(frozen=True, eq=False)
class Member(Expr):
    """`r \\in scheduled`, `w \\in claimers[r]` or `<<w, r, e>> \\in held`."""

    of: SetExpr
    element: tuple[Expr, ...]

    def __str__(self) -> str:
        return f"{show_tuple(self.element)} \\in {self.of}"

    def at(self, scope: Scope) -> Expr:
        place, bit = self.of.bit(scope, self.element)
        return Member(
            self.of.at(scope),
            tuple(part.at(scope) for part in self.element),
            read=lambda s: (s[place] & bit(s)) != 0,
        )

    def filled(self, state: Fields) -> str:
        return f"{show_tuple(self.element)} \\in {self.of.show_for(self.element, state)}"

    def negated(self) -> str:
        return f"{show_tuple(self.element)} \\notin {self.of}"

    def negated_filled(self, state: Fields) -> str:
        return f"{show_tuple(self.element)} \\notin {self.of.show_for(self.element, state)}"

    def because(self, state: Fields, truth: bool, stated: frozenset[str] = frozenset()) -> str:
        return f"`{show_tuple(self.element)}` is {'' if truth else 'not '}in `{self.of}`"


def show_tuple(parts: Iterable[Expr]) -> str:
    texts = [str(part) for part in parts]
    return texts[0] if len(texts) == 1 else f"<<{', '.join(texts)}>>"
