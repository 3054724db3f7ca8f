"""How wide a text is in a picture, near enough to know where its line has to end."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from unicodedata import east_asian_width

# What a letter of a line of text takes at 16 px.
LETTER, CAPITAL, WIDEST, IDEOGRAPH = 7.6, 10.5, 15.0, 17.0
# Where a line may end: at a space, before a capital in a name, before what is given to a step.
_BREAK = re.compile(r"(?<=[a-z])(?=[A-Z(])|(?<= )")


def fit(text: str, width: float, size: float = 16) -> str:
    """The text, cut so that it is not wider than that at a size of type."""
    ends = [end * size / 16 for end in accumulate(map(_width, text))]
    if not ends or ends[-1] <= width:
        return text
    return text[: bisect_right(ends, width - LETTER * size / 16)].rstrip() + "…"


def wrapped(text: str, width: float, size: float) -> list[str]:
    """The text in lines that are not wider than that. Only a piece that fits no line is wider."""
    lines = [""]
    for piece in _BREAK.split(text):
        if lines[-1] and width_of(lines[-1] + piece.rstrip(), size) > width:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]


def width_of(text: str, size: float) -> float:
    return sum(map(_width, text)) * size / 16


def _width(letter: str) -> float:
    """At 16 px, rather too much than too little for a letter that is wider than most."""
    if east_asian_width(letter) in ("W", "F"):
        return IDEOGRAPH
    if letter in "WM@%mw" or "\u0250" <= letter < "\u2000":  # other scripts, or boxes in their place
        return WIDEST
    return CAPITAL if letter.isupper() else LETTER
