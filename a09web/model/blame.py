"""Which step of which bug is to blame, for each witness of a broken property.

A witness is a run for which a property does not hold. Its break began with the first of the unbroken row of states, up
to now, in which it breaks the property. A use of a bug is to blame if, with it alone corrected, the witness does not
break the property there. If no single use is, all uses of one bug are corrected together, and then all of all bugs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .expressions import Expr
from .goals import ConcreteProperty
from .replay import Entry, Replay
from .transitions import ConcreteEffect, ConcreteGuard, ConcreteTransition
from .uses import Use, all_corrected, each_corrected, uses_of

STEP, BUG, ALL = "step", "bug", "all"


@dataclass(frozen=True)
class Blame:
    """What a bug did to a witness: its latest use that is to blame.

    `since` is the entry at which the break began. `enough` says what has to be put right to prevent it: this one step,
    or one of those in `also`; all uses of this bug, of which `together` has the earlier ones; or those of all bugs."""

    prop: str
    witness: str
    since: Entry
    use: Use
    own: str  # the property that is there to catch this bug
    enough: str = STEP
    also: tuple[Entry, ...] = ()
    together: tuple[Entry, ...] = ()

    @property
    def bug(self) -> str:
        return self.use.bug

    @property
    def entry(self) -> Entry:
        return self.use.entry

    @property
    def transition(self) -> ConcreteTransition:
        return self.use.transition

    @property
    def guard(self) -> ConcreteGuard | None:
        return self.use.guard

    @property
    def effect(self) -> ConcreteEffect | None:
        return self.use.effect

    @property
    def is_own(self) -> bool:
        """Whether the property is the one that is there to catch this bug."""
        return self.own == self.prop

    @property
    def taken(self) -> str:
        """What the bug took away, by the names of the model alone."""
        if self.guard is not None:
            return f"{self.bug} removes guard {self.guard.number} of {self.transition.declared.name}."
        return self.short

    @property
    def short(self) -> str:
        """What the bug did, without the text of what it took away."""
        return self._did("")

    @property
    def sentence(self) -> str:
        """What the bug did, in words; names of the model stand in backticks."""
        took = self.guard if self.guard is not None else self.effect
        text = f", `{took.text}`" if took is not None else ""
        return " ".join([self._did(text), self._at_its_step, *self._others])

    def _did(self, text: str) -> str:
        """What a guard that is gone would have said of its step, and whose it was; or what was left undone."""
        if self.guard is not None:
            said, name = self.guard.sentence(self.use.before.state), self.transition.declared.name
            return f"{said} So says guard {self.guard.number} of {name}{text}, but {self.bug} removes it."
        return f"{self.bug} does not {self.effect.does}{text}." if self.effect is not None else ""

    @property
    def brief(self) -> str:
        """The same as one of several: without the text of what the bug took away."""
        step = f"step {self.entry.index}, `{self.entry.step}`."
        if self.guard is not None:
            did = f"guard {self.guard.number}, which {self.bug} removes, would have refused {step}"
        else:
            did = f"{self.bug} did not {self.effect.does if self.effect is not None else ''} at {step}"
        return " ".join([did, *self._others])

    @property
    def _at_its_step(self) -> str:
        step = f"{self.entry.index}, `{self.entry.step}`,"
        if self.guard is not None:
            return f"With that guard in place, step {step} would have been refused."
        return f"Step {step} should have done so."

    @property
    def _others(self) -> Iterator[str]:
        if self.also:
            yield f"To put {_steps(self.also, 'or')} right would have prevented it, too."
        if self.enough == ALL:
            yield "With every use of this bug put right, another that is on lets it come to the same."
        elif self.together:
            yield f"That alone would not have prevented it: it takes the same at {_steps(self.together)}."
        elif self.enough == BUG:
            yield "With this step alone put right, the same bug lets it come to this at a later one."


def _steps(entries: Sequence[Entry], link: str = "and") -> str:
    *others, last = (str(entry.index) for entry in entries)
    if not others:
        return f"step {last}"
    return f"step{'s' if link == 'and' else ''} {', '.join(others)} {link} {last}"


@dataclass(frozen=True)
class _Break:
    """A witness that breaks a property now, and the entry at which that began."""

    prop: ConcreteProperty
    witness: str
    test: Expr
    since: Entry


def blame(replay: Replay) -> dict[str, tuple[Blame, ...]]:
    """For each property that is broken at the end of the replay who is to blame: witness by witness, and first the bug
    whose own property it is."""
    breaks = [broken for prop in replay.machine.properties for broken in _breaks(replay, prop)]
    if not breaks:
        return {}
    indexes = {broken.since.index for broken in breaks}
    until = replay.until(max(indexes))
    uses = uses_of(until)
    corrected = each_corrected(until, uses, indexes)
    found: dict[str, tuple[Blame, ...]] = {}
    for broken in breaks:
        alone = [use for use, state in corrected[broken.since.index].items() if broken.test.read(state)]
        blamed = sorted(
            _alone(replay, broken, alone) if alone else _together(replay, broken, uses), key=lambda one: not one.is_own
        )
        found[broken.prop.name] = (*found.get(broken.prop.name, ()), *blamed)
    return found


def sentences(blamed: Sequence[Blame], since: int | None = None) -> tuple[str, ...]:
    """What the bugs did to one property, each once. With several witnesses, or one that broke later than the property,
    each sentence says of which it speaks and since when."""
    if not blamed:
        return ()
    breaks = {(one.witness, one.since.index) for one in blamed}
    if breaks == {(blamed[0].witness, blamed[0].since.index if since is None else since)}:
        return tuple(one.sentence for one in blamed)
    told: dict[tuple[str, int], list[str]] = {}
    for one in blamed:
        told.setdefault((one.brief, one.since.index), []).append(one.witness)
    return tuple(
        f"{' and '.join(witnesses)}, since step {began}: {sentence}" for (sentence, began), witnesses in told.items()
    )


def foremost(blamed: Sequence[Blame]) -> Blame | None:
    """The bug whose own property this is, if it is to blame; else the first."""
    return min(blamed, key=lambda one: not one.is_own, default=None)


def _breaks(replay: Replay, prop: ConcreteProperty) -> Iterator[_Break]:
    if prop.name not in replay.last.broken:
        return
    for witness, test in prop.formula.instances:
        if not test.read(replay.last.state):
            yield _Break(prop, witness, test, _began(replay, test))


def _began(replay: Replay, test: Expr) -> Entry:
    began = replay.last
    for entry in reversed(replay.entries[:-1]):
        if entry.state is not began.state and test.read(entry.state):
            break
        began = entry
    return began


def _alone(replay: Replay, broken: _Break, uses: Sequence[Use]) -> Iterator[Blame]:
    """Each bug of which a use is to blame by itself."""
    for bug, those in _by_bug(replay, uses):
        own = replay.machine.workbook.caught_by[bug]
        yield Blame(broken.prop.name, broken.witness, broken.since, those[-1], own, also=_entries(those[:-1]))


def _together(replay: Replay, broken: _Break, uses: Sequence[Use]) -> Iterator[Blame]:
    """Each bug of which all uses are to blame together; if there is none, all."""
    index = broken.since.index
    by_bug = _by_bug(replay, [use for use in uses if use.entry.index <= index])
    guilty = [(bug, those) for bug, those in by_bug if broken.test.read(all_corrected(replay, {bug}, index))]
    enough = BUG if guilty else ALL
    for bug, those in guilty or by_bug:
        own, earlier = replay.machine.workbook.caught_by[bug], _entries(those[:-1])
        yield Blame(broken.prop.name, broken.witness, broken.since, those[-1], own, enough, together=earlier)


def _by_bug(replay: Replay, uses: Sequence[Use]) -> list[tuple[str, list[Use]]]:
    ordered = sorted(uses, key=lambda use: use.entry.index)
    names = replay.machine.workbook.bug_names
    return [(bug, those) for bug in names if (those := [use for use in ordered if use.bug == bug])]


def _entries(uses: Sequence[Use]) -> tuple[Entry, ...]:
    return tuple(use.entry for use in uses)
