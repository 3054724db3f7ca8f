"""The finite sets of a workbook: what its variables are indexed by and its sets are made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sort:
    """A finite set. With a letter its members have names, `r1`, `r2`, …; without one they are the numbers from 1.

    In an expression a member is a number: a position from 0 if it has a name, else itself. `noun` is what one of them
    is called in a sentence.
    """

    name: str
    noun: str
    letter: str = ""

    @property
    def first(self) -> int:
        """The number of the first member."""
        return 0 if self.letter else 1

    def values(self, size: int) -> range:
        """All members, as an expression has them."""
        return range(self.first, self.first + size)

    def show(self, value: int) -> str:
        """A member as it stands in TLA+ and in the names of steps."""
        return f"{self.letter}{value + 1}" if self.letter else str(value)

    def named(self, value: int) -> str | int:
        """A member as it stands in a state that is given to programs."""
        return self.show(value) if self.letter else value

    def names(self, size: int) -> tuple[str, ...]:
        return tuple(self.show(value) for value in self.values(size))
