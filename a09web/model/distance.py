"""How far every state is from breaking each property, computed backwards from the last layer."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .explore import Exploration, broken_in
from .packing import Words

NEVER = np.uint8(255)

Distances = npt.NDArray[np.uint8]


def distances(found: Exploration) -> list[Distances]:
    """For each layer an array, one row a state and one column a property (in the order of `found.properties`):
    the fewest transitions to a state that breaks it, 255 for never."""
    following: Distances | None = None
    result: list[Distances] = []
    for depth in reversed(range(len(found.layers))):
        following = _layer_distances(found, depth, following)
        result.append(following)
    return result[::-1]


def _layer_distances(found: Exploration, depth: int, following: Distances | None) -> Distances:
    layer, names = found.layers[depth], found.properties
    enabled = found.stepper.enabled(layer)
    near = np.full((len(layer), len(names)), NEVER, dtype=np.uint8)
    if following is not None:
        later = found.layers[depth + 1].words
        onward = np.where(following == NEVER, NEVER, following + np.uint8(1))
        for _, rows, words in found.stepper.successors(layer, enabled):
            near[rows] = np.minimum(near[rows], onward[positions(later, words)])
    for column, (_, bad) in enumerate(broken_in(found, layer, enabled, names)):
        near[bad, column] = 0
    layer.forget()
    return near


def positions(states: Words, wanted: Words) -> npt.NDArray[np.intp]:
    """Where each wanted state stands among states that are in ascending order and hold them all."""
    if len(states) == 1:
        return np.searchsorted(states[0], wanted[0])
    # The last word decides first, as in the order that `distinct` gives; ranks make one key of two words.
    ranks = tuple(np.unique(word) for word in states)
    return np.searchsorted(_key(ranks, states), _key(ranks, wanted))


def _key(ranks: Words, words: Words) -> npt.NDArray[np.uint64]:
    low, high = (np.searchsorted(rank, word).astype(np.uint64) for rank, word in zip(ranks, words, strict=True))
    return (high << np.uint64(32)) | low
