"""What is wrong with a member of a log: the first event that the correct model does not allow, why not, and the fewest
bugs that allow it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from a09web.model.endless import real_sentence
from a09web.model.matrix import bug_sets
from a09web.model.sorts import Sort
from a09web.model.transitions import ConcreteGuard
from a09web.model.workbook import Bugs
from a09web.scenarios.scenario import Scenario

from .following import UNKNOWN, Entry, Following, Guess, Refusal, Step, TooMany
from .member import Member
from .small import small_scenario
from .times import show_duration, show_time

UNEXPLAINED = (
    "No set of the model’s bugs explains it: either the log misses something, or the queue does what no bug of the "
    "model does."
)
TOO_OPEN = "Which bugs explain it cannot be said: what is not in the log leaves too many possibilities."


@dataclass(frozen=True)
class Explanation:
    """A set of bugs under which everything that was logged can happen: in the order of the workbook, the property that
    it breaks, and a way there with these workers of the log."""

    bugs: tuple[str, ...]
    prop: str
    way: tuple[Step, ...]
    workers: tuple[int, ...]


@dataclass(frozen=True)
class Finding:
    """The first event of a member that is impossible: `entry` with the refusal. `explanations` are the smallest sets of
    bugs that allow it; none if no set does, or if with `is_cut` too much is missing to say which. `kind` is that of the
    times."""

    name: str
    member: Member
    entry: Entry
    refusal: Refusal
    explanations: tuple[Explanation, ...]
    kind: str
    is_cut: bool = False

    @property
    def line(self) -> int:
        return self.entry.line

    @property
    def guard(self) -> ConcreteGuard:
        return self.refusal.failing[0]

    @property
    def bugs(self) -> tuple[str, ...]:
        """The smallest set of bugs that allows it, of several the one that has to do with the step first."""
        return self.explanations[0].bugs if self.explanations else ()

    @property
    def note(self) -> str:
        """What to think of it if no bug explains it; else empty."""
        return "" if self.explanations else TOO_OPEN if self.is_cut else UNEXPLAINED

    @property
    def prop(self) -> str:
        return self.explanations[0].prop if self.explanations else ""

    @cached_property
    def scenario(self) -> Scenario | None:
        """The same within the bounds of the model; None if there is no room for it."""
        if not self.explanations:
            return None
        first, due = self.explanations[0], self.member.history[0].number
        bugs = frozenset(first.bugs)
        return small_scenario(
            self.member.following, bugs, first.way, len(first.workers), due, self.entry.at, first.prop
        )

    @property
    def names(self) -> dict[str, str]:
        """The members of the scenario by what the log calls them."""
        following = self.member.following
        about, sort = following.workbook.about, following.words.worker[1]
        workers = self.explanations[0].workers if self.explanations else ()
        found = {} if about is None else {about.show(about.first): self.name}
        return found | {
            sort.show(place + sort.first): self.member.workers[worker]
            for place, worker in enumerate(workers)
            if worker != UNKNOWN
        }

    @property
    def events(self) -> list[Entry]:
        """What the log has of the member, up to what is impossible; the end of the log is no event."""
        return [entry for entry in (*self.member.history, self.entry) if entry.event]

    @property
    def transition(self) -> str:
        """The name of the transition that is refused."""
        return self.refusal.taken.concrete.declared.name

    @property
    def when(self) -> str:
        """The time of the event."""
        return show_time(self.entry.at, self.kind)

    @property
    def happened(self) -> str:
        """What the log says, with its time."""
        when = self.when
        if not self.entry.event:
            return f"The log ends at {when}."
        event = self.member.following.events[self.entry.event]
        told = event.told.format_map(_Told(self))
        return f"{told[0].upper()}{told[1:]} at {when}."

    @property
    def reasons(self) -> list[str]:
        """The guards that fail, in words and with values."""
        return [real_sentence(guard, self._state, self._number, self._named) for guard in self.refusal.failing]

    @property
    def by_how_much(self) -> str:
        """How early or late it was, where that is what is wrong; else empty."""
        words = self.member.following.words
        due = self.member.due
        if due is None or due == self.entry.at:
            return ""
        if self.transition == words.clock:
            return f"It was due at {show_time(due, self.kind)}: {show_duration(self.entry.at - due)} late."
        is_about_time = f"{words.given[1]}[" in self.guard.text and words.time.name in self.guard.text
        return f"That is {show_duration(due - self.entry.at)} early." if is_about_time and due > self.entry.at else ""

    @property
    def sentence(self) -> str:
        """What happened, and why it cannot."""
        return " ".join(filter(None, [self.happened, *self.reasons, self.by_how_much]))

    @cached_property
    def _state(self) -> tuple[int, ...]:
        """The state of the refusal with the time and the number of the event itself, to be shown."""
        following = self.member.following
        state = list(self.refusal.state)
        state[following.now] = self.entry.at
        event = following.events.get(self.entry.event)
        if event is not None and event.through is not None and event.transition == self.transition:
            state[following.machine.place(event.through)] = self.entry.number
        return tuple(state)

    def _number(self, name: str, number: int) -> str:
        return show_time(number, self.kind) if name in self.member.following.words.times else str(number)

    def _named(self, sort: Sort, member: int) -> str:
        """A member as the log calls it."""
        words = self.member.following.words
        if sort is words.worker[1]:
            number = self.refusal.workers[member] if member < len(self.refusal.workers) else UNKNOWN
            return self.member.workers[number] if number != UNKNOWN else f"some {sort.noun}"
        return self.name if sort is self.member.following.workbook.about else sort.show(member)


class _Told(dict[str, Any]):
    """The values that the sentence of an event can name."""

    def __init__(self, finding: Finding) -> None:
        super().__init__()
        self._finding = finding

    def __missing__(self, name: str) -> str:
        if name == "upto":
            return show_time(self._finding.entry.number, self._finding.kind)
        step = self._finding.refusal.taken.concrete
        if self._finding.entry.event and step.declared.name == self._finding.member.following.words.clock:
            return self._of_event(name)
        sort = step.scope.sorts.get(name)
        return self._of_event(name) if sort is None else self._finding._named(sort, step.scope.binding[name])

    def _of_event(self, name: str) -> str:
        """The member by what the event says, where the step that is refused is not that of the event."""
        finding = self._finding
        following = finding.member.following
        declared = following.machine.declared(following.events[finding.entry.event].transition)
        sort = next(each.sort for each in declared.parameters if each.name == name)
        if sort is following.workbook.about:
            return finding.name
        number = finding.entry.worker if sort is following.words.worker[1] else finding.entry.attempt
        if sort is following.words.worker[1]:
            return finding.member.workers[number] if number != UNKNOWN else f"some {sort.noun}"
        return str(number) if number != UNKNOWN else "unknown"


def finding_of(name: str, member: Member, entry: Entry, refusal: Refusal, kind: str) -> Finding:
    found, is_cut = _explanations(member, entry, refusal)
    return Finding(name, member, entry, refusal, tuple(found), kind, is_cut)


def _explanations(member: Member, entry: Entry, refusal: Refusal) -> tuple[list[Explanation], bool]:
    """The smallest sets of bugs under which the events can happen, first what has to do with the refused step; and
    whether there may be others, for sets that leave too many possibilities were passed over."""
    workbook = member.following.workbook
    found: list[Explanation] = []
    everything, is_cut = _tried(member, entry, frozenset(workbook.bug_names))
    if everything is None and not is_cut:
        return found, False  # whatever some bugs allow all of them allow
    for size, sets in groupby(bug_sets(workbook), key=len):
        tried = [_tried(member, entry, bugs) for bugs in sets if size]
        found = [explained for explained, _ in tried if explained is not None]
        is_cut = any(cut for _, cut in tried)
        if found or is_cut:
            break
    touching = {guard.declared.removed_by for guard in refusal.failing}
    return sorted(found, key=lambda one: not touching & set(one.bugs)), is_cut


def _tried(member: Member, entry: Entry, bugs: Bugs) -> tuple[Explanation | None, bool]:
    """How these bugs explain the events, if they do; and whether that cannot be said."""
    try:
        return _explained(member, entry, bugs), False
    except TooMany:
        return None, True


def _explained(member: Member, entry: Entry, bugs: Bugs) -> Explanation | None:
    return member.with_room(lambda: _explanation(member, entry, bugs))


def _explanation(member: Member, entry: Entry, bugs: Bugs) -> Explanation | None:
    following, begun, others = member.following, member.history[0], [*member.history[1:], entry]
    guesses = [following.begun(begun.at, begun.number)._replace(way=())]
    named = max(each.attempt for each in others)
    seen: dict[str, None] = {}
    for each in others:
        passed = following.passed(guesses, each.at, bugs, named)
        seen |= dict.fromkeys(_broken(following, passed))
        if not each.event:
            guesses = passed
        elif each.line < begun.line:
            guesses = following.put(guesses, each)
        else:
            guesses = following.after(guesses, each, bugs, named)
        seen |= dict.fromkeys(_broken(following, guesses))
    if not guesses:
        return None
    in_order, way, workers = following.workbook.in_order(bugs), guesses[0].way or (), guesses[0].workers
    return Explanation(tuple(in_order), _property(member, bugs, seen), way, workers)


def _broken(following: Following, guesses: Iterable[Guess]) -> Iterable[str]:
    return (prop for guess in guesses for prop in following.machine.broken(guess.state))


def _property(member: Member, bugs: Bugs, seen: dict[str, None]) -> str:
    """Of the properties that break the one that a bug is known for, else the first."""
    known = [caught for bug, caught in member.following.workbook.caught_by.items() if bug in bugs and caught in seen]
    return next(iter([*known, *seen]), "")
