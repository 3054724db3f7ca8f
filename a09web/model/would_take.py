"""What it would take to break a property that cannot break: the smallest sets of bugs to switch on besides.

Smaller sets are explored before larger ones, and none further than the fewest steps so far. A bug that removes a guard
forbids nothing, so what all such bugs together cannot break, no set of fewer can. A bug that skips an effect leads
elsewhere, and a liveness property is kept by steps that may be taken: there every set is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from .explore import DEFAULT_LIMIT, KeepGoing, explore
from .fields import State
from .machine import Machine
from .workbook import Bugs, Fair, Workbook

# So far all sets of one size are explored before any is explored to its end: most breaks are near.
SOON = 8


@dataclass(frozen=True)
class Added:
    """Bugs to be switched on, in the order of the workbook, and a shortest way to the break from there."""

    bugs: tuple[str, ...]
    steps: tuple[str, ...]


@dataclass(frozen=True)
class WouldTake:
    """The sets of the fewest bugs that suffice, of those the ones with the fewest steps; none if no set does.

    `states` were looked at, under all the sets together. If `complete` is False the search was cut off: there may be
    others, with fewer bugs or fewer steps.
    """

    sets: tuple[Added, ...]
    states: int
    complete: bool


def would_take(
    machine: Machine,
    bugs: Bugs,
    start: State,
    prop: str,
    *,
    fair: Fair | None = None,
    limit: int = DEFAULT_LIMIT,
    keep_going: KeepGoing | None = None,
) -> WouldTake:
    """The smallest sets of bugs with which, besides those that are on, the property can break from a state.

    `fair` are the fair actions if somebody chose them; without it each set of bugs decides. At most `limit` states are
    looked at.
    """
    search = _Search(machine, bugs, start, prop, fair, limit, keep_going)
    return WouldTake(search.smallest(), search.states, search.complete)


@dataclass
class _Search:
    machine: Machine
    bugs: Bugs
    start: State
    prop: str
    fair: Fair | None
    limit: int
    keep_going: KeepGoing | None
    states: int = 0
    complete: bool = True
    hopeless: set[Bugs] = field(default_factory=set)

    @property
    def workbook(self) -> Workbook[Any]:
        return self.machine.workbook

    @property
    def is_liveness(self) -> bool:
        return self.prop in self.workbook.liveness_names

    def smallest(self) -> tuple[Added, ...]:
        others = [name for name in self.workbook.bug_names if name not in self.bugs]
        for size in range(1, len(others) + 1):
            if size == 2 and not self.is_liveness:  # what all together cannot break spares many sets
                self._with(frozenset(others))
                self._with(frozenset(others) - self.workbook.leads_elsewhere)
            sets = [frozenset(chosen) for chosen in combinations(others, size)]
            found = self._nearest(sets, SOON) or self._nearest(sets, None)
            if found or not self.complete:
                return tuple(found)
        return ()

    def _nearest(self, sets: list[Bugs], within: int | None) -> list[Added]:
        """Of these sets those with the fewest steps, in their order. The ones that are known for it are asked first."""
        found: dict[Bugs, Added] = {}
        for chosen in sorted(sets, key=self._is_far):
            added = None if self._is_hopeless(chosen) else self._with(chosen, within)
            if added is not None:
                found[chosen], within = added, len(added.steps)
        return [found[chosen] for chosen in sets if chosen in found and len(found[chosen].steps) == within]

    def _is_far(self, chosen: Bugs) -> bool:
        own = frozenset(bug for bug, caught_by in self.workbook.caught_by.items() if caught_by == self.prop)
        return not chosen & (self.workbook.unfair_under.keys() if self.is_liveness else own)

    def _is_hopeless(self, chosen: Bugs) -> bool:
        elsewhere = self.workbook.leads_elsewhere
        return chosen in self.hopeless or any(
            chosen < most and not (most - chosen) & elsewhere for most in self.hopeless if not self.is_liveness
        )

    def _with(self, chosen: Bugs, within: int | None = None) -> Added | None:
        """A shortest break with these bugs on, too, of at most so many steps; None if there is none, or if the search
        was cut off."""
        if not self.complete:
            return None
        bugs = self.bugs | chosen
        found = explore(
            self.machine,
            bugs,
            start=self.start,
            fair=self.workbook.chosen_fairness(bugs, self.fair) if self.is_liveness else None,
            aim=self.prop,
            within=within,
            limit=self.limit - self.states,
            keep_going=self._goes_on,
        )
        self.states += found.distinct
        if found.complete:
            self.hopeless.add(chosen)
        steps = found.shortest(self.prop)
        self.complete = found.complete or steps is not None or found.depth - 1 == within
        return None if steps is None else Added(tuple(self.workbook.in_order(chosen)), steps)

    def _goes_on(self, states: int) -> bool:
        return self.keep_going is None or self.keep_going(self.states + states)
