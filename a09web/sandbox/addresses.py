"""The addresses of pages that every workbook has. Those of the first one name no workbook."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse

from a09web.model.workbook import Workbook
from a09web.workbooks import FIRST, WORKBOOKS

OF_A_WORKBOOK = "w/<slug:slug>/"


def workbook_or_404(slug: str) -> Workbook[Any]:
    if slug not in WORKBOOKS:
        raise Http404
    return WORKBOOKS[slug]


def workbook_url(name: str, workbook: Workbook[Any], *about: str) -> str:
    """The address of a page of this workbook, such as `create`; `about` is what else the address names."""
    return reverse(name, args=about) if workbook is FIRST else reverse(f"{name}_of", args=[workbook.slug, *about])
