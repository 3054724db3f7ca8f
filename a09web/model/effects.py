"""What a transition changes: an assignment, or an element that joins or leaves a set.

All right-hand sides are read in the old state, as in TLA+.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, replace

from .expressions import Expr, Number, Plus, Reader, Scope
from .terms import Read, SetTerm, show_tuple

ALL_BITS = -1


@dataclass(frozen=True)
class Effect:
    """A change of one variable. `skipped_by` names the bug that leaves it out; `does` says what is missing then."""

    target: Read | SetTerm
    _: KW_ONLY
    skipped_by: str | None = None
    does: str = ""

    def at(self, scope: Scope) -> Effect:
        """The effect for one choice of parameters, to be printed."""
        raise TypeError(f"{type(self).__name__} changes nothing.")

    def change(self, scope: Scope) -> tuple[int, Reader]:
        """The field that changes, and a reader of its new value from the old state."""
        raise TypeError(f"{type(self).__name__} changes nothing.")

    def bits(self, scope: Scope) -> tuple[int, int] | None:
        """The same change as `(field & kept) + added`, with `kept` -1 for all bits; None if it depends on the state."""
        raise TypeError(f"{type(self).__name__} changes nothing.")


def _primed(target: Read | SetTerm, value: str) -> str:
    name = target.variable.name
    return f"{name}' = {value}" if target.index is None else f"{name}' = [{name} EXCEPT ![{target.index}] = {value}]"


@dataclass(frozen=True)
class Assign(Effect):
    """`now' = now + 1` or `copies' = [copies EXCEPT ![r] = @ + 1]`."""

    value: Expr

    def __str__(self) -> str:
        value = str(self.value)
        if self.target.index is not None:
            value = value.replace(str(self.target), "@")
        return _primed(self.target, value)

    def at(self, scope: Scope) -> Assign:
        return replace(self, target=self.target.at(scope), value=self.value.at(scope))

    def change(self, scope: Scope) -> tuple[int, Reader]:
        if isinstance(self.target, Read):
            return self.target.place(scope), self.value.at(scope).read
        (place,) = self.target.places(scope)
        return place, self.value.at(scope).read

    def bits(self, scope: Scope) -> tuple[int, int] | None:
        if self.value.is_literal:
            return 0, self.value.at(scope).read(())
        if isinstance(self.value, Plus) and self.value.left is self.target:
            return ALL_BITS, self.value.right
        return None


@dataclass(frozen=True)
class SetChange(Effect):
    """An element that joins or leaves a set; `sign` is TLA+'s operator."""

    target: SetTerm
    element: tuple[Expr, ...]
    sign = ""

    def __str__(self) -> str:
        old = "@" if self.target.index is not None else str(self.target)
        return _primed(self.target, f"{old} {self.sign} {{{show_tuple(self.element)}}}")

    def at(self, scope: Scope) -> SetChange:
        return replace(self, target=self.target.at(scope), element=tuple(part.at(scope) for part in self.element))

    def _literal_bit(self, scope: Scope) -> int | None:
        """The bit of the element, if it does not depend on the state."""
        if not all(part.is_literal for part in self.element):
            return None
        _, bit = self.target.bit(scope, self.element)
        return int(bit(()))


@dataclass(frozen=True)
class Insert(SetChange):
    """`held' = held \\cup {<<w, r, epoch[r]>>}`."""

    sign = "\\cup"

    def change(self, scope: Scope) -> tuple[int, Reader]:
        place, bit = self.target.bit(scope, self.element)
        return place, lambda s: s[place] | bit(s)

    def bits(self, scope: Scope) -> tuple[int, int] | None:
        bit = self._literal_bit(scope)
        return None if bit is None else (~bit, bit)


@dataclass(frozen=True)
class Remove(SetChange):
    """`scheduled' = scheduled \\ {r}`."""

    sign = "\\"

    def change(self, scope: Scope) -> tuple[int, Reader]:
        place, bit = self.target.bit(scope, self.element)
        return place, lambda s: s[place] & (s[place] ^ bit(s))

    def bits(self, scope: Scope) -> tuple[int, int] | None:
        bit = self._literal_bit(scope)
        return None if bit is None else (~bit, 0)


def assign(target: Read | SetTerm, value: Expr | int) -> Assign:
    return Assign(target, Number(value) if isinstance(value, int) else value)
