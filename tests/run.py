"""The folder of a run of the tests: what is made once for all processes of pytest-xdist, and what each has for itself.

The first process makes it and removes it at its end; the workers inherit its name. So two runs in one working folder
share nothing, and nothing of a run is in the working folder.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

INHERITED = "A09_TEST_RUN"
WORKER = "PYTEST_XDIST_WORKER"


def folder() -> Path:
    """The folder of this run."""
    if WORKER in os.environ and INHERITED in os.environ:
        return Path(os.environ[INHERITED])
    if not _made:
        _made.append(Path(tempfile.mkdtemp(prefix="a09-run-")))
        os.environ[INHERITED] = str(_made[0])
    return _made[0]


def own() -> Path:
    """The folder of this process in it."""
    made = folder() / os.environ.get(WORKER, "main")
    made.mkdir(exist_ok=True)
    return made


def once(name: str, make: Callable[[Path], None]) -> Path:
    """A folder that one process of the run makes; the others wait for it. One that failed to is made anew."""
    made = folder() / name
    with (folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            half = folder() / f"{name}.half"
            shutil.rmtree(half, ignore_errors=True)
            half.mkdir()
            make(half)
            half.rename(made)
    return made


_made: list[Path] = []


@atexit.register
def remove() -> None:
    """Ends the run, if it is this process that began it."""
    while _made:
        shutil.rmtree(_made.pop(), ignore_errors=True)
