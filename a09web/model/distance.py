"""How far every state is from breaking each property, computed backwards from the last layer."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from .explore import Exploration, broken_in
from .graph import graph_of
from .packing import Lookup
from .stepping import Mask

NEVER = np.uint8(255)

Distances = npt.NDArray[np.uint8]


def distances(found: Exploration) -> list[Distances]:
    """For each layer an array, one row a state and one column a property (in the order of `found.properties`):
    the fewest transitions to a state that breaks it, 255 for never."""
    if not found.machine.workbook.is_graded:
        return _by_edges(found)
    following: Distances | None = None
    result: list[Distances] = []
    for depth in reversed(range(len(found.layers))):
        following = _layer_distances(found, depth, following)
        result.append(following)
    return [near[:, : len(found.properties)] for near in reversed(result)]


def _by_edges(found: Exploration) -> list[Distances]:
    """The same for a model in which a step may lead back: distances spread along the edges until none gets less."""
    graph = graph_of(found)
    near = np.full((graph.states, len(found.properties)), NEVER, dtype=np.uint8)
    bounds = np.cumsum([0, *(len(layer) for layer in found.layers)])
    for first, layer in zip(bounds, found.layers, strict=False):
        bad = broken_in(found, layer, found.stepper.enabled(layer), found.properties)
        for column, (_, rows) in enumerate(bad):
            near[first + np.flatnonzero(rows), column] = 0
    while True:
        before = near.copy()
        onward = near[graph.target]
        np.minimum.at(near, graph.source, onward + (onward < NEVER - 1))
        if (near == before).all():
            return [near[first:end] for first, end in pairwise(bounds)]


def _layer_distances(found: Exploration, depth: int, following: Distances | None) -> Distances:
    layer, names = found.layers[depth], found.properties
    enabled = found.stepper.enabled(layer)
    near = _never(len(layer), len(names))
    if following is not None and not (following == NEVER).all():
        _step_back(found, depth, enabled, following, near)
    for column, (_, bad) in enumerate(broken_in(found, layer, enabled, names)):
        near[bad, column] = 0
    layer.forget()
    return near


def _never(states: int, columns: int) -> Distances:
    """No distance known. Rows are padded to whole words of eight columns, which are then moved as one number."""
    return np.full((states, -(-columns // 8) * 8), NEVER, dtype=np.uint8)


def _step_back(found: Exploration, depth: int, enabled: list[Mask], following: Distances, near: Distances) -> None:
    """One more than the least distance among the successors, into `near`."""
    lookup = Lookup(found.layers[depth + 1].words)
    onward, known = _as_words(following + (following != NEVER)), _as_words(near)
    for _, mask, words in found.stepper.successors(found.layers[depth], enabled):
        rows = np.flatnonzero(mask)
        before, after = known[rows], onward[lookup.rows(words)]
        np.minimum(before.view(np.uint8), after.view(np.uint8), out=before.view(np.uint8))
        known[rows] = before


def _as_words(distances: Distances) -> npt.NDArray[np.uint64]:
    return distances.view(np.uint64)
