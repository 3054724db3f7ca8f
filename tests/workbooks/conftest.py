"""The desk beside the workbooks of the app, as long as a test lasts."""

from __future__ import annotations

import pytest

from a09web.workbooks import WORKBOOKS

from .desk import DESK


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(WORKBOOKS, DESK.slug, DESK)
