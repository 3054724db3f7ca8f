"""What everybody in a class sees: the teacher's sandbox or the moment that is asked about, and what is going on."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any, TypeVar

from django.utils import timezone

from a09web.exercises.exercise import Exercise
from a09web.exercises.models import Work
from a09web.exercises.services import exercise_with_key
from a09web.kit.panels import Panel
from a09web.kit.templates import template
from a09web.links.unstored import Unstored, scenario_of
from a09web.memo import Memo
from a09web.model.kept import forgotten_with_machines
from a09web.sandbox.moment import Moment
from a09web.sandbox.panels import render_followed
from a09web.sandbox.reveal import ASKED, DIAGNOSE, FOLLOW, RevealPolicy
from a09web.sandbox.tree import Tree
from a09web.scenarios.scenario import Scenario

from .asking import Asked, asked_in, scenario_in
from .membership import present_students
from .models import ASKING, Classroom, Participant, Question, Vote
from .voting import tally

MOST_KEPT = 64
NAMES_ON_WALL = 16
"""More would push the board off the wall."""
STUCK_AFTER = timedelta(minutes=3)
DONE = ("done", "working", "stuck", "not started")

WORDS = {
    "explore": "Follow along",
    "predict": "Predict: answer for yourself",
    "discuss": "Discuss with your neighbours",
    "revote": "Answer once more",
    "reveal": "The answer",
    "exercise": "Exercise",
    "paused": "Paused: look up, please",
}

T = TypeVar("T")

_memo: Memo[Any] = Memo(MOST_KEPT)
forgotten_with_machines(_memo.clear)


@dataclass(frozen=True)
class Bar:
    """How often an answer was given in both rounds, in whole percent of each."""

    words: str
    counts: tuple[int, ...]
    percents: tuple[int, ...]
    is_right: bool


def bars_of(asked: Asked, tallies: Sequence[Mapping[str, int]]) -> tuple[Bar, ...]:
    """The histogram of rounds, each given as how often each choice was made."""
    totals = [max(1, sum(tally.values())) for tally in tallies]
    return tuple(
        Bar(
            words,
            tuple(tally.get(choice, 0) for tally in tallies),
            tuple(round(100 * tally.get(choice, 0) / total) for tally, total in zip(tallies, totals, strict=True)),
            choice in asked.right,
        )
        for choice, words in asked.options
    )


@dataclass(frozen=True)
class Seen:
    """A class as everybody in it may see it. The teacher's pages build on it."""

    classroom: Classroom

    @property
    def question(self) -> Question | None:
        """What is asked at the moment."""
        return self.classroom.question if self.classroom.phase in ASKING else None

    @property
    def thought_about(self) -> Question | None:
        """What is asked, also while the class is paused: nothing that is shown may answer it."""
        return self.question or (self.classroom.question if self.classroom.is_guessing else None)

    @cached_property
    def asked(self) -> Asked | None:
        return asked_in(self.question) if self.question is not None else None

    @property
    def is_revealed(self) -> bool:
        return self.question is not None and self.classroom.phase == "reveal"

    @cached_property
    def students(self) -> int:
        return present_students(self.classroom)

    @cached_property
    def tallies(self) -> tuple[dict[str, int], ...]:
        """The votes of the rounds that there were."""
        first, second = (tally(self.classroom, number) for number in (1, 2))
        return (first, second) if second or self.classroom.phase == "revote" else (first,)

    @property
    def answered(self) -> int:
        """How many have answered in the present round, or in the last."""
        return sum(self.tallies[-1].values())

    @property
    def bars(self) -> tuple[Bar, ...]:
        """The histogram of all rounds."""
        asked = self.asked
        if asked is None:
            return ()
        return bars_of(asked, self.tallies)

    @property
    def shows_bars(self) -> bool:
        return self.is_revealed or self.classroom.histogram == "shown"

    @property
    def shows_count(self) -> bool:
        return self.shows_bars or self.classroom.histogram == "counts"

    @cached_property
    def exercise(self) -> Exercise | None:
        return exercise_with_key(self.classroom.exercise) if self.classroom.exercise else None

    @cached_property
    def works(self) -> list[Work]:
        """What the class did with the present exercise."""
        kept_in = self.classroom.participants.students()
        owners = [participant.owner for participant in kept_in]
        found = Work.objects.select_related("sandbox")
        return list(found.filter(exercise=self.classroom.exercise, solver__in=owners))

    @cached_property
    def progress(self) -> dict[str, int]:
        """How many students are how far with the exercise."""
        counts = dict.fromkeys(DONE, 0)
        for work in self.works:
            counts[how_far(work)] += 1
        counts["not started"] = max(0, self.students - len(self.works))
        return counts

    @property
    def names(self) -> list[str]:
        """On the wall only if the teacher wants it, and while nothing else has to be read there."""
        if not self.classroom.names_shown or self.classroom.phase not in ("explore", "paused"):
            return []
        kept = self.classroom.participants.students()
        return list(kept.values_list("name", flat=True)[:NAMES_ON_WALL])

    def moment(self, at: int | None = None) -> Moment:
        """What is on the board, or an earlier step of it."""
        scenario, policy = self._shown()
        address, version = self.classroom.get_absolute_url(), self.classroom.room_version
        if scenario is None:
            sandbox = copy(self.classroom.sandbox)
            sandbox.tip = sandbox.cursor  # what was undone is not shown
            here = sandbox.cursor if at is None else at
            return Moment(sandbox, Tree.of(sandbox), here, False, policy, address, room_version=version)
        setup = Unstored(scenario)
        here = scenario.cursor if at is None else at
        return Moment(setup, setup.tree, here, False, policy, address, room_version=version)

    @property
    def scenario(self) -> Scenario:
        """Where the class stands, to go on from alone."""
        shown, _ = self._shown()
        return scenario_of(self.moment()).followed_by() if shown is None else shown

    def _shown(self) -> tuple[Scenario | None, RevealPolicy]:
        """What somebody did with an exercise, the moment that is asked about, and after the reveal what the step did;
        None for the teacher's sandbox."""
        if self.classroom.example:
            return scenario_in(self.classroom.example), DIAGNOSE if self.classroom.example_hides_bugs else FOLLOW
        if self.thought_about is None:
            return None, FOLLOW
        asked = asked_in(self.thought_about)
        if not self.is_revealed:
            return asked.scenario, ASKED
        after = asked.scenario.followed_by(asked.step) if asked.step else asked.scenario
        return (asked.scenario if after.replay().refusal is not None else after), FOLLOW

    @property
    def now(self) -> str:
        """What the class is doing, in a few words."""
        if self.classroom.ended:
            return "The class has ended"
        if self.classroom.phase == "explore" and self.classroom.is_free:
            return "Explore on your own"
        return WORDS[self.classroom.phase]

    @property
    def sentence(self) -> str:
        """The same with what is asked, to be read aloud when it changes."""
        return f"{self.now}. {self.asked.title.replace('`', '')}" if self.asked is not None else f"{self.now}."

    @property
    def new_key(self) -> str:
        """What the form for a copy is sent with, so that a double click makes one copy."""
        return secrets.token_hex(12)

    @property
    def key(self) -> tuple[object, ...]:
        """What the picture on the board depends on."""
        sandbox = self.classroom.sandbox
        question = self.thought_about and self.thought_about.pk
        hides = self.classroom.example_hides_bugs
        return (sandbox.public_id, sandbox.version, question, self.is_revealed, self.classroom.example, hides)


def how_far(work: Work) -> str:
    """`done`, `working` or `stuck`: no right answer yet, and nothing done for some minutes."""
    if work.best > 0:
        return "done"
    touched = work.touched if work.sandbox is None else max(work.touched, work.sandbox.touched)
    return "stuck" if touched < timezone.now() - STUCK_AFTER else "working"


def class_panels(classroom: Classroom) -> dict[str, Panel]:
    """The parts that all are sent, each rendered once."""
    return made_once(("class", classroom.public_id, classroom.room_version), lambda: _class_panels(Seen(classroom)))


def _class_panels(seen: Seen) -> dict[str, Panel]:
    shown = made_once(("board", *seen.key), lambda: followed_parts(seen.moment()))
    panels = [
        Panel("live", rendered("live", moment=seen.moment())),
        *(Panel(name, rendered(name, seen=seen)) for name in ("now", "sentence", "ways", "code")),
        ask_panel(seen, _answers(seen, None)),
        *(Panel(name.replace("_", "-"), rendered(name, seen=seen)) for name in ("wall", "wall_bars")),
    ]
    return {panel.name: panel for panel in panels} | shown


def followed_parts(moment: Moment) -> dict[str, Panel]:
    """The parts of the picture. The switches are one part, because a policy may take them all away."""
    parts = render_followed(moment)
    switches = [parts.pop(name) for name in list(parts) if name.startswith("switch-")]
    return parts | {"flags": Panel("flags", rendered("flags", moment=moment, switches=switches))}


def ask_panel(seen: Seen, form: Panel | None, *, is_own: bool = False) -> Panel:
    """The question with the answers to choose from, those of one student or of nobody. For all it has the same hash, so
    that a frame for everybody leaves alone what somebody is just choosing."""
    question, classroom = seen.question, seen.classroom
    shape = f"{question and question.pk} {classroom.phase if question else ''} {bool(classroom.ended)}"
    if seen.is_revealed or (seen.classroom.round is None and seen.shows_bars):
        shape += f" {seen.tallies}"
    return Panel("ask", rendered("ask", seen=seen, form=form, is_own=is_own), shape)


def own_panels(seen: Seen, me: Participant, mine: Vote | None) -> dict[str, Panel]:
    """The parts that one student alone is sent, by HTTP: their name, and what they answered."""
    form = _answers(seen, mine)
    panels = [ask_panel(seen, form, is_own=True), *([] if form is None else [form])]
    panels.append(Panel("my-answer", rendered("my_answer", seen=seen, mine=mine)))
    panels.append(Panel("my-name", rendered("my_name", me=me)))
    return {panel.name: panel for panel in panels}


def _answers(seen: Seen, mine: Vote | None) -> Panel | None:
    """The answers to choose from while votes are taken, with the one that was chosen."""
    if seen.asked is None or seen.classroom.round is None:
        return None
    chosen = mine if mine is not None and mine.round == seen.classroom.round else None
    return Panel("ask-mine", rendered("mine", seen=seen, mine=chosen))


def rendered(name: str, **context: Any) -> str:
    return str(template(f"classroom/_{name}.html").render(**context))


def made_once(key: tuple[object, ...], make: Callable[[], T]) -> T:
    """What was made for that key, made now if need be; the latest few are kept."""
    found: T = _memo.of(key, make)
    return found
