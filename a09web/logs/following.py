"""What a member may be, as far as a log tells: states of the model that agree with its events so far.

What was not logged is a choice, so there may be several; if there is none, the last event is impossible.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from a09web.model.endless import ENDLESS, Endless, Taken, endless
from a09web.model.fields import State
from a09web.model.logged import LoggedEvent, Vocabulary
from a09web.model.transitions import ConcreteGuard
from a09web.model.variables import Natural
from a09web.model.workbook import Bugs, Workbook

Many = TypeVar("Many", bound=Sized)

NONE: Bugs = frozenset()
FEW = 2
"""So many workers have a place in a state from the start; where there are more, places are added."""
UNKNOWN = -1
MEMBER, WORKER, ATTEMPT = range(3)
MOST_WORKERS = 64
"""No job has as many workers; a state has a place for each."""
MOST_GUESSES = 500
"""Of a member that may be in more states than these nothing is said."""
AHEAD = 2
"""What is not in the log begins at most so many attempts more than the log needs. One makes stale what a worker holds,
and random logs show no event that needs another; the second is there so that nobody is accused if one does. Where an
event names an attempt it is one more than that, after which the named one is stale."""
STRANGERS = 2
"""So many workers without a name have a place of their own: one who is done and one who comes too late. No third
decides anything before the first event that is impossible."""


class NoRoom(Exception):
    """There are not enough places for the workers of a member."""


class TooMany(Exception):
    """What is not in the log leaves more possibilities than can be followed."""


class TooManyWorkers(TooMany):
    """More workers of a member than there can ever be places for."""


@dataclass(frozen=True)
class Tolerance:
    """How far the clocks of several machines may differ, and how late due work may be done, both in microseconds; and
    the events that are not in the log, which may have happened at any time and any number of times."""

    skew: int = 0
    late: int = 0
    unlogged: frozenset[str] = frozenset()

    @property
    def slack(self) -> int:
        """How long after it is due a member may wait."""
        return self.skew + self.late


class Entry(NamedTuple):
    """An event of one member. `worker` is the number of its worker among those that the log names for the member, and
    `attempt` that of the attempt; `UNKNOWN` if it was not logged."""

    line: int
    at: int
    event: str
    worker: int = UNKNOWN
    attempt: int = UNKNOWN
    number: int = 0


class Step(NamedTuple):
    """A step of a way: its name in the model, when it was, the bugs that it was taken under, and up to when it leads
    if it stands for many."""

    name: str
    at: int
    bugs: Bugs
    upto: int | None


class Guess(NamedTuple):
    """A state that agrees with the log. `workers` says for each place of the state whose it is, and `way` how it was
    reached, if that is asked for."""

    state: State
    workers: tuple[int, ...] = ()
    way: tuple[Step, ...] | None = None

    def then(self, state: State, workers: tuple[int, ...], step: Step | None) -> Guess:
        """The guess after a step."""
        return Guess(state, workers, None if self.way is None or step is None else (*self.way, step))


class Refusal(NamedTuple):
    """A step that the correct model does not allow, in a state in which these guards of it fail. If none does, the
    event says another number of the attempt than its events count."""

    taken: Taken
    state: State
    failing: tuple[ConcreteGuard, ...]
    workers: tuple[int, ...]


class Following:
    """How guesses go on with the events of a log, under some bugs or none."""

    def __init__(self, workbook: Workbook[Any], words: Vocabulary, tolerance: Tolerance, many: int = FEW) -> None:
        self.workbook, self.words, self.tolerance = workbook, words, tolerance
        self.machine: Endless = endless(workbook, many)
        self.events = {event.name: event for event in words.events}
        self.now = self.machine.place(words.time)
        self._clock = self.machine.taken(words.clock, ())
        self._taken: dict[tuple[str, int, int], Taken] = {}
        self._is_plain = not tolerance.skew and not tolerance.unlogged
        self._silent = [event for event in words.events if event.name in tolerance.unlogged]
        self._orders = {event.name: self._orders_of(event) for event in words.events}
        self._about = 0 if workbook.about is None else workbook.about.first
        self._attempts = self._fields_of_attempts()
        self._given = self.machine.bounds.places[words.given[1]]
        self._initial = self._begin()

    def _orders_of(self, event: LoggedEvent) -> tuple[int, ...]:
        """Of each parameter of the event's transition what it is: the member, the worker's place, or the attempt."""
        order = {self.workbook.about: MEMBER, self.words.worker[1]: WORKER, self.words.attempt[1]: ATTEMPT}
        return tuple(order[each.sort] for each in self.machine.declared(event.transition).parameters)

    def _fields_of_attempts(self) -> list[int]:
        """The fields whose numbers are those of attempts."""
        keys = {key for key, each in self.workbook.bounds.parameters() if each.size_of is self.words.attempt[1]}
        counters = {v.name for v in self.workbook.variables if isinstance(v, Natural) and v.most in keys}
        return [field for place, field in self.machine.fields.index.items() if place[0] in counters]

    def begun(self, at: int, due: int) -> Guess:
        """A member as it begins, when nothing was said of all."""
        state = list(self._initial)
        state[self.now], state[self._given] = at, due
        return Guess(tuple(state))

    def _begin(self) -> State:
        """The initial state in which no time is done, however early the log begins."""
        state = self.machine.initial({self.words.given[1]: 0})
        for event in self.events.values():
            if event.through is not None:
                state = self._set(state, self.machine.place(event.through), -ENDLESS)
        return state

    def due_at(self, guesses: Iterable[Guess], due: int) -> list[Guess]:
        """Guesses of a member of which it was not known when it is due."""
        return [guess._replace(state=self._set(guess.state, self._given, due)) for guess in guesses]

    def put(self, guesses: Iterable[Guess], entry: Entry) -> list[Guess]:
        """Guesses of a member that begins after an event that is about all."""
        through = self.events[entry.event].through
        assert through is not None
        place = self.machine.place(through)
        return [guess._replace(state=self._set(guess.state, place, entry.number)) for guess in guesses]

    def wider(self) -> Following:
        """The same with twice as many places. Raises `TooManyWorkers` if these would be too many."""
        if self.machine.many >= MOST_WORKERS:
            raise TooManyWorkers
        return Following(self.workbook, self.words, self.tolerance, self.machine.many * 2)

    def widened(self, guesses: Iterable[Guess], fewer: Following) -> list[Guess]:
        """Guesses of one with fewer places."""
        return [Guess(self.machine.from_fewer(fewer.machine, guess.state), guess.workers) for guess in guesses]

    def after(self, guesses: list[Guess], entry: Entry, bugs: Bugs = NONE, named: int = UNKNOWN) -> list[Guess]:
        """The guesses that agree with one more event; later ones may have `named` an attempt.
        Raises `NoRoom` if its worker has no place any more, and `TooMany` if there are too many of them."""
        event = self.events[entry.event]
        if self._is_plain and not bugs and len(guesses) == 1:
            straight = self._straight(event, guesses[0], entry)
            if straight is not None:
                return straight
        found: dict[tuple[State, tuple[int, ...]], Guess] = {}
        for arrived in self._arrivals(guesses, entry.at, bugs, max(entry.attempt, named)):
            for after in self._steps(event, arrived, entry, bugs):
                found.setdefault(after[:2], after)
        return _few(list(found.values()))

    def _straight(self, event: LoggedEvent, guess: Guess, entry: Entry) -> list[Guess] | None:
        """The same where there is no choice, as for nearly all events of most logs; None where there is one."""
        order, workers, place = self._orders[event.name], guess.workers, 0
        if event.through is not None or guess.way is not None or (ATTEMPT in order and entry.attempt == UNKNOWN):
            return None
        if WORKER in order:
            if entry.worker == UNKNOWN or UNKNOWN in workers:
                return None
            if entry.worker not in workers:
                if len(workers) == self.machine.many:
                    return None
                workers = (*workers, entry.worker)
            place = workers.index(entry.worker)
        state = self._arrived(guess.state, entry.at, NONE)
        if state is None or (event.attempt is not None and not self._counts(event.attempt, state, entry)):
            return []
        key = (entry.event, place, entry.attempt)
        taken = self._taken.get(key)
        if taken is None:
            member = (self._about, place, entry.attempt)
            values = tuple(member[which] for which in order)
            taken = self._taken[key] = self.machine.taken(event.transition, values)
        return [Guess(taken.changed(state, NONE), workers)] if taken.is_enabled(state, NONE) else []

    def passed(self, guesses: Sequence[Guess], at: int, bugs: Bugs = NONE, named: int = UNKNOWN) -> list[Guess]:
        """The guesses for which time could pass until then."""
        return list(self._arrivals(guesses, at, bugs, named))

    def refusals(self, guesses: Sequence[Guess], entry: Entry) -> Iterator[Refusal]:
        """Why the correct model does not go on, for each guess: time has to wait, or the event is refused."""
        event, arrivals = self.events[entry.event], list(self._arrivals(guesses, entry.at, NONE, entry.attempt))
        if not arrivals:
            yield from self._waiting(guesses, entry.at)
        for arrived in arrivals:
            asked = self._asked(event, arrived.state, entry)
            for taken, workers in self._choices(event, entry, arrived):
                yield Refusal(taken, asked, taken.failing(asked, NONE), workers)

    def overdue(self, guesses: Sequence[Guess], at: int) -> Refusal | None:
        """Why time could not pass until then; None if it could."""
        return None if self.passed(guesses, at) else next(self._waiting(guesses, at), None)

    def _waiting(self, guesses: Iterable[Guess], at: int) -> Iterator[Refusal]:
        """Why time does not pass, for each guess in which it does not."""
        return (waits for guess in guesses if (waits := self._waits(guess, at)) is not None)

    def _waits(self, guess: Guess, at: int) -> Refusal | None:
        """Why time does not pass in this guess, as long as nothing happens."""
        asked = self._before(guess.state, at)
        failing = () if asked is None else self._clock.failing(asked, NONE)
        return Refusal(self._clock, asked, failing, guess.workers) if asked is not None and failing else None

    def _before(self, state: State, at: int) -> State | None:
        """The last state in which the clock is asked whether it may come to a time; None if it need not be asked."""
        last = at - 1 - self.tolerance.slack
        return self._set(state, self.now, last) if last >= state[self.now] else None

    def _arrivals(self, guesses: Sequence[Guess], at: int, bugs: Bugs, named: int = UNKNOWN) -> Iterable[Guess]:
        """Guesses at the time of an event, which may have `named` an attempt, after what may have happened meanwhile
        without being logged."""
        if not self._silent or not guesses:
            return self._moved(guesses, at, bugs)
        furthest = max(named + 1, min(self._attempt(guess.state) for guess in guesses) + AHEAD)
        for moment in self._moments(guesses[0].state, at):
            guesses = list(self._moved(self._whatever(guesses, bugs, furthest), moment, bugs))
        return self._whatever(guesses, bugs, furthest)

    def _moved(self, guesses: Iterable[Guess], at: int, bugs: Bugs) -> Iterator[Guess]:
        """Guesses for which time can pass until then if nothing else happens."""
        arrived = ((self._arrived(guess.state, at, bugs), guess) for guess in guesses)
        return (Guess(state, guess.workers, guess.way) for state, guess in arrived if state is not None)

    def _moments(self, state: State, at: int) -> list[int]:
        """When something unlogged can have happened: at the times that the member's constants name, and at the end."""
        constants = (state[place] for place in self.machine.bounds.places.values())
        return [*sorted({time for time in constants if state[self.now] < time < at}), at]

    def _whatever(self, guesses: Iterable[Guess], bugs: Bugs, furthest: int) -> list[Guess]:
        """Guesses, and what they are after unlogged events, any number of each; no attempt after the `furthest` begins.
        Raises `TooMany` if there is no end of them."""
        found = {guess[:2]: guess for guess in guesses}
        ahead = deque(found.values())
        while ahead:
            guess = ahead.popleft()
            for after in self._silently(guess, bugs, furthest):
                if after[:2] not in found:
                    found[after[:2]] = after
                    ahead.append(after)
            _few(found)
        return list(found.values())

    def _silently(self, guess: Guess, bugs: Bugs, furthest: int) -> Iterator[Guess]:
        """What a guess is after one unlogged event."""
        most = max(furthest, self._attempt(guess.state))
        for event in self._silent:
            unknown = Entry(0, guess.state[self.now], event.name)
            for after in self._steps(event, guess, unknown, bugs):
                if self._attempt(after.state) <= most:
                    yield after

    def _attempt(self, state: State) -> int:
        """The number of the last attempt that a state knows of."""
        return max([state[field] for field in self._attempts], default=0)

    def _arrived(self, state: State, at: int, bugs: Bugs) -> State | None:
        """The state when the clock has come to a time; None if it may not. A clock that lags is not put back."""
        if at <= state[self.now]:
            return state
        asked = self._before(state, at)
        if asked is not None and not self._clock.is_enabled(asked, bugs):
            return None
        return self._set(state, self.now, at)

    def _steps(self, event: LoggedEvent, guess: Guess, entry: Entry, bugs: Bugs) -> Iterator[Guess]:
        """The guesses after the step that an event is."""
        state = guess.state
        if event.through is not None and entry.number <= state[self.machine.place(event.through)]:
            yield guess  # it is there already
            return
        if event.attempt is not None and not self._counts(event.attempt, state, entry):
            return
        asked, now = self._asked(event, state, entry), state[self.now]
        upto = None if event.through is None else entry.number
        for taken, workers in self._choices(event, entry, guess):
            if taken.is_enabled(asked, bugs):
                for skipped, after in taken.after(asked, bugs):
                    step = None if guess.way is None else Step(taken.concrete.name, now, bugs - skipped, upto)
                    yield guess.then(self._set(after, self.now, now), workers, step)

    def _counts(self, attempt: Natural, state: State, entry: Entry) -> bool:
        """Whether the number of the attempt that an event says is the one that its events count."""
        if entry.attempt == UNKNOWN:
            return True
        return state[self.machine.fields.index[attempt.name, 0]] == entry.attempt

    def _asked(self, event: LoggedEvent, state: State, entry: Entry) -> State:
        """The state in which a step is asked for: the clock of whoever takes it may be ahead; of many steps in one it
        is the last, before which every guard is hardest."""
        if self.tolerance.skew:
            state = self._set(state, self.now, state[self.now] + self.tolerance.skew)
        if event.through is not None:
            state = self._set(state, self.machine.place(event.through), entry.number - 1)
        return state

    def _choices(self, event: LoggedEvent, entry: Entry, guess: Guess) -> list[tuple[Taken, tuple[int, ...]]]:
        """The steps that an event may be, each with whose the places are then."""
        order, about, workers = self._orders[event.name], self._about, guess.workers
        if WORKER not in order:
            places: Iterable[tuple[int, tuple[int, ...]]] = ((0, workers),)
        elif entry.worker != UNKNOWN and entry.worker in workers:
            places = ((workers.index(entry.worker), workers),)
        else:
            places = self._places(entry, workers)
        attempts = self._numbers(entry, guess.state) if ATTEMPT in order else (0,)
        found = []
        for place, whose in places:
            for attempt in attempts:
                member = (about, place, attempt)
                taken = self.machine.taken(event.transition, tuple([member[which] for which in order]))
                found.append((taken, whose))
        return found

    def _places(self, entry: Entry, workers: tuple[int, ...]) -> Iterator[tuple[int, tuple[int, ...]]]:
        """The places that a worker may have who is not known to have one, each with whose the places are then."""
        for place, worker in enumerate(workers):
            if worker == UNKNOWN:
                yield place, (*workers[:place], entry.worker, *workers[place + 1 :])
            elif entry.worker == UNKNOWN:
                yield place, workers
        if entry.worker == UNKNOWN and workers.count(UNKNOWN) >= STRANGERS:
            return
        if len(workers) == self.machine.many:
            raise NoRoom
        yield len(workers), (*workers, entry.worker)

    def _numbers(self, entry: Entry, state: State) -> Iterable[int]:
        """The numbers that the attempt of an event may have."""
        if entry.attempt != UNKNOWN:
            return (entry.attempt,)
        first = self.words.attempt[1].first
        return range(first, max(first, self._attempt(state)) + 1)

    def _set(self, state: State, place: int, value: int) -> State:
        return (*state[:place], value, *state[place + 1 :])


def _few(found: Many) -> Many:
    """What was found, if it can be followed. Raises `TooMany`."""
    if len(found) > MOST_GUESSES:
        raise TooMany
    return found
