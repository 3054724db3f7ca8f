"""What is true of every member of a sort, or of some, and the members that decide it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import Protocol

from .expressions import Expr, Param, Scope, both, either
from .fields import Fields


class Range(Protocol):
    """A set that a quantifier can range over."""

    def has(self, member: Param) -> Expr: ...


@dataclass(frozen=True, eq=False)
class Quantified(Expr):
    """`\\A r \\in Runs : body` or `\\E r \\in Runs : body`; `within` narrows the range to a set of the
    state."""

    symbol: str
    param: Param
    body: Expr
    within: Range | None = None
    instances: tuple[tuple[str, Expr], ...] = ()
    text: str = ""

    def __str__(self) -> str:
        return self.text or f"{self.symbol} {self.param} \\in {self.within or self.param.sort.name} : {self.body}"

    @property
    def is_universal(self) -> bool:
        return self.symbol == "\\A"

    def at(self, scope: Scope) -> Quantified:
        body = self._narrowed()
        instances = tuple(
            (self.param.sort.show(value), body.at(scope.bind(self.param, value)))
            for value in scope.bounds.members(self.param.sort)
        )
        return Quantified(
            self.symbol,
            self.param,
            self.body,
            self.within,
            instances,
            scope.named(str(self), self.param.name),
            read=reduce(both if self.is_universal else either, (instance.read for _, instance in instances)),
        )

    def _narrowed(self) -> Expr:
        """The body, said of every member of the sort."""
        if self.within is None:
            return self.body
        inside = self.within.has(self.param)
        return inside.implies(self.body) if self.is_universal else inside & self.body

    def filled(self, state: Fields) -> str:
        return "; ".join(instance.because(state, bool(instance.read(state))) for _, instance in self.instances)

    def negated_filled(self, state: Fields) -> str:
        return self.filled(state)  # the facts are the same

    def witnesses(self, state: Fields) -> tuple[str, ...]:
        """The members that decide: those that break a universal statement, or that satisfy an existential one."""
        wanted = not self.is_universal
        return tuple(name for name, instance in self.instances if bool(instance.read(state)) is wanted)

    def because(self, state: Fields, truth: bool, stated: frozenset[str] = frozenset()) -> str:
        decided = self.witnesses(state)
        shown = [instance for name, instance in self.instances if name in decided or not decided]
        return "; ".join(instance.because(state, bool(instance.read(state)), stated) for instance in shown)


def for_all(param: Param, body: Expr, within: Range | None = None) -> Quantified:
    return Quantified("\\A", param, body, within)


def exists(param: Param, body: Expr, within: Range | None = None) -> Quantified:
    return Quantified("\\E", param, body, within)
