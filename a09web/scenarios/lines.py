"""A line that a person wrote, without what cannot be seen in it."""

from __future__ import annotations

import re
from unicodedata import category

JOINERS = "\u200c\u200d"
"""ZERO WIDTH NON-JOINER and JOINER: within a word they are spelling, in Persian, in Indian scripts and in emoji."""
_RUN = re.compile(f"([{JOINERS}])[{JOINERS}]*")


def clean(text: str) -> str:
    """The words with one blank between them. Format characters are left out, for they are nothing to read, and the
    bidirectional ones would turn around what stands beside the line; a joiner stays between two letters."""
    seen = "".join(letter for letter in text if letter in JOINERS or category(letter) != "Cf")
    words = (_RUN.sub(r"\1", word.strip(JOINERS)) for word in seen.split())
    return " ".join(word for word in words if word)


def is_printable(line: str) -> bool:
    """Whether it has no control characters, and nothing that is no character yet."""
    return all(letter in JOINERS or letter.isprintable() for letter in line)
