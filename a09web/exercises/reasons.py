"""Why it came as it did, in sentences with values: of a property, of a step that a bug made possible, of a bug."""

from __future__ import annotations

from collections.abc import Iterable

from a09web.model.machine import Machine
from a09web.model.workbook import Bugs


def why(machine: Machine, prop: str, state: tuple[int, ...]) -> str:
    """The reason for a property's verdict, with values."""
    return next(each for each in machine.properties if each.name == prop).why(state)


def made_possible(machine: Machine, bug: str, bugs: Bugs, steps: Iterable[str]) -> str:
    """The first of some steps that a bug made possible, with the guard that would have refused it, or the effect that
    was left out; empty if there is none."""
    state = machine.initial
    for number, name in enumerate(steps, start=1):
        step = machine.transition(name)
        guard, effect = step.removed_by(bug)
        if guard is not None and not guard.holds(state):
            taken = f"Step {number}, `{name}`, was possible only because {bug} takes guard {guard.number} away"
            return f"{taken}, `{guard.text}`: {guard.sentence(state)}"
        if effect is not None:
            return f"Step {number}, `{name}`, left out `{effect.text}`, as {bug} has it."
        state = step.apply(state, bugs)
    return ""


def lost(machine: Machine, bug: str) -> str:
    """What a bug takes away, as half a sentence."""
    for transition in machine.transitions:
        guard, effect = transition.removed_by(bug)
        kind = transition.declared.name
        if guard is not None:
            return f"{bug} takes guard {guard.number} of {kind} away, `{guard.declared.test}`"
        if effect is not None:
            does = effect.declared.does.format_map({each.name: each.name for each in transition.declared.parameters})
            return f"{bug} does not {does}, `{effect.declared}`"
    raise AssertionError(f"{bug} changes nothing")
