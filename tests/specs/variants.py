"""Many variants of the model in one run of TLC: which bugs are on, what is fair and what was repaired are variables
that never change.

A JVM for each variant would take longer to start than to search. TLC counts in its registers what it sees of each: the
distinct states (an invariant that never breaks), the transitions that it generates (a constraint on actions that lets
all pass), and the first level of each break. One more variant, the chain, only counts up. TLC goes level by level, so
when the chain is deeper than all others they are all explored, and it prints the registers.

A liveness property is broken where a behaviour stays for ever: in a state that misses it and in which nothing that is
fair can happen. That is exact, as TLC asserts of every transition: none leads back, and what the goals ask for is never
taken back. TLC's own liveness checker (`hold_for_tlc`) takes ten times as long.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from a09web.model.bounds import Bounds
from a09web.model.declared import Transition
from a09web.model.expressions import Compare
from a09web.model.matrix import bug_sets
from a09web.model.repairs import Repair
from a09web.model.verdicts import bugs_of, fairness_with
from a09web.model.workbook import Workbook
from a09web.source.plain import plain, plain_text
from a09web.source.texts import definition
from a09web.specs import tlc
from a09web.specs.modules import MODULE, constants, records, set_of, sets, text_of
from a09web.workbooks.a09 import A09
from a09web.workbooks.effects import EFFECTS
from tests.measures import concrete_measure

SETS = list(bug_sets(A09))

CHAIN = 100
"""The levels of the chain: more than any variant has, which `seen_by_tlc` checks."""


@dataclass(frozen=True)
class Subject:
    """What a module says of liveness, said once more: what is so in a state that stays for ever and `missed` a goal,
    what is `fair` for each run, for some run, and the variables that `stays` speaks of: they never go down, so that a
    goal that was met is met in the end."""

    missed: dict[str, str]
    fair: tuple[str, ...]
    stays: tuple[str, ...]


SUBJECTS = {
    A09.slug: Subject(
        missed={
            "EventuallyMaterialized": "\\E r \\in Runs : now >= DueAt[r] /\\ copies[r] = 0",
            "EventuallyCompleted": "\\E r \\in Runs : completions[r] = 0",
            "CheckpointCatchesUp": "checkpoint # MaxTime",
        },
        fair=(
            "Tick",
            "AdvanceCheckpoint",
            "\\E r \\in Runs : Materialize(r)",
            "\\E w \\in Workers, r \\in Runs : Claim(w, r)",
            "\\E w \\in Workers, r \\in Runs, e \\in 1..MaxEpoch : Complete(w, r, e)",
        ),
        stays=("now", "checkpoint", "copies", "completions"),
    ),
    EFFECTS.slug: Subject(
        missed={
            "EventuallyDone": "\\E r \\in Runs : completed[r] = 0 \\/ effects[r] = 0",
            "EventuallyForgotten": "\\E r \\in Runs : remembered[r] # {}",
        },
        fair=(
            "\\E w \\in Workers, r \\in Runs : Claim(w, r)",
            "\\E w \\in Workers, r \\in Runs : Send(w, r, attempt[r])",
            "\\E r \\in Runs : attempt[r] \\notin answers[r] /\\ Apply(r, attempt[r])",
            "\\E r \\in Runs : Answer(r, attempt[r])",
            "\\E w \\in Workers, r \\in Runs : Complete(w, r, attempt[r])",
            "\\E r \\in Runs : Forget(r)",
        ),
        stays=("completed", "effects"),
    ),
}

_DISTINCT, _TRANSITIONS, _DEPTH = 0, 1, 2
_FIRST = 3
_REGISTER = re.compile(r'^<<"register", (\d+), (\d+)>>$', re.MULTILINE)
_FAIR = re.compile(r'("\w+" \\in FairActions) => WF_vars\((.+)\)$', re.MULTILINE)


@dataclass(frozen=True)
class Variant:
    """A model to run: the bugs that are on, the actions that are fair, and a repair of one of the bugs."""

    bugs: frozenset[str]
    fair: frozenset[str]
    repair: Repair | None = None


def with_bugs(bugs: frozenset[str], workbook: Workbook[Any] = A09) -> Variant:
    """Under its own fairness."""
    return Variant(bugs, workbook.default_fairness(bugs))


def repaired(repair: Repair, workbook: Workbook[Any] = A09) -> Variant:
    return Variant(bugs_of(repair), fairness_with(workbook, repair), repair)


@dataclass
class Seen:
    """What TLC saw of one variant: the three figures, and for each property the fewest transitions to a break.

    For a liveness property these are the transitions to the nearest state in which it is fair to stay for ever.
    """

    distinct: int
    generated: int
    depth: int
    steps: dict[str, int] = field(default_factory=dict)


def seen_by_tlc(bounds: Bounds, variants: Sequence[Variant], *, goals: bool = True, large: bool = False) -> list[Seen]:
    """What one worker of TLC sees of each variant at these bounds. With `goals` it looks at liveness, too, which takes
    half as long again. Raises as `tlc.check` does."""
    workbook = bounds.workbook
    lines = [*_onward(bounds), *_counting(workbook, len(variants), goals)]
    configured = ("INIT MCBegin", "NEXT MCGoOn", "INVARIANT MCState", "ACTION_CONSTRAINT MCStep")
    said = _run(bounds, variants, lines, configured, large=large)
    registers = {int(number): int(value) for number, value in _REGISTER.findall(said.printed)}
    seen = [_seen(workbook, registers, number * _width(workbook)) for number in range(len(variants))]
    result = tlc._result(said, tlc.TEMPORAL)
    assert result.distinct == sum(one.distinct for one in seen) + CHAIN + 1, "the chain was too short"
    return seen


def hold_for_tlc(bounds: Bounds, variants: Sequence[Variant], goals: Sequence[Collection[str]]) -> bool:
    """Whether TLC's liveness checker finds that the goals that are named for each variant hold. Raises as `tlc.check`
    does."""
    lines = ["MCSpec == MCInit /\\ [][MCNext]_MCVars /\\ Fairness"]
    for name in bounds.workbook.liveness_names:
        those = ", ".join(str(number) for number, held in enumerate(goals) if name in held)
        lines.append(f"MC{name} == Variant \\in {{{those}}} => {name}")
    configured = ("SPECIFICATION MCSpec", *(f"PROPERTY MC{name}" for name in bounds.workbook.liveness_names))
    said = _run(bounds, variants, lines, configured)
    return tlc._result(said, tlc.TEMPORAL).violated is None


def _run(
    bounds: Bounds, variants: Sequence[Variant], lines: Sequence[str], configured: Sequence[str], *, large: bool = False
) -> tlc._Said:
    workbook = bounds.workbook
    module = [f"---- MODULE {MODULE} ----", f"EXTENDS {workbook.name}, TLC", *records(bounds, MODULE)]
    module += [*_choosing(variants), *lines, "====", ""]
    config = [*configured, "CONSTANTS", *(f"{name} = {value}" for name, value in sets(bounds))]
    put = {name: "<-" if name in workbook.indexed else "=" for name in bounds.constants}
    config += [*(f"{name} {put[name]} {value}" for name, value in constants(bounds, MODULE)), ""]
    files = {
        f"{MODULE}.tla": "\n".join(module),
        f"{MODULE}.cfg": "\n".join(config),
        f"{workbook.name}.tla": varied(workbook, variants),
    }
    with tempfile.TemporaryDirectory(prefix="a09-tlc-") as name:
        folder = Path(name)
        for file, text in files.items():
            (folder / file).write_text(text, encoding="utf-8")
        return tlc._run(folder, MODULE, scratch=folder, large=large)


def varied(workbook: Workbook[Any], variants: Sequence[Variant]) -> str:
    """The module of a workbook with variables in the place of what the variants choose.

    `p => WF_vars(A)` is the same as `WF_vars(p /\\ A)` for a p that never changes; only the second is quick to check.
    """
    text = text_of(workbook)
    text = _once(r"^(    \w+),( +\\\*.*)\n    Bugs .*\n", r"\1 \2\n", text)
    text = _once(r"^ASSUME Bugs .*\n", "", text)
    text = _once(r"^VARIABLES\n", "VARIABLES\n    Bugs, FairActions, Variant, Chain,\n", text)
    text = _once(r"^FairActions == .*\n", "", text)
    text, count = _FAIR.subn(r"WF_vars(\1 /\\ (\2))", text)
    assert count == len(SUBJECTS[workbook.slug].fair)
    for declared in workbook.transitions:
        alternatives = _alternatives(workbook, declared, variants)
        text = _replaced(text, definition(workbook, declared.name).text, "\n".join(alternatives))
    return text


def _once(pattern: str, instead: str, text: str) -> str:
    text, count = re.subn(pattern, instead, text, flags=re.MULTILINE)
    assert count == 1, pattern
    return text


def _replaced(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


def _alternatives(workbook: Workbook[Any], declared: Transition, variants: Sequence[Variant]) -> list[str]:
    """The transition as it is, that of each repair that changes it, and the choice among them."""
    as_it_is = definition(workbook, declared.name).text
    head = as_it_is.partition(" ==")[0]
    lines, choices = [as_it_is.replace(head, f"MCPlain{head}", 1)], []
    for number, variant in enumerate(variants):
        if variant.repair is not None and variant.repair.repaired(declared) != declared:
            text = plain_text(plain(workbook, variant.repair.repaired(declared), variant.bugs))
            lines.append(text.replace(head, f"MC{number}{head}", 1))
            choices.append(f"IF Variant = {number} THEN MC{number}{head} ELSE")
    return [*lines, " ".join([f"{head} ==", *choices, f"MCPlain{head}"])]


def _choosing(variants: Sequence[Variant]) -> list[str]:
    chosen = [
        f"    \\/ Variant = {number} /\\ Bugs = {set_of(each.bugs)} /\\ FairActions = {set_of(each.fair)} /\\ MCStart"
        for number, each in enumerate(variants)
    ]
    return [
        "MCChosen == <<Bugs, FairActions, Variant, Chain>>",
        "MCVars == <<vars, MCChosen>>",
        "MCStart == Chain = 0 /\\ Init",
        "MCInit ==",
        *chosen,
        "MCNext == Next /\\ UNCHANGED MCChosen",
    ]


def _counting(workbook: Workbook[Any], count: int, goals: bool) -> list[str]:
    """What TLC notes, and the chain. `TLCGet("level")` is that of the state before, from 1 on, so that it is the number
    of transitions to the state; a first one is noted with one more, as 0 is for none."""
    subject, width = SUBJECTS[workbook.slug], _width(workbook)
    is_fair = [f'"{action.partition("(")[0].split()[-1]}" \\in FairActions /\\ ({action})' for action in subject.fair]
    some_fair = " \\/ ".join(f"({each})" for each in is_fair)
    missed = [
        f"(({subject.missed[name]}) => MCNote({_FIRST + len(workbook.property_names) + i}))"
        for i, name in enumerate(workbook.liveness_names)
    ]
    step = f"MCCount({_TRANSITIONS})" + (" /\\ MCOnward" if goals else "")
    return [
        f"ASSUME \\A i \\in 0..{count * width - 1} : TLCSet(i, 0)",
        f"MCAt(i) == Variant * {width} + i",
        "MCCount(i) == TLCSet(MCAt(i), TLCGet(MCAt(i)) + 1)",
        f"MCStays == ~ ENABLED ({some_fair})",
        'MCNote(i) == TLCGet(MCAt(i)) # 0 \\/ TLCSet(MCAt(i), TLCGet("level") + 1)',
        f'MCSeen == MCCount({_DISTINCT}) /\\ TLCSet(MCAt({_DEPTH}), TLCGet("level"))',
        *(f"    /\\ ({name} \\/ MCNote({_FIRST + place}))" for place, name in enumerate(workbook.property_names)),
        *(["    /\\ (MCStays => " + " /\\ ".join(missed) + ")"] if goals else []),
        f'MCTold == \\A i \\in 0..{count * width - 1} : PrintT(<<"register", i, TLCGet(i)>>)',
        f"MCState == IF Variant < {count} THEN MCSeen ELSE Chain = {CHAIN} => MCTold",
        f"MCStep == IF Variant < {count} THEN {step} ELSE TRUE",
        f"MCFirst == Variant = {count} /\\ Bugs = {{}} /\\ FairActions = {{}} /\\ MCStart",
        f"MCOn == Variant = {count} /\\ Chain < {CHAIN} /\\ Chain' = Chain + 1",
        "    /\\ UNCHANGED <<vars, Bugs, FairActions, Variant>>",
        "MCBegin == MCInit \\/ MCFirst",
        f"MCGoOn == (Variant < {count} /\\ MCNext) \\/ MCOn",
    ]


def _onward(bounds: Bounds) -> list[str]:
    """What every transition keeps: a measure goes up, so that there is no circle, and what goals ask for stays."""
    stays = [f"{place}' >= {place}" for name in SUBJECTS[bounds.workbook.slug].stays for place in _places(bounds, name)]
    return [
        f"MCMeasure == {' + '.join(_measured(bounds))}",
        'MCOnward == Assert(MCMeasure\' > MCMeasure, "a circle")',
        *(f'    /\\ Assert({each}, "it was taken back")' for each in stays),
    ]


def _places(bounds: Bounds, name: str) -> Iterator[str]:
    index = bounds.workbook.variable(name).index
    return (f'{name}["{member}"]' for member in bounds.names(index)) if index is not None else iter([name])


def _measured(bounds: Bounds) -> Iterator[str]:
    """The terms of the measure of the workbook in TLA+, for each member that they speak of."""
    for factor, term in concrete_measure(bounds):
        text = re.sub(r"\[(\w+)\]", r'["\1"]', str(term))
        yield f"{factor} * " + (f"(IF {text} THEN 1 ELSE 0)" if isinstance(term, Compare) else text)


def _width(workbook: Workbook[Any]) -> int:
    """How many registers a variant takes."""
    return _FIRST + len(workbook.property_names) + len(workbook.liveness_names)


def _seen(workbook: Workbook[Any], registers: dict[int, int], base: int) -> Seen:
    names = [*workbook.property_names, *workbook.liveness_names]
    firsts = {name: registers[base + _FIRST + place] for place, name in enumerate(names)}
    return Seen(
        registers[base + _DISTINCT],
        registers[base + _TRANSITIONS] + 1,  # the initial state
        registers[base + _DEPTH] + 1,
        {name: level - 1 for name, level in firsts.items() if level},
    )
