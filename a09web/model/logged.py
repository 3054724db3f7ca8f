"""What the events of a log mean in a model: which transition each is, and which of its fields are which parameters."""

from __future__ import annotations

from dataclasses import dataclass

from .sorts import Sort
from .variables import Natural


@dataclass(frozen=True)
class LoggedEvent:
    """An event that is a step of the model. `says` is what it means to whoever logs it, and `told` what happened, a
    template over the names of the parameters.

    With `through` the event stands for as many steps as bring that variable to the time in the field `upto`, and it is
    about every member. `attempt` is the variable that has the number of the attempt, if the event may say it though the
    transition has no parameter for it.
    """

    name: str
    transition: str
    says: str
    told: str
    through: Natural | None = None
    upto: str = ""
    attempt: Natural | None = None


@dataclass(frozen=True)
class Sample:
    """A log to try it with, and what it is in a few words."""

    name: str
    about: str
    text: str


@dataclass(frozen=True)
class Vocabulary:
    """The events that a log may have.

    `member` is the field that says whom an event is about, a member of what the workbook is about; `worker` and
    `attempt` are the fields that say who did it and at which attempt, each with its sort. `begins` is the event with
    which a member begins, `begun` what it means, and `given` its field with the constant of that member. The
    clock of the model is the variable `time`, which the transition `clock` moves on; it is not logged, for every event
    says when it was. `times` are the names of all that is a time. `done` is the status of a member with which nothing
    more needs to happen, and `counted` says how attempts are counted.
    """

    member: str
    worker: tuple[str, Sort]
    attempt: tuple[str, Sort]
    begins: str
    begun: str
    given: tuple[str, str]
    time: Natural
    clock: str
    times: frozenset[str]
    events: tuple[LoggedEvent, ...]
    done: str
    counted: str
    samples: tuple[Sample, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All events by name."""
        return (self.begins, *(event.name for event in self.events))
