"""Logs as tests write them, and the answers of the checker."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from a09web.logs.check import Checked, asked, check_log
from a09web.logs.findings import Finding
from a09web.workbooks.a09 import A09


def scheduled(at: Any, run: Any, due: Any) -> dict[str, Any]:
    return {"at": at, "event": "scheduled", "run": run, "due": due}


def event(at: Any, name: str, run: Any = "a", **others: Any) -> dict[str, Any]:
    return {"at": at, "event": name, "run": run, **others}


def checkpoint(at: Any, upto: Any) -> dict[str, Any]:
    return {"at": at, "event": "checkpoint", "upto": upto}


def checked(events: Iterable[dict[str, Any]], skew: str = "", late: str = "", unlogged: str = "") -> Checked:
    return check_log([json.dumps(each) for each in events], asked(A09, skew, late, unlogged))


def findings(events: Iterable[dict[str, Any]], **allowed: str) -> list[Finding]:
    return checked(events, **allowed).checker.findings


def only(events: Iterable[dict[str, Any]], **allowed: str) -> Finding:
    """The one finding."""
    (finding,) = findings(events, **allowed)
    return finding
