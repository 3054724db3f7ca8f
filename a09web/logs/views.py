"""The page on which somebody brings the log of a real queue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from a09web.invalid_input import InvalidInput
from a09web.kit.dear import dear
from a09web.kit.outcome import Outcome
from a09web.model.logged import Vocabulary
from a09web.sandbox.timetable import Timetable, drawn
from a09web.scenarios.address import decode
from a09web.workbooks import FIRST

from .apart import report_on
from .readers import READERS
from .report import Report
from .shape import shape_of
from .times import SECOND, show_duration

SHOWN = 20
EXAMPLE_LINES = 3
"""So many findings of a kind are shown; a program gets more of them."""
ROW = 34


@dataclass(frozen=True)
class Typed:
    """What somebody filled in."""

    log: str = ""
    skew: str = ""
    late: str = ""
    unlogged: tuple[str, ...] = ()
    source: str = ""

    @property
    def is_particular(self) -> bool:
        """Whether something is asked for that is folded away as long as the usual will do."""
        return bool(self.skew or self.late or self.unlogged)


@dataclass(frozen=True)
class Group:
    """Findings that the same bugs explain."""

    bugs: tuple[str, ...]
    count: int
    findings: list[dict[str, Any]]

    @property
    def lines(self) -> list[str]:
        """What the bugs do, in the words that need least of the model."""
        return [FIRST.bug(bug).line for bug in self.bugs]

    @property
    def shown(self) -> list[dict[str, Any]]:
        return self.findings[:SHOWN]


@dear("POST")
@require_http_methods(["GET", "HEAD", "POST"])
def logs_page(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        wanted = request.GET.get("sample")
        log = next((sample.text for sample in _words().samples if sample.name == wanted), "")
        return _page(request, Typed(log=log), Outcome())
    typed = Typed(
        request.POST.get("log", ""),
        request.POST.get("skew", "").strip(),
        request.POST.get("late", "").strip(),
        tuple(request.POST.getlist("unlogged")),
        request.POST.get("source", ""),
    )
    try:
        allowed = (typed.skew, typed.late, ",".join(typed.unlogged), typed.source)
        report = report_on(_given(request), FIRST.slug, *allowed)
    except InvalidInput as wrong:
        return _page(request, typed, Outcome.of(wrong))
    return _page(request, typed, Outcome(), report)


def _words() -> Vocabulary:
    assert FIRST.logged is not None
    return FIRST.logged


def _given(request: HttpRequest) -> str:
    """What was uploaded or pasted. Raises `InvalidInput`."""
    file = request.FILES.get("file")
    if file is not None:
        return bytes(file.read()).decode("utf-8", errors="replace")
    text = str(request.POST.get("log", ""))
    if not text.strip():
        raise InvalidInput("There is no log yet: choose a file, or paste its lines.")
    return text


def example_of(words: Vocabulary) -> str:
    """The first lines of the first sample, for whoever has not seen a log."""
    return "\n".join(words.samples[0].text.splitlines()[:EXAMPLE_LINES]) if words.samples else ""


def _page(request: HttpRequest, typed: Typed, outcome: Outcome, report: Report | None = None) -> HttpResponse:
    words = _words()
    context = {
        "typed": typed,
        "outcome": outcome,
        "report": report,
        "late": show_duration(round((report or {}).get("late_s", 0) * SECOND)),
        "skew": show_duration(round((report or {}).get("skew_s", 0) * SECOND)),
        "groups": [] if report is None else _groups(report),
        "picture": _picture,
        "may_be_missing": [event.name for event in words.events if event.through is None],
        "shape": shape_of(FIRST, words),
        "words": words,
        "example": example_of(words),
        "readers": READERS,
        "most_of_a_log": settings.MOST_OF_A_LOG // 1024**2,
        "most_pasted": settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024,
    }
    return render(request, "logs/page.html", context, status=outcome.status)


def _groups(report: Report) -> list[Group]:
    return [
        Group(
            tuple(kind["bugs"]),
            kind["count"],
            [finding for finding in report["findings"] if finding["bugs"] == kind["bugs"]],
        )
        for kind in report["by_bugs"]
    ]


def _picture(text: str, width: int) -> Timetable:
    """The lanes of a scenario."""
    return drawn(decode(text).scenario.replay(), width=width, row=ROW)
