"""What came of a request."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """What came of a request: a sentence if there is something to say, and HTTP's status. `is_refusal` marks a sentence
    about something that was refused although the page is there, `ahead` tells each step that was laid
    ahead, to be played."""

    notice: str = ""
    status: int = 200
    is_refusal: bool = False
    ahead: tuple[str, ...] = ()
