"""Fields taken out of a mapping one by one, and what is wrong with them, said by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar

from a09web.invalid_input import InvalidInput
from a09web.model.bounds import Bounds
from a09web.model.names import parse_bugs
from a09web.model.workbook import Bugs, Workbook
from a09web.scenarios.lines import clean, is_printable
from a09web.wording import counted

Choice = TypeVar("Choice", bound=str)


class BadExercise(InvalidInput):
    """An exercise that cannot be set. `problems` tells what is wrong, by field."""

    def __init__(self, problems: Mapping[str, str], where: str = "") -> None:
        self.problems = dict(problems)
        said = "; ".join(f"{field}: {problem}" for field, problem in self.problems.items())
        super().__init__(f"{where}: {said}" if where else said)


class Reader:
    """Takes fields out of a mapping one by one, and collects what is wrong with them. Bounds and bugs are those of the
    workbook."""

    def __init__(self, values: Mapping[str, Any], workbook: Workbook[Any]) -> None:
        self.values, self.workbook, self.problems = dict(values), workbook, dict[str, str]()

    def wrong(self, name: str, what: str) -> None:
        self.problems.setdefault(name, what)

    def text(self, name: str, longest: int, *, needed: bool = True) -> str:
        value = self.values.get(name, "")
        if not isinstance(value, str):
            self.wrong(name, "This must be a text.")
            return ""
        line = clean(value)
        if needed and not line:
            self.wrong(name, "This is missing.")
        if len(line) > longest:
            self.wrong(name, f"This may have {counted(longest, 'character')} at most, not {len(line)}.")
        if not is_printable(line):
            self.wrong(name, "This has a character that cannot be printed.")
        return line

    def one_of(self, name: str, allowed: tuple[Choice, ...]) -> Choice | Literal[""]:
        value = self.values.get(name, "")
        for choice in allowed:
            if choice == value:
                return choice
        self.wrong(name, f"This must be one of {', '.join(allowed)}.")
        return ""

    def flag(self, name: str) -> bool:
        value = self.values.get(name, False)
        if not isinstance(value, bool):
            self.wrong(name, "This must be true or false.")
        return value is True

    def texts(self, name: str, most: int, longest: int) -> tuple[str, ...]:
        values = self.values.get(name) or []
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            self.wrong(name, "This must be a list of texts.")
            return ()
        lines = tuple(map(clean, values))
        if len(lines) > most:
            self.wrong(name, f"There may be {most} at most, not {len(lines)}.")
        if any(len(line) > longest for line in lines):
            self.wrong(name, f"Each may have {counted(longest, 'character')} at most.")
        if not all(map(is_printable, lines)):
            self.wrong(name, "There is a character that cannot be printed.")
        return lines

    def bounds(self) -> Bounds:
        declared: type[Bounds] = self.workbook.bounds
        try:
            return declared.written(self.values.get("bounds"))
        except InvalidInput as wrong:
            self.wrong("bounds", str(wrong))
            return declared()

    def bugs(self, name: str, text: str) -> Bugs:
        try:
            return parse_bugs(self.workbook, "" if text == "none" else text)
        except InvalidInput as wrong:
            self.wrong(name, str(wrong))
            return frozenset()
