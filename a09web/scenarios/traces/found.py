"""What a reader finds in a text: states with their places, and what the text says of the model they are of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from a09web.invalid_input import InvalidInput
from a09web.scenarios.address import decode
from a09web.scenarios.scenario import Scenario

NUMBERS = ("now", "checkpoint")
OF_RUNS = ("copies", "epoch", "completedEpoch", "completions")
VARIABLES = ("now", "scheduled", "copies", "epoch", "claimers", "held", "completedEpoch", "completions", "checkpoint")
LONGEST_MESSAGE = 500


class BadUpload(InvalidInput):
    """A text that is no trace of this model. The message names the line, and what to do if something can be done.

    It quotes the text, so it is cut, and has nothing in it that cannot be sent.
    """

    def __init__(self, message: str) -> None:
        super().__init__(quotable(message, LONGEST_MESSAGE))


def quotable(text: str, longest: int) -> str:
    """What somebody wrote as it can be shown in a sentence: it can be sent, is on one line, and is not too long."""
    sent = "".join(letter if letter.isprintable() else "?" for letter in text.encode("utf-8", "replace").decode())
    return sent if len(sent) <= longest else sent[: longest - 1] + "…"


@dataclass(frozen=True)
class Found:
    """A state in a text: where it stands, the step that is said to lead there, and those of the nine variables that it
    says, in the shape that the machine shows them in.

    `action` is the name of the step and its arguments, as many as are said: `("Claim", "w1", "r1")`, `("Claim",)`,
    `("+EarlyRelease",)` or nothing.
    """

    where: str
    action: tuple[str, ...]
    values: dict[str, Any]

    @property
    def hint(self) -> str:
        """`Claim(w1,r1)`, `Claim`, `+EarlyRelease` or nothing."""
        name, *arguments = self.action or ("",)
        return f"{name}({','.join(arguments)})" if arguments else name

    def names(self, step: str) -> bool:
        """Whether the step may be the one that the text means. A module around A09 may order arguments its own way."""
        name, _, rest = step.rstrip(")").partition("(")
        said = self.action[1:]
        return not self.action or (name == self.action[0] and (not said or sorted(said) == sorted(rest.split(","))))

    def agrees(self, variables: Mapping[str, Any]) -> bool:
        """Whether all that it says is so in this state."""
        return all(variables[name] == value for name, value in self.values.items())


@dataclass
class Told:
    """All that a text says.

    `scenario` is what one of our own files carries with it, `violated` the properties that it calls violated, and
    `constants` those that it assigns. `bare` says that no state names the step which leads there.
    """

    scenario: Scenario | None = None
    states: list[Found] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    violated: tuple[str, ...] = ()
    constants: dict[str, Any] = field(default_factory=dict)

    @property
    def bare(self) -> bool:
        return len(self.states) > 1 and not any(found.action for found in self.states)


def carried(text: str) -> Scenario:
    """The scenario whose text a file carries with it. Raises `BadUpload`."""
    try:
        opened = decode(text)
    except InvalidInput as wrong:
        raise BadUpload(f"The file names a scenario that cannot be read: {wrong}") from None
    if opened.refusal is not None:
        raise BadUpload(f"The file names a scenario that cannot be replayed: {opened.refusal.message}")
    return opened.scenario


# The shape of a state


def shaped(
    where: str, values: Mapping[str, Any], *, partly: bool = False, others: tuple[str, ...] = ()
) -> dict[str, Any]:
    """The variables in the shape that the machine shows them in; all nine, or `partly` those that are there. `others`
    are the names that the state has besides. Raises `BadUpload`."""
    missing = [name for name in VARIABLES if name not in values]
    if len(missing) == len(VARIABLES):
        raise BadUpload(f"{where}: {_stranger(others)}")
    if missing and not partly:
        raise BadUpload(f"{where}: {missing[0]} is missing, so this is no state of A09.")
    return {name: _of(where, name, values[name]) for name in VARIABLES if name in values}


def _stranger(others: tuple[str, ...]) -> str:
    if not others:
        return "the state has no variables. Was the text copied as a whole?"
    has = ", ".join(name[:40] for name in others[:3])
    return f"this trace is of another model: it has {has}, and A09 has now, scheduled, copies and six more."


def _of(where: str, name: str, value: Any) -> Any:
    try:
        return _SHAPES[name](value)
    except (TypeError, ValueError, AttributeError, KeyError):
        raise BadUpload(
            f"{where}: {name} is {tla(value)[:60]}, {_kind(value)}, where {_EXPECTED[name]} belongs."
        ) from None


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value


def _name(value: Any) -> str:
    """Some models name their runs 1, 2 and so on."""
    if isinstance(value, str):
        return value
    return str(_number(value))


def _by_run(value: Any) -> Iterable[tuple[Any, Any]]:
    """A function on 1, 2 and so on is printed as a sequence."""
    items: Iterable[tuple[Any, Any]] = enumerate(value, start=1) if isinstance(value, tuple) else value.items()
    return items


def _names(value: Any) -> list[str]:
    if not isinstance(value, frozenset):
        raise TypeError
    return sorted(_name(name) for name in value)


def _held(value: Any) -> list[list[Any]]:
    if not isinstance(value, frozenset):
        raise TypeError
    return sorted([_name(worker), _name(run), _number(epoch)] for worker, run, epoch in value)


def _numbers(value: Any) -> dict[str, int]:
    return {_name(run): _number(number) for run, number in _by_run(value)}


def _sets(value: Any) -> dict[str, list[str]]:
    return {_name(run): _names(names) for run, names in _by_run(value)}


_SHAPES = {
    **dict.fromkeys(NUMBERS, _number),
    **dict.fromkeys(OF_RUNS, _numbers),
    "claimers": _sets,
    "scheduled": _names,
    "held": _held,
}
_EXPECTED = {
    **dict.fromkeys(NUMBERS, "a number"),
    **dict.fromkeys(OF_RUNS, "a number for each run"),
    "claimers": "a set of workers for each run",
    "scheduled": "a set of runs",
    "held": "a set of attempts",
}


def _kind(value: Any) -> str:
    if value is None:
        return "nothing"
    kinds = ((bool, "a truth value"), (int, "a number"), (float, "a fraction"), (str, "a string"))
    more = ((frozenset, "a set"), (tuple, "a sequence"), (list, "a sequence"), (dict, "a function"))
    return next((kind for of, kind in (*kinds, *more) if isinstance(value, of)), "something else")


def tla(value: Any) -> str:
    """A value as TLC prints it, in either shape."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, frozenset):
        return "{" + ", ".join(sorted(tla(member) for member in value)) + "}"
    if isinstance(value, (tuple, list)):
        return "<<" + ", ".join(tla(member) for member in value) + ">>"
    if isinstance(value, dict):
        return "[" + ", ".join(f"{key} |-> {tla(inner)}" for key, inner in value.items()) + "]"
    return "null" if value is None else str(value)
