"""The workbooks by their slugs. The first is the one whose home is the site's own."""

from __future__ import annotations

from typing import Any

from a09web.invalid_input import InvalidInput
from a09web.model.workbook import Workbook
from a09web.wording import are, listed

from .a09 import A09
from .effects import EFFECTS

WORKBOOKS: dict[str, Workbook[Any]] = {workbook.slug: workbook for workbook in (A09, EFFECTS)}
FIRST = A09


def workbook_named(slug: str) -> Workbook[Any]:
    """Raises `InvalidInput` for a slug that no workbook has."""
    if slug not in WORKBOOKS:
        known = f"There {are(len(WORKBOOKS))} {listed(list(WORKBOOKS))}."
        raise InvalidInput(f"There is no workbook “{slug[:60]}”. {known}")
    return WORKBOOKS[slug]
