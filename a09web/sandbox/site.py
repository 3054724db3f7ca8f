"""Where the header and the foot of a page lead: what each workbook has of its own, to that of the page's own one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from jinja2 import pass_context
from jinja2.runtime import Context

from a09web.model.workbook import Workbook
from a09web.workbooks import FIRST, WORKBOOKS
from a09web.workbooks.folders import has

from .addresses import OF_A_WORKBOOK, workbook_url

EACH_HAS = ("create", "matrix")
"""The rooms that there are for any workbook."""
IF_WRITTEN = ("lessons", "exercises")
"""The rooms that there are for a workbook that somebody wrote them for."""

SHOWN = ("moment", "scenario", "guide")
"""What pages call that which has a workbook."""

ROOMS = (
    ("lessons", "Lessons", ("/lessons/",)),
    ("create", "Sandbox", ("/s/", "/t/", "/l/")),
    ("exercises", "Exercises", ("/exercises/",)),
    ("matrix", "Matrix", ("/matrix/",)),
    ("logs", "Logs", ("/logs/",)),
    ("door", "Join a class", ("/c/",)),
    ("teach", "Teach", ("/teach/",)),
)
"""The rooms of the site as its header names them: the name of the page, the word, and how addresses in it begin."""


@dataclass(frozen=True)
class Way:
    """A link to a room. `current` is the value of `aria-current`: "page" on the very page, "true" on others of the
    room, and "" elsewhere."""

    url: str
    word: str
    current: str


@pass_context
def ways_of_site(context: Context) -> Iterator[Way]:
    """What the header of a page leads to."""
    workbook, path = workbook_of_page(context), context["request"].path
    inside = path.removeprefix(f"/w/{workbook.slug}")
    for name, word, begins in ROOMS:
        url = _url(name, workbook)
        current = "page" if path == url else "true" if inside.startswith(begins) else ""
        yield Way(url, word, current)


@pass_context
def glossary_of_page(context: Context) -> str:
    """The address of the glossary of the workbook that the page is of."""
    return workbook_url("glossary", workbook_of_page(context))


def workbook_of_page(context: Context) -> Workbook[Any]:
    """The workbook that the address names, or that of what is shown; elsewhere the first one."""
    shown = next(filter(None, map(context.get, SHOWN)), None)
    match = context["request"].resolver_match
    if match is not None and match.route.startswith(OF_A_WORKBOOK):
        return WORKBOOKS.get(match.kwargs["slug"], FIRST)
    return FIRST if shown is None else shown.workbook


def _url(name: str, workbook: Workbook[Any]) -> str:
    if name in EACH_HAS or (name in IF_WRITTEN and has(workbook, name)):
        return workbook_url(name, workbook)
    return reverse(name)
