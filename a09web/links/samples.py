"""Traces with which the page that opens them can be tried: what TLC prints of the first workbook, and the
same in ITF."""

from __future__ import annotations

from functools import cache

from a09web.scenarios.itf import to_itf
from a09web.scenarios.uploads import read_upload
from a09web.workbooks import FIRST
from a09web.workbooks.folders import folder_of

_PRINTED = "sample.txt"

SAMPLES = {"tlc": "A TLC trace", "itf": "An ITF trace"}
"""What each is called, by the word for it in an address."""


@cache
def sample(word: str) -> str:
    """The text of a sample; empty if there is none of that name."""
    printed = (folder_of(FIRST) / _PRINTED).read_text(encoding="utf-8")
    if word == "tlc":
        return printed
    return to_itf(read_upload(printed).scenario) if word in SAMPLES else ""
