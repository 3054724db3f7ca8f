"""What a full collection has seen is set aside, and found again by tidying.

Each in a process of its own: what is set aside is so for the whole process, and that of the tests is large.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

BEFORE = """
import gc, weakref
from a09web import collector

class Knot:
    '''It holds itself, so that only the collector can free it.'''
    def __init__(self):
        self.me = self

def seen(kept):
    '''How many of these the next collection would look at.'''
    known = {id(knot) for knot in kept}
    return sum(id(each) in known for each in gc.get_objects())
"""


def said(code: str) -> list[str]:
    """What a process prints that knows the collector."""
    done = subprocess.run(
        [sys.executable, "-c", BEFORE + code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=300
    )
    return done.stdout.split()


def test_after_a_full_collection_everything_is_set_aside() -> None:
    code = """
collector.settle()
kept = [Knot() for _ in range(1000)]
print(seen(kept))
gc.collect()
print(seen(kept))
"""
    assert said(code) == ["1000", "0"]


def test_what_is_new_is_freed_as_ever() -> None:
    code = """
collector.settle()
gone = weakref.ref(Knot())
print(gone() is None)
gc.collect()
print(gone() is None)
"""
    assert said(code) == ["False", "True"]


def test_what_was_set_aside_is_freed_when_it_is_tidied() -> None:
    code = """
kept, knot = [Knot()], Knot()
gone = weakref.ref(knot)
collector.settle()
del knot
gc.collect()
print(gone() is None)
collector.tidy()
print(gone() is None)
print(seen(kept))
"""
    assert said(code) == ["False", "True", "0"]
