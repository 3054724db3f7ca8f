"""A scenario as the text of a link: `1~bugs.EarlyRelease~at.1~Materialize.r1~Tick`.

Only characters that RFC 3986 calls unreserved, so that no program which passes a link on has to change it. First the
number of the format, then settings, which begin with a small letter or are a constant of the model, and the steps in
their order. What has its default is left out. In a title or a note `_` is a blank, and `-e9-` the character with that
number in hexadecimal.

Format 1 is of the first workbook, A09; in format 2 the slug of the workbook follows the number: `2~effects~Send.r1`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from a09web.invalid_input import InvalidInput
from a09web.model.names import is_toggle, parse_bounds, parse_bugs, parse_fair, parse_number
from a09web.model.replay import Refusal
from a09web.model.workbook import Workbook
from a09web.wording import counted
from a09web.workbooks import FIRST, WORKBOOKS, workbook_named

from .scenario import Scenario, as_far_as_valid, check_length, parse_note, parse_title

OF_THE_FIRST, OF_ANY = "1", "2"
"""The formats."""
LONGEST = 4000
"""Characters of the text of a link. 60 steps, a title and a note have room in half of it."""

SEPARATOR = "~"
NO_FAIRNESS = "none"

_ALLOWED = re.compile(r"[A-Za-z0-9._~-]*", re.ASCII)
_TOGGLE = re.compile(r"(on|off)\.([A-Za-z]+)", re.ASCII)
_SETTING = re.compile(r"[a-z][A-Za-z]*", re.ASCII)
_ORIGIN = re.compile(r"[a-z0-9]{1,32}", re.ASCII)
_ESCAPE = re.compile(r"-([0-9a-f]{0,6})-")
_PLAIN = re.compile(r"[A-Za-z0-9.]", re.ASCII)


class BadAddress(InvalidInput):
    """A text that is no link of this app. The message says what is wrong, and where."""


@dataclass(frozen=True)
class Opened:
    """A link that was read: the scenario as far as it can be replayed, and what was refused, if anything."""

    scenario: Scenario
    refusal: Refusal | None = None

    @property
    def complaint(self) -> str:
        """What to tell the reader; empty if the whole link was replayed."""
        if self.refusal is None:
            return ""
        failing = self.refusal.failing
        numbers = " and ".join(f"guard {guard.number}, `{guard.text}`" for guard in failing)
        why = self.refusal.message.removeprefix(f"{self.refusal.step} is not enabled. ")
        by = f"is refused by {numbers}" if failing else "is refused"
        return (
            f"This link cannot be replayed to its end. Step {self.refusal.index}, `{self.refusal.step}`, {by}: {why} "
            "What you see is the last step before it."
        )


def encode(scenario: Scenario) -> str:
    """The text of the link, the same for equal scenarios."""
    workbook = scenario.bounds.workbook
    head = [OF_THE_FIRST] if workbook is FIRST else [OF_ANY, workbook.slug]
    return SEPARATOR.join([*head, *_settings(scenario), *(_written(step) for step in scenario.steps)])


def check_fits(scenario: Scenario) -> None:
    """Raises `InvalidInput` for a scenario that is too long for a link."""
    check_length(len(scenario.steps))
    if not fits(scenario):
        raise InvalidInput(f"A link may have {LONGEST:,} characters at most. A sandbox has more room.")


def fits(scenario: Scenario) -> bool:
    """Whether the text of the link is not too long."""
    return len(encode(scenario)) <= LONGEST


def decode(text: str) -> Opened:
    """Reads the text of a link. Raises `BadAddress`; a step that is refused is none, but told by what is returned."""
    if len(text) > LONGEST:
        raise BadAddress(f"The link is too long: {counted(len(text), 'character')}, where {LONGEST:,} are the most.")
    if not _ALLOWED.fullmatch(text):
        strange = next(letter for letter in text if not _ALLOWED.fullmatch(letter))
        raise BadAddress(f"The link has a “{strange}” in it; letters, digits and . _ ~ - are all that it may have.")
    number, *parts = text.split(SEPARATOR)
    if number not in READERS:
        known = " or ".join(READERS)
        raise BadAddress(
            f"The link begins with “{number[:20]}”, but a link begins with the number of its format: {known}."
        )
    try:
        scenario = READERS[number](parts)
    except InvalidInput as wrong:
        raise BadAddress(str(wrong)) from None
    valid, refusal = as_far_as_valid(scenario)
    return Opened(valid, refusal)


def workbook_of(text: str) -> Workbook[Any] | None:
    """The workbook that the text of a link is of; None if it has no such beginning."""
    number, slug, *_ = [*text.split(SEPARATOR), ""]
    return FIRST if number == OF_THE_FIRST else WORKBOOKS.get(slug) if number == OF_ANY else None


# The formats


def _settings(scenario: Scenario) -> Iterator[str]:
    workbook = scenario.bounds.workbook
    usual = workbook.bounds().given
    for key, value in scenario.bounds.given.items():
        if value != usual[key]:
            numbers = value if isinstance(value, list) else [value]
            yield ".".join([workbook.bounds.names_in_addresses()[key], *map(str, numbers)])
    if scenario.bugs:
        yield ".".join(["bugs", *workbook.in_order(scenario.bugs)])
    if scenario.fair is not None:
        yield ".".join(["fair", *(sorted(scenario.fair) or [NO_FAIRNESS])])
    if scenario.cursor != len(scenario.steps):
        yield f"at.{scenario.cursor}"
    for name, text in (("title", scenario.title), ("note", scenario.note)):
        if text:
            yield f"{name}.{_escaped(text)}"
    if scenario.origin:
        yield f"from.{scenario.origin}"


def _written(step: str) -> str:
    if is_toggle(step):
        return f"{'on' if step[0] == '+' else 'off'}.{step[1:]}"
    name, _, parameters = step.rstrip(")").partition("(")
    return ".".join([name, *parameters.split(",")]) if parameters else name


def _read_1(parts: list[str]) -> Scenario:
    return _read(FIRST, OF_THE_FIRST, parts, 2)


def _read_2(parts: list[str]) -> Scenario:
    return _read(workbook_named("".join(parts[:1])), OF_ANY, parts[1:], 3)


def _read(workbook: Workbook[Any], number: str, parts: list[str], first: int) -> Scenario:
    """Reads the parts of a link, of which the one that comes `first` has that place in it."""
    settings: dict[str, str] = {}
    steps: list[str] = []
    known = (*workbook.bounds.names_in_addresses().values(), *_SETTINGS)
    for place, part in enumerate(parts, start=first):
        name, dot, said = part.partition(".")
        if toggle := _TOGGLE.fullmatch(part):
            steps.append(("+" if toggle[1] == "on" else "-") + toggle[2])
        elif dot and (name in known or _SETTING.fullmatch(name)):
            if name not in known:
                raise BadAddress(f"Part {place} of the link, “{part[:40]}”, is no setting that format {number} knows.")
            if name in settings:
                raise BadAddress(f"The link says “{name}” twice, the second time in part {place}.")
            settings[name] = said
        elif part[:1].isupper() or steps:  # what a program cut off in the middle of a step is for the replay to refuse
            steps.append(f"{name}({said.replace('.', ',')})" if dot else name)
        else:
            raise BadAddress(f"Part {place} of the link, “{part[:40]}”, is neither a setting nor a step.")
    check_length(len(steps))
    return _with_settings(workbook, settings, tuple(steps))


_SETTINGS = ("bugs", "fair", "at", "title", "note", "from")


def _with_settings(workbook: Workbook[Any], said: dict[str, str], steps: tuple[str, ...]) -> Scenario:
    keys = workbook.bounds.names_in_addresses()
    bounds = parse_bounds(workbook, {key: said[name].replace(".", ",") for key, name in keys.items() if name in said})
    scenario = Scenario(bounds=bounds, steps=steps, cursor=len(steps))
    if "bugs" in said:
        scenario = replace(scenario, bugs=parse_bugs(workbook, said["bugs"].replace(".", ",")))
    if "fair" in said:
        fair = "" if said["fair"] == NO_FAIRNESS else said["fair"].replace(".", ",")
        scenario = replace(scenario, fair=parse_fair(workbook, fair))
    if "at" in said:
        scenario = replace(scenario, cursor=_cursor(said["at"], len(steps)))
    if "from" in said:
        scenario = replace(scenario, origin=_origin(said["from"]))
    return replace(
        scenario,
        title=parse_title(_unescaped(said.get("title", ""))),
        note=parse_note(_unescaped(said.get("note", ""))),
    )


def _cursor(text: str, steps: int) -> int:
    cursor = parse_number("The step at which the link stands", text)
    if cursor > steps:
        raise BadAddress(f"The link stands at step {cursor}, but it has {steps} step{'' if steps == 1 else 's'}.")
    return cursor


def _origin(text: str) -> str:
    if not _ORIGIN.fullmatch(text):
        raise BadAddress(f"“{text[:40]}” cannot be the short link that this one was made from.")
    return text


def _escaped(text: str) -> str:
    return "".join(
        letter if _PLAIN.fullmatch(letter) else "_" if letter == " " else f"-{ord(letter):x}-" for letter in text
    )


def _unescaped(text: str) -> str:
    if "-" in _ESCAPE.sub("", text):
        raise BadAddress(f"In the text “{text[:40]}” a “-” stands for nothing; “-2d-” is the sign itself.")
    return _ESCAPE.sub(lambda found: _letter(found[1]), text.replace("_", " "))


def _letter(number: str) -> str:
    if not number or int(number, 16) > 0x10FFFF:
        raise BadAddress(f"There is no character with the number “{number}”.")
    return chr(int(number, 16))


READERS: dict[str, Callable[[list[str]], Scenario]] = {OF_THE_FIRST: _read_1, OF_ANY: _read_2}
"""A reader for every format that there ever was: a link that was given away once stays good."""
