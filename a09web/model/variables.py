"""The variables of a workbook. Field widths, packing, `Init`, and how a state is shown follow from them."""

from __future__ import annotations

from dataclasses import dataclass

from .sorts import Sort


@dataclass(frozen=True)
class Variable:
    """A variable, or with an index a function from the members of a sort."""

    name: str
    index: Sort | None = None


@dataclass(frozen=True)
class Natural(Variable):
    """A number from 0 to `most`, which is a number itself or the key of a parameter."""

    most: int | str = 1
    initial: int = 0


@dataclass(frozen=True)
class SetOf(Variable):
    """A set of members of one sort, or of tuples of members of several.

    In the beginning it is empty, or with `is_full` it has all that there are. `noun` says what its elements are where
    only some of them are shown.
    """

    of: tuple[Sort, ...] = ()
    is_full: bool = False
    noun: str = "elements"
