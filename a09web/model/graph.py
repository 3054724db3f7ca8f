"""The whole graph of an exploration: every state by a number, and every step as an edge.

For models in which a step may lead back. Where none does, layers are enough, and far smaller.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from .packing import Lookup, Words

if TYPE_CHECKING:
    from .explore import Exploration

Numbers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Graph:
    """States are numbered layer by layer. Edge `i` leads from `source[i]` to `target[i]` by the transition with the
    number `by[i]` among those of the machine."""

    states: int
    source: Numbers
    target: Numbers
    by: Numbers

    @cached_property
    def _order(self) -> Numbers:
        return np.argsort(self.source, kind="stable")

    @cached_property
    def _begins(self) -> Numbers:
        return np.searchsorted(self.source[self._order], np.arange(self.states + 1))

    def edges_from(self, state: int) -> Iterator[int]:
        """The edges that leave a state."""
        return iter(self._order[self._begins[state] : self._begins[state + 1]].tolist())

    def without(self, left_out: Mask) -> Graph:
        """The same without some edges."""
        return Graph(self.states, self.source[~left_out], self.target[~left_out], self.by[~left_out])

    def within(self, allowed: Mask) -> Graph:
        """The same without the edges that leave or enter another state."""
        return self.without(~(allowed[self.source] & allowed[self.target]))

    def components(self, among: Mask) -> Iterator[Numbers]:
        """The strongly connected components of some states, each as their numbers (Tarjan 1972, without recursion)."""
        number, low = np.full(self.states, -1), np.zeros(self.states, dtype=np.int64)
        pending: list[int] = []
        is_pending, count = np.zeros(self.states, dtype=np.bool_), 0
        for root in np.flatnonzero(among).tolist():
            if number[root] >= 0:
                continue
            work = [(root, self.edges_from(root))]
            number[root] = low[root] = count
            count += 1
            pending.append(root)
            is_pending[root] = True
            while work:
                state, edges = work[-1]
                following = next((int(self.target[edge]) for edge in edges if among[self.target[edge]]), None)
                if following is None:
                    work.pop()
                    if work:
                        low[work[-1][0]] = min(low[work[-1][0]], low[state])
                    if low[state] == number[state]:
                        component = [pending.pop()]
                        while component[-1] != state:
                            component.append(pending.pop())
                        is_pending[component] = False
                        yield np.array(sorted(component))
                elif number[following] < 0:
                    number[following] = low[following] = count
                    count += 1
                    pending.append(following)
                    is_pending[following] = True
                    work.append((following, self.edges_from(following)))
                elif is_pending[following]:
                    low[state] = min(low[state], number[following])

    def nearest(self, starts: dict[int, int], aims: Mask) -> tuple[int, list[int]] | None:
        """Of the aims the one with the fewest steps from a start, each of which has some steps behind it already, and
        the edges from that start to it. None if none can be reached."""
        came: dict[int, int | None] = {}
        waiting: dict[int, list[tuple[int, int | None]]] = {}
        for state, behind in starts.items():
            waiting.setdefault(behind, []).append((state, None))
        while waiting:
            steps = min(waiting)
            for state, edge in waiting.pop(steps):
                if state in came:
                    continue
                came[state] = edge
                if aims[state]:
                    return state, self._way(came, state)
                for onward in self.edges_from(state):
                    waiting.setdefault(steps + 1, []).append((int(self.target[onward]), onward))
        return None

    def _way(self, came: dict[int, int | None], state: int) -> list[int]:
        edges: list[int] = []
        while (edge := came[state]) is not None:
            edges.append(edge)
            state = int(self.source[edge])
        return edges[::-1]


def graph_of(found: Exploration) -> Graph:
    """The graph of an exploration that looked at everything."""
    words: Words = tuple(np.concatenate(parts) for parts in zip(*(layer.words for layer in found.layers), strict=True))
    order = np.lexsort(words)
    lookup = Lookup(tuple(word[order] for word in words))
    sources, targets, by = [], [], []
    first = 0
    numbers = {id(prepared): number for number, prepared in enumerate(found.stepper.transitions)}
    for layer in found.layers:
        for prepared, rows, reached in found.stepper.successors(layer, found.stepper.enabled(layer)):
            source = np.flatnonzero(rows) + first
            sources.append(source)
            targets.append(order[lookup.rows(reached)])
            by.append(np.full(len(source), numbers[id(prepared)]))
        first += len(layer)
    nothing = [np.zeros(0, dtype=np.int64)]
    joined = (np.concatenate([*parts, *nothing]).astype(np.int64) for parts in (sources, targets, by))
    return Graph(first, *joined)
