"""Sets that are written down, and whether one set lies within another.

A set is read as a mask with a bit for each member of one sort, as a `SetTerm` is that stands in one field.
"""

from __future__ import annotations

from dataclasses import dataclass

from .expressions import Expr, Scope
from .fields import Fields
from .terms import sort_of


@dataclass(frozen=True, eq=False)
class Just(Expr):
    """`{a}`: the set of one member of a sort."""

    member: Expr

    def __str__(self) -> str:
        return f"{{{self.member}}}"

    @property
    def is_literal(self) -> bool:
        return self.member.is_literal

    def at(self, scope: Scope) -> Expr:
        member, first = self.member.at(scope), sort_of(self.member).first
        value = member.read
        return Just(member, read=lambda s: 1 << (value(s) - first))

    def show(self, state: Fields) -> str:
        return f"{{{self.member.show(state)}}}"


@dataclass(frozen=True, eq=False)
class UpTo(Expr):
    """`1..a`: the members of a sort of numbers, up to one."""

    last: Expr

    def __str__(self) -> str:
        return f"1..{self.last}"

    @property
    def is_literal(self) -> bool:
        return self.last.is_literal

    def at(self, scope: Scope) -> Expr:
        last = self.last.at(scope)
        value = last.read
        return UpTo(last, read=lambda s: (1 << value(s)) - 1)

    def show(self, state: Fields) -> str:
        return f"1..{self.last.show(state)}"


@dataclass(frozen=True, eq=False)
class Within(Expr):
    r"""`remembered[r] \subseteq {a}`: everything of one set is in another."""

    inner: Expr
    outer: Expr

    def __str__(self) -> str:
        return f"{self.inner} \\subseteq {self.outer}"

    def at(self, scope: Scope) -> Expr:
        inner, outer = self.inner.at(scope), self.outer.at(scope)
        part, whole = inner.read, outer.read
        return Within(inner, outer, read=lambda s: (part(s) & whole(s)) == part(s))

    def filled(self, state: Fields) -> str:
        return f"{self.inner.show(state)} \\subseteq {self.outer.show(state)}"

    def because(self, state: Fields, truth: bool, stated: frozenset[str] = frozenset()) -> str:
        return f"{self.inner.said(state)} is {'' if truth else 'not '}within {self.outer.said(state)}"
