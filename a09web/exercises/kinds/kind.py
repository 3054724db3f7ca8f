"""What a kind of exercise is: what it asks, how an answer is judged, and what there is to see of it.

A kind is one object in a module of its own, with a template of its name beside it in `templates/exercises/kinds/`. What
is said here of a kind holds for each that says nothing else.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from a09web.exercises.exercise import Exercise
from a09web.exercises.reader import Reader
from a09web.exercises.sent import Sent
from a09web.exercises.verdict import Verdict
from a09web.model.workbook import Workbook
from a09web.sandbox.reveal import RevealPolicy

STEPS = "steps"

WITHOUT_HELP = RevealPolicy("exercise", flags=False, foresight=False)
"""Like the Break part of a lesson. But no bug can be switched in an exercise, so there are no switches."""


@dataclass(frozen=True)
class Field:
    """A field of an answer: it holds a name, or a list of names, that the exercise `knows`. `unknown` is said of any
    other. The field `steps` is a schedule, which the solver's sandbox holds, and no form."""

    name: str
    knows: Callable[[Exercise], Iterable[str]]
    unknown: str
    is_list: bool = False


def schedule() -> Field:
    """The steps of an answer that is given by stepping a sandbox."""
    unknown = "There is a step in it that this exercise does not have."
    return Field(STEPS, lambda exercise: exercise.machine.by_name, unknown, is_list=True)


@dataclass(frozen=True)
class ShownHint:
    """A hint that the explorer gives: what its button says, and the most that an answer can be worth after it."""

    offer: str
    cap: float


class Kind(ABC):
    """A kind of exercise. An exercise holds what its kind asks for in `own`, in whatever shape the kind gives it, as
    long as it can be hashed.

    `slug` is its name in rows, addresses and files, of ten letters at most; `title` that on pages. `asks` says what is
    to be done, with `{noun}` for what is modelled, `offered` the same in the list of a class.
    """

    slug: str
    title: str
    asks: str
    offered: str

    fields: tuple[str, ...] = ()
    """The keys of a mapping or a teacher's form that this kind alone has."""

    answer: tuple[Field, ...]
    """What an answer holds, and nothing else is stored of it."""

    policy: RevealPolicy | None = None
    """What is seen of the sandbox that the solver steps; None for a kind that is a form."""

    hides_bugs = False
    """Whether the bugs are to be found out, so that nothing may tell them."""

    needs_all_states = False
    """Whether answers are judged by all that can follow, so that it must not be too much."""

    left: tuple[float, ...] = (1.0,)
    """What is left of an answer's worth after so many wrong ones; the last holds for all further ones."""

    shown_hints: tuple[ShownHint, ...] = ()
    """The hints that the explorer gives behind those that are written."""

    solved: tuple[str, ...] = ("right",)
    """The verdicts on a whole solution, up to their first colon."""

    partly: tuple[str, ...] = ()
    """The verdicts on what is worth much and is no solution yet."""

    free: tuple[str, ...] = ()
    """The verdicts on what is worth nothing and costs nothing."""

    headings: ClassVar[Mapping[str, str]] = {}
    """What stands above a verdict, where it is neither that it is right nor that it is not."""

    words: ClassVar[Mapping[str, str]] = {}
    """What a choice is called where that is not its name."""

    moves_times = False
    """Whether variants may have other times."""

    most_looked_at = 0
    """So many states are looked at in the search for other times, about a second's work. What was found until then has
    to do."""

    @property
    def is_played(self) -> bool:
        """Whether it is worked on by stepping a sandbox."""
        return self.policy is not None

    @property
    def template(self) -> str:
        """Where its parts of pages are, as macros: `start`, `task` and `evidence` beside a sandbox, else `work`; and
        `making`, if a teacher's form has fields of this kind alone."""
        return f"exercises/kinds/{self.slug}.html"

    def asks_of(self, workbook: Workbook[Any]) -> str:
        """What is to be done."""
        return self.asks.format(noun=workbook.noun)

    # What a teacher writes

    def read(self, reader: Reader) -> Any:
        """What a mapping holds of this kind alone. What is wrong is told to the reader."""
        return None

    def values(self, own: Any) -> dict[str, Any]:
        """The same as a mapping that JSON can hold; it has each of `fields`."""
        return {}

    def typed(self, sent: Sent) -> dict[str, Any]:
        """The same as it was typed into a teacher's form."""
        return {}

    def meant(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """The mapping that is meant by what was typed, also for other kinds."""
        return {name: typed[name] for name in self.fields}

    def problems(self, exercise: Exercise) -> dict[str, str]:
        """What makes an exercise that is well written impossible to set, by field. Explores."""
        return {}

    def asked(self, exercise: Exercise) -> tuple[object, ...]:
        """What is asked besides model and steps, for the digest by which a work knows what was asked."""
        return (*asked_for(), *self.values(exercise.own).values())

    def renamed(self, own: Any, said: Callable[[str], str]) -> Any:
        """What is asked with other names of the members, of which `said` knows how they are said."""
        return own

    # Answers

    @abstractmethod
    def grade(self, exercise: Exercise, given: Mapping[str, Any]) -> Verdict:
        """The verdict on an answer that has each of the fields. Raises ValueError for one that was not offered."""

    @abstractmethod
    def solution(self, exercise: Exercise) -> Verdict:
        """A best answer, for the teacher's eyes: what it is in sentences, and what it looks like."""

    def fewest(self, exercise: Exercise) -> int | None:
        """The computed optimum, in steps; None for a form."""
        return None

    def told_from_here(self, exercise: Exercise, steps: tuple[str, ...]) -> tuple[str, ...]:
        """The explorer's hints where a schedule stands."""
        return ()

    def heading(self, verdict: Verdict) -> str:
        return self.headings.get(verdict.kind, "Right" if verdict.is_right else "Not this one")

    # Lists

    @abstractmethod
    def about(self, exercise: Exercise) -> str:
        """What one exercise asks for, in the list of a class."""

    @abstractmethod
    def level(self, exercise: Exercise) -> str:
        """How hard one is."""

    @abstractmethod
    def effort(self, exercise: Exercise, level: str) -> str:
        """What one has to do, in words that tell nothing of the answer."""

    # Variants

    def cost(self, exercise: Exercise) -> int:
        """How many states are looked at to judge a variant."""
        return 0

    def difficulty(self, exercise: Exercise) -> tuple[object, ...]:
        """What must not differ between variants."""
        return ()

    def is_answered_alike(self, other: Exercise, exercise: Exercise) -> bool:
        """Whether what a text tells of the way, or of a run and the clock, is as true of a variant that is as hard."""
        return True


def asked_for(
    target: str = "", *, only: bool = False, step: str = "", hypotheses: tuple[str, ...] = ()
) -> tuple[object, ...]:
    """What is asked as digests hold it. Works keep digests, so each thing has its place also where it is not asked."""
    return target, only, step, hypotheses
