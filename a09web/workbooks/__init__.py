"""The workbooks by their slugs. The first is the one whose home is the site's own."""

from __future__ import annotations

from typing import Any

from a09web.model.workbook import Workbook

from .a09 import A09

WORKBOOKS: dict[str, Workbook[Any]] = {workbook.slug: workbook for workbook in (A09,)}
FIRST = A09
