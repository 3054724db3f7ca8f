"""Numbers with their nouns, in the singular or the plural, and names one after another."""

from __future__ import annotations


def counted(number: int, what: str = "step", many: str = "") -> str:
    """`1 step`, `0 steps`, `1,058 states`; `many` is the plural where it is not the singular with an s."""
    return f"{number:,} {what if number == 1 else many or f'{what}s'}"


def all_hold(number: int, kind: str = "") -> str:
    """`All 6 properties hold.`, with the kind of them `All 6 safety properties hold.`; `The property holds.` of one."""
    what = f"{kind} " if kind else ""
    return f"The {what}property holds." if number == 1 else f"All {number} {what}properties hold."


def listed(names: list[str] | tuple[str, ...]) -> str:
    """`r1`, `r1 and r2`, `r1, r2 and r3`; empty for none."""
    *others, last = [*names] or [""]
    return f"{', '.join(others)} and {last}" if others else last


def are(number: int) -> str:
    """The verb that goes with so many."""
    return "is" if number == 1 else "are"


def as_word(number: int) -> str:
    """`six`, `13`: a small number as a word."""
    return _WORDS[number] if number < len(_WORDS) else str(number)


def worded(number: int, what: str, many: str = "") -> str:
    """`six bugs`, `one bug`: the same as `counted`, with the number as a word."""
    return f"{as_word(number)} {what if number == 1 else many or f'{what}s'}"


_WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
