"""What a reader finds in a text: states with their places, and what the text says of the model they are of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from a09web.invalid_input import InvalidInput
from a09web.model.workbook import Workbook
from a09web.scenarios.address import decode
from a09web.scenarios.scenario import Scenario

LONGEST_MESSAGE = 500
BUGS = "Bugs"
"""The constant that every workbook has in TLA+: the set of the bugs that are on."""


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
    """A state in a text: where it stands, the step that is said to lead there, and those of the variables that it
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
        """Whether the step may be the one that the text means. A module around that of the workbook may order
        arguments its own way."""
        name, _, rest = step.rstrip(")").partition("(")
        said = self.action[1:]
        return not self.action or (name == self.action[0] and (not said or sorted(said) == sorted(rest.split(","))))

    def agrees(self, variables: Mapping[str, Any]) -> bool:
        """Whether all that it says is so in this state."""
        return all(variables[name] == value for name, value in self.values.items())


@dataclass
class Told:
    """All that a text says, and the workbook that it is of.

    `scenario` is what one of our own files carries with it, `violated` the properties that it calls violated, and
    `constants` those that it assigns. `bare` says that no state names the step which leads there.
    """

    workbook: Workbook[Any]
    scenario: Scenario | None = None
    states: list[Found] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    violated: tuple[str, ...] = ()
    constants: dict[str, Any] = field(default_factory=dict)

    @property
    def bare(self) -> bool:
        return len(self.states) > 1 and not any(found.action for found in self.states)


def carried(workbook: Workbook[Any], text: str) -> Scenario:
    """The scenario whose text a file of this workbook carries with it. Raises `BadUpload`."""
    try:
        opened = decode(text)
    except InvalidInput as wrong:
        raise BadUpload(f"The file names a scenario that cannot be read: {wrong}") from None
    if opened.refusal is not None:
        raise BadUpload(f"The file names a scenario that cannot be replayed: {opened.refusal.message}")
    if opened.scenario.bounds.workbook is not workbook:
        other = opened.scenario.bounds.workbook.name
        raise BadUpload(f"The file names a scenario of {other}, but most of it is of {workbook.name}.")
    return opened.scenario


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
