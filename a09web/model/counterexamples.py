"""All the shortest ways to break a property, grouped when they differ only by renaming members that are alike."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, permutations, product

import numpy as np

from .bounds import Bounds
from .explore import Exploration
from .fields import State
from .packing import Lookup, distinct
from .sorts import Sort

MOST = 5_000

Trace = tuple[str, ...]

_NAME = re.compile(r"\b[a-z][0-9]+\b")


@dataclass(frozen=True)
class Group:
    """Traces that are one another's renaming: the first of them in order, and how many there are."""

    trace: Trace
    count: int


@dataclass(frozen=True)
class Counterexamples:
    """All shortest counterexamples, or the first `MOST` of them if `complete` is False."""

    traces: tuple[Trace, ...]
    complete: bool
    bounds: Bounds

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The groups, in the order of their first traces."""
        members: dict[Trace, list[Trace]] = defaultdict(list)
        renamings = list(_renamings(self.bounds))
        for trace in self.traces:
            members[min(_renamed(trace, names) for names in renamings)].append(trace)
        return tuple(sorted((Group(min(group), len(group)) for group in members.values()), key=lambda g: g.trace))


def all_shortest(found: Exploration, prop: str) -> Counterexamples:
    """Every shortest run of transitions that breaks the property; one of them if it is broken by going round."""
    if prop not in found.first:
        return Counterexamples((), True, found.machine.bounds)
    if prop in found.rounds:
        return Counterexamples((found.rounds[prop].way,), False, found.machine.bounds)
    depth, targets = found.first[prop][0], list(found.breaking(prop))
    before = _edges_back(found, depth, targets)
    traces = list(islice(_paths(before, depth, targets), MOST + 1))
    return Counterexamples(tuple(sorted(traces[:MOST])), len(traces) <= MOST, found.machine.bounds)


Edges = dict[State, list[tuple[str, State]]]


def _edges_back(found: Exploration, depth: int, targets: list[State]) -> list[Edges]:
    """For each layer before `depth`, the steps that lead from it towards the targets, by the state they reach."""
    edges: list[Edges] = []
    for layer in reversed(found.layers[:depth]):
        packed = distinct(layer.packing.pack(targets))
        lookup = Lookup(packed)
        reached_from: Edges = defaultdict(list)
        for prepared, rows, words in found.stepper.successors(layer, found.stepper.enabled(layer)):
            places = lookup.rows(words)
            hits = np.logical_and.reduce([aim[places] == word for aim, word in zip(packed, words, strict=True)])
            for row, after in zip(np.flatnonzero(rows)[hits], np.flatnonzero(hits), strict=True):
                state = layer.packing.unpack([int(word[after]) for word in words])
                reached_from[state].append((prepared.transition.name, layer.state(int(row))))
        edges.append(reached_from)
        targets = list({before for steps in reached_from.values() for _, before in steps})
    return edges


def _paths(edges: list[Edges], depth: int, targets: list[State]) -> Iterator[Trace]:
    def back(level: int, state: State, tail: Trace) -> Iterator[Trace]:
        if level == depth:
            yield tail
            return
        for name, before in edges[level][state]:
            yield from back(level + 1, before, (name, *tail))

    for target in targets:
        yield from back(0, target, ())


def _renamings(bounds: Bounds) -> Iterator[dict[str, str]]:
    """Every way to rename members of a sort for which all constants are the same."""
    classes = [names for sort in bounds.workbook.sorts if sort.letter for names in _alike(bounds, sort)]
    for chosen in product(*(permutations(names) for names in classes)):
        yield {
            old: new
            for names, renamed in zip(classes, chosen, strict=True)
            for old, new in zip(names, renamed, strict=True)
        }


def _alike(bounds: Bounds, sort: Sort) -> Iterable[list[str]]:
    """The members of a sort, those together that no constant tells apart."""
    constants = [bounds.constants[name] for name, index in bounds.workbook.indexed.items() if index is sort]
    alike: dict[tuple[int, ...], list[str]] = defaultdict(list)
    for position, name in enumerate(bounds.names(sort)):
        alike[tuple(values[position] for values in constants)].append(name)
    return alike.values()


def _renamed(trace: Trace, names: dict[str, str]) -> Trace:
    return tuple(_NAME.sub(lambda match: names.get(match[0], match[0]), step) for step in trace)
