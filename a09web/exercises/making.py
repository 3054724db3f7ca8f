"""What a teacher's form holds, and the exercise that it makes, with what is wrong told by field."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.http import QueryDict

from a09web.invalid_input import InvalidInput
from a09web.kit.public_ids import new_public_id
from a09web.links.pasted import NOTHING, opened_at
from a09web.model.machine import machine_for
from a09web.model.names import is_toggle
from a09web.model.replay import replay
from a09web.model.workbook import Workbook
from a09web.scenarios.address import encode
from a09web.scenarios.scenario import Scenario
from a09web.workbooks import WORKBOOKS

from .exercise import Exercise
from .kinds import KINDS
from .reader import BadExercise
from .reading import read_exercise
from .renaming import keeps_names, tells_a_number
from .sent import Sent
from .variants import prepare
from .verdict import Verdict

# The fields of the form that tell of a problem in what they were made of.
STANDS_FOR = {"bounds": "scenario", "bugs": "scenario", "steps": "scenario"}


@dataclass
class Form:
    """The form as it was filled in: nothing is lost when it is refused. `own` is what was typed into the fields of each
    kind alone. `problems` tells what is wrong, by field; `leaves_fairness_out` that the scenario chooses what is fair,
    which an exercise leaves to its bugs."""

    kind: str = field(default_factory=lambda: next(iter(KINDS)))
    title: str = ""
    story: str = ""
    scenario: str = ""
    own: dict[str, Any] = field(default_factory=lambda: _own(Sent(QueryDict())))
    hints: str = ""
    # Makes the same form, sent again, the same exercise.
    key: str = field(default_factory=new_public_id)
    problems: dict[str, str] = field(default_factory=dict)
    leaves_fairness_out: bool = False

    @classmethod
    def of_post(cls, post: QueryDict) -> Form:
        sent = Sent(post)
        return cls(
            kind=sent.text("kind"),
            title=sent.text("title"),
            story=sent.text("story"),
            scenario=sent.text("scenario"),
            own=_own(sent),
            hints=sent.text("hints"),
            key=sent.text("key") or new_public_id(),
        )

    @classmethod
    def of_exercise(cls, exercise: Exercise) -> Form:
        form = cls(
            kind=exercise.kind.slug,
            title=exercise.title,
            story=exercise.story,
            scenario=encode(exercise.scenario),
            hints="\n".join(exercise.hints),
        )
        form.own |= exercise.kind.values(exercise.own)
        return form

    @cached_property
    def opened(self) -> Scenario | InvalidInput:
        """The scenario, or what is wrong with it."""
        try:
            return scenario_of(self.scenario)
        except InvalidInput as wrong:
            return wrong

    @property
    def workbooks(self) -> tuple[Workbook[Any], ...]:
        """The one that the scenario is of; all while there is no scenario."""
        return (self.opened.bounds.workbook,) if isinstance(self.opened, Scenario) else tuple(WORKBOOKS.values())

    @property
    def nouns(self) -> list[str]:
        """What the members are called that are renamed in variants, many of them."""
        return list(dict.fromkeys(f"{sort.noun}s" for each in self.workbooks for sort in each.named_sorts))

    @property
    def step(self) -> str:
        """A step as somebody may write it: of the first transition that has several parameters, if there is one."""
        transitions = self.workbooks[0].transitions
        name = next((each for each in transitions if len(each.parameters) > 1), transitions[0]).name
        steps = machine_for(self.workbooks[0].bounds()).by_name
        return next(step for step in steps if step.partition("(")[0] == name)

    def read(self) -> Exercise | None:
        """The exercise, or None with `problems` filled in."""
        scenario = self.opened
        if isinstance(scenario, InvalidInput):
            self.problems["scenario"] = str(scenario)
            scenario = Scenario()
        workbook = scenario.bounds.workbook
        self.leaves_fairness_out = scenario.fair not in (None, workbook.default_fairness(scenario.bugs))
        try:
            found = read_exercise(self.values(scenario), workbook=workbook, key="new")
        except BadExercise as wrong:
            for name, problem in wrong.problems.items():
                self.problems.setdefault(STANDS_FOR.get(name, name), problem)
            return None
        return None if self.problems else found

    def values(self, scenario: Scenario) -> dict[str, Any]:
        """What `read_exercise` reads."""
        own = KINDS[self.kind].meant(self.own) if self.kind in KINDS else {}
        return {
            "kind": self.kind,
            "title": self.title,
            "story": self.story,
            "bounds": scenario.bounds.given,
            "bugs": scenario.bounds.workbook.in_order(scenario.bugs),
            "steps": list(scenario.steps[: scenario.cursor]),
            "hints": [line for line in self.hints.splitlines() if line.strip()],
            **own,
        }


def _own(sent: Sent) -> dict[str, Any]:
    """What was typed into the fields of any kind."""
    return {name: value for kind in KINDS.values() for name, value in kind.typed(sent).items()}


def scenario_of(text: str) -> Scenario:
    """The scenario that somebody pasted: any address of one, or what such an address ends in. It ends where it stands,
    and no bug is switched in it. Raises `InvalidInput`."""
    if not text.strip():
        raise InvalidInput("Paste the address of a sandbox or of a scenario here.")
    opened = opened_at(text)
    if opened is None:
        raise InvalidInput(NOTHING)
    if opened.refusal is not None:
        raise InvalidInput(opened.complaint)
    return _folded(opened.scenario.followed_by())


def _folded(scenario: Scenario) -> Scenario:
    """The same with every bug on from the start that is on where it stands, if all steps go the same way so."""
    played = scenario.replay()
    switches = [entry for entry in played.entries if is_toggle(entry.step)]
    if not switches:
        return scenario
    steps = tuple(step for step in scenario.steps if not is_toggle(step))
    at_once = replay(scenario.bounds, played.last.bugs, steps)
    states = [entry.state for entry in played.entries if entry not in switches]
    if at_once.refusal is None and [entry.state for entry in at_once.entries] == states:
        return replace(scenario, bugs=played.last.bugs, steps=steps, cursor=len(steps))
    last = switches[-1]
    raise InvalidInput(
        f"Step {last.index}, `{last.step}`, switches a bug, and steps before it would go otherwise if that had been so "
        "from the start. In an exercise bugs are on from the start: stand before that step, or set it up so."
    )


@dataclass(frozen=True)
class Preview:
    """What the teacher is told of an exercise that can be set. `same_names` are the words of its texts because of which
    nothing is renamed in its variants, `same_times` says that no time is moved."""

    exercise: Exercise
    solution: Verdict
    fewest: int | None
    variants: int
    same_names: str
    same_times: bool

    @property
    def names(self) -> str:
        """How a text names members that are renamed."""
        return " or ".join(f"{sort.letter}1" for sort in reversed(self.exercise.workbook.named_sorts))


def preview_of(exercise: Exercise) -> Preview:
    return Preview(
        exercise,
        exercise.kind.solution(exercise),
        exercise.kind.fewest(exercise),
        prepare(exercise),
        same_names=keeps_names(exercise),
        same_times=not exercise.kind.moves_times or tells_a_number(exercise),
    )
