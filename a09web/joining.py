"""Finders of static files that are made from several: whoever changes them works on parts, whoever opens a page asks
for one file."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage


class Joined(BaseFinder):
    """Finds one file, and makes it if what it is made of has changed."""

    name: str
    """Its path among the static files."""

    def text(self) -> str:
        """What is in it."""
        raise NotImplementedError

    def find(self, path: str, find_all: bool = False, **options: Any) -> Any:
        if path != self.name:
            return []
        found = str(self._made() / self.name)
        return [found] if find_all or options.get("all") else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Storage]]:
        yield self.name, FileSystemStorage(location=self._made())

    def _made(self) -> Path:
        """The folder of the file. Its name changes with what is in it."""
        whole = self.text()
        folder = Path(settings.VAR_DIR) / "joined" / hashlib.sha256(whole.encode()).hexdigest()[:12]
        file = folder / self.name
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            part = folder / f"{self.name}.{os.getpid()}"
            part.write_text(whole, encoding="utf-8")
            part.replace(file)  # two processes may make it at once
        return folder
