"""The templates that lie in the folders of workbooks: `workbooks/a09/board.html` is `board.html` in that of A09."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from jinja2 import BaseLoader, Environment, FileSystemLoader, TemplateNotFound

from . import WORKBOOKS
from .folders import folder_of

ROOM, ENDINGS = "workbooks", {".html", ".svg"}


class InFolders(BaseLoader):
    """Finds them in every workbook that the server has."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        match template.split("/"):
            case [room, slug, file] if room == ROOM and slug in WORKBOOKS:
                return FileSystemLoader(folder_of(WORKBOOKS[slug])).get_source(environment, file)
        raise TemplateNotFound(template)

    def list_templates(self) -> list[str]:
        return [f"{ROOM}/{slug}/{path.name}" for slug in WORKBOOKS for path in templates_of(slug)]


def templates_of(slug: str) -> list[Path]:
    return sorted(path for path in folder_of(WORKBOOKS[slug]).iterdir() if path.suffix in ENDINGS)
