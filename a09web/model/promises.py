"""What is promised to be taken if it can be for ever, concrete for some bounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from .declared import Fairness
from .expressions import Expr
from .transitions import ConcreteTransition


@dataclass(frozen=True)
class Promise:
    """If for ever some of these transitions can be taken, one is: each by its number among those of the machine, with
    what has to be true before it counts. `name` is that of the action, and `beyond` says why one does not count."""

    name: str
    transitions: tuple[tuple[int, Expr | None], ...]
    beyond: str = ""


def promises(fairness: Iterable[Fairness], transitions: Sequence[ConcreteTransition]) -> Iterator[Promise]:
    """Of each action one promise for each choice of the parameters that it speaks of one by one."""
    for declared in fairness:
        chosen: dict[tuple[int, ...], list[tuple[int, Expr | None]]] = {}
        for number, transition in enumerate(transitions):
            if transition.declared.name == declared.transition:
                values = tuple(transition.scope.binding[each.name] for each in declared.each)
                given = None if declared.given is None else declared.given.at(transition.scope)
                chosen.setdefault(values, []).append((number, given))
        yield from (Promise(declared.transition, tuple(members), declared.beyond) for members in chosen.values())
