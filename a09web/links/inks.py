"""The style of pictures that leave the app: the rules of the page's own style sheet, its light colours filled in."""

from __future__ import annotations

import re
from functools import lru_cache

from a09web import styles

SANS = '"Source Sans Pro", "Helvetica Neue", Helvetica, Arial, sans-serif'
# A rule that only a browser can follow, or that is about pointing at things.
_FOR_BROWSERS = re.compile(r":hover|\[data-|\.hit")
_RULE = re.compile(r"^(\.chart[^{}]*)\{([^{}]*)\}$", re.MULTILINE)
_TOKEN = re.compile(r"--([a-z0-9-]+): light-dark\((#[0-9a-fA-F]+), #[0-9a-fA-F]+\)")


@lru_cache
def sheet() -> str:
    """The style sheet of the pages, without the typeface, which lies in files beside it."""
    return re.sub(r"@font-face \{[^{}]*\}\n", "", styles.sheet())


@lru_cache
def inks() -> dict[str, str]:
    """The colours in the light by name: `{"ink": "#1b1a17", …}`."""
    root = sheet().partition(":root {")[2].partition("}")[0]
    return dict(_TOKEN.findall(root))


@lru_cache
def chart_rules() -> str:
    """The rules for the time chart, without custom properties, which few programs but browsers know."""
    known = {**inks(), "sans": SANS, "mono": SANS}
    rules = [
        f"{selector.strip()} {{{body}}}"
        for selector, body in _RULE.findall(sheet())
        if not _FOR_BROWSERS.search(selector)
    ]
    return re.sub(r"var\(--([a-z0-9-]+)\)", lambda found: known[found[1]], "\n".join(rules))
