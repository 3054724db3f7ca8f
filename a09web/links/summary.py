"""What a link says of itself where it is posted: a headline and a sentence or two."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from a09web.sandbox.moment import Moment
from a09web.wording import counted, listed

DESCRIPTION_LENGTH = 300


@dataclass(frozen=True)
class Summary:
    """Of the moment at which a scenario stands."""

    moment: Moment

    @property
    def title(self) -> str:
        return self.moment.sandbox.title or self.verdict

    @cached_property
    def verdict(self) -> str:
        """`NoEarlyRunnable breaks at step 1`, or that everything holds."""
        broken = self.moment.broken
        if broken:
            since = broken[0].since
            where = f" at step {since.index}" if since is not None and since.index else " from the start"
            return f"{broken[0].name} breaks{where}"
        if self.moment.missed:
            missed = self.moment.missed[0]
            return f"{missed.name} is missed {'for ever' if missed.must_stay else 'if it stays so'}"
        return f"All properties hold after {counted(self.moment.entry.index)}"

    @property
    def why(self) -> str:
        """The witnesses and the blame, as the verdict line of the page says them, without the marks of code."""
        culprit = self.moment.broken[0].culprit if self.moment.broken else None
        return " ".join([self.witness, *([culprit.sentence.replace("`", "")] if culprit is not None else [])])

    @property
    def witness(self) -> str:
        """The values that break the first broken property, or what is waited for."""
        if self.moment.broken:
            return f"{self.moment.broken[0].why}.".replace("`", "")
        stuck = self.moment.standstill
        if stuck is None:
            return ""
        told = self.moment.staying if stuck.done and self.moment.missed else stuck.sentence
        return told.replace("`", "")

    @property
    def in_words(self) -> str:
        """What broke or is missed, first without the words of the model."""
        wrong = self.moment.broken or self.moment.missed
        return f"{wrong[0].in_words} {self.witness}".rstrip() if wrong else self.witness

    @property
    def blame(self) -> str:
        """What the bug to blame took away, in a line of a picture."""
        culprit = self.moment.broken[0].culprit if self.moment.broken else None
        return culprit.taken if culprit is not None else ""

    @property
    def world(self) -> str:
        """The bounds and the flags in one line."""
        facts = self.moment.sandbox.bounds.facts
        members = ", ".join(str(fact) for fact in facts if fact.of_member)
        sizes = [fact.words for fact in facts if not fact.name]
        on = self.moment.workbook.in_order(self.moment.entry.bugs)
        return "; ".join([*filter(None, [members]), *sizes, f"{listed(on)} on" if on else "no bug on"])

    @property
    def description(self) -> str:
        """For a chat's preview."""
        own = self.verdict + ". " if self.moment.sandbox.title else ""
        text = f"{own}{self.why} The model: {self.world}. Step {self.moment.entry.index}."
        text = " ".join(text.split())
        return text if len(text) <= DESCRIPTION_LENGTH else text[: DESCRIPTION_LENGTH - 1].rstrip() + "…"
