"""The parts of a page in which words of the glossary are marked: by the server where it sends the page, by the browser
where an answer brings them."""

from __future__ import annotations

import json
from functools import cache

from markupsafe import Markup

from a09web.glossary.marking import rules

PARTS = ("verdict", "board", "source", "standing", "fairness", "legend", "forever")
EACH_PART = ("cell-", "switch-", "panel-", "ahead-")


def has_words(part: str) -> bool:
    return part in PARTS or part.startswith(EACH_PART)


@cache
def word_rules() -> Markup:
    """How a browser marks the words of the parts that it is sent, as JSON for `js/words.js`."""
    parts = ",".join([*(f"#{name}" for name in PARTS), *(f'[id^="{name}"]' for name in EACH_PART)])
    return Markup(json.dumps({**rules(), "parts": parts}, separators=(",", ":")))
