"""The matrix: which bugs break which properties, and how soon. Its rows are answers of the lookout."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from a09web.foresight.lookout import Busy, Pending
from a09web.foresight.questions import Outlook
from a09web.kit.htmx import is_htmx
from a09web.model.machine import machine_for
from a09web.model.matrix import bug_sets, kind_of_break
from a09web.model.workbook import Bugs
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

from .outlook import what_can_break

COLUMNS = A09.property_names + A09.liveness_names


@dataclass(frozen=True)
class Cell:
    """One property under one bug set; no steps means never."""

    prop: str
    kind: str
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """A bug set with its answer; no cells while it is being found out."""

    bugs: list[str]
    outlook: Outlook | Pending | Busy

    @property
    def is_answered(self) -> bool:
        return isinstance(self.outlook, Outlook)

    @property
    def cells(self) -> list[Cell]:
        return [self._cell(prop) for prop in COLUMNS] if isinstance(self.outlook, Outlook) else []

    def _cell(self, prop: str) -> Cell:
        assert isinstance(self.outlook, Outlook)
        found = self.outlook.ahead.get(prop)
        if found is None:
            return Cell(prop, "never", ())
        return Cell(prop, kind_of_break(A09, frozenset(self.bugs), prop), found.steps)


@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    """The sets of one size (`?size=2`); the correct model and the single bugs first."""
    size = _size(request.GET.get("size", "1"))
    rows = [_row(bugs) for bugs in bug_sets(A09) if len(bugs) == size or (size == 1 and not bugs)]
    context = {"rows": rows, "size": size, "sizes": range(1, len(A09.bug_names) + 1), "columns": COLUMNS}
    context["is_looking"] = not all(row.is_answered for row in rows)
    template = "matrix/_rows.html" if is_htmx(request) else "matrix/page.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _size(text: str) -> int:
    return int(text) if text in {str(size) for size in range(1, len(A09.bug_names) + 1)} else 1


def _row(bugs: Bugs) -> Row:
    bounds = Bounds()
    return Row(
        A09.in_order(bugs), what_can_break(bounds, bugs, machine_for(bounds).initial, A09.default_fairness(bugs))
    )
