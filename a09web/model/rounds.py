"""Liveness in a model in which a step may lead back: it is broken where one can go round for ever, fairly.

A fair round is a set of states, each reachable from each other without leaving it, such that every promise is kept
while all of it is visited again and again: somewhere in it what is promised cannot be done, or some step in it does it.
A state in which nothing promised can be done is one, too: everything may stay so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .expressions import Expr
from .graph import Graph, Mask, Numbers, graph_of
from .stepping import truth

if TYPE_CHECKING:
    from .explore import Exploration
    from .goals import ConcreteLiveness, Waiter


@dataclass(frozen=True)
class Round:
    """A shortest way to a state of a fair round that breaks a liveness property, and the steps of one round from there:
    none if it may stay there. `where` are all states of such rounds."""

    state: int
    way: tuple[str, ...]
    steps: tuple[str, ...]
    where: Mask


class Rounds:
    """The fair rounds of an exploration that looked at everything."""

    def __init__(self, found: Exploration) -> None:
        self.found = found
        self.graph = graph_of(found)
        self.promises = self._promises(found.fair or ())

    def _promises(self, fair: Collection[str]) -> list[Mask]:
        """For each promise the edges that do what is promised, which is something only if it changes the state."""
        machine, graph = self.found.machine, self.graph
        moves = graph.source != graph.target
        found = []
        for promise in machine.promises:
            if promise.name in fair:
                does = np.zeros(len(graph.by), dtype=np.bool_)
                for number, given in promise.transitions:
                    holds = True if given is None else self._in_every_state(given)[graph.source]
                    does |= (graph.by == number) & holds
                found.append(does & moves)
        return found

    def _in_every_state(self, test: Expr) -> Mask:
        return np.concatenate([truth(layer, test.read(layer)) for layer in self.found.layers])

    def breaking(self, goal: ConcreteLiveness) -> Round | None:
        """The nearest break of a liveness property; None if it is kept."""
        each = [broken for waiter in goal.waiters if (broken := self._round(waiter, goal.declared.lasts)) is not None]
        if not each:
            return None
        nearest = min(each, key=lambda one: len(one.way))
        where = np.logical_or.reduce([one.where for one in each])
        return Round(nearest.state, nearest.way, nearest.steps, where)

    def _round(self, waiter: Waiter, lasts: bool) -> Round | None:
        bad = ~self._in_every_state(waiter.goal)
        allowed = np.ones_like(bad) if lasts else bad
        given = self._in_every_state(waiter.given) if waiter.given is not None else None
        starts = self._starts(allowed, given)
        graph = self.graph.within(allowed)
        where, components = np.zeros_like(bad), []
        for component in graph.components(self._reached(graph, starts)):
            if self._is_fair(component) and bad[component].any():
                where[component] = True
                components.append(component)
        hit = graph.nearest(starts, where & bad)
        if hit is None:
            return None
        state, edges = hit
        component = next(one for one in components if state in one)
        names = [transition.name for transition in self.found.machine.transitions]
        begin = int(graph.source[edges[0]]) if edges else state
        way = (*self._way_to(begin), *(names[graph.by[edge]] for edge in edges))
        return Round(state, way, tuple(names[by] for by in self._once_round(component, state)), where)

    def _starts(self, allowed: Mask, given: Mask | None) -> dict[int, int]:
        """The states from which the goal is waited for, each with the steps that lead there."""
        if given is None:
            return {0: 0} if allowed[0] else {}
        depth = np.repeat(np.arange(self.found.depth), [len(layer) for layer in self.found.layers])
        return {int(state): int(depth[state]) for state in np.flatnonzero(given & allowed)}

    def _reached(self, graph: Graph, starts: dict[int, int]) -> Mask:
        reached = np.zeros(graph.states, dtype=np.bool_)
        waiting = list(starts)
        reached[waiting] = True
        while waiting:
            for edge in graph.edges_from(waiting.pop()):
                following = int(graph.target[edge])
                if not reached[following]:
                    reached[following] = True
                    waiting.append(following)
        return reached

    def _is_fair(self, component: Numbers) -> bool:
        graph, inside = self.graph, self._inside(component)
        for does in self.promises:
            can = np.zeros(graph.states, dtype=np.bool_)
            can[graph.source[does]] = True
            if can[component].all() and not (does & inside).any():
                return False
        return True

    def _inside(self, component: Numbers) -> Mask:
        """The edges within a component."""
        here = np.zeros(self.graph.states, dtype=np.bool_)
        here[component] = True
        return here[self.graph.source] & here[self.graph.target]

    def _once_round(self, component: Numbers, start: int) -> Iterator[int]:
        """The transitions of one round that keeps every promise."""
        graph = self.graph.without(~self._inside(component))
        inside, at = self._inside(component), start
        for does in self.promises:
            edges, at = self._towards(graph, component, does, inside, at)
            yield from (int(graph.by[edge]) for edge in edges)
        yield from self._back(graph, at, start)

    def _towards(self, graph: Graph, component: Numbers, does: Mask, inside: Mask, at: int) -> tuple[list[int], int]:
        """A way to where a promise is kept, and its end."""
        can = np.zeros(graph.states, dtype=np.bool_)
        can[self.graph.source[does]] = True
        cannot = np.zeros(graph.states, dtype=np.bool_)
        cannot[component] = True
        cannot &= ~can
        if cannot.any():
            hit = graph.nearest({at: 0}, cannot)
            assert hit is not None
            return hit[1], hit[0]
        doing = np.flatnonzero((does & inside)[inside])  # numbered as the edges of `graph`
        sources = np.zeros(graph.states, dtype=np.bool_)
        sources[graph.source[doing]] = True
        hit = graph.nearest({at: 0}, sources)
        assert hit is not None
        last = next(edge for edge in graph.edges_from(hit[0]) if edge in doing)
        return [*hit[1], last], int(graph.target[last])

    def _back(self, graph: Graph, at: int, start: int) -> Iterator[int]:
        aims = np.zeros(graph.states, dtype=np.bool_)
        aims[start] = True
        hit = graph.nearest({at: 0}, aims)
        assert hit is not None
        yield from (int(graph.by[edge]) for edge in hit[1])

    def _way_to(self, number: int) -> tuple[str, ...]:
        depth, row = self.found.place(number)
        return self.found.path_to(depth, self.found.layers[depth].state(row))
