"""A small language of expressions, enough for the A09 model, that reads like the TLA+ beside it.

An expression is written once, with parameters (`DueAt[r] <= now`). `at(scope)` makes it concrete for one
choice of parameters and bounds (`DueAt[r1] <= now`). A concrete expression can be

- read in a state, or in a whole layer of states at once: a field of the state is an `int` or a NumPy array
  of them, and every operator used here means the same for both;
- printed as TLA+ (`str`), with the values of a state filled in (`filled`), or as the reason why it is true or
  false in a state (`because`).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from .bounds import Bounds
from .fields import EPOCHS, RUNS, WORKERS, FieldMap, Fields, members, show_set

# An int, a bool, or a NumPy array of either.
Value = Any


Reader = Callable[[Fields], Value]


@dataclass(frozen=True)
class Scope:
    """What an expression is made concrete for: the bounds, the fields of a state, and a value for each parameter.

    Runs and workers are given as positions from 0, epochs as themselves.
    """

    fields: FieldMap
    binding: dict[str, int] = field(default_factory=dict)

    @property
    def bounds(self) -> Bounds:
        return self.fields.bounds

    def bind(self, name: str, value: int) -> Scope:
        return Scope(self.fields, {**self.binding, name: value})

    def domain(self, domain: str) -> range:
        """The values of a domain, as positions (runs and workers) or as numbers (epochs)."""
        sizes = {RUNS: len(self.bounds.due), WORKERS: self.bounds.workers}
        return range(1, self.bounds.max_epoch + 1) if domain == EPOCHS else range(sizes[domain])


def _unbound(_: Fields) -> Value:
    raise TypeError("An expression with parameters has no value; make it concrete with at(scope) first.")


@dataclass(frozen=True, eq=False, kw_only=True)
class Expr:
    """An expression of the model. `read` gives its value in a state, once it is concrete."""

    read: Reader = _unbound

    def at(self, scope: Scope) -> Expr:
        """The expression for one choice of parameters and bounds."""
        raise TypeError(f"{type(self).__name__} cannot be made concrete.")

    def show(self, state: Fields) -> str:
        """The value in one state, written as TLA+."""
        return str(self.read(state))

    def filled(self, state: Fields) -> str:
        """The expression with the values of one state in place of the variables."""
        return self.show(state)

    def because(self, state: Fields, truth: bool, stated: frozenset[str] = frozenset()) -> str:
        """Why the expression has that truth in one state. `stated` are terms whose value the reader knows already."""
        raise TypeError(f"{self} is neither true nor false.")

    @property
    def is_literal(self) -> bool:
        return False

    # The field's operators, spelled so that a declaration reads like the formula.
    def __le__(self, other: Expr | int) -> Compare:
        return Compare(self, "<=", as_expr(other))

    def __lt__(self, other: Expr | int) -> Compare:
        return Compare(self, "<", as_expr(other))

    def __gt__(self, other: Expr | int) -> Compare:
        return Compare(self, ">", as_expr(other))

    def __add__(self, other: int) -> Plus:
        return Plus(self, other)

    def equals(self, other: Expr | int) -> Compare:
        return Compare(self, "=", as_expr(other))

    def differs(self, other: Expr | int) -> Compare:
        return Compare(self, "#", as_expr(other))

    def implies(self, other: Expr) -> Implies:
        return Implies(self, other)

    def __and__(self, other: Expr) -> And:
        return And((self, other))

    def __invert__(self) -> Not:
        return Not(self)


def as_expr(value: Expr | int) -> Expr:
    return value if isinstance(value, Expr) else Number(value)


@dataclass(frozen=True, eq=False)
class Number(Expr):
    number: int

    def __str__(self) -> str:
        return str(self.number)

    @property
    def is_literal(self) -> bool:
        return True

    def at(self, scope: Scope) -> Expr:
        number = self.number
        return Number(number, read=lambda s: number)


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
class Param(Expr):
    """A parameter of a transition or a quantifier; `name` becomes `r1`, `w2` or a number once concrete."""

    name: str
    domain: str

    def __str__(self) -> str:
        return self.name

    @property
    def is_literal(self) -> bool:
        return True

    def at(self, scope: Scope) -> Expr:
        value = scope.binding[self.name]
        return Param(show_element(self.domain, value), self.domain, read=lambda s: value)

    def show(self, state: Fields) -> str:
        return self.name


def show_element(domain: str, value: int) -> str:
    """A member of a domain by its name: `r1`, `w2`, or the number of an epoch."""
    return str(value) if domain == EPOCHS else f"{domain[0].lower()}{value + 1}"


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

    def has(self, run: Param) -> Member:
        return Member(self, (run,))

    def bit(self, scope: Scope, element: tuple[Expr, ...]) -> tuple[int, Reader]:
        (run,) = element
        return place_of(scope, "scheduled", run.at(scope)), lambda s: 1


@dataclass(frozen=True, eq=False)
class Held(Expr):
    """`held`, a set of attempts `<<worker, run, epoch>>`, a mask of epochs for each worker and run."""

    shower: Callable[[Fields], str] = field(default=lambda s: "held")

    def __str__(self) -> str:
        return "held"

    def at(self, scope: Scope) -> Held:
        return Held(scope.fields.show_held)

    def show(self, state: Fields) -> str:
        return self.shower(state)

    def has(self, worker: Param, run: Param, epoch: Expr) -> Member:
        return Member(self, (worker, run, epoch))

    def bit(self, scope: Scope, element: tuple[Expr, ...]) -> tuple[int, Reader]:
        worker, run, epoch = (part.at(scope) for part in element)
        return place_of(scope, "held", worker, run), lambda s: 1 << (epoch.read(s) - 1)


SetExpr = Claimers | Scheduled | Held


@dataclass(frozen=True, eq=False)
class Plus(Expr):
    left: Expr
    right: int

    def __str__(self) -> str:
        return f"{self.left} + {self.right}"

    def at(self, scope: Scope) -> Expr:
        left, right = self.left.at(scope), self.right
        return Plus(left, right, read=lambda s: left.read(s) + right)


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


OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "<=": operator.le,
    "<": operator.lt,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "#": operator.ne,
}
OPPOSITE = {"<=": ">", "<": ">=", ">": "<=", ">=": "<", "=": "#", "#": "="}


@dataclass(frozen=True, eq=False)
class Compare(Expr):
    left: Expr
    symbol: str
    right: Expr

    def __str__(self) -> str:
        return f"{self.left} {self.symbol} {self.right}"

    def at(self, scope: Scope) -> Expr:
        left, right, compare = self.left.at(scope), self.right.at(scope), OPERATORS[self.symbol]
        return Compare(left, self.symbol, right, read=lambda s: compare(left.read(s), right.read(s)))

    def filled(self, state: Fields) -> str:
        return f"{self.left.filled(state)} {self.symbol} {self.right.filled(state)}"

    def because(self, state: Fields, truth: bool, stated: frozenset[str] = frozenset()) -> str:
        if isinstance(self.left, Cardinality):
            too_many = "" if truth else f", and {self.right} is the most"
            return f"{_said(state, self.left.of)} has {_members(self.left.read(state))}{too_many}"
        if self.right.is_literal and (truth or self.symbol != "<="):
            return _said(state, self.left)
        if str(self.left) in stated and self.symbol == "=":
            return _said(state, self.right)
        symbol = self.symbol if truth else OPPOSITE[self.symbol]
        if symbol == "=":
            return f"`{self.left} = {self.right} = {self.right.show(state)}`"
        return f"`{_with_value(state, self.left)} {symbol} {_with_value(state, self.right)}`"


def _with_value(state: Fields, term: Expr) -> str:
    return str(term) if term.is_literal else f"{term} = {term.show(state)}"


def _said(state: Fields, term: Expr) -> str:
    return f"`{_with_value(state, term)}`"


def _members(count: int) -> str:
    return "1 member" if count == 1 else f"{count} members"


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
        return f"{show_tuple(self.element)} \\in {self.of.show(state)}"

    def because(self, state: Fields, truth: bool, stated: frozenset[str] = frozenset()) -> str:
        return f"`{show_tuple(self.element)}` is {'' if truth else 'not '}in `{self.of}`"


def show_tuple(parts: Iterable[Expr]) -> str:
    texts = [str(part) for part in parts]
    return texts[0] if len(texts) == 1 else f"<<{', '.join(texts)}>>"


@dataclass(frozen=True, eq=False)
class Not(Expr):
    body: Expr

    def __str__(self) -> str:
        if isinstance(self.body, Member):
            return f"{show_tuple(self.body.element)} \\notin {self.body.of}"
        return f"~ {self.body}"

    def at(self, scope: Scope) -> Expr:
        body = self.body.at(scope)
        return Not(body, read=lambda s: body.read(s) ^ True)

    def filled(self, state: Fields) -> str:
        if isinstance(self.body, Member):
            return self.body.filled(state).replace("\\in", "\\notin", 1)
        return f"~ {self.body.filled(state)}"

    def because(self, state: Fields, truth: bool, stated: frozenset[str] = frozenset()) -> str:
        return self.body.because(state, not truth, stated)


@dataclass(frozen=True, eq=False)
class And(Expr):
    parts: tuple[Expr, ...]

    def __str__(self) -> str:
        return " /\\ ".join(map(str, self.parts))

    def __and__(self, other: Expr) -> And:
        return And((*self.parts, other))

    def at(self, scope: Scope) -> Expr:
        parts = tuple(part.at(scope) for part in self.parts)
        return And(parts, read=lambda s: reduce(operator.and_, (part.read(s) for part in parts)))

    def because(self, state: Fields, truth: bool, stated: frozenset[str] = frozenset()) -> str:
        reasons = [part.because(state, truth, stated) for part in self.parts if bool(part.read(state)) is truth]
        return " and ".join(reasons)


@dataclass(frozen=True, eq=False)
class Definition(Expr):
    """A named operator, such as `Materializable(r)`, printed by its name."""

    name: str
    run: Expr
    body: Expr

    def __str__(self) -> str:
        return f"{self.name}({self.run})"

    def at(self, scope: Scope) -> Expr:
        body = self.body.at(scope)
        return Definition(self.name, self.run.at(scope), body, read=body.read)

    def because(self, state: Fields, truth: bool, stated: frozenset[str] = frozenset()) -> str:
        return self.body.because(state, truth, stated)


@dataclass(frozen=True, eq=False)
class Implies(Expr):
    left: Expr
    right: Expr

    def __str__(self) -> str:
        return f"{self.left} => {self.right}"

    def at(self, scope: Scope) -> Expr:
        left, right = self.left.at(scope), self.right.at(scope)
        return Implies(left, right, read=lambda s: (left.read(s) ^ True) | right.read(s))

    def because(self, state: Fields, truth: bool, stated: frozenset[str] = frozenset()) -> str:
        if not truth:
            known = stated | ({str(self.left.left)} if isinstance(self.left, Compare) else set())
            return f"{self.left.because(state, True, stated)} but {self.right.because(state, False, known)}"
        if self.left.read(state):
            return self.right.because(state, True, stated)
        return self.left.because(state, False, stated)


@dataclass(frozen=True, eq=False)
class Quantified(Expr):
    """`\\A r \\in Runs : body` or `\\E r \\in Runs : body`; `within` narrows the range to a set of runs."""

    symbol: str
    run: Param
    body: Expr
    within: Scheduled | None = None
    instances: tuple[tuple[str, Expr], ...] = ()

    def __str__(self) -> str:
        return f"{self.symbol} {self.run} \\in {self.within or self.run.domain} : {self.body}"

    @property
    def is_universal(self) -> bool:
        return self.symbol == "\\A"

    def at(self, scope: Scope) -> Quantified:
        body = self.body if self.within is None else self.within.has(self.run).implies(self.body)
        instances = tuple(
            (show_element(self.run.domain, value), body.at(scope.bind(self.run.name, value)))
            for value in scope.domain(self.run.domain)
        )
        fold = operator.and_ if self.is_universal else operator.or_
        return Quantified(
            self.symbol,
            self.run,
            self.body,
            self.within,
            instances,
            read=lambda s: reduce(fold, (instance.read(s) for _, instance in instances)),
        )

    def filled(self, state: Fields) -> str:
        return "; ".join(instance.because(state, bool(instance.read(state))) for _, instance in self.instances)

    def witnesses(self, state: Fields) -> tuple[str, ...]:
        """The members that decide: those that break a universal statement, or that satisfy an existential one."""
        wanted = not self.is_universal
        return tuple(name for name, instance in self.instances if bool(instance.read(state)) is wanted)

    def because(self, state: Fields, truth: bool, stated: frozenset[str] = frozenset()) -> str:
        decided = self.witnesses(state)
        shown = [instance for name, instance in self.instances if name in decided or not decided]
        return "; ".join(instance.because(state, bool(instance.read(state)), stated) for instance in shown)


def for_all(run: Param, body: Expr, within: Scheduled | None = None) -> Quantified:
    return Quantified("\\A", run, body, within)


def exists(run: Param, body: Expr) -> Quantified:
    return Quantified("\\E", run, body)
