"""Whatever state somebody stands in, and whoever looks: what the parts of a page say agrees, and is so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import pytest

from a09web.exercises.kinds.kind import WITHOUT_HELP
from a09web.foresight.lookout import Busy, Pending
from a09web.foresight.questions import Ahead, Outlook
from a09web.kit.panels import Panel
from a09web.links.export import to_html
from a09web.links.summary import Summary
from a09web.links.unstored import moment_of
from a09web.model.explore import explore
from a09web.model.machine import machine_for
from a09web.sandbox import moment as moments
from a09web.sandbox.moment import Moment
from a09web.sandbox.panels import _template, render_followed, render_panels
from a09web.sandbox.reveal import ASKED, BREAK, DIAGNOSE, FOLLOW, GUIDED, OPEN, PREDICT
from a09web.scenarios.markdown import to_markdown
from a09web.scenarios.scenario import Scenario
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

from .html import Html

ONE_WORKER = Bounds(due=(1,), workers=1, max_time=2, max_epoch=2)
TWO_WORKERS = Bounds(due=(1,), workers=2, max_time=2, max_epoch=1)
# With two workers there are more owners and more zombies: without a bug, and with those that a second worker is for.
BY_DAY = ("", "StaleCompletion", "DuplicateClaim")
SMALL = [
    *((ONE_WORKER, bug) for bug in ("", *A09.bug_names)),
    *(pytest.param(TWO_WORKERS, bug, marks=() if bug in BY_DAY else pytest.mark.night) for bug in ("", *A09.bug_names)),
]
NO_FOLLOWER = ["Take steps", "Nothing can break", "switch a bug on"]
HIDING = [PREDICT, BREAK, FOLLOW, ASKED, DIAGNOSE, WITHOUT_HELP]


@lru_cache
def walks(bounds: Bounds, bug: str) -> list[tuple[str, ...]]:
    """A shortest way to every reachable state."""
    found = explore(machine_for(bounds), frozenset(bug.split()))
    layers = enumerate(found.layers)
    return [tuple(found.path_to(depth, layer.state(row))) for depth, layer in layers for row in range(len(layer))]


def scenarios(bounds: Bounds, bug: str, fair: frozenset[str] | None = None) -> Iterator[Scenario]:
    for steps in walks(bounds, bug):
        yield Scenario(bounds=bounds, bugs=frozenset(bug.split()), steps=steps, cursor=len(steps), fair=fair)


@dataclass(frozen=True)
class Screen:
    """What is read on a page, part by part."""

    moment: Moment

    @cached_property
    def panels(self) -> dict[str, Panel]:
        return render_panels(self.moment)

    def html(self, name: str) -> str:
        return self.panels[name].html if name in self.panels else ""

    def text(self, name: str) -> str:
        return " ".join(re.sub(r"<[^>]*>", "", self.html(name)).split())

    @property
    def ahead(self) -> dict[str, str]:
        return {name: self.text(f"ahead-{name}") for name in (*A09.property_names, *A09.liveness_names)}

    @property
    def announced(self) -> str:
        return str(_template("announcement").render(moment=self.moment))

    @property
    def everything(self) -> str:
        return " ".join(self.text(name) for name in self.panels)


def nothing_promised(told: str) -> bool:
    return not any(words in told for words in NO_FOLLOWER) and re.search(r"can (break|be stuck) in", told) is None


def contradictions(screen: Screen) -> Iterator[str]:
    """The sentences of one screen that cannot be so together, or in this state."""
    moment, verdict, tally = screen.moment, screen.text("verdict"), screen.text("tally")
    enabled = moment.replay.machine.enabled(moment.entry.state, moment.entry.bugs)
    ahead = screen.ahead
    can = {name for name, told in ahead.items() if told.startswith("can ")}
    never = all("cannot" in told for told in ahead.values())
    is_green = "verdict-holds" in screen.html("verdict")
    red = [name for name in screen.panels if 'class="property property-broken"' in screen.html(name)]
    if "Take steps" in verdict and not enabled:
        yield "take steps where none is enabled"
    for name, what, number in re.findall(r"(\w+) can (break|be stuck) in (\d+) step", verdict):
        if f"can {what} in {number} step" not in screen.ahead[name]:
            yield "the verdict and the property do not count alike"
        if any(
            f"can break in {fewer} step" in each for fewer in range(1, int(number)) for each in screen.ahead.values()
        ):
            yield "something else breaks sooner"
        if what == "be stuck" and can & set(A09.property_names):
            yield "it is not only stuck that it can be"
    if "Nothing can break" in verdict and not never:
        yield "something can break"
    if is_green and (red or "missed" in tally or "broken" in tally):
        yield "all is well, and something is red"
    if re.search(r"All \d+ properties hold", verdict) and "missed" in tally:
        yield "all holds, and something is missed"
    if "missed" in tally and not ("miss" in verdict or "broken" in verdict):
        yield "the verdict keeps quiet about what is missed"
    if "#i-holds" in screen.html("forever") and ("missed" in tally or "waits" in screen.text("forever")):
        yield "the end is well, and something is missed"
    if "All properties hold" in screen.announced and ("missed" in tally or "broken" in tally):
        yield "it is announced that all holds, and it does not"
    everything = screen.everything
    if ("stays here for ever" in everything or "stays for ever" in everything) and enabled:
        yield "it stays, and something is enabled"
    if "may stay here for ever" in everything.lower() and not enabled:
        yield "it may stay, and it must"
    if ("No other state can follow" in screen.text("lookout")) is not (not enabled) and moment.answer is not None:
        yield "what can follow is not what is enabled"


@pytest.mark.parametrize(("bounds", "bug"), SMALL)
def test_no_state_has_a_screen_that_contradicts_itself(bounds: Bounds, bug: str) -> None:
    found = {
        (scenario.steps, said)
        for scenario in scenarios(bounds, bug)
        for may_step in (True, False)
        for said in contradictions(Screen(replace(moment_of(scenario), may_step=may_step)))
    }
    assert found == set()


@pytest.mark.parametrize("fair", [(), ("Tick", "Materialize", "Claim", "Complete"), ("Tick", "AdvanceCheckpoint")])
@pytest.mark.parametrize("bug", ["", "CheckpointAdvance"])
def test_nor_where_little_is_promised(bug: str, fair: tuple[str, ...]) -> None:
    found = {
        (scenario.steps, said)
        for scenario in scenarios(ONE_WORKER, bug, frozenset(fair))
        for said in contradictions(Screen(moment_of(scenario)))
    }
    assert found == set()


@pytest.mark.parametrize(("bounds", "bug"), SMALL)
def test_what_to_do_is_said_where_it_can_be_done(bounds: Bounds, bug: str) -> None:
    """On a page of one's own, in every state in which a fair step is enabled and all is well."""
    for scenario in scenarios(bounds, bug):
        screen = Screen(moment_of(scenario))
        moment = screen.moment
        if moment.broken or moment.standstill:
            continue
        told = screen.text("verdict")
        assert ("Nothing can break from here" in told) is all("cannot" in each for each in screen.ahead.values())
        assert ("Take steps" in told) is (not bug)
        assert (re.search(r"can (break|be stuck) in", told) is not None) is (bool(bug) and "Nothing can" not in told)


@pytest.mark.parametrize(("bounds", "bug"), SMALL)
def test_who_may_not_step_or_has_a_guide_is_told_nothing_to_do(bounds: Bounds, bug: str) -> None:
    for scenario in scenarios(bounds, bug):
        moment = moment_of(scenario)
        for seen in (
            replace(moment, may_step=False),
            *(replace(moment, policy=policy) for policy in (GUIDED, *HIDING)),
        ):
            screen = Screen(seen)
            assert nothing_promised(screen.text("verdict")), (seen.policy.name, scenario.steps)
        followed = render_followed(replace(moment, policy=FOLLOW, may_step=False))
        assert nothing_promised(" ".join(panel.html for panel in followed.values()))


@pytest.mark.parametrize("policy", HIDING, ids=lambda policy: policy.name)
@pytest.mark.parametrize("bug", ["", *A09.bug_names])
def test_who_sees_less_is_not_told_that_all_is_well_where_it_stays_for_ever(policy: object, bug: str) -> None:
    for scenario in scenarios(ONE_WORKER, bug):
        screen = Screen(replace(moment_of(scenario), policy=policy))  # type: ignore[arg-type]
        assert "miss" not in screen.text("verdict")
        if "waits" in screen.text("verdict"):
            assert "verdict-holds" not in screen.html("verdict")


@pytest.mark.parametrize(
    "answer",
    [
        Pending(states=10), Pending(before=2), Busy(), Outlook({}, 10, complete=False),
    ],
    ids=["counting", "waiting", "busy", "not to the end"],
)  # fmt: skip
@pytest.mark.parametrize("bug", ["", *A09.bug_names])
def test_nothing_is_promised_while_nobody_knows(
    answer: Outlook | Pending | Busy, bug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moments, "what_can_break", lambda *asked: answer)
    screen = Screen(moment_of(Scenario(bugs=frozenset(bug.split()))))
    told = screen.text("verdict")
    assert re.search(r"can (break|be stuck) in", told) is None
    assert "Nothing can break" not in told
    assert ("Take steps, or switch a bug on." in told) is (not bug)


def test_what_was_found_before_the_end_of_looking_may_be_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = Outlook({"NoEarlyRunnable": Ahead(("Materialize(r1)",))}, 10, complete=False)
    monkeypatch.setattr(moments, "what_can_break", lambda *asked: answer)
    moment = moment_of(Scenario(bugs=frozenset({"EarlyRelease"})))
    assert Screen(moment).text("verdict").endswith("EarlyRelease is on. NoEarlyRunnable can break in 1 step.")


def test_the_verdict_is_sent_again_when_the_answer_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = moment_of(Scenario(bugs=frozenset({"EarlyRelease"})))
    with monkeypatch.context() as patched:
        patched.setattr(moments, "what_can_break", lambda *asked: Pending())
        before = Screen(moment_of(Scenario(bugs=frozenset({"EarlyRelease"})))).panels["verdict"]
    after = Screen(moment).panels["verdict"]
    assert before.hash != after.hash


@pytest.mark.parametrize(("bounds", "bug"), SMALL)
def test_what_leaves_the_app_says_what_the_page_says(bounds: Bounds, bug: str) -> None:
    """The offline page, where nobody can step, the title of a link, and Markdown."""
    for scenario in scenarios(bounds, bug):
        moment, summary = moment_of(scenario), Summary(moment_of(scenario))
        is_well = not moment.broken and not moment.missed
        assert summary.verdict.startswith("All properties hold") is is_well
        assert ("waits" in summary.witness or "miss" in summary.witness) is (bool(moment.missed) and not moment.broken)
        told = to_markdown(scenario, "x")
        assert all((f"**{goal.name} is missed**" in told) is goal.is_broken for goal in moment.goals)
        page = Html(to_html(scenario, "x"))
        assert all(nothing_promised(verdict.text) for verdict in page.with_class("verdict"))
        last = page.with_class("verdict")[-1]
        assert ("verdict-holds" in last.attributes["class"]) is is_well
        assert all(goal.name in last.text for goal in moment.missed if not moment.broken)


def test_open_is_the_only_policy_that_invites() -> None:
    assert OPEN.invites
    assert not GUIDED.invites
    assert replace(GUIDED, name="open", invites=True) == OPEN
