"""A log checked in one pass: each member by itself, with memory for those that are not done."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from typing import Any

from a09web.model.endless import ENDLESS
from a09web.model.logged import Vocabulary
from a09web.model.workbook import Workbook
from a09web.wording import counted, listed

from .findings import Finding, finding_of
from .following import Entry, Following, Refusal, Tolerance, TooMany, TooManyWorkers
from .member import Member
from .reading import Event

MOST_DONE = 20_000
"""So many members that are done are remembered: a late result may still come for them."""
MOST_FINDINGS = 1_000
"""So many findings are kept; the others are counted."""


WHY_UNJUDGED = {
    "began_before": (
        "{members} began before the log does, or {were} done too long before their next event to be remembered, "
        "and {were} not judged"
    ),
    "without_due": "Of {members} nothing says when {they} {were} due, so nothing is said about early or late",
    "begun_again": "{members} began again before {they} {were} done, and {were} not judged any further",
    "clock_back": "{events} {are} earlier than the event before of the same {member}, and {were} taken as they stand",
    "other_count": "{events} {name} another {attempt} than the events before count, and the {member} was not judged "
    "any further; if something is missing from the log, --unlogged says so",
    "too_open": "What is not in the log leaves too many possibilities for {members}, and {they} {were} not judged any "
    "further; log also {missing}",
    "too_many_workers": "{members} {have} too many workers, and {were} not judged any further",
    "within_skew": "{events} {are} right only within the skew that you allowed",
}
"""What cannot be judged, or only just: templates."""


class Unjudged:
    """What cannot be judged: of each kind how many there are, and the line of the first."""

    def __init__(self, words: Vocabulary, unlogged: frozenset[str] = frozenset()) -> None:
        self.words = words
        self.missing = sorted(unlogged) or [words.worker[0], words.attempt[0]]
        self.counts: dict[str, tuple[int, int]] = {}

    def note(self, kind: str, line: int) -> None:
        count, first = self.counts.get(kind, (0, line))
        self.counts[kind] = (count + 1, first)

    @property
    def sentences(self) -> list[str]:
        return [self._sentence(kind) for kind in WHY_UNJUDGED if kind in self.counts]

    def _sentence(self, kind: str) -> str:
        count, line = self.counts[kind]
        one = count == 1
        said = WHY_UNJUDGED[kind].format(
            members=counted(count, self.words.member),
            events=counted(count, "event"),
            member=self.words.member,
            attempt=self.words.attempt[0],
            missing=listed(self.missing),
            they="it" if one else "they",
            were="was" if one else "were",
            are="is" if one else "are",
            have="has" if one else "have",
            name="names" if one else "name",
        )
        return f"{said} ({'line' if one else 'the first at line'} {line:,})."


@dataclass
class Counts:
    """What was looked at: members, events, and the findings for each set of bugs."""

    members: int = 0
    events: int = 0
    findings: dict[tuple[str, ...], int] = field(default_factory=dict)

    @property
    def found(self) -> int:
        return sum(self.findings.values())


class Checker:
    """Takes the events of a log one after another. `findings` are the first ones, `counts` all."""

    def __init__(self, workbook: Workbook[Any], words: Vocabulary, tolerance: Tolerance, kind: str) -> None:
        self.workbook, self.words, self.tolerance, self.kind = workbook, words, tolerance, kind
        self.counts, self.unjudged = Counts(), Unjudged(words, tolerance.unlogged)
        self.findings: list[Finding] = []
        self._following = Following(workbook, words, tolerance)
        self._strict = Following(workbook, words, Tolerance(0, tolerance.late, tolerance.unlogged))
        self._about_all = {event.name for event in words.events if event.through is not None}
        self._open: dict[str, Member] = {}
        self._done: OrderedDict[str, Member | None] = OrderedDict()
        self._due: list[tuple[int, str]] = []
        self._checkpoint: Entry | None = None
        self._last: Event | None = None

    def check(self, events: Iterable[Event]) -> None:
        """Takes all events, and then asks what should have happened by the last of them."""
        for event in events:
            self.take(event)
        self.end()

    def take(self, event: Event) -> None:
        self.counts.events += 1
        if self._last is None or event.at > self._last.at:
            self._last = event
        if event.name in self._about_all:
            self._take_for_all(event)
        elif event.name == self.words.begins:
            self._begin(event)
        else:
            self._take_for_one(event)

    def end(self) -> None:
        """What should have happened to members that are not done, by the time of the last event."""
        if self._last is None:
            return
        for name, member in list(self._open.items()):
            try:
                self._end_of(name, member, self._last)
            except TooMany as why:
                self._give_up(name, self._last.line, why)

    def _end_of(self, name: str, member: Member, last: Event) -> None:
        if member.checkpoint is not self._checkpoint:
            self._synchronise(member)
        refusal = member.overdue(last.at)
        if refusal is not None:
            self._found(name, member, Entry(last.line, last.at, ""), refusal)

    def _begin(self, event: Event) -> None:
        name, due = event.member, event.number
        if name in self._open:
            self.unjudged.note("begun_again", event.line)
            self._put_aside(name)
            return
        self._done.pop(name, None)
        if due is None:
            self.unjudged.note("without_due", event.line)
        self._make(event, due)

    def _make(self, event: Event, due: int | None) -> Member:
        """A member that begins with this event. If nobody says when it is due, it is as soon as it is materialized."""
        self.counts.members += 1
        number = ENDLESS if due is None else due
        member = Member(self._following, Entry(event.line, event.at, self.words.begins, number=number), due)
        if self._checkpoint is not None:
            member.stands_at(self._checkpoint)
        self._open[event.member] = member
        if due is not None:
            heappush(self._due, (due, event.member))
            self._forget_due()
        return member

    def _forget_due(self) -> None:
        """Without checkpoints nobody asks when members that are done were due."""
        if len(self._due) > MOST_DONE + 2 * len(self._open):
            self._due = [(due, name) for due, name in self._due if name in self._open]
            heapify(self._due)

    def _take_for_one(self, event: Event) -> None:
        member = self._open.get(event.member)
        if member is None:
            member = self._not_open(event)
        if member is not None:
            try:
                self._follow(event, member)
            except TooMany as why:
                self._give_up(event.member, event.line, why)

    def _give_up(self, name: str, line: int, why: TooMany) -> None:
        self.unjudged.note("too_many_workers" if isinstance(why, TooManyWorkers) else "too_open", line)
        self._put_aside(name)

    def _follow(self, event: Event, member: Member) -> None:
        if member.checkpoint is not self._checkpoint:
            self._synchronise(member)
        entry = member.entry(event)
        if event.at < member.now - self.tolerance.skew:
            self.unjudged.note("clock_back", event.line)
        if member.due is None and event.name == self.words.events[0].name:
            member.is_due_at(event.at)
        guesses = member.after(entry)
        if not guesses:
            self._refused(event.member, member, entry)
        else:
            if self.tolerance.skew and not self._strictly(member, entry):
                self.unjudged.note("within_skew", event.line)
            member.goes_on(entry, guesses)
            self._file(event.member, member)

    def _not_open(self, event: Event) -> Member | None:
        """The member of an event that none of the open ones is about: one that was done, or one that nobody announced.
        None if nothing can be said of it."""
        if event.member in self._done:
            return self._done[event.member]
        if event.name == self.words.events[0].name:
            self.unjudged.note("without_due", event.line)
            return self._make(event, None)
        self.counts.members += 1
        self.unjudged.note("began_before", event.line)
        self._put_aside(event.member)
        return None

    def _file(self, name: str, member: Member) -> None:
        """Moves a member to where it belongs: among the open ones or among those that are done."""
        if member.is_done:
            self._open.pop(name, None)
            self._remember(name, member)
        elif name in self._done:
            del self._done[name]
            self._open[name] = member

    def _put_aside(self, name: str) -> None:
        """Says no more of a member."""
        self._open.pop(name, None)
        self._remember(name, None)

    def _remember(self, name: str, member: Member | None) -> None:
        self._done[name] = member
        self._done.move_to_end(name)
        if len(self._done) > MOST_DONE:
            self._done.popitem(last=False)

    def _strictly(self, member: Member, entry: Entry) -> bool:
        """Whether the event would be allowed if all clocks were one."""
        if member.following.machine.many != self._strict.machine.many:
            self._strict = self._strict.wider()
            return self._strictly(member, entry)
        return bool(self._strict.after(member.guesses, entry))

    def _synchronise(self, member: Member) -> None:
        """Tells a member of the checkpoint, which it was not asked about if it cannot be in its way."""
        assert self._checkpoint is not None
        guesses = member.after(self._checkpoint)
        if guesses:
            member.goes_on(self._checkpoint, guesses)
        member.checkpoint = self._checkpoint

    def _take_for_all(self, event: Event) -> None:
        assert event.number is not None
        entry = Entry(event.line, event.at, event.name, number=event.number)
        nobody = Member(self._following, Entry(event.line, event.at, "", number=ENDLESS), None)
        if not nobody.after(entry):
            self._refused("", nobody, entry)
            entry = entry._replace(number=event.at)
        if self._checkpoint is not None and entry.number <= self._checkpoint.number:
            return
        self._checkpoint = entry
        while self._due and self._due[0][0] <= entry.number:
            _, name = heappop(self._due)
            member = self._open.get(name)
            if member is None or member.checkpoint is entry:
                continue
            try:
                self._pass(name, member, entry)
            except TooMany as why:
                self._give_up(name, event.line, why)

    def _pass(self, name: str, member: Member, checkpoint: Entry) -> None:
        """A checkpoint that covers a member."""
        guesses = member.after(checkpoint)
        if guesses:
            member.goes_on(checkpoint, guesses)
            member.checkpoint = checkpoint
        else:
            self._refused(name, member, checkpoint)

    def _refused(self, name: str, member: Member, entry: Entry) -> None:
        judged = [refusal for refusal in member.refusals(entry) if refusal.failing]
        if judged:
            self._found(name, member, entry, min(judged, key=lambda refusal: len(refusal.failing)))
            return
        self.unjudged.note("other_count", entry.line)
        self._put_aside(name)

    def _found(self, name: str, member: Member, entry: Entry, refusal: Refusal) -> None:
        finding = finding_of(name, member, entry, refusal, self.kind)
        self.counts.findings[finding.bugs] = self.counts.findings.get(finding.bugs, 0) + 1
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(finding)
        if name:
            self._put_aside(name)
