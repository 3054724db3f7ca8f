"""CSV that a spreadsheet reads as what it is: text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

BYTE_ORDER_MARK = "\ufeff"

# What begins a formula, also in full width, at the start of a cell or behind what another spreadsheet takes for a
# separator: who opens the file decides where cells end.
_FORMULA = re.compile(r"(^|[;,|\t])([\s\"']*)([=+\-@\uff1d\uff0b\uff0d\uff20])")
_BREAK = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


def csv_of(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A table with a byte order mark before it, so that a spreadsheet knows its letters."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([safe(value) for value in row] for row in rows)
    return BYTE_ORDER_MARK + text.getvalue()


def safe(value: object) -> object:
    """A text in one line, with an apostrophe before whatever a spreadsheet would take for a formula."""
    if not isinstance(value, str):
        return value
    return _FORMULA.sub(r"\1\2'\3", _BREAK.sub(" ", value))
