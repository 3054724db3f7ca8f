"""Numbers with their nouns, in the singular or the plural."""

from __future__ import annotations


def counted(number: int, what: str = "step", many: str = "") -> str:
    """`1 step`, `0 steps`, `1,058 states`; `many` is the plural where it is not the singular with an s."""
    return f"{number:,} {what if number == 1 else many or f'{what}s'}"


def are(number: int) -> str:
    """The verb that goes with so many."""
    return "is" if number == 1 else "are"
