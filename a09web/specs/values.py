r"""Read values as TLC prints them: `{"r1", "r2"}`, `<<"w1", "r1", 1>>`, `[r1 |-> 0]`, `(1 :> {} @@ 3 :> {})`, `TRUE`.

A set becomes a frozenset, a tuple a tuple, and a record or another function a dict, whose keys for a record are the
names of its fields. A set of functions is refused, a dict cannot be in a frozenset; so is whatever is said twice.

Traces of others come through `parse_state` and `parse_records`: they read only what is wanted, whatever stands beside
it, and a model value, `r1`, is read as its name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
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
      | (?P<number> -?\d+ (?!\w) )
      | (?P<name> \w+ )
      | (?P<other> \S )
    )""",
    re.VERBOSE,
)
_OPEN, _CLOSE = ("{", "[", "(", "<<"), ("}", "]", ")", ">>")
_ESCAPES = {"n": "\n", "t": "\t", "f": "\f", "r": "\r"}


class ValueSyntaxError(ValueError):
    """The text is not what TLC prints for a value. The message names the place, and so does `place` for a sequence of
    records: a number of characters."""

    place = 0


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


def parse_state(text: str, wanted: Collection[str]) -> dict[str, Value]:
    """The variables that are wanted of a state that TLC printed; others may have any value. Raises
    `ValueSyntaxError`."""
    reader = _Reader(text, model_values=True)
    assigned: list[tuple[str, Value]] = []
    while reader.at < len(reader.tokens):
        reader.expect("/\\")
        name = reader.name()
        reader.expect("=")
        if name in wanted:
            assigned.append((name, reader.value()))
        else:
            reader.skip_assigned()
    return _once(assigned)


def parse_records(text: str, wanted: Collection[str]) -> list[tuple[int, dict[str, Value]]]:
    """A sequence of records, `<< [now |-> 0, …], … >>`, at the beginning of the text, each in brackets or not: where
    it begins in the text, and the fields that are wanted; others may have any value. Raises `ValueSyntaxError`."""
    reader = _Reader(text, model_values=True)
    try:
        reader.expect("<<")
        return reader.series(">>", lambda: reader.record(wanted))
    except ValueSyntaxError as wrong:
        wrong.place = reader.place
        raise


def parse_numbered_records(text: str, wanted: Collection[str]) -> list[tuple[int, int, dict[str, Value]]]:
    """A set of numbered records, `{<<1, [now |-> 0, …]>>, …}`, at the beginning of the text: of each its number, where
    it begins in the text, and the fields that are wanted. Raises `ValueSyntaxError`."""
    reader = _Reader(text, model_values=True)
    reader.expect("{")
    return reader.series("}", lambda: reader.numbered_record(wanted))


class _Reader:
    """The tokens of a text and the place in them; one method for each kind of value."""

    def __init__(self, text: str, *, model_values: bool = False) -> None:
        self.text, self.model_values = text.rstrip(), model_values
        self.tokens: list[tuple[str, str]] = []
        """Each token's kind (`mark`, `string`, `number`, `name` or `other`) and its text."""
        self.places: list[int] = []
        """Where each token begins, with the blanks before it."""
        self.at = 0
        for found in _TOKEN.finditer(self.text):
            self.tokens.append((str(found.lastgroup), found[found.lastgroup or 0]))
            self.places.append(found.start())

    @property
    def place(self) -> int:
        """Where the token that was read last begins, or where the text ends."""
        return len(self.text) if self.at >= len(self.tokens) else self.places[max(0, self.at - 1)] + 1

    def value(self) -> Value:
        kind, text = self.next()
        if kind == "number":
            return self.interval(int(text))
        if kind == "string":
            return _unquote(text)
        if text in ("TRUE", "FALSE"):
            return text == "TRUE"
        if kind == "name" and self.model_values:
            return text
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

    def record(self, wanted: Collection[str]) -> tuple[int, dict[str, Value]]:
        begins, bracketed = self.places[self.at] if self.at < len(self.places) else 0, self.take("(")
        self.expect("[")
        fields = self.series("]", lambda: self.wanted_field(wanted))
        if bracketed:
            self.expect(")")
        return begins, _once(field for field in fields if field is not None)

    def numbered_record(self, wanted: Collection[str]) -> tuple[int, int, dict[str, Value]]:
        self.expect("<<")
        kind, number = self.next()
        if kind != "number":
            raise ValueSyntaxError(f"Expected a number, not {number!r}.")
        self.expect(",")
        begins, values = self.record(wanted)
        self.expect(">>")
        return int(number), begins, values

    def wanted_field(self, wanted: Collection[str]) -> tuple[str, Value] | None:
        name = self.name()
        self.expect("|->")
        if name in wanted:
            return name, self.value()
        depth = 0
        while depth or self.peek() not in (",", "]"):
            text = self.next(any_kind=True)[1]
            depth += (text in _OPEN) - (text in _CLOSE)
        return None

    def skip_assigned(self) -> None:
        """Go past whatever stands before the next assignment."""
        while self.at < len(self.tokens):
            following = self.tokens[self.at : self.at + 3]
            if [text for _, text in following[::2]] == ["/\\", "="] and following[1][0] == "name":
                return
            self.at += 1

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

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

    def next(self, *, any_kind: bool = False) -> tuple[str, str]:
        if self.at == len(self.tokens):
            raise ValueSyntaxError("The text ends in the middle of a value.")
        if self.tokens[self.at][0] == "other" and not any_kind:
            place = self.places[self.at]
            raise ValueSyntaxError(f"This is not a TLA+ value: {self.text[place : place + 40]!r}.")
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
            raise ValueSyntaxError(f"The value ends before {self.next()[1]!r}.")


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
