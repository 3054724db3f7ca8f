"""The names in a declaration: whatever one part of it calls by a name is declared in another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .declared import Transition

if TYPE_CHECKING:
    from .workbook import Workbook

Called = tuple[str, str, str]
"""Where something is called by a name, what kind of thing that is, and the name."""


def wrong_names(workbook: Workbook[Any]) -> Iterator[str]:
    """A sentence for each name that nothing has, and for each bug that does not change exactly one thing."""
    yield from _unknown(workbook)
    for bug in workbook.bugs:
        changed = [each.name for each in workbook.transitions for name in _changed_by(each) if name == bug.name]
        if changed != [bug.transition]:
            yield (
                f"The bug {bug.name} has to remove one guard of {bug.transition} or skip one effect of it, and what "
                f"names it in `removed_by` or `skipped_by` belongs to: {', '.join(changed) or 'nothing'}."
            )


def _changed_by(transition: Transition) -> Iterator[str]:
    """The bugs that a transition names."""
    yield from (guard.removed_by for guard in transition.guards if guard.removed_by)
    yield from (effect.skipped_by for effect in transition.effects if effect.skipped_by)


def _unknown(workbook: Workbook[Any]) -> Iterator[str]:
    known = {
        "transition": {each.name for each in workbook.transitions},
        "bug": set(workbook.bug_names),
        "property": {*workbook.property_names, *workbook.liveness_names},
        "liveness property": set(workbook.liveness_names),
    }
    for where, kind, name in (*_in_steps(workbook), *_in_promises(workbook), *_in_what_is_told(workbook)):
        if name not in known[kind]:
            there = ", ".join(sorted(known[kind])) or "none"
            yield f"{where} names {name}, and no {kind} is called so. There are: {there}."


def _in_steps(workbook: Workbook[Any]) -> Iterator[Called]:
    for transition in workbook.transitions:
        yield from ((transition.name, "bug", bug) for bug in _changed_by(transition))
    for bug in workbook.bugs:
        yield f"The bug {bug.name}", "transition", bug.transition
        yield f"The bug {bug.name}", "property", bug.caught_by


def _in_promises(workbook: Workbook[Any]) -> Iterator[Called]:
    for promise in workbook.fairness:
        yield "Fairness", "transition", promise.transition
        yield from (("Fairness", "bug", bug) for bug in promise.lost_under)
    for goal in workbook.liveness:
        yield from ((f"What helps {goal.name}", "transition", each.transition) for each in goal.helps)


def _in_what_is_told(workbook: Workbook[Any]) -> Iterator[Called]:
    yield from ((f"The repair {each.name}", "bug", each.bug) for each in workbook.repairs)
    if workbook.story is not None:
        yield "The story", "bug", workbook.story.bug
    if workbook.work:
        yield "`work`", "liveness property", workbook.work
