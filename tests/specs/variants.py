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
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

from a09web.model.repairs import Repair
from a09web.model.verdicts import bugs_of, fairness_with
from a09web.source.plain import plain, plain_text
from a09web.source.texts import definition
from a09web.specs import tlc
from a09web.specs.modules import MODULE, records, set_of, text_of
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

SETS = [frozenset(chosen) for size in range(7) for chosen in combinations(A09.bug_names, size)]

CHAIN = 100
"""The levels of the chain: more than any variant has, which `seen_by_tlc` checks."""

MISSED = {
    "EventuallyMaterialized": "\\E r \\in Runs : now >= DueAt[r] /\\ copies[r] = 0",
    "EventuallyCompleted": "\\E r \\in Runs : completions[r] = 0",
    "CheckpointCatchesUp": "checkpoint # MaxTime",
}
"""What is so in a state that stays for ever and misses the goal: the formulas of A09.tla, read once more."""

_DISTINCT, _TRANSITIONS, _DEPTH = 0, 1, 2
_FIRST = 3
_WIDTH = _FIRST + len(A09.property_names) + len(A09.liveness_names)
_REGISTER = re.compile(r'^<<"register", (\d+), (\d+)>>$', re.MULTILINE)
_FAIR = re.compile(r'("\w+" \\in FairActions) => WF_vars\((.+)\)$', re.MULTILINE)


@dataclass(frozen=True)
class Variant:
    """A model to run: the bugs that are on, the actions that are fair, and a repair of one of the bugs."""

    bugs: frozenset[str]
    fair: frozenset[str]
    repair: Repair | None = None


def with_bugs(bugs: frozenset[str]) -> Variant:
    """Under its own fairness."""
    return Variant(bugs, A09.default_fairness(bugs))


def repaired(repair: Repair) -> Variant:
    return Variant(bugs_of(repair), fairness_with(A09, repair), repair)


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
    lines = [*_onward(bounds), *_counting(len(variants), goals)]
    configured = ("INIT MCBegin", "NEXT MCGoOn", "INVARIANT MCState", "ACTION_CONSTRAINT MCStep")
    said = _run(bounds, variants, lines, configured, large=large)
    registers = {int(number): int(value) for number, value in _REGISTER.findall(said.printed)}
    seen = [_seen(registers, number * _WIDTH) for number in range(len(variants))]
    result = tlc._result(said, tlc.TEMPORAL)
    assert result.distinct == sum(one.distinct for one in seen) + CHAIN + 1, "the chain was too short"
    return seen


def hold_for_tlc(bounds: Bounds, variants: Sequence[Variant], goals: Sequence[Collection[str]]) -> bool:
    """Whether TLC's liveness checker finds that the goals that are named for each variant hold. Raises as `tlc.check`
    does."""
    lines = ["MCSpec == MCInit /\\ [][MCNext]_MCVars /\\ Fairness"]
    for name in A09.liveness_names:
        those = ", ".join(str(number) for number, held in enumerate(goals) if name in held)
        lines.append(f"MC{name} == Variant \\in {{{those}}} => {name}")
    configured = ("SPECIFICATION MCSpec", *(f"PROPERTY MC{name}" for name in A09.liveness_names))
    said = _run(bounds, variants, lines, configured)
    return tlc._result(said, tlc.TEMPORAL).violated is None


def _run(
    bounds: Bounds, variants: Sequence[Variant], lines: Sequence[str], configured: Sequence[str], *, large: bool = False
) -> tlc._Said:
    module = [f"---- MODULE {MODULE} ----", "EXTENDS A09, TLC", *records(bounds, MODULE)]
    module += [*_choosing(variants), *lines, "====", ""]
    config = [*configured, "CONSTANTS", f"Runs = {set_of(bounds.runs)}", f"Workers = {set_of(bounds.worker_names)}"]
    config += ["DueAt <- MCDueAt", f"MaxTime = {bounds.max_time}", f"MaxEpoch = {bounds.max_epoch}", ""]
    files = {f"{MODULE}.tla": "\n".join(module), f"{MODULE}.cfg": "\n".join(config), "A09.tla": varied(variants)}
    with tempfile.TemporaryDirectory(prefix="a09-tlc-") as name:
        folder = Path(name)
        for file, text in files.items():
            (folder / file).write_text(text, encoding="utf-8")
        return tlc._run(folder, MODULE, scratch=folder, large=large)


def varied(variants: Sequence[Variant]) -> str:
    """A09.tla with variables in the place of what the variants choose.

    `p => WF_vars(A)` is the same as `WF_vars(p /\\ A)` for a p that never changes; only the second is quick to check.
    """
    text = text_of(A09)
    text = _replaced(text, "    MaxEpoch,   \\", "    MaxEpoch    \\")
    text = _replaced(text, "    Bugs        \\* the bugs that are on, a subset of AllBugs\n", "")
    text = _replaced(text, "ASSUME Bugs \\subseteq AllBugs\n", "")
    text = _replaced(text, "VARIABLES\n", "VARIABLES\n    Bugs, FairActions, Variant,\n")
    text, count = re.subn(r"^FairActions == .*\n", "", text, flags=re.MULTILINE)
    assert count == 1
    text, count = _FAIR.subn(r"WF_vars(\1 /\\ (\2))", text)
    assert count == len(FAIR_OF_SOME)
    for declared in A09.transitions:
        text = _replaced(text, definition(A09, declared.name).text, "\n".join(_alternatives(declared.name, variants)))
    return text


FAIR_OF_SOME = (
    "Tick",
    "AdvanceCheckpoint",
    "\\E r \\in Runs : Materialize(r)",
    "\\E w \\in Workers, r \\in Runs : Claim(w, r)",
    "\\E w \\in Workers, r \\in Runs, e \\in 1..MaxEpoch : Complete(w, r, e)",
)
"""What is fair for each run, for some run: nothing fair can happen if none of these can."""


def _replaced(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


def _alternatives(transition: str, variants: Sequence[Variant]) -> list[str]:
    """The transition as it is, that of each repair that changes it, and the choice among them."""
    [declared] = [each for each in A09.transitions if each.name == transition]
    as_it_is = definition(A09, transition).text
    head = as_it_is.partition(" ==")[0]
    lines, choices = [as_it_is.replace(head, f"MCPlain{head}", 1)], []
    for number, variant in enumerate(variants):
        if variant.repair is not None and variant.repair.repaired(declared) != declared:
            text = plain_text(plain(A09, variant.repair.repaired(declared), variant.bugs))
            lines.append(text.replace(head, f"MC{number}{head}", 1))
            choices.append(f"IF Variant = {number} THEN MC{number}{head} ELSE")
    return [*lines, " ".join([f"{head} ==", *choices, f"MCPlain{head}"])]


def _choosing(variants: Sequence[Variant]) -> list[str]:
    chosen = [
        f"    \\/ Variant = {number} /\\ Bugs = {set_of(each.bugs)} /\\ FairActions = {set_of(each.fair)} /\\ Init"
        for number, each in enumerate(variants)
    ]
    return [
        "MCChosen == <<Bugs, FairActions, Variant>>",
        "MCVars == <<vars, MCChosen>>",
        "MCInit ==",
        *chosen,
        "MCNext == Next /\\ UNCHANGED MCChosen",
    ]


def _counting(count: int, goals: bool) -> list[str]:
    """What TLC notes, and the chain. `TLCGet("level")` is that of the state before, from 1 on, so that it is the number
    of transitions to the state; a first one is noted with one more, as 0 is for none."""
    is_fair = [f'"{action.partition("(")[0].split()[-1]}" \\in FairActions /\\ ({action})' for action in FAIR_OF_SOME]
    some_fair = " \\/ ".join(f"({each})" for each in is_fair)
    missed = [
        f"(({MISSED[name]}) => MCNote({_FIRST + len(A09.property_names) + i}))"
        for i, name in enumerate(A09.liveness_names)
    ]
    step = f"MCCount({_TRANSITIONS})" + (" /\\ MCOnward" if goals else "")
    return [
        f"ASSUME \\A i \\in 0..{count * _WIDTH - 1} : TLCSet(i, 0)",
        f"MCAt(i) == Variant * {_WIDTH} + i",
        "MCCount(i) == TLCSet(MCAt(i), TLCGet(MCAt(i)) + 1)",
        f"MCStays == ~ ENABLED ({some_fair})",
        'MCNote(i) == TLCGet(MCAt(i)) # 0 \\/ TLCSet(MCAt(i), TLCGet("level") + 1)',
        f'MCSeen == MCCount({_DISTINCT}) /\\ TLCSet(MCAt({_DEPTH}), TLCGet("level"))',
        *(f"    /\\ ({name} \\/ MCNote({_FIRST + place}))" for place, name in enumerate(A09.property_names)),
        *(["    /\\ (MCStays => " + " /\\ ".join(missed) + ")"] if goals else []),
        f'MCTold == \\A i \\in 0..{count * _WIDTH - 1} : PrintT(<<"register", i, TLCGet(i)>>)',
        f"MCState == IF Variant < {count} THEN MCSeen ELSE now = {CHAIN} => MCTold",
        f"MCStep == IF Variant < {count} THEN {step} ELSE TRUE",
        f"MCFirst == Variant = {count} /\\ Bugs = {{}} /\\ FairActions = {{}} /\\ Init",
        f"MCOn == Variant = {count} /\\ now < {CHAIN} /\\ now' = now + 1",
        "    /\\ UNCHANGED <<scheduled, copies, epoch, claimers, held, completedEpoch, completions, checkpoint>>",
        "    /\\ UNCHANGED MCChosen",
        "MCBegin == MCInit \\/ MCFirst",
        f"MCGoOn == (Variant < {count} /\\ MCNext) \\/ MCOn",
    ]


def _onward(bounds: Bounds) -> list[str]:
    """What every transition keeps: a measure goes up, so that there is no circle, and what goals ask for stays."""
    more = bounds.workers + 1  # than claimers of a run can go away at once
    each = [
        f'{more} * (copies["{run}"] + epoch["{run}"] + completions["{run}"]) + Cardinality(claimers["{run}"])'
        for run in bounds.runs
    ]
    stays = ["now' >= now", "checkpoint' >= checkpoint"]
    stays += [f'{name}\'["{run}"] >= {name}["{run}"]' for name in ("copies", "completions") for run in bounds.runs]
    return [
        f"MCMeasure == now + checkpoint + {' + '.join(each)}",
        'MCOnward == Assert(MCMeasure\' > MCMeasure, "a circle")',
        *(f'    /\\ Assert({each}, "it was taken back")' for each in stays),
    ]


def _seen(registers: dict[int, int], base: int) -> Seen:
    names = [*A09.property_names, *A09.liveness_names]
    firsts = {name: registers[base + _FIRST + place] for place, name in enumerate(names)}
    return Seen(
        registers[base + _DISTINCT],
        registers[base + _TRANSITIONS] + 1,  # the initial state
        registers[base + _DEPTH] + 1,
        {name: level - 1 for name, level in firsts.items() if level},
    )
