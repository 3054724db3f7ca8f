"""An earlier commit of the app beside this one, to compare with: `make bench BEFORE=…`, `make pictures BEFORE=…`."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def checked_out(commit: str) -> Iterator[Path]:
    """Its files in a directory of their own, with the packages of this checkout. It is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="before-") as directory:
        there = Path(directory) / "app"
        _git("worktree", "add", "--quiet", "--detach", str(there), commit)
        try:
            (there / ".venv").symlink_to((ROOT / ".venv").resolve())
            yield there
        finally:
            _git("worktree", "remove", "--force", str(there))


def _git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True, cwd=ROOT)
