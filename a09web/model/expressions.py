"""A small language of expressions, enough for the models of the workbooks, that reads like the TLA+ beside it.

An expression is written once, with parameters (`DueAt[r] <= now`). `at(scope)` makes it concrete for one
choice of parameters and bounds (`DueAt[r1] <= now`). A concrete expression can be

- read in a state, or in a whole layer of states at once: a field of the state is an `int` or a NumPy array
  of them, and every operator used here means the same for both;
- printed as TLA+ (`str`), with the values of a state filled in (`filled`), or as the reason why it is true or
  false in a state (`because`).
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from .bounds import Bounds
from .fields import FieldMap, Fields
from .sorts import Sort

# An int, a bool, or a NumPy array of either.
Value = Any


Reader = Callable[[Fields], Value]


@dataclass(frozen=True)
class Scope:
    """What an expression is made concrete for: the bounds, the fields of a state, and a member for each parameter.

    `binding` has the members as expressions have them, `shown` has their names, and `sorts` where they are from.
    """

    fields: FieldMap
    binding: dict[str, int] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    sorts: dict[str, Sort] = field(default_factory=dict)

    @property
    def bounds(self) -> Bounds:
        return self.fields.bounds

    def bind(self, parameter: Param, value: int) -> Scope:
        name, sort = parameter.name, parameter.sort
        return Scope(
            self.fields,
            {**self.binding, name: value},
            {**self.shown, name: sort.show(value)},
            {**self.sorts, name: sort},
        )

    def named(self, text: str, own: str) -> str:
        """A text of TLA+ with the names of this scope in place of its parameters, but for the text's own one."""
        shown = {**self.shown, own: own}
        return re.sub(r"\b[a-z]\b", lambda found: shown.get(found[0], found[0]), text)


def both(one: Reader, other: Reader) -> Reader:
    """Whether both are true."""
    return lambda s: one(s) & other(s)


def either(one: Reader, other: Reader) -> Reader:
    """Whether one of them is."""
    return lambda s: one(s) | other(s)


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

    def negated(self) -> str:
        """The opposite, as TLA+."""
        return f"~ {self}"

    def negated_filled(self, state: Fields) -> str:
        return f"~ {self.filled(state)}"

    def said(self, state: Fields) -> str:
        """The term with its value, as part of a reason."""
        return f"`{_with_value(state, self)}`"

    def exceeds(self, state: Fields, limit: Expr) -> str:
        """The reason why the term is greater than a literal limit."""
        return f"`{_with_value(state, self)} > {limit}`"

    @property
    def is_literal(self) -> bool:
        return False

    @property
    def compared(self) -> frozenset[str]:
        """The terms whose value somebody knows who was told why this is true."""
        return frozenset()

    # The field's operators, spelled so that a declaration reads like the formula.
    def __le__(self, other: Expr | int) -> Compare:
        return Compare(self, "<=", as_expr(other))

    def __lt__(self, other: Expr | int) -> Compare:
        return Compare(self, "<", as_expr(other))

    def __gt__(self, other: Expr | int) -> Compare:
        return Compare(self, ">", as_expr(other))

    def __ge__(self, other: Expr | int) -> Compare:
        return Compare(self, ">=", as_expr(other))

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
class Param(Expr):
    """A parameter of a transition or a quantifier; `name` becomes `r1`, `w2` or a number once concrete."""

    name: str
    sort: Sort

    def __str__(self) -> str:
        return self.name

    @property
    def is_literal(self) -> bool:
        return True

    def at(self, scope: Scope) -> Expr:
        value = scope.binding[self.name]
        return Param(self.sort.show(value), self.sort, read=lambda s: value)

    def show(self, state: Fields) -> str:
        return self.name


@dataclass(frozen=True, eq=False)
class Plus(Expr):
    left: Expr
    right: int

    def __str__(self) -> str:
        return f"{self.left} + {self.right}"

    def at(self, scope: Scope) -> Expr:
        left, right = self.left.at(scope), self.right
        return Plus(left, right, read=lambda s: left.read(s) + right)


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
        one, other = left.read, right.read
        return Compare(left, self.symbol, right, read=lambda s: compare(one(s), other(s)))

    def filled(self, state: Fields) -> str:
        return f"{self.left.filled(state)} {self.symbol} {self.right.filled(state)}"

    def because(self, state: Fields, truth: bool, stated: frozenset[str] = frozenset()) -> str:
        if self.right.is_literal:
            too_much = self.symbol == "<=" and not truth
            return self.left.exceeds(state, self.right) if too_much else self.left.said(state)
        if str(self.left) in stated and self.symbol == "=":
            return self.right.said(state)
        symbol = self.symbol if truth else OPPOSITE[self.symbol]
        if symbol == "=":
            return f"`{self.left} = {self.right} = {self.right.show(state)}`"
        return f"`{_with_value(state, self.left)} {symbol} {_with_value(state, self.right)}`"

    @property
    def compared(self) -> frozenset[str]:
        return frozenset({str(self.left)})


def _with_value(state: Fields, term: Expr) -> str:
    return str(term) if term.is_literal else f"{term} = {term.show(state)}"


@dataclass(frozen=True, eq=False)
class Not(Expr):
    body: Expr

    def __str__(self) -> str:
        return self.body.negated()

    def at(self, scope: Scope) -> Expr:
        body = self.body.at(scope)
        read = body.read
        return Not(body, read=lambda s: read(s) ^ True)

    def filled(self, state: Fields) -> str:
        return self.body.negated_filled(state)

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
        return And(parts, read=reduce(both, (part.read for part in parts)))

    def filled(self, state: Fields) -> str:
        return " /\\ ".join(part.filled(state) for part in self.parts)

    def negated(self) -> str:
        return f"~ ({self})"

    def negated_filled(self, state: Fields) -> str:
        return f"~ ({self.filled(state)})"

    def because(self, state: Fields, truth: bool, stated: frozenset[str] = frozenset()) -> str:
        reasons = [part.because(state, truth, stated) for part in self.parts if bool(part.read(state)) is truth]
        return " and ".join(reasons)

    @property
    def compared(self) -> frozenset[str]:
        return frozenset().union(*(part.compared for part in self.parts))


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
        given, then = left.read, right.read
        return Implies(left, right, read=lambda s: (given(s) ^ True) | then(s))

    def filled(self, state: Fields) -> str:
        return f"{self.left.filled(state)} => {self.right.filled(state)}"

    def because(self, state: Fields, truth: bool, stated: frozenset[str] = frozenset()) -> str:
        if not truth:
            known = stated | self.left.compared
            return f"{self.left.because(state, True, stated)} but {self.right.because(state, False, known)}"
        if self.left.read(state):
            return self.right.because(state, True, stated)
        return self.left.because(state, False, stated)
