"""An answer about a log as a plain object for programs, and as lines for people. `docs/logs.md` shows both."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from a09web.model.transitions import ConcreteGuard
from a09web.scenarios.address import encode
from a09web.wording import counted, listed

from .check import Checked
from .findings import Finding
from .following import UNKNOWN, Entry
from .times import show_duration, show_time

Report = dict[str, Any]


def log_report(checked: Checked) -> Report:
    """How many members and events, what was found, and what was not judged."""
    counts, words = checked.checker.counts, checked.checker.words
    return {
        "workbook": checked.checker.workbook.slug,
        f"{words.member}s": counts.members,
        "events": counts.events,
        "found": counts.found,
        "by_bugs": [{"bugs": list(bugs), "count": count} for bugs, count in _most_first(counts.findings)],
        "findings": [finding_report(finding, words.member) for finding in checked.checker.findings],
        "unjudged": list(checked.sentences),
        "unread": checked.unread,
        "skew_s": checked.checker.tolerance.skew / 1_000_000,
        "late_s": checked.late / 1_000_000,
    }


def finding_report(finding: Finding, member: str) -> Report:
    scenario = finding.scenario
    return {
        member: finding.name or None,
        "line": finding.line,
        "event": finding.entry.event or None,
        "at": finding.when,
        "guard": _guard_report(finding.guard, finding.transition),
        "property": finding.prop or None,
        "bugs": list(finding.bugs),
        "also": [list(other.bugs) for other in finding.explanations[1:]],
        "sentence": finding.sentence,
        "note": finding.note,
        "scenario": None if scenario is None else encode(scenario),
        "names": finding.names,
        "events": [_event_report(finding, entry) for entry in finding.events],
    }


def _event_report(finding: Finding, entry: Entry) -> Report:
    """One of the lines that the member has in the log."""
    words = finding.member.following.words
    return {
        "line": entry.line,
        "at": show_time(entry.at, finding.kind),
        "event": entry.event,
        words.worker[0]: None if entry.worker == UNKNOWN else finding.member.workers[entry.worker],
        words.attempt[0]: None if entry.attempt == UNKNOWN else entry.attempt,
    }


def _guard_report(guard: ConcreteGuard, transition: str) -> Report:
    return {"transition": transition, "number": guard.number, "text": str(guard.declared.test)}


def _most_first(findings: dict[tuple[str, ...], int]) -> list[tuple[tuple[str, ...], int]]:
    return sorted(findings.items(), key=lambda item: (-item[1], item[0]))


def log_lines(checked: Checked) -> Iterator[str]:
    """The answer for a terminal: the findings by the bugs that explain them."""
    checker = checked.checker
    yield checked.summary
    for bugs, count in _most_first(checker.counts.findings):
        yield ""
        yield heading_of(checked, bugs, count)
        shown = [finding for finding in checker.findings if finding.bugs == bugs]
        for finding in shown:
            yield f"  line {finding.line:,}: {finding.sentence}"
            if finding.note:
                yield f"    {finding.note}"
            if finding.scenario is not None:
                yield f"    the same in the model: /t/{encode(finding.scenario)}/"
        if len(shown) < count:
            yield f"  and {count - len(shown):,} more"
    if checked.sentences:
        yield ""
        yield "Not judged:"
        yield from (f"  {sentence}" for sentence in checked.sentences)
    yield ""
    yield allowed(checked)


def heading_of(checked: Checked, bugs: tuple[str, ...], count: int) -> str:
    """What a group of findings has in common."""
    workbook = checked.checker.workbook
    if not bugs:
        return f"{counted(count, 'finding')} that none of {counted(len(workbook.bugs), 'bug')} explains"
    takes = listed([_takes_away(checked, bug) for bug in bugs])
    return f"{counted(count, 'finding')} that {listed(bugs)} {'explains' if len(bugs) == 1 else 'explain'}: {takes}"


def _takes_away(checked: Checked, bug: str) -> str:
    """The guard or the effect that a bug takes away."""
    workbook = checked.checker.workbook
    declared = next(each for each in workbook.transitions if each.name == workbook.bug(bug).transition)
    for number, guard in enumerate(declared.guards, 1):
        if guard.removed_by == bug:
            return f"guard {number} of {declared.name} is missing, {guard.test}"
    effect = next(each for each in declared.effects if each.skipped_by == bug)
    nouns = {each.name: f"the {each.sort.noun}" for each in declared.parameters}
    return f"{declared.name} does not {effect.does.format_map(nouns)}"


def allowed(checked: Checked) -> str:
    """What was allowed, so that nobody takes the answer for more than it is."""
    tolerance, words = checked.checker.tolerance, checked.checker.words
    missing = sorted(tolerance.unlogged)
    said = [
        f"Due work may be {show_duration(checked.late)} late (--late).",
        f"Clocks may differ by {show_duration(tolerance.skew)} (--skew).",
        f"Not in the log: {listed(missing)} (--unlogged)." if missing else "Every event is taken to be in the log.",
    ]
    return " ".join(said) + f" Each {words.member} is judged by itself, up to its first finding."
