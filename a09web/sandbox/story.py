"""One bug as a story: a late result that counts, step by step, from a real trace."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from a09web.model.replay import replay
from a09web.workbooks.a09.bounds import Bounds
from a09web.workbooks.faces import as_sentence

from .timetable import Timetable, drawn

LATE_TITLE = "A late result"
LATE_NOTE = (
    "w1 fell silent, its lease ran out, and w2 took over. But w1 was not dead. What does its late result do? "
    "Complete(w1,r1,1) tells."
)
LATE = ("Tick", "Materialize(r1)", "Claim(w1,r1)", "Expire(r1)", "Claim(w2,r1)", "Complete(w1,r1,1)")


@dataclass(frozen=True)
class Story:
    """A trace to play: drawn for a laptop and for a phone, with a sentence for each step after the start, and the
    steps before the last one, at which somebody may break it."""

    wide: Timetable
    narrow: Timetable
    sentences: tuple[str, ...]
    broken: str
    bug: str
    before: tuple[str, ...]


@cache
def story() -> Story:
    """A late result that counts, from a real trace."""
    played = replay(Bounds(), frozenset(["StaleCompletion"]), LATE)
    lanes = ("clock", "scanner", "r1", "w1", "w2")
    return Story(
        wide=drawn(played, width=640, row=38, lanes=lanes),
        narrow=drawn(played, width=344, row=34, lanes=lanes, labels=False),
        sentences=(
            "Work is planned, and nothing has happened yet.",
            *(as_sentence(played, e) for e in played.entries[1:]),
        ),
        broken=played.last.broken[0],
        bug="StaleCompletion",
        before=LATE[:-1],
    )
