"""What the guide says beside a sandbox: where one is in the lesson, and what came of what one did."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup

from a09web.foresight.questions import Outlook
from a09web.model.blame import sentences
from a09web.model.names import is_toggle
from a09web.model.workbook import Workbook
from a09web.sandbox.addresses import workbook_url
from a09web.sandbox.moment import Moment, PropertyView
from a09web.sandbox.outlook import what_can_break
from a09web.sandbox.reveal import OPEN
from a09web.source.twins import Twin, twins

from .asking import GuardAnswer, GuardChoice, guard_choices, judge_guard
from .content import PARTS, Lesson, Option, lessons
from .judging import Prediction, is_all_done, judge_prediction
from .models import Progress
from .pointing import Pointed, Suspect, judge_pointed, suspects
from .progress import chosen, done, option_of
from .prose import explored, to_html, to_inline
from .way import Place

TITLES = {
    "meet": "Meet",
    "predict": "Predict",
    "break": "Break it",
    "why": "Why",
    "repair": "Repair",
    "production": "In production",
    "check": "Check yourself",
}


@dataclass(frozen=True)
class PartLink:
    """A part in the list of parts."""

    name: str
    title: str
    address: str
    is_done: bool
    is_here: bool


@dataclass(frozen=True)
class Guide:
    """The guide of one part of a lesson, for one learner."""

    lesson: Lesson
    part: str
    progress: Progress | None
    present: bool = False

    @property
    def workbook(self) -> Workbook[Any]:
        return self.lesson.workbook

    @property
    def title(self) -> str:
        return TITLES[self.part]

    def line(self, text: str) -> Markup:
        """A line of text of the lesson, as HTML with its figures."""
        return to_inline(self.lesson.text(text))

    @property
    def prose(self) -> Markup:
        """What the lesson tells at length in this part."""
        return to_html(self.lesson.text(self.lesson.prose[self.part]))

    @cached_property
    def parts(self) -> tuple[PartLink, ...]:
        finished = done(self.progress, self.lesson)
        return tuple(
            PartLink(name, TITLES[name], self._address(name), name in finished, name == self.part) for name in PARTS
        )

    def _address(self, part: str) -> str:
        """The projector view stays one from part to part."""
        return self.address("part", part) + ("?present=1" if self.present else "")

    def address(self, page: str = "lesson", *about: str) -> str:
        """Of the lesson, or of a page of it."""
        return workbook_url(page, self.lesson.workbook, self.lesson.slug, *about)

    @property
    def twin(self) -> Twin | None:
        """The bug in SQL, if the workbook has it."""
        return twins(self.lesson.workbook).get(self.lesson.bug.name)

    @property
    def lessons(self) -> tuple[Lesson, ...]:
        """All of the workbook."""
        return lessons(self.lesson.workbook)

    @property
    def here(self) -> PartLink:
        return next(part for part in self.parts if part.is_here)

    @property
    def following(self) -> PartLink | None:
        place = PARTS.index(self.part) + 1
        return self.parts[place] if place < len(PARTS) else None

    @property
    def all_done(self) -> bool:
        return all(part.is_done for part in self.parts)

    @property
    def open_part(self) -> PartLink:
        """Where to go on: the first part that is not done, or the first of all."""
        return next((part for part in self.parts if not part.is_done), self.parts[0])

    @property
    def next_lesson(self) -> Lesson | None:
        return next((lesson for lesson in self.lessons if lesson.order == self.lesson.order + 1), None)

    @cached_property
    def predicted(self) -> Prediction | None:
        """What the learner predicted first, judged."""
        predictions = chosen(self.progress, self.lesson).predictions
        return judge_prediction(self.lesson, option_of(self.lesson, predictions[0])) if predictions else None

    @property
    def what_breaks(self) -> Option:
        """The option of Predict that is right."""
        return next(option for option in self.lesson.options if judge_prediction(self.lesson, option).is_right)


@dataclass(frozen=True, kw_only=True)
class PlayGuide(Guide):
    """The guide beside a sandbox: it also sees the moment, more of it than the page may show."""

    moment: Moment

    @cached_property
    def open_moment(self) -> Moment:
        here = self.moment
        return Moment(here.sandbox, here.tree, here.at, here.may_step, OPEN)

    @cached_property
    def place(self) -> Place:
        """Where the learner stands beside the correct run."""
        return Place(self.lesson.meet, self.moment)

    @property
    def guard_choices(self) -> tuple[GuardChoice, ...]:
        return guard_choices(self.lesson.meet.ask)

    @property
    def guard_named(self) -> GuardAnswer | None:
        """The guard that the learner named last in Meet, judged."""
        named = chosen(self.progress, self.lesson).guards
        return judge_guard(self.lesson.meet.ask, named[-1]) if named else None

    @property
    def suspects(self) -> tuple[Suspect, ...]:
        return suspects(self.moment)

    @property
    def asks_for_culprit(self) -> bool:
        """Whether Why asks for the step that is to blame before it tells. A projector shows no guide, so it tells."""
        was_asked = self.progress is not None and bool(self.progress.culprits)
        is_open = self.part == "why" and not was_asked and not self.present
        return is_open and self.is_broken_by_the_bug and len(self.suspects) > 1

    @property
    def pointed(self) -> Pointed | None:
        """The step that the learner pointed at first in Why, judged; None if that was in another trace."""
        if self.progress is None or not self.progress.culprits:
            return None
        return judge_pointed(self.moment, self.progress.culprits[0], self.lesson.bug.name, self.target.blamed)

    @property
    def steps_left(self) -> int:
        return len(self.moment.nodes) - self.moment.entry.index

    @property
    def is_finished(self) -> bool:
        """Whether all work got done without a bug, nothing was ever broken, and no step lies ahead."""
        return not self.steps_left and self._is_well

    @property
    def is_all_done(self) -> bool:
        return is_all_done(self.moment.replay)

    @property
    def _is_well(self) -> bool:
        branch = self.moment.branch
        return is_all_done(branch) and not any(entry.bugs or entry.broken for entry in branch.entries)

    @cached_property
    def target(self) -> PropertyView:
        """The invariant that this bug breaks."""
        return next(prop for prop in self.open_moment.properties if prop.name == self.lesson.bug.caught_by)

    @property
    def others_broken(self) -> tuple[str, ...]:
        return tuple(prop.name for prop in self.open_moment.broken if prop.name != self.target.name)

    @cached_property
    def blame(self) -> tuple[str, ...]:
        """What this lesson's bug did to the invariant, in sentences; none if it is not to blame."""
        since = self.target.since.index if self.target.since is not None else None
        return sentences([one for one in self.target.blamed if one.bug == self.lesson.bug.name], since)

    @property
    def is_broken_by_the_bug(self) -> bool:
        return not self.target.holds and bool(self.blame)

    @property
    def broken_in(self) -> int:
        """The transitions up to the one that broke the invariant."""
        since = self.target.since
        index = since.index if since is not None else 0
        return sum(not is_toggle(entry.step) for entry in self.moment.replay.entries[1 : index + 1])

    @property
    def fewest(self) -> int:
        return explored(self.lesson.bounds, self.lesson.bugs).steps[self.lesson.bug.caught_by]

    @property
    def bug_is_on(self) -> bool:
        return self.lesson.bug.name in self.moment.entry.bugs

    @cached_property
    def way(self) -> tuple[str, ...] | None:
        """A shortest way to a break from here: empty if there is none, None while it is not known."""
        moment = self.open_moment
        found = what_can_break(moment.sandbox.bounds, moment.entry.bugs, moment.entry.state, moment.fair)
        if not isinstance(found, Outlook):
            return None
        ahead = found.ahead.get(self.target.name)
        return ahead.steps or () if ahead is not None else ()

    @property
    def hints_taken(self) -> tuple[str, ...]:
        return self.lesson.hints[: self.progress.hints] if self.progress is not None else ()

    @property
    def next_actor(self) -> str:
        """Who acts next on the way: w1, or the clock."""
        if not self.way:
            return ""
        transition = self.moment.replay.machine.transition(self.way[0])
        return transition.actor if transition.declared.actor.sort is not None else f"the {transition.actor}"

    @property
    def next_transition(self) -> str:
        return self.way[0].partition("(")[0] if self.way else ""
