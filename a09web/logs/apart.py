"""Logs are checked in a process of their own: a large one takes seconds."""

from __future__ import annotations

from io import StringIO

from a09web.kit.apart import Apart
from a09web.workbooks import workbook_named

from .check import asked, check_log
from .reading import lines_of
from .report import Report, log_report

SECONDS = 20.0
"""So long others may wait for one log. The largest one takes a few."""

checking = Apart()


def report_on(text: str, slug: str, skew: str, late: str, unlogged: str, source: str = "") -> Report:
    """The answer about a log. Raises `InvalidInput`."""
    return checking.run(_report, text, slug, skew, late, unlogged, source)


def _report(text: str, slug: str, skew: str, late: str, unlogged: str, source: str) -> Report:
    question = asked(workbook_named(slug), skew, late, unlogged, source)
    return log_report(check_log(lines_of(StringIO(text)), question, SECONDS))
