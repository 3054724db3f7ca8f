"""Which step of a learner's trace is to blame: a question before it is told, and what came of the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from a09web.model.blame import Blame
from a09web.model.names import is_toggle
from a09web.model.uses import uses_of
from a09web.sandbox.moment import Moment


@dataclass(frozen=True)
class Suspect:
    """A step of the trace: its number in the sandbox, its place in the trace, and its name."""

    number: int
    index: int
    step: str


@dataclass(frozen=True)
class Pointed:
    """The step that was pointed at, whether it is to blame, and why in a sentence."""

    suspect: Suspect
    is_right: bool
    why: str


def suspects(moment: Moment) -> tuple[Suspect, ...]:
    """The steps up to this moment, toggles aside."""
    path = moment.tree.path(moment.at)
    return tuple(Suspect(node.number, node.depth, node.name) for node in path if not is_toggle(node.name))


def judge_pointed(moment: Moment, number: int, bug: str, blamed: Sequence[Blame]) -> Pointed | None:
    """None for a step that is not in this trace: it was pointed at in another."""
    suspect = next((each for each in suspects(moment) if each.number == number), None)
    if suspect is None:
        return None
    culprits = {entry.index for one in blamed for entry in (one.entry, *one.also, *one.together)}
    if suspect.index in culprits:
        return Pointed(suspect, True, "The correct model does not take it like this.")
    if suspect.index in {use.entry.index for use in uses_of(moment.replay) if use.bug == bug}:
        return Pointed(suspect, False, f"{bug} was at work there, too, but this break does not come from it.")
    return Pointed(suspect, False, "The correct model takes this step, too.")
