r"""Read values as TLC prints them: `{"r1", "r2"}`, `<<"w1", "r1", 1>>`, `[r1 |-> 0]`, `(1 :> {} @@ 3 :> {})`, `TRUE`.

A set becomes a frozenset, a tuple a tuple, and a record or another function a dict, whose keys for a record are the
names of its fields. A set of functions is refused, a dict cannot be in a frozenset; so is whatever is said twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeAlias, TypeVar

Value: TypeAlias = "bool | int | str | tuple[Value, ...] | frozenset[Value] | dict[Value, Value]"

T = TypeVar("T")
K = TypeVar("K")

LARGEST_INTERVAL = 100
"""Members of a set that is printed as `1..3`. A few characters could otherwise ask for all memory that there is."""

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<mark> << | >> | \|-> | :> | @@ | \.\. | /\\ | [{}\[\](),=] )
      | (?P<string> "(?:[^"\\]|\\.)*" )
      | (?P<number> -?\d+ )
      | (?P<name> \w+ )
    )""",
    re.VERBOSE,
)
_ESCAPES = {"n": "\n", "t": "\t", "f": "\f", "r": "\r"}


class ValueSyntaxError(ValueError):
    """The text is not what TLC prints for a value. The message names the place."""


def parse_value(text: str) -> Value:
    """Read one value. Raises `ValueSyntaxError`."""
    reader = _Reader(text)
    value = reader.value()
    reader.end()
    return value


def parse_assignments(text: str) -> dict[str, Value]:
    r"""Read a state, `/\ now = 0 /\ held = {}` and so on, by the names of its variables. Raises `ValueSyntaxError`."""
    reader = _Reader(text)
    assigned: list[tuple[str, Value]] = []
    while reader.take("/\\"):
        name = reader.name()
        reader.expect("=")
        assigned.append((name, reader.value()))
    reader.end()
    return _once(assigned)


class _Reader:
    """The tokens of a text and the place in them; one method for each kind of value."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        """Each token's kind (`mark`, `string`, `number` or `name`) and its text."""
        self.at = 0
        text, place = text.rstrip(), 0
        while place < len(text):
            found = _TOKEN.match(text, place)
            if found is None:
                raise ValueSyntaxError(f"This is not a TLA+ value: {text[place : place + 40]!r}.")
            self.tokens.append((str(found.lastgroup), found[found.lastgroup or 0]))
            place = found.end()

    def value(self) -> Value:
        kind, text = self.next()
        if kind == "number":
            return self.interval(int(text))
        if kind == "string":
            return _unquote(text)
        if text in ("TRUE", "FALSE"):
            return text == "TRUE"
        if text == "{":
            return self.set()
        if text == "<<":
            return tuple(self.series(">>", self.value))
        if text == "[":
            return {**_once(self.series("]", self.field))}
        if text == "(":
            return self.function()
        raise ValueSyntaxError(f"No value starts with {text!r}.")

    def interval(self, first: int) -> Value:
        """A number, or `1..3`, which TLC prints for some sets of numbers."""
        if not self.take(".."):
            return first
        kind, last = self.next()
        if kind != "number":
            raise ValueSyntaxError(f"Expected a number after '..', not {last!r}.")
        if int(last) - first >= LARGEST_INTERVAL:
            raise ValueSyntaxError(f"A set of more than {LARGEST_INTERVAL} numbers cannot be read.")
        return frozenset(range(first, int(last) + 1))

    def set(self) -> Value:
        members = self.series("}", self.value)
        try:
            return frozenset(members)
        except TypeError:
            raise ValueSyntaxError("A set of functions cannot be read.") from None

    def field(self) -> tuple[str, Value]:
        name = self.name()
        self.expect("|->")
        return name, self.value()

    def function(self) -> dict[Value, Value]:
        """What follows the bracket of `("r1" :> 0 @@ "r2" :> 1)`."""
        pairs: list[tuple[Value, Value]] = []
        while True:
            argument = self.value()
            self.expect(":>")
            pairs.append((argument, self.value()))
            if not self.take("@@"):
                self.expect(")")
                return _once(pairs)

    def series(self, close: str, item: Callable[[], T]) -> list[T]:
        """Items with commas between them, up to `close`."""
        items: list[T] = []
        if self.take(close):
            return items
        while True:
            items.append(item())
            if not self.take(","):
                self.expect(close)
                return items

    def name(self) -> str:
        kind, text = self.next()
        if kind != "name":
            raise ValueSyntaxError(f"Expected a name, not {text!r}.")
        return text

    def next(self) -> tuple[str, str]:
        if self.at == len(self.tokens):
            raise ValueSyntaxError("The text ends in the middle of a value.")
        self.at += 1
        return self.tokens[self.at - 1]

    def take(self, mark: str) -> bool:
        """Go past `mark` if it is what comes next."""
        found = self.at < len(self.tokens) and self.tokens[self.at] == ("mark", mark)
        self.at += found
        return found

    def expect(self, mark: str) -> None:
        _, text = self.next()
        if text != mark:
            raise ValueSyntaxError(f"Expected {mark!r}, not {text!r}.")

    def end(self) -> None:
        if self.at < len(self.tokens):
            raise ValueSyntaxError(f"The value ends before {self.tokens[self.at][1]!r}.")


def _once(pairs: Iterable[tuple[K, Value]]) -> dict[K, Value]:
    """The pairs as a dict. Raises `ValueSyntaxError` if two have the same key, or one a function as its key."""
    found: dict[K, Value] = {}
    for key, value in pairs:
        try:
            if key in found:
                raise ValueSyntaxError(f"{str(key)[:60]} is given twice.")
        except TypeError:
            raise ValueSyntaxError("A function of functions cannot be read.") from None
        found[key] = value
    return found


def _unquote(text: str) -> str:
    return re.sub(r"\\(.)", lambda escaped: _ESCAPES.get(escaped[1], escaped[1]), text[1:-1])
