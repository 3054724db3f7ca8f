"""Where all that belongs to a workbook lies."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

from a09web.model.workbook import Workbook

from . import WORKBOOKS


def folder_of(workbook: Workbook[Any]) -> Path:
    """The folder that its bounds are defined in."""
    return Path(inspect.getfile(workbook.bounds)).parent


def has(workbook: Workbook[Any], what: str) -> bool:
    """Whether there are `lessons` or `exercises` in its folder."""
    return (folder_of(workbook) / what).is_dir()


def board_styles() -> list[Path]:
    """The sheets of the boards that have one of their own."""
    sheets = (folder_of(workbook) / "board.css" for workbook in WORKBOOKS.values())
    return [sheet for sheet in sheets if sheet.is_file()]
