"""One member of a log: what it may be, and what was logged of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from .following import UNKNOWN, Entry, Following, Guess, NoRoom, Refusal
from .reading import Event

T = TypeVar("T")


class Member:
    """`history` has its events, the first of which is its beginning with the time at which it is due. `workers` are the
    names that the log has for its workers."""

    __slots__ = ("checkpoint", "due", "following", "guesses", "history", "workers")

    def __init__(self, following: Following, begun: Entry, due: int | None) -> None:
        self.following, self.due = following, due
        self.guesses = [following.begun(begun.at, begun.number)]
        self.history: list[Entry] = [begun]
        self.workers: list[str] = []
        self.checkpoint: Entry | None = None

    @property
    def now(self) -> int:
        """The time of its last event."""
        return self.guesses[0].state[self.following.now]

    @property
    def is_done(self) -> bool:
        """Whether nothing more needs to happen, whatever was not logged."""
        following = self.following
        status, done = following.machine.status, following.words.done
        if len(self.guesses) == 1:  # as it is for nearly all members, at each of their events
            return status(self.guesses[0].state) == done
        return all(status(guess.state) == done for guess in self.guesses)

    def entry(self, event: Event) -> Entry:
        """An event as one of this member."""
        line, at, name, _, worker, attempt, _ = event
        return Entry(
            line, at, name, UNKNOWN if worker is None else self._worker(worker), UNKNOWN if attempt is None else attempt
        )

    def _worker(self, name: str) -> int:
        try:
            return self.workers.index(name)
        except ValueError:
            self.workers.append(name)
            return len(self.workers) - 1

    def goes_on(self, entry: Entry, guesses: list[Guess]) -> None:
        self.history.append(entry)
        self.guesses = guesses

    def stands_at(self, checkpoint: Entry) -> None:
        """It begins while the checkpoint is there already."""
        self.checkpoint = checkpoint
        self.history.append(checkpoint)
        self.guesses = self.following.put(self.guesses, checkpoint)

    def is_due_at(self, at: int) -> None:
        """Says at last when it is due."""
        self.due = at
        self.history[0] = self.history[0]._replace(number=at)
        self.guesses = self.following.due_at(self.guesses, at)

    def after(self, entry: Entry) -> list[Guess]:
        """What it may be after one more event."""
        try:
            return self.following.after(self.guesses, entry)
        except NoRoom:
            return self.with_room(lambda: self.following.after(self.guesses, entry))

    def refusals(self, entry: Entry) -> list[Refusal]:
        """Why there is nothing that it may be after one more event."""
        return self.with_room(lambda: list(self.following.refusals(self.guesses, entry)))

    def overdue(self, at: int) -> Refusal | None:
        """Why time could not pass until then; None if it could."""
        return self.with_room(lambda: self.following.overdue(self.guesses, at))

    def with_room(self, ask: Callable[[], T]) -> T:
        """An answer, after room for more workers was made if it needs some."""
        while True:
            try:
                return ask()
            except NoRoom:
                wider = self.following.wider()
                self.guesses = wider.widened(self.guesses, self.following)
                self.following = wider
