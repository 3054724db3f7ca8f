"""What a policy hides is in no panel: neither in the words nor in the shape of the page."""

from __future__ import annotations

import re

import pytest
from django.template.loader import get_template
from hypothesis import given, settings
from hypothesis import strategies as st

from a09web.kit.outcome import Outcome
from a09web.model.machine import machine_for
from a09web.model.replay import replay
from a09web.sandbox.models import Sandbox
from a09web.sandbox.panels import render_panels
from a09web.sandbox.reveal import BREAK, DIAGNOSE, OPEN, POINT, PREDICT, RevealPolicy
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

from .html import Html
from .making import BREAKS, CAUGHT_BY, ZOMBIE, made, moment

pytestmark = pytest.mark.django_db

HIDING = [PREDICT, BREAK, DIAGNOSE]
EVERYTHING = ("Tick", "Materialize(r1)", "Claim(w1,r1)", "Claim(w2,r1)", "Expire(r1)", "Complete(w1,r1,1)")


def shown(sandbox: Sandbox, policy: RevealPolicy, *, at: int | None = None, may_step: bool = True) -> dict[str, str]:
    """Every panel, and what goes along with an answer to htmx."""
    now = moment(sandbox, at, may_step=may_step, policy=policy)
    html = {name: panel.html for name, panel in render_panels(now).items()}
    context = {
        "moment": now,
        "outcome": Outcome(),
        "parts": [],
        "title": "",
        "is_background": False,
    }
    return {**html, "changes": get_template("sandbox/_changes.html").render(context)}


def words(text: str) -> str:
    """What a reader of the page or of its source could see, entities resolved."""
    parsed = Html(text)
    attributes = " ".join(value for element in parsed.elements for value in element.attributes.values())
    return f"{' '.join(element.text for element in parsed.top)} {attributes}"


def tla_texts() -> set[str]:
    """The TLA+ of guards at the default bounds, declared and with values, as far as it is longer than a name."""
    machine = machine_for(Bounds())
    texts = {guard.text for transition in machine.transitions for guard in transition.guards}
    texts |= {str(guard.test) for transition in A09.transitions for guard in transition.guards}
    return {text for text in texts if len(text) > 6}


FORMULAS = {str(prop.formula) for prop in A09.properties}


@pytest.mark.parametrize("policy", [OPEN, *HIDING], ids=lambda policy: policy.name)
@pytest.mark.parametrize("may_step", [True, False])
@pytest.mark.parametrize("bug", [*BREAKS, ""])
def test_every_panel_renders_under_every_policy(policy: RevealPolicy, may_step: bool, bug: str) -> None:
    sandbox = made(*BREAKS.get(bug, ZOMBIE), bugs=[bug] if bug else [])
    for at in range(sandbox.last_number + 1):
        for text in shown(sandbox, policy, at=at, may_step=may_step).values():
            Html(text)


def test_an_open_sandbox_shows_everything() -> None:
    page = words("".join(shown(made(*EVERYTHING, bugs={"DuplicateClaim", "StaleCompletion"}), OPEN).values()))
    assert all(bug in page for bug in A09.bug_names)
    assert all(formula in page for formula in FORMULAS)
    assert "removed by StaleCompletion" in page
    assert "Blame" in page
    assert "and is the culprit" in page


# Diagnose


@pytest.mark.parametrize("may_step", [True, False])
@pytest.mark.parametrize("bug", BREAKS)
def test_diagnose_names_no_bug_no_guard_and_no_culprit(bug: str, may_step: bool) -> None:
    sandbox = made(*BREAKS[bug], bugs={bug})
    for at in range(sandbox.last_number + 1):
        html = "".join(shown(sandbox, DIAGNOSE, at=at, may_step=may_step).values()).replace("<wbr>", "")
        assert not [name for name in A09.bug_names if name in html]
        seen = words(html)
        assert not [text for text in tla_texts() | FORMULAS if text in seen]
        told = re.sub(r'(class|id|aria-disabled)="?[^"> ]*"?', "", html)
        assert not re.search(r"(?i)\b(blame|culprit|guards?|disabled|not enabled|removed?|since|why)\b", told)


def cells(panels: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in panels.items() if name.startswith("cell-")}


@pytest.mark.parametrize("may_step", [True, False])
@pytest.mark.parametrize("bug", BREAKS)
def test_diagnose_does_not_tell_what_is_enabled(bug: str, may_step: bool) -> None:
    """No transition looks different in any state."""
    sandbox = made(*BREAKS[bug], bugs={bug})
    first = cells(shown(made(), DIAGNOSE, may_step=may_step))
    assert len(first) == 18
    for at in range(sandbox.last_number + 1):
        assert cells(shown(sandbox, DIAGNOSE, at=at, may_step=may_step)) == first


@pytest.mark.parametrize("may_step", [True, False])
def test_diagnose_calls_no_transition_enabled_or_not(may_step: bool) -> None:
    for text in cells(shown(made(), DIAGNOSE, may_step=may_step)).values():
        assert "enabled" not in re.sub(r'class="[^"]*"', "", text)


def test_diagnose_offers_every_transition_to_try() -> None:
    offered = [Html(text).choices["step"] for text in cells(shown(made(), DIAGNOSE)).values()]
    assert sorted(step for steps in offered for step in steps) == STEPS


def test_diagnose_offers_no_switch() -> None:
    for text in shown(made(), DIAGNOSE).values():
        assert not re.search(r'value="[+-]', text)


@pytest.mark.parametrize("bug", BREAKS)
def test_diagnose_says_of_a_property_only_whether_it_holds(bug: str) -> None:
    panels = shown(made(*BREAKS[bug], bugs={bug}), DIAGNOSE)
    properties = {name: Html(text) for name, text in panels.items() if name.startswith("panel-")}
    assert len(properties) == 7
    for name, panel in properties.items():
        broken = name == f"panel-{CAUGHT_BY[bug]}"
        assert panel.with_class("state")[0].text == ("broken" if broken else "holds")
        assert [element.attributes["class"] for element in panel.all("p")] == ["meaning"]


def test_diagnose_shows_the_trace_without_its_toggles() -> None:
    sandbox = made("+EarlyRelease", "Materialize(r1)", "-EarlyRelease", "Tick")
    trace = Html(shown(sandbox, DIAGNOSE)["trace"])
    assert [link.text for link in trace.all("a") if "at=" in link.attributes["href"]] == [
        "Init",
        "Materialize(r1)",
        "Tick",
    ]


STEPS = sorted(machine_for(Bounds()).by_name)
LIKELY = ["Tick", "Materialize(r1)", "Materialize(r2)", "Claim(w1,r1)", "Claim(w2,r1)", "Expire(r1)"]
LIKELY += ["Complete(w1,r1,1)", "Complete(w2,r1,2)", "AdvanceCheckpoint"]
BUG_SETS = st.sets(st.sampled_from(A09.bug_names), max_size=2).map(frozenset)


@settings(max_examples=40)
@given(one=BUG_SETS, other=BUG_SETS, wishes=st.lists(st.sampled_from(LIKELY), max_size=14))
def test_two_sandboxes_that_behave_alike_look_alike(
    one: frozenset[str], other: frozenset[str], wishes: list[str]
) -> None:
    """They differ in nothing but their bugs. As long as no state and no refusal differs, no byte differs."""
    steps: list[str] = []
    for wish in wishes:
        ends = [replay(Bounds(), bugs, [*steps, wish]) for bugs in (one, other)]
        if ends[0].refusal or ends[1].refusal or ends[0].last.state != ends[1].last.state:
            continue
        steps.append(wish)
    sandbox = made(*steps, bugs=one)
    for may_step in (True, False):
        pages = []
        for bugs in (one, other):
            sandbox.bugs_at_start = ",".join(sorted(bugs))
            sandbox.save()
            pages.append(shown(sandbox, DIAGNOSE, may_step=may_step))
        assert pages[0] == pages[1]


@pytest.mark.parametrize("bug", BREAKS)
def test_the_break_itself_is_seen(bug: str) -> None:
    sandbox = made(*BREAKS[bug], bugs={bug})
    assert CAUGHT_BY[bug] in shown(sandbox, DIAGNOSE)["verdict"]
    assert CAUGHT_BY[bug] not in shown(sandbox, DIAGNOSE, at=sandbox.last_number - 1)["verdict"]


# Predict


@pytest.mark.parametrize("bug", BREAKS)
def test_predict_blames_nobody(bug: str) -> None:
    page = words("".join(shown(made(*BREAKS[bug], bugs={bug}), PREDICT).values()))
    assert not re.search(r"(?i)\b(blame|culprit)\b", page)


@pytest.mark.parametrize("bug", BREAKS)
def test_predict_shows_no_source(bug: str) -> None:
    """No formula of a property, and no text of a guard beside its sentence. A reason may say the same of a value."""
    panels = shown(made(*BREAKS[bug], bugs={bug}), PREDICT)
    assert not [text for text in FORMULAS if text in words("".join(panels.values()))]
    guards = words("".join(cells(panels).values()))
    assert not [text for text in tla_texts() if text in guards]


def test_predict_shows_the_switches_and_what_is_enabled() -> None:
    panels = shown(made("Tick"), PREDICT)
    choices = [step for text in panels.values() for step in Html(text).choices.get("step", [])]
    assert list(dict.fromkeys(choices)) == ["Materialize(r1)", *(f"+{bug}" for bug in A09.bug_names)]


@pytest.mark.parametrize("policy", [PREDICT, DIAGNOSE], ids=lambda policy: policy.name)
def test_what_is_hidden_is_not_made(policy: RevealPolicy) -> None:
    """So that no template can leak it."""
    now = moment(made(*BREAKS["StaleCompletion"], bugs={"StaleCompletion"}), policy=policy)
    assert not [prop.blamed for prop in now.properties if prop.blamed]
    assert not [prop.formula for prop in now.properties if prop.formula]
    assert not [entry.culprit_of for entry in now.trace.entries if entry.culprit_of]
    texts = [guard.text for actor in now.standing.actors for view in actor.transitions for guard in view.guards]
    assert not any(texts)


# Break


@pytest.mark.parametrize("policy", [BREAK, POINT], ids=lambda policy: policy.name)
def test_what_has_happened_is_told_and_who_is_to_blame_is_left_to_be_found(policy: RevealPolicy) -> None:
    page = words("".join(shown(made(*BREAKS["DuplicateClaim"], bugs={"DuplicateClaim"}), policy).values()))
    assert "AtMostOneClaimer is broken since step 4, Claim(w2,r1):" in page
    assert not [said for said in ("Blame", "is the culprit", "would have been refused") if said in page]
