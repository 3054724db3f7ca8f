"""A scenario: a model, a trace of it, and the entry of the trace at which it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from a09web.invalid_input import InvalidInput
from a09web.model.bounds import Bounds
from a09web.model.replay import Refusal, Replay, replay
from a09web.model.workbook import Bugs, Fair, Workbook
from a09web.wording import counted
from a09web.workbooks import FIRST

from .lines import clean, is_printable

TITLE_LENGTH = 60
NOTE_LENGTH = 280
MAX_STEPS = 80
"""The most entries of a scenario. No trace of the model has more than some 70 transitions; the rest are toggles."""


@dataclass(frozen=True)
class Scenario:
    """What is needed to stand at a moment: everything else is a replay.

    `bugs` are the flags at the start, `steps` the names of the entries, toggles included, and `cursor` the entry at
    which the scenario stands, 0 for the initial state. `fair` names the fair actions; None leaves them to the bugs.
    `origin` is the id of the short link that it was made from, if any.
    """

    bounds: Bounds = FIRST.bounds()
    bugs: Bugs = frozenset()
    steps: tuple[str, ...] = ()
    cursor: int = 0
    fair: Fair | None = None
    title: str = ""
    note: str = ""
    origin: str = ""

    @property
    def workbook(self) -> Workbook[Any]:
        return self.bounds.workbook

    def replay(self) -> Replay:
        """The whole trace, as far as it goes."""
        return replay(self.bounds, self.bugs, self.steps)

    def standing_at(self, cursor: int) -> Scenario:
        return replace(self, cursor=cursor)

    def followed_by(self, *steps: str) -> Scenario:
        """The trace up to the cursor and these steps, standing at their end."""
        longer = (*self.steps[: self.cursor], *steps)
        return replace(self, steps=longer, cursor=len(longer))


def as_far_as_valid(scenario: Scenario) -> tuple[Scenario, Refusal | None]:
    """The scenario without the first step that is refused and all after it, and that refusal."""
    refusal = scenario.replay().refusal
    if refusal is None:
        return scenario, None
    kept = refusal.index - 1
    return replace(scenario, steps=scenario.steps[:kept], cursor=min(scenario.cursor, kept)), refusal


def check_length(steps: int) -> None:
    """Raises `InvalidInput` for more steps than a scenario may have."""
    if steps > MAX_STEPS:
        raise InvalidInput(f"A link may have {MAX_STEPS} steps at most, toggles included, and this would be {steps}.")


def parse_title(text: str) -> str:
    """One line of at most `TITLE_LENGTH` characters. Raises `InvalidInput` if it is longer."""
    return parse_line("A name", text, TITLE_LENGTH)


def parse_note(text: str) -> str:
    """One paragraph of at most `NOTE_LENGTH` characters. Raises `InvalidInput` if it is longer."""
    return parse_line("A note", text, NOTE_LENGTH)


def parse_line(what: str, text: str, longest: int) -> str:
    """Text without what cannot be seen. Raises `InvalidInput` for control characters, or if it is too long."""
    line = clean(text)
    if not is_printable(line):
        raise InvalidInput(f"{what} may have letters, digits, signs and blanks, and no control characters.")
    if len(line) > longest:
        raise InvalidInput(f"{what} may have {counted(longest, 'character')} at most, not {len(line)}.")
    return line
