"""A transition as plain TLA+, line by line: as it should be, as a bug leaves it, and as it was taken in a state.

A module asks for its flags in the guards themselves. Here the flags are gone: a line is there, or it is marked as
removed. The lines come from the declaration, which a test compares with the module.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from a09web.model.declared import Transition
from a09web.model.fields import State
from a09web.model.transitions import ConcreteGuard, ConcreteTransition
from a09web.model.workbook import Workbook
from a09web.specs.modules import known

Kind = Literal["head", "guard", "effect", "unchanged"]


@dataclass(frozen=True)
class Line:
    """A line of a transition.

    A guard has its `number`, and `bound` if it only keeps the model finite. `removed_by` names the bug that takes the
    line away, on or off; `is_removed` says that it is on. `put_by` names the bug that put the line there instead.
    With a state, a guard also has itself with values `filled` in, and whether it `holds`, removed or not.
    """

    text: str
    kind: Kind
    number: int | None = None
    bound: bool = False
    removed_by: str | None = None
    is_removed: bool = False
    put_by: str | None = None
    filled: str | None = None
    holds: bool | None = None


@dataclass(frozen=True)
class Change:
    """A line of a difference: `-` for what the bug takes away, `+` for what it puts there, a blank for the rest."""

    kind: Literal[" ", "-", "+"]
    text: str


def plain(workbook: Workbook[Any], transition: Transition, bugs: Collection[str] = ()) -> tuple[Line, ...]:
    """A transition with its parameters, such as `Claim(w, r)`, under these flags."""
    guards, effects = [str(guard.test) for guard in transition.guards], [str(effect) for effect in transition.effects]
    parameters = [parameter.name for parameter in transition.parameters]
    return tuple(_lines(workbook, _head(transition.name, parameters), transition, guards, effects, bugs))


def plain_text(lines: Sequence[Line]) -> str:
    """The lines as one text of TLA+, without those that are removed."""
    return "\n".join(line.text for line in lines if not line.is_removed)


def difference(workbook: Workbook[Any], bug: str) -> tuple[Change, ...]:
    """What a bug changes in its transition, the correct one first. Raises ValueError for an unknown bug."""
    known("bug", [bug], workbook.bug_names)
    transition = workbook.transition(workbook.bug(bug).transition)
    return tuple(Change(_sign(line), line.text) for line in plain(workbook, transition, {bug}))


def as_taken(
    workbook: Workbook[Any], transition: ConcreteTransition, bugs: Collection[str], state: State | None = None
) -> tuple[Line, ...]:
    """A concrete transition, such as `Claim(w1, r1)`, under these flags; with `state`, the one it is taken in."""
    guards, effects = [guard.text for guard in transition.guards], [effect.text for effect in transition.effects]
    head = transition.name.replace(",", ", ")
    lines = _lines(workbook, head, transition.declared, guards, effects, bugs)
    if state is None:
        return tuple(lines)
    by_number = {guard.number: guard for guard in transition.guards}
    return tuple(line if line.number is None else _filled(line, by_number[line.number], state) for line in lines)


def _filled(line: Line, guard: ConcreteGuard, state: State) -> Line:
    return replace(line, filled=guard.test.filled(state), holds=guard.holds(state))


def _sign(line: Line) -> Literal[" ", "-", "+"]:
    if line.is_removed:
        return "-"
    return " " if line.put_by is None else "+"


def _head(name: str, parameters: Sequence[str]) -> str:
    return f"{name}({', '.join(parameters)})" if parameters else name


def _lines(
    workbook: Workbook[Any],
    head: str,
    declared: Transition,
    guards: Sequence[str],
    effects: Sequence[str],
    bugs: Collection[str],
) -> Iterator[Line]:
    yield Line(f"{head} ==", "head")
    for number, (guard, text) in enumerate(zip(declared.guards, guards, strict=True), start=1):
        yield Line(_item(text), "guard", number, guard.bound, guard.removed_by, guard.removed_by in bugs)
    taken = {_changed(text) for effect, text in zip(declared.effects, effects, strict=True) if not effect.skipped_by}
    for effect, text in zip(declared.effects, effects, strict=True):
        is_skipped, variable = effect.skipped_by in bugs, _changed(text)
        yield Line(_item(text), "effect", removed_by=effect.skipped_by, is_removed=is_skipped)
        if is_skipped and variable not in taken:  # a repair may change it all the same
            yield Line(_item(f"{variable}' = {variable}"), "effect", put_by=effect.skipped_by)
    changed = {_changed(text) for text in effects}
    unchanged = ", ".join(variable for variable in workbook.variable_names if variable not in changed)
    yield Line(_item(f"UNCHANGED <<{unchanged}>>"), "unchanged")


def _item(text: str) -> str:
    return f"    /\\ {text}"


def _changed(effect: str) -> str:
    return effect.partition("'")[0]
