"""What came of a request."""

from __future__ import annotations

from dataclasses import dataclass

from a09web.invalid_input import InvalidInput

from .refusals import Refused


@dataclass(frozen=True)
class Outcome:
    """What came of a request: a sentence if there is something to say, and HTTP's status. `is_refusal` marks a sentence
    about something that was refused although the page is there, `ahead` tells each step that was laid
    ahead, to be played."""

    notice: str = ""
    status: int = 200
    is_refusal: bool = False
    ahead: tuple[str, ...] = ()

    @classmethod
    def of(cls, refused: InvalidInput | Refused) -> Outcome:
        """Why something was not done."""
        return cls(str(refused), refused.status if isinstance(refused, Refused) else 422)
