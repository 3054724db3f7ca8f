"""A workbook: one model with all that is declared of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from .bounds import Bounds
from .consistency import wrong_names
from .declared import Actor, Bug, Fairness, Liveness, Look, Property, Story, Transition
from .expressions import Expr
from .logged import Vocabulary
from .repairs import Repair
from .sorts import Sort
from .variables import Variable

Bugs = frozenset[str]
Fair = frozenset[str]
B = TypeVar("B", bound=Bounds)


@dataclass(frozen=True, eq=False)
class Workbook(Generic[B]):
    """What the machine runs, explores and explains.

    `name` is that of its module in TLA+, and `slug` stands in addresses. Its folder is the one that `bounds` is defined
    in. `about` is the sort whose members' fields stand together in a state. `work` names the liveness property that
    says that all work gets done, and `done` is said where it is.

    `measure` makes a model *graded*: a sum of terms, each with a factor and over all members that its parameters have,
    that every transition raises by one. Then a state is reached after the same number of steps on every way, and
    whatever goes on ends. A model without one is explored with all that was visited kept.

    `alone` gives bounds in which a bug can be shown if it can at all: smaller ones, if somebody knows why. `remarks`
    says of a state, given as its variables by name, what is strange about it though no property may be broken.
    `schedule` is the key of the parameter that says for each member when its work is due, if there is one. `logged`
    says what the events of a real queue's log are; without it logs cannot be checked.

    `title` is what it is called on its page, if not by its name, and `purpose` says there in a few sentences what it is
    about. `example` are the steps of a story in which all goes well, with the usual bounds and without a bug;
    `story` is one of a bug.

    `noun` is what is modelled, and `smaller` what somebody can choose for whom there are too many states: what follows
    “Choose”.
    """

    slug: str
    name: str
    bounds: type[B]
    sorts: tuple[Sort, ...]
    about: Sort | None
    variables: tuple[Variable, ...]
    actors: tuple[Actor, ...]
    transitions: tuple[Transition, ...]
    properties: tuple[Property, ...]
    look: Look
    liveness: tuple[Liveness, ...] = ()
    fairness: tuple[Fairness, ...] = ()
    bugs: tuple[Bug, ...] = ()
    repairs: tuple[Repair, ...] = ()
    schedule: str = ""
    work: str = ""
    done: str = ""
    title: str = ""
    purpose: str = ""
    example: tuple[str, ...] = ()
    story: Story | None = None
    measure: tuple[tuple[int, Expr], ...] | None = None
    alone: Callable[[Any], Iterable[Bounds]] = lambda bounds: (bounds,)
    remarks: Callable[[dict[str, Any]], Iterable[str]] = lambda variables: ()
    logged: Vocabulary | None = None
    noun: str = "model"
    smaller: str = "fewer members, or smaller numbers"

    def __post_init__(self) -> None:
        """Raises `ValueError` where one part of the declaration calls another by a wrong name."""
        if wrong := list(wrong_names(self)):
            raise ValueError(f"The workbook “{self.slug}” is not declared right. {' '.join(wrong)}")
        self.bounds.workbook = self

    @property
    def is_graded(self) -> bool:
        return self.measure is not None

    @cached_property
    def bug_names(self) -> tuple[str, ...]:
        return tuple(bug.name for bug in self.bugs)

    @cached_property
    def property_names(self) -> tuple[str, ...]:
        return tuple(prop.name for prop in self.properties)

    @cached_property
    def independent(self) -> int:
        """How many properties are no consequences of others."""
        return sum(not prop.is_consequence for prop in self.properties)

    @cached_property
    def liveness_names(self) -> tuple[str, ...]:
        return tuple(goal.name for goal in self.liveness)

    @cached_property
    def meanings(self) -> dict[str, str]:
        """What each property and each goal says, by its name."""
        properties = {each.name: each.meaning for each in self.properties}
        return properties | {each.name: each.meaning for each in self.liveness}

    @cached_property
    def fair_actions(self) -> tuple[str, ...]:
        """The actions that are promised to be taken if they can be for ever, as long as no bug is on."""
        return tuple(promise.transition for promise in self.fairness)

    @cached_property
    def caught_by(self) -> dict[str, str]:
        """For each bug the property that is there to catch it."""
        return {bug.name: bug.caught_by for bug in self.bugs}

    @cached_property
    def leads_elsewhere(self) -> Bugs:
        """The bugs that skip an effect, and so lead to other states than the correct model."""
        return frozenset(x.skipped_by for t in self.transitions for x in t.effects if x.skipped_by)

    @cached_property
    def unfair_under(self) -> dict[str, str]:
        """For each bug that takes away a promise the action that is not fair any more."""
        return {bug: promise.transition for promise in self.fairness for bug in promise.lost_under}

    @cached_property
    def named_sorts(self) -> tuple[Sort, ...]:
        """The sorts whose members have names. A model does not know one of them from another but by its numbers."""
        return tuple(sort for sort in self.sorts if sort.letter)

    @cached_property
    def indexed(self) -> dict[str, Sort]:
        """The constants that have a value for each member of a sort."""
        return {each.constant: each.each for _, each in self.bounds.parameters() if each.each is not None}

    @cached_property
    def variable_names(self) -> tuple[str, ...]:
        return tuple(variable.name for variable in self.variables)

    def variable(self, name: str) -> Variable:
        """Raises KeyError for an unknown name."""
        return self._variables[name]

    @cached_property
    def _variables(self) -> dict[str, Variable]:
        return {variable.name: variable for variable in self.variables}

    def in_order(self, bugs: Iterable[str]) -> list[str]:
        """Bugs in the order of the workbook."""
        chosen = set(bugs)
        return [name for name in self.bug_names if name in chosen]

    def default_fairness(self, bugs: Bugs) -> Fair:
        """The fair actions: all, less what a bug takes away."""
        return frozenset(promise.transition for promise in self.fairness if not promise.lost_under & bugs)

    def chosen_fairness(self, bugs: Bugs, chosen: Collection[str] | None) -> Fair:
        """The fair actions that somebody chose; those that the bugs leave fair if nobody did."""
        return self.default_fairness(bugs) if chosen is None else frozenset(chosen)

    @cached_property
    def _bugs(self) -> dict[str, Bug]:
        return {bug.name: bug for bug in self.bugs}

    def bug(self, name: str) -> Bug:
        """Raises KeyError for an unknown name."""
        return self._bugs[name]

    @cached_property
    def _transitions(self) -> dict[str, Transition]:
        return {transition.name: transition for transition in self.transitions}

    def transition(self, name: str) -> Transition:
        """Raises KeyError for an unknown name."""
        return self._transitions[name]

    @cached_property
    def _repairs(self) -> dict[str, Repair]:
        return {repair.name: repair for repair in self.repairs}

    def repair_named(self, name: str) -> Repair:
        """Raises KeyError for an unknown name."""
        return self._repairs[name]

    def repairs_of(self, bug: str) -> tuple[Repair, ...]:
        return tuple(repair for repair in self.repairs if repair.bug == bug)
