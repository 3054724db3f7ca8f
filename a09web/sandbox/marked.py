"""The parts of a page in which words of the glossary are marked: by the server where it sends the page, by the browser
where an answer brings them."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from markupsafe import Markup

from a09web.glossary.marking import rules
from a09web.glossary.words import glossary_of
from a09web.model.workbook import Workbook

PARTS = ("verdict", "board", "source", "standing", "fairness", "legend", "forever")
EACH_PART = ("cell-", "switch-", "panel-", "ahead-")


def has_words(part: str) -> bool:
    return part in PARTS or part.startswith(EACH_PART)


@cache
def word_rules(workbook: Workbook[Any]) -> Markup:
    """How a browser marks the words of a workbook in the parts that it is sent, as JSON for `js/words.js`."""
    parts = ",".join([*(f"#{name}" for name in PARTS), *(f'[id^="{name}"]' for name in EACH_PART)])
    return Markup(json.dumps({**rules(glossary_of(workbook)), "parts": parts}, separators=(",", ":")))
