"""Two programs at once: neither waits for the other, both are heard, and neither failure is lost."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from .both import at_once

MEET = """
import sys, time, pathlib
mine, other = map(pathlib.Path, sys.argv[1:3])
mine.touch()
end = time.monotonic() + 60
while not other.exists():
    assert time.monotonic() < end, "the other did not begin"
    time.sleep(0.01)
print("met", mine.name, flush=True)
sys.exit(int(sys.argv[3]))
"""


@pytest.mark.parametrize(("codes", "whole"), [((0, 0), 0), ((3, 0), 3), ((0, 4), 4)])
def test_two_programs_meet(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], codes: tuple[int, int], whole: int
) -> None:
    one, two = str(tmp_path / "one"), str(tmp_path / "two")
    told = at_once(
        [sys.executable, "-S", "-c", MEET, one, two, str(codes[0])],
        [sys.executable, "-S", "-c", MEET, two, one, str(codes[1])],
    )
    assert told == whole
    assert capfd.readouterr().out.splitlines() == ["met one", "met two"]
