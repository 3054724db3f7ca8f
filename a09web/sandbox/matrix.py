"""The matrix: which bugs break which properties, and how soon. Its rows are answers of the lookout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from a09web.foresight.lookout import Busy, Pending
from a09web.foresight.questions import Outlook
from a09web.kit.htmx import is_htmx
from a09web.model.machine import machine_for
from a09web.model.matrix import bug_sets, kind_of_break
from a09web.model.workbook import Bugs, Workbook
from a09web.workbooks import FIRST

from .addresses import workbook_or_404
from .outlook import what_can_break


@dataclass(frozen=True)
class Cell:
    """One property under one bug set; no steps means never."""

    prop: str
    kind: str
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """A bug set with its answer; no cells while it is being found out."""

    workbook: Workbook[Any]
    bugs: list[str]
    outlook: Outlook | Pending | Busy

    @property
    def is_answered(self) -> bool:
        return isinstance(self.outlook, Outlook)

    @property
    def cells(self) -> list[Cell]:
        return [self._cell(prop) for prop in columns_of(self.workbook)] if isinstance(self.outlook, Outlook) else []

    def _cell(self, prop: str) -> Cell:
        assert isinstance(self.outlook, Outlook)
        found = self.outlook.ahead.get(prop)
        if found is None:
            return Cell(prop, "never", ())
        return Cell(prop, kind_of_break(self.workbook, frozenset(self.bugs), prop), found.steps)


@require_safe
def matrix(request: HttpRequest, slug: str = FIRST.slug) -> HttpResponse:
    """The sets of one size (`?size=2`); the correct model and the single bugs first."""
    workbook = workbook_or_404(slug)
    sizes = range(1, len(workbook.bugs) + 1)
    size = _size(request.GET.get("size", "1"), sizes)
    rows = [_row(workbook, bugs) for bugs in bug_sets(workbook) if len(bugs) == size or (size == 1 and not bugs)]
    context = {"rows": rows, "size": size, "sizes": sizes, "columns": columns_of(workbook), "workbook": workbook}
    context["is_looking"] = not all(row.is_answered for row in rows)
    template = "matrix/_rows.html" if is_htmx(request) else "matrix/page.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def columns_of(workbook: Workbook[Any]) -> tuple[str, ...]:
    return workbook.property_names + workbook.liveness_names


def _size(text: str, sizes: range) -> int:
    return int(text) if text in map(str, sizes) else 1


def _row(workbook: Workbook[Any], bugs: Bugs) -> Row:
    bounds, fair = workbook.bounds(), workbook.default_fairness(bugs)
    outlook = what_can_break(bounds, bugs, machine_for(bounds).initial, fair)
    return Row(workbook, workbook.in_order(bugs), outlook)
