"""`make test`: the tests without a browser and those with one, at the same time.

Playwright keeps an event loop running, so that the browser tests need processes of their own. While one of the two
starts, waits or ends, the other has the processor.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence

Command = Sequence[str]
WORKERS = ("-n", "2", "--dist", "worksteal")


def at_once(first: Command, second: Command) -> int:
    """Runs two programs, and shows what the second one said when both have ended. Returns 0 if both did."""
    with tempfile.TemporaryFile("w+") as said:
        beside = subprocess.Popen(second, stdout=said, stderr=subprocess.STDOUT)
        try:
            codes = (subprocess.run(first, check=False).returncode, beside.wait())
        finally:
            beside.terminate()
            beside.wait()
            said.seek(0)
            shutil.copyfileobj(said, sys.stdout)
    return next(filter(None, codes), 0)


def pytest(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pytest", *arguments, *WORKERS, *sys.argv[1:]]


if __name__ == "__main__":
    sys.exit(at_once(pytest("--ignore", "tests/e2e"), pytest("tests/e2e")))
