"""A moment of a sandbox as the page shows it, made under a reveal policy: what is hidden is not in it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property

from a09web.foresight.lookout import Busy, Pending
from a09web.foresight.questions import Outlook
from a09web.model.blame import Blame, blame, foremost, sentences
from a09web.model.goals import ConcreteLiveness
from a09web.model.replay import Entry, Replay
from a09web.model.stuck import Standstill, Waiting, standstill, stuck_for
from a09web.model.workbook import Workbook
from a09web.wording import counted
from a09web.workbooks.face import Face
from a09web.workbooks.faces import face_of

from .branches import BranchPicture, draw_branches
from .outlook import what_can_break
from .reveal import OPEN, RevealPolicy
from .setup import Setup
from .source import Source, source_of
from .standing import BugView, Claim, Standing, standing_at
from .trace import Culprits, Trace
from .tree import ROOT, Node, Tree


@dataclass(frozen=True)
class PropertyView:
    name: str
    meaning: str
    formula: str
    in_words: str
    """What is wrong where it is broken, without the words of the model."""
    beyond: int
    """Of a consequence of other properties, how many there are that are none."""
    holds: bool
    why: str
    since: Entry | None
    healed: Entry | None
    blamed: tuple[Blame, ...]
    blame_is_shown: bool

    @cached_property
    def blame(self) -> tuple[str, ...]:
        """Who is to blame, witness by witness, in sentences."""
        return sentences(self.blamed, self.since.index if self.since is not None else None)

    @property
    def culprit(self) -> Blame | None:
        """The bug that is named first: the one whose own property this is."""
        return foremost(self.blamed)

    @cached_property
    def told(self) -> tuple[Hashable, ...]:
        """What a person reads of it, besides what every state shows."""
        since, healed = (entry and (entry.index, entry.step) for entry in (self.since, self.healed))
        return self.name, self.holds, self.why, since, healed, self.blame


@dataclass(frozen=True)
class GoalView:
    """A liveness property; `is_broken` when everything may stay as it is for ever and the goal is not met, and
    `must_stay` when it has to."""

    name: str
    meaning: str
    formula: str
    in_words: str
    """What never happens where it is missed, or may never happen, without the words of the model."""
    is_broken: bool
    must_stay: bool
    waiting: tuple[Waiting, ...]


@dataclass(frozen=True)
class FairView:
    """An action and whether it is fair: if it stays enabled, it is taken some day."""

    action: str
    is_fair: bool
    taken_by: str

    @property
    def switch(self) -> str:
        return f"{'-' if self.is_fair else '+'}{self.action}"


@dataclass(frozen=True)
class Moment:
    """Step `at` of a sandbox, seen by somebody who may or may not step it, on the page of that path (its own unless
    another is named), perhaps inside a page of somebody else's."""

    sandbox: Setup
    tree: Tree
    at: int
    may_step: bool
    policy: RevealPolicy = OPEN
    page: str = ""
    embedded: bool = False
    room_version: int | None = None

    @cached_property
    def workbook(self) -> Workbook[Any]:
        return self.sandbox.bounds.workbook

    @cached_property
    def face(self) -> Face:
        return face_of(self.workbook)

    @property
    def live_version(self) -> int:
        """The version of the room in which this is shown: the sandbox's own, unless a class shows it."""
        return self.sandbox.version if self.room_version is None else self.room_version

    @property
    def address(self) -> str:
        return self.page or self.sandbox.get_absolute_url()

    @property
    def beside(self) -> str:
        """Where the other pages of this setup begin. A link is long, so they are named relative to it."""
        return "" if self.sandbox.text else self.sandbox.get_absolute_url()

    @property
    def has_pages(self) -> bool:
        """Whether there are such pages: a sandbox that is attached to a class or an exercise has none."""
        return not getattr(self.sandbox, "is_attached", False)

    @property
    def query(self) -> str:
        """What the address of every step that one can look at begins with."""
        return "embed=1&" if self.embedded else ""

    @cached_property
    def nodes(self) -> list[Node]:
        """The branch that is shown: through this moment, to the end of what was tried from it."""
        through_tip = self.tree.path(self.sandbox.tip)
        if self.at == ROOT or any(node.number == self.at for node in through_tip):
            return through_tip
        return self.tree.path(self.tree.leaf_below(self.at))

    @cached_property
    def branch(self) -> Replay:
        end = self.nodes[-1].number if self.nodes else ROOT
        return self.tree.replay(self.sandbox.bounds, self.sandbox.bugs, end)

    @cached_property
    def replay(self) -> Replay:
        """The trace up to this moment."""
        return self.branch.until(0 if self.at == ROOT else self.tree.nodes[self.at].depth)

    @property
    def entry(self) -> Entry:
        return self.replay.last

    @property
    def is_present(self) -> bool:
        return self.at == self.sandbox.cursor

    @property
    def is_unowned(self) -> bool:
        return not self.sandbox.owner and not self.sandbox.text

    @property
    def undo(self) -> int | None:
        return None if self.at == ROOT else self.tree.nodes[self.at].parent

    @property
    def redo(self) -> int | None:
        index = self.entry.index
        return self.nodes[index].number if index < len(self.nodes) else None

    @cached_property
    def standing(self) -> Standing:
        return standing_at(self.sandbox.bounds, self.entry.bugs, self.entry.state, self.policy)

    @cached_property
    def properties(self) -> tuple[PropertyView, ...]:
        return tuple(self._property(claim) for claim in self.standing.claims)

    @property
    def fair(self) -> frozenset[str]:
        """The fair actions: those that were chosen, else all that the bugs leave fair."""
        return self.sandbox.fair_under(self.entry.bugs)

    @property
    def fairness(self) -> tuple[FairView, ...]:
        """The switches of fairness; none where the policy hides the future."""
        if not self.policy.foresight:
            return ()
        taken = {action: bug for bug, action in self.workbook.unfair_under.items() if bug in self.entry.bugs}
        return tuple(
            FairView(action, action in self.fair, "" if action in self.fair else taken.get(action, ""))
            for action in self.workbook.fair_actions
        )

    @cached_property
    def goals(self) -> tuple[GoalView, ...]:
        """The liveness properties. Where the policy hides the future, so it does these."""
        if not self.policy.foresight:
            return ()
        return tuple(self._goal(goal) for goal in self.replay.machine.liveness)

    @cached_property
    def missed(self) -> tuple[GoalView, ...]:
        """The goals that are missed if everything stays as it is for ever, as it may."""
        return tuple(goal for goal in self.goals if goal.is_broken)

    @cached_property
    def outlook(self) -> Outlook | Pending | Busy | None:
        if not self.policy.foresight:
            return None
        return what_can_break(self.sandbox.bounds, self.entry.bugs, self.entry.state, self.fair)

    @property
    def staying(self) -> str:
        """What becomes of it if everything stays as it is for ever; empty where it cannot."""
        stuck = self.standstill
        if stuck is None or not self.missed:
            return stuck.short if stuck is not None else ""
        names = " and ".join(goal.name for goal in self.missed)
        if stuck.must_stay:
            return f"It stays here for ever, and misses {names}."
        return f"It may stay here for ever, and then misses {names}."

    @property
    def invitation(self) -> str:
        """What to do next, if somebody may and no guide says it; nothing that the states ahead do not keep."""
        policy = self.policy
        if not (self.may_step and policy.invites and policy.foresight and policy.flags):
            return ""
        ahead = self._ahead
        return ahead if self.entry.bugs else f"{ahead} Take steps, or switch a bug on.".lstrip()

    @property
    def _ahead(self) -> str:
        """What can follow in a few words; empty while it is not known."""
        answer = self.answer
        if answer is None or not (answer.ahead or answer.complete):
            return ""
        if not answer.ahead:
            return "Nothing can break from here."
        if not self.entry.bugs:
            return ""
        safety = self.workbook.property_names
        nearest = min(answer.ahead, key=lambda name: (name not in safety, len(answer.ahead[name].steps)))
        steps = counted(len(answer.ahead[nearest].steps), "step")
        return f"{nearest} can {'break' if nearest in safety else 'be stuck'} in {steps}."

    @property
    def is_looking(self) -> bool:
        return isinstance(self.outlook, Pending)

    @property
    def answer(self) -> Outlook | None:
        return self.outlook if isinstance(self.outlook, Outlook) else None

    @cached_property
    def standstill(self) -> Standstill | None:
        """What is waited for in vain where no fair transition is enabled; None elsewhere."""
        if not self.policy.guards:
            return None
        return standstill(self.replay.machine, self.entry.state, self.entry.bugs, self.fair)

    @cached_property
    def blamed(self) -> dict[str, tuple[Blame, ...]]:
        """Who is to blame for each broken property."""
        return blame(self.replay) if self.policy.blame else {}

    @cached_property
    def broken(self) -> tuple[PropertyView, ...]:
        return tuple(prop for prop in self.properties if not prop.holds)

    @property
    def shortens(self) -> bool:
        """Whether the page offers to shorten the trace to the break that the verdict tells of."""
        return self.may_step and self.policy.foresight and self.policy.blame and bool(self.broken)

    @property
    def asks_what_it_would_take(self) -> bool:
        """Whether the page offers to find out which bugs would break what cannot break."""
        is_offered = self.may_step and self.policy.foresight and self.policy.invites
        are_left = len(self.entry.bugs) < len(self.workbook.bugs)
        return is_offered and self.has_pages and not self.embedded and are_left

    @property
    def bugs(self) -> tuple[BugView, ...]:
        return self.standing.bugs_shown

    @property
    def bugs_on(self) -> tuple[BugView, ...]:
        return tuple(view for view in self.bugs if view.is_on)

    @cached_property
    def culprits(self) -> Culprits:
        """The entries of the trace that are to blame: for each the broken properties, by the bug that did it."""
        culprits: Culprits = {}
        for prop in self.broken:
            for blamed in prop.blamed:
                names = culprits.setdefault(blamed.entry.index, {}).setdefault(blamed.bug, [])
                if prop.name not in names:
                    names.append(prop.name)
        return culprits

    @property
    def source_key(self) -> tuple[Hashable, ...]:
        """What the source depends on."""
        entry = self.entry
        before = self.replay.entries[entry.index - 1] if entry.index else entry
        culprits = self.culprits.get(entry.index, {})
        return (
            self.sandbox.bounds,
            entry.step,
            before.state,
            before.bugs,
            tuple((bug, *names) for bug, names in culprits.items()),
        )

    @property
    def source(self) -> Source | None:
        if not self.policy.source:
            return None
        return source_of(self.replay, self.culprits)

    @cached_property
    def trace(self) -> Trace:
        return Trace(
            branch=self.branch,
            numbers=(ROOT, *(node.number for node in self.nodes)),
            tree=self.tree,
            here=self.at,
            present=self.sandbox.cursor,
            culprits=self.culprits,
            shows_toggles=self.policy.flags,
            query=self.query,
        )

    @property
    def branches(self) -> BranchPicture | None:
        """The tree in small; where flags are hidden, so are the branches that toggles began."""
        if not self.policy.flags:
            return None
        return draw_branches(self.tree, {ROOT, *(node.number for node in self.nodes)}, self.at)

    def _goal(self, goal: ConcreteLiveness) -> GoalView:
        machine, entry = self.replay.machine, self.entry
        is_broken = self.standstill is not None and not goal.met(entry.state)
        stuck = stuck_for(machine, entry.state, entry.bugs, self.fair, goal) if is_broken else None
        declared, must_stay = goal.declared, stuck is not None and stuck.must_stay
        return GoalView(
            name=goal.name,
            meaning=declared.meaning,
            formula=declared.formula,
            in_words=self.face.in_words(goal.name, must_stay=must_stay),
            is_broken=is_broken,
            must_stay=must_stay,
            waiting=stuck.waiting if stuck is not None else (),
        )

    def _property(self, claim: Claim) -> PropertyView:
        name, declared, shown = claim.prop.name, claim.prop.declared, self.policy.reasons
        since, healed = self.replay.since(name), self.replay.healed(name)
        return PropertyView(
            name=name,
            meaning=declared.meaning,
            formula=declared.text if self.policy.source else "",
            in_words=self.face.in_words(name),
            beyond=self.workbook.independent if declared.is_consequence else 0,
            holds=claim.holds,
            why=claim.why,
            since=self.replay.entries[since] if shown and since is not None else None,
            healed=self.replay.entries[healed] if shown and healed is not None else None,
            blamed=self.blamed.get(name, ()),
            blame_is_shown=self.policy.blame,
        )
