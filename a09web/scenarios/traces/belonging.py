"""Which workbook a text is of."""

from __future__ import annotations

import re
from typing import Any

from a09web.model.workbook import Workbook
from a09web.scenarios.address import workbook_of
from a09web.scenarios.tlctext import MARKED
from a09web.workbooks import WORKBOOKS

_NAMED = re.compile(rf'(?:{MARKED}|"a09"\s*:\s*"|/t/)(\d+~[A-Za-z0-9._~-]*)')
"""The text of a link where our files have it: in a line of TLC, in ITF, in an address."""


def workbook_in(text: str) -> Workbook[Any]:
    """The workbook that all scenarios which the text carries are of; else the one of which most variables are named in
    it, the first if several are."""
    carried = {workbook for link in _NAMED.findall(text) if (workbook := workbook_of(link)) is not None}
    if len(carried) == 1:
        return carried.pop()
    words = set(re.findall(r"\w+", text))
    return max(WORKBOOKS.values(), key=lambda workbook: len(words.intersection(workbook.variable_names)))
