"""Reading a file of content: every value is asked for by name and type, and what is wrong is said with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from a09web.invalid_input import InvalidInput
from a09web.model.bounds import Bounds
from a09web.model.machine import NotEnabled, machine_for
from a09web.model.replay import Replay, replay
from a09web.model.workbook import Bugs, Workbook

# Ten times as fast as the one in Python. All lessons are read whenever a server starts.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ContentError(Exception):
    """Something is wrong in a file of content. The message says in which one, where in it, and what."""


class Fields:
    """A mapping of a file of a workbook; `where` says which. A name that nobody asked for is an error, see `done`."""

    def __init__(self, values: Any, where: str, workbook: Workbook[Any]) -> None:
        if not isinstance(values, Mapping):
            raise ContentError(f"{where}: here must be names with values.")
        self.values, self.where, self.workbook = dict(values), where, workbook

    def wrong(self, what: str) -> ContentError:
        return ContentError(f"{self.where}: {what}")

    def _take(self, name: str, kind: type, what: str) -> Any:
        if name not in self.values:
            raise self.wrong(f"“{name}” is missing.")
        value = self.values.pop(name)
        if not isinstance(value, kind) or isinstance(value, bool):
            raise self.wrong(f"“{name}” must be {what}, not {value!r:.60}.")
        return value

    def text(self, name: str, default: str | None = None) -> str:
        if default is not None and name not in self.values:
            return default
        return " ".join(self._take(name, str, "a text").split())

    def number(self, name: str) -> int:
        number: int = self._take(name, int, "a number")
        return number

    def one_of(self, name: str, names: tuple[str, ...]) -> str:
        value = self.text(name)
        if value not in names:
            raise self.wrong(f"“{name}” is “{value}”, and must be one of {', '.join(names)}.")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        values = self._take(name, list, "a list")
        if not all(isinstance(value, str) for value in values):
            raise self.wrong(f"“{name}” must be a list of texts.")
        return tuple(" ".join(value.split()) for value in values)

    def inner(self, name: str) -> Fields:
        return self._within(self._take(name, dict, "names with values"), name)

    def each(self, name: str) -> Iterator[Fields]:
        for number, values in enumerate(self._take(name, list, "a list"), start=1):
            yield self._within(values, f"{name} {number}")

    def _within(self, values: Any, name: str) -> Fields:
        return Fields(values, f"{self.where}, {name}", self.workbook)

    def bounds(self, name: str) -> Bounds:
        inner = self.inner(name)
        try:
            bounds: Bounds = self.workbook.bounds.written(inner.values)
        except InvalidInput as wrong:
            raise inner.wrong(str(wrong)) from None
        return bounds

    def replayed(self, name: str, bounds: Bounds, bugs: Bugs) -> Replay:
        """Steps that must be possible one after another."""
        done = replay(bounds, bugs, self.texts(name))
        if done.refusal is not None:
            raise self.wrong(f"“{name}” does not replay. Step {done.refusal.index}: {done.refusal.message}")
        return done

    def told(self, name: str, bounds: Bounds) -> tuple[Replay, tuple[str, ...]]:
        """Steps of the correct model, each with what is said of it; empty where nothing is written.

        A step is its name alone, or `step` and `says`.
        """
        names, says = [], []
        for number, value in enumerate(self._take(name, list, "a list"), start=1):
            fields = self._within({"step": value} if isinstance(value, str) else value, f"{name} {number}")
            names.append(fields.text("step"))
            says.append(fields.text("says", ""))
            fields.done()
        self.values[name] = names
        return self.replayed(name, bounds, frozenset()), tuple(says)

    def transition(self, name: str, bounds: Bounds) -> str:
        """A transition by its name, such as `Claim(w1,r1)`."""
        found = self.text(name)
        try:
            return machine_for(bounds).transition(found).name
        except NotEnabled as unknown:
            raise self.wrong(str(unknown)) from None

    def done(self) -> None:
        """Raises `ContentError` if a name is left that nobody asked for."""
        if self.values:
            raise self.wrong(f"“{next(iter(self.values))}” is not known here.")


def fields_of(path: Path, root: Path, workbook: Workbook[Any]) -> Fields:
    """A YAML file. Raises `ContentError` if it is not there or cannot be read."""
    where = str(path.relative_to(root))
    try:
        return Fields(yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER), where, workbook)
    except FileNotFoundError:
        raise ContentError(f"{where}: this file is missing.") from None
    except yaml.YAMLError as wrong:
        raise ContentError(f"{where}: this is not YAML. {wrong}") from None


def prose_of(path: Path, root: Path) -> str:
    """A Markdown file. Raises `ContentError` if it is missing or empty."""
    where = path.relative_to(root)
    try:
        text = path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise ContentError(f"{where}: this file is missing.") from None
    if not text:
        raise ContentError(f"{where}: this file is empty.")
    return text
