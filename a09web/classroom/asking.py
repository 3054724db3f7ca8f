"""Questions about a moment: what can be answered, what is right, and why. All of it is computed; nothing is stored.

What a step breaks is the exercise Predict, asked of everybody at once.
"""

from __future__ import annotations

from dataclasses import dataclass

from a09web.exercises.exercise import Exercise
from a09web.exercises.kinds.predicting import (
    SAYS,
    choices_of,
    grade_predict,
    meaning_of,
    question_about,
    right_answers,
)
from a09web.exercises.variants import variants
from a09web.invalid_input import InvalidInput
from a09web.model.explore import explore
from a09web.model.kept import kept
from a09web.model.replay import advance
from a09web.model.transitions import ConcreteTransition
from a09web.scenarios.address import check_fits, decode
from a09web.scenarios.scenario import Scenario

from .models import Question

MOST_AHEAD = 120_000
"""How many states are looked at for a question, all of its steps together: a fraction of a second."""


@dataclass(frozen=True)
class Asked:
    """A question in words. The scenario ends where it stands."""

    kind: str
    scenario: Scenario
    step: str

    @property
    def title(self) -> str:
        if self.kind == Question.NEXT:
            return "Which step leads to a break soonest?"
        return f"What does `{self.step}` break?"

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """Pairs of what is stored and what is read."""
        if self.kind == Question.NEXT:
            return tuple((step.name, step.name) for step in _enabled(self.scenario))
        return tuple((choice, SAYS.get(choice, choice)) for choice in choices_of(self.scenario.bounds.workbook))

    @property
    def right(self) -> tuple[str, ...]:
        """Every right answer; none at all where no step leads to a break."""
        return right_answers(self.exercise) if self.kind == Question.BREAKS else _nearest(self.scenario) or ()

    @property
    def explanation(self) -> tuple[str, ...]:
        """Why it is so, in sentences with names in backticks."""
        if self.kind == Question.BREAKS:
            return grade_predict(self.exercise, self.right[0]).sentences
        if not self.right:
            return ("Nothing can break from here, whichever step is taken.",)
        return (f"From here {' or '.join(f'`{step}`' for step in self.right)} leads to a break in the fewest steps.",)

    @property
    def exercise(self) -> Exercise:
        return question_about(self.step, self.title, self.scenario)

    def meaning_of(self, choice: str) -> str:
        """What an answer says, where its name alone does not."""
        return meaning_of(self.scenario.bounds.workbook, choice) if self.kind == Question.BREAKS else ""

    def words_for(self, choice: str) -> str:
        return SAYS.get(choice, choice)


def asked_in(question: Question) -> Asked:
    return Asked(question.kind, scenario_in(question.text), question.step)


def check_asked(kind: str, scenario: Scenario, step: str) -> Asked:
    """A question about where a scenario stands. Raises `InvalidInput` for one that cannot be asked."""
    if kind not in (Question.BREAKS, Question.NEXT):
        raise InvalidInput("A question is about what a step breaks, or about which step comes next.")
    here = scenario.followed_by()
    check_fits(here)
    asked = Asked(kind, here, step if kind == Question.BREAKS else "")
    if kind == Question.BREAKS and step not in {each.name for each in here.replay().machine.transitions}:
        raise InvalidInput("Choose a step of the model to ask about.")
    if kind == Question.NEXT and len(asked.options) < 2:
        raise InvalidInput("There are not two steps to choose from here, so there is nothing to ask.")
    if kind == Question.NEXT and _nearest(here) is None:
        raise InvalidInput(
            "So much can happen from here that it takes long to find the nearest break. Ask it later in the schedule, "
            f"or choose {here.bounds.workbook.smaller}; or ask what one step breaks."
        )
    return asked


def variant_of(asked: Asked) -> Asked | None:
    """The same question with other names, and other times where it stays as hard; None where there is no other."""
    if asked.kind != Question.BREAKS:
        return None
    others = [one for one in variants(asked.exercise) if one.scenario != asked.scenario or one.own.asked != asked.step]
    return Asked(asked.kind, others[0].scenario, others[0].own.asked) if others else None


@kept(256)
def scenario_in(text: str) -> Scenario:
    """The scenario of a text that was stored."""
    return decode(text).scenario


def _enabled(scenario: Scenario) -> tuple[ConcreteTransition, ...]:
    played = scenario.replay()
    return tuple(played.machine.enabled(played.last.state, played.last.bugs))


@kept(256)
def _nearest(scenario: Scenario) -> tuple[str, ...] | None:
    """The steps from which the nearest break is nearest; None where too much lies ahead to know."""
    played = scenario.replay()
    here, distances, left = played.last, dict[str, int](), MOST_AHEAD
    for transition in _enabled(scenario):
        after = advance(played.machine, here, transition.name)
        ahead = explore(played.machine, here.bugs, start=after.state, limit=left)
        if not ahead.complete or ahead.distinct >= left:
            return None
        left -= ahead.distinct
        ways = [steps for prop, steps in ahead.steps.items() if prop not in here.broken]
        if ways:
            distances[transition.name] = min(ways)
    least = min(distances.values(), default=None)
    return tuple(step for step, steps in distances.items() if steps == least)
