"""What a workbook declares: transitions with guards and effects, properties, liveness, fairness and bugs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from .effects import Effect
from .expressions import Expr, Param
from .quantified import Quantified
from .sorts import Sort
from .terms import Read


@dataclass(frozen=True)
class Actor:
    """Who takes a transition. One of a sort is called by its name there, `w1`."""

    name: str
    sort: Sort | None = None


@dataclass(frozen=True)
class Guard:
    """One conjunct of a transition's guard: its formula, and a sentence for each verdict.

    The sentences are templates over the values of a state: `{r}`, `{DueAt[r]}`, `{now}`, `{witnesses}`.
    `bound` marks a guard that only keeps the model finite; `removed_by` names the bug that removes it. `otherwise` has
    sentences for where these would take something for granted: the first whose condition is true is said instead.
    `question` is what it asks, in words that need no model: a template over the parameters.
    """

    test: Expr
    holds: str
    fails: str
    bound: bool = False
    removed_by: str | None = None
    otherwise: tuple[tuple[Expr, str], ...] = ()
    question: str = ""


@dataclass(frozen=True)
class Transition:
    """A transition with its parameters, its numbered guards and its effects. `key` is a word whose first letter is the
    key that leads to it, where no letter of its name shall be that."""

    name: str
    actor: Actor
    parameters: tuple[Param, ...]
    meaning: str
    guards: tuple[Guard, ...]
    effects: tuple[Effect, ...]
    key: str = ""


@dataclass(frozen=True)
class Property:
    """A safety property: true of every member in every reachable state, or broken."""

    name: str
    formula: Quantified
    meaning: str
    is_consequence: bool = False

    @cached_property
    def text(self) -> str:
        """The formula as TLA+."""
        return str(self.formula)


@dataclass(frozen=True)
class Help:
    """A step that would bring what a liveness property waits for, where `when` is true; arguments are members."""

    transition: str
    arguments: tuple[Expr, ...] = ()
    when: Expr | None = None


@dataclass(frozen=True)
class Liveness:
    r"""A liveness property: `<>goal`, `given ~> goal` or, if the goal has to last, `<>[]goal`; with `each` for every
    member of a sort.

    `subject` is who waits if it is not a member, and `helps` are the steps that can help, the first that applies.
    """

    name: str
    goal: Expr
    meaning: str
    each: Param | None = None
    given: Expr | None = None
    lasts: bool = False
    subject: str = ""
    helps: tuple[Help, ...] = ()

    @cached_property
    def formula(self) -> str:
        """The formula as TLA+."""
        goal = f"({self.goal})"
        text = f"({self.given}) ~> {goal}" if self.given is not None else f"<>{'[]' if self.lasts else ''}{goal}"
        return text if self.each is None else f"\\A {self.each} \\in {self.each.sort.name} : {text}"


@dataclass(frozen=True)
class Fairness:
    """An action whose weak fairness is promised, for each choice of some of its parameters: if one of the steps that
    it stands for can be taken for ever, one is taken. With `given` only steps count before which that is true, and
    `beyond` is the sentence that says of another why nobody promises it. A bug in `lost_under` takes the promise
    away."""

    transition: str
    each: tuple[Param, ...] = ()
    lost_under: frozenset[str] = frozenset()
    given: Expr | None = None
    beyond: str = ""


@dataclass(frozen=True)
class Bug:
    """A named deviation: it removes exactly one guard, or skips exactly one effect, of one transition. `story` says in
    a few words that need no model what then happens."""

    name: str
    transition: str
    meaning: str
    caught_by: str
    lesson: str
    story: str = ""

    @property
    def line(self) -> str:
        """What it does, in the words that need the least of the model."""
        return self.story or self.meaning

    @property
    def slug(self) -> str:
        """The name as it stands in addresses: `early-release`."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", self.name).lower()


@dataclass(frozen=True)
class Story:
    """A bug as it happens, for whoever has never seen the model: `steps` with the usual bounds, the last of which
    breaks what catches the bug.

    `words` says what the words mean, each of them between `**`; `begins` is said of the start, and `ends` of what came
    of it. One step before the end there is a link, with `title` and a `question`. `lanes` are drawn, or all of them.
    """

    bug: str
    steps: tuple[str, ...]
    title: str
    question: str
    ends: str
    words: str = ""
    begins: str = "Nothing has happened yet."
    lanes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Look:
    """What a person sees of a state at a glance: some numbers, and a status of each member: the first whose condition
    is true, or the last, which has none."""

    numbers: tuple[Read, ...]
    each: Param
    statuses: tuple[tuple[str, Expr | None], ...]
