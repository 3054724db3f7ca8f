"""The desk beside the workbooks of the app, as long as a test lasts."""

from __future__ import annotations

import pytest

from a09web.workbooks import WORKBOOKS

from .bare import BARE
from .desk import DESK


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(WORKBOOKS, DESK.slug, DESK)


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A workbook that has nothing but its declaration."""
    monkeypatch.setitem(WORKBOOKS, BARE.slug, BARE)
