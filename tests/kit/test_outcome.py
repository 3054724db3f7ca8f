from __future__ import annotations

from a09web.invalid_input import InvalidInput
from a09web.kit.outcome import Outcome
from a09web.kit.refusals import Refused, Stale


def test_what_was_refused_has_its_sentence_and_its_status() -> None:
    assert Outcome.of(Refused("Not now.")) == Outcome("Not now.", 422)
    assert Outcome.of(Stale("Too late.")) == Outcome("Too late.", 409)
    assert Outcome.of(InvalidInput("No number.")) == Outcome("No number.", 422)
