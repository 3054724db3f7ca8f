"""The source on the page: the TLA+ of what was done last, of what is broken, and of what each bug changes."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from django.test import Client

from a09web.sandbox.models import Sandbox
from a09web.sandbox.panels import render_panels, render_twins
from a09web.sandbox.reveal import DIAGNOSE, FOLLOW, OPEN, PREDICT, RevealPolicy
from a09web.sandbox.source import DiffLine, Source, SourceLine, all_transitions, property_source
from a09web.source.plain import difference, plain, plain_text
from a09web.source.texts import definition
from a09web.source.twins import twin
from a09web.workbooks.a09 import A09

from .html import Element, Html
from .making import BREAKS, CAUGHT_BY, ZOMBIE, made, moment
from .visiting import html, new, take

pytestmark = pytest.mark.django_db

TOGGLES = [f"{sign}{bug}" for bug in A09.bug_names for sign in "+-"]


def source(sandbox: Sandbox, at: int | None = None) -> Source:
    found = moment(sandbox, at).source
    assert found is not None
    return found


def part(sandbox: Sandbox, name: str = "source", policy: RevealPolicy = OPEN) -> Html:
    return Html(render_panels(moment(sandbox, policy=policy))[name].html)


def formulas(sandbox: Sandbox, policy: RevealPolicy = OPEN) -> Html:
    """What is said of the properties that are broken."""
    panels = render_panels(moment(sandbox, policy=policy)).values()
    return Html("".join(panel.html for panel in panels if panel.name.startswith("formula-")))


def joined(line: SourceLine | DiffLine) -> str:
    return "".join(token.text for token in line.tokens)


def lines(shown: Html) -> list[str]:
    """The lines of the transition, as they are read."""
    return [element.text for element in shown.all("span") if "line-" in element.attributes.get("class", "")]


def marked(elements: Iterable[Element]) -> list[tuple[str, str]]:
    """What stands on a line, and the properties that it is marked with."""
    return [
        (e.text, e.attributes["data-breaks"]) for e in elements if e.tag == "span" and "data-breaks" in e.attributes
    ]


# The last step


def test_the_last_step_is_shown_with_the_values_that_it_was_taken_with() -> None:
    shown = part(made("Tick", "Materialize(r1)", "Claim(w2,r1)"))
    assert shown.all("h3")[0].text == "Last step: Claim(w2,r1)"
    assert lines(shown) == [
        "Claim(w2, r1) ==",
        "/\\ copies[r1] > 0 1 > 0",
        "/\\ completedEpoch[r1] = 0 0 = 0",
        "/\\ w2 \\notin claimers[r1] w2 \\notin {}",
        "/\\ claimers[r1] = {} {} = {}",
        "/\\ claimers' = [claimers EXCEPT ![r1] = @ \\cup {w2}]",
        "/\\ held' = held \\cup {<<w2, r1, epoch[r1]>>}",
        "/\\ UNCHANGED <<now, scheduled, copies, epoch, completedEpoch, completions, checkpoint>>",
    ]


def test_an_old_step_is_shown_with_its_own_values() -> None:
    sandbox = made(*ZOMBIE, "Claim(w2,r1)", "Complete(w2,r1,2)")
    assert [joined(line).split(" ==")[0] for line in source(sandbox, 4).step[:1]] == ["Expire(r1)"]
    assert [line.line.filled for line in source(sandbox, 4).step if line.line.number] == ["{w1} # {}", "1 < 2"]


def test_at_the_start_the_initial_state_is_shown() -> None:
    found = source(made("Tick"), 0)
    assert (found.step, found.toggled) == ((), "")
    assert "\n".join("".join(token.text for token in line) for line in found.start) == definition(A09, "Init").text
    assert Html(render_panels(moment(made()))["source"].html).all("h3")[0].text == "The start"


# What a removed guard broke


@pytest.mark.parametrize("bug", BREAKS)
def test_the_line_that_a_bug_took_away_is_marked_with_the_property_that_this_broke(bug: str) -> None:
    shown = part(made(*BREAKS[bug], bugs={bug}))
    assert {breaks for _, breaks in marked(shown.elements)} == {CAUGHT_BY[bug]}
    (removed,) = shown.with_class("line-removed")
    assert removed.attributes["data-breaks"] == CAUGHT_BY[bug]
    assert f" removed by {bug}" in removed.text


def test_the_removed_guard_says_that_it_did_not_hold() -> None:
    (found,) = marked(part(made("Materialize(r1)", bugs={"EarlyRelease"})).elements)
    assert found == ("/\\ DueAt[r1] <= now removed by EarlyRelease; 1 <= 0: so the guard is false", "NoEarlyRunnable")


def test_a_skipped_effect_and_what_stands_there_instead_are_both_marked() -> None:
    sandbox = made(*BREAKS["DuplicateMaterialization"], bugs={"DuplicateMaterialization"})
    assert marked(part(sandbox).elements) == [
        (
            "/\\ scheduled' = scheduled \\ {r1} removed by DuplicateMaterialization",
            "MaterializedRunRemovedFromSchedule",
        ),
        ("/\\ scheduled' = scheduled put by DuplicateMaterialization", "MaterializedRunRemovedFromSchedule"),
    ]


def test_a_removed_guard_that_broke_nothing_is_removed_and_not_marked() -> None:
    shown = part(made("Tick", "Materialize(r1)", bugs={"EarlyRelease"}))
    assert [element.text for element in shown.with_class("line-removed")] == [
        "/\\ DueAt[r1] <= now removed by EarlyRelease; 1 <= 1: so the guard is true"
    ]
    assert marked(shown.elements) == []


def test_a_step_after_the_culprit_is_not_marked_while_the_property_is_still_said_to_be_broken() -> None:
    shown = part(made("Materialize(r2)", "Tick", bugs={"EarlyRelease"}))
    assert marked(shown.elements) == []
    still = formulas(made("Materialize(r2)", "Tick", bugs={"EarlyRelease"}))
    assert [element.attributes["data-breaks"] for element in still.all("div")] == ["NoEarlyRunnable"]


def test_a_removed_guard_is_not_marked_with_what_another_bug_broke() -> None:
    """Two bugs change Materialize. Here r1 is due, so that the guard which EarlyRelease removed broke nothing."""
    found = marked(part(made("Tick", "Materialize(r1)", bugs={"EarlyRelease", "DuplicateMaterialization"})).elements)
    assert not [breaks for text, breaks in found if "EarlyRelease" in text]


# Toggles, properties, and what each bug changes


@pytest.mark.parametrize("bug", A09.bug_names)
def test_a_toggle_shows_what_the_bug_changes(bug: str) -> None:
    for steps in ((f"+{bug}",), (f"+{bug}", f"-{bug}")):
        sandbox = made(*steps)
        assert source(sandbox).step == ()
        assert [(line.kind, joined(line)) for line in source(sandbox).diff] == [
            (change.kind, change.text) for change in difference(A09, bug)
        ]
        shown = part(sandbox)
        assert shown.all("h3")[0].text == f"What {bug} changes"
        assert [element.text for element in shown.with_class("gone")] == [
            f"- {change.text.strip()}" for change in difference(A09, bug) if change.kind == "-"
        ]


@pytest.mark.parametrize("bug", BREAKS)
def test_what_is_broken_is_shown_with_its_definition_and_the_reason(bug: str) -> None:
    sandbox = made(*BREAKS[bug], bugs={bug})
    (shown,) = formulas(sandbox).all("div")
    name, now = CAUGHT_BY[bug], moment(sandbox)
    assert shown.attributes["data-breaks"] == name
    assert f"{name} is broken" in shown.text
    assert " ".join(definition(A09, name).text.split()) in shown.text
    (broken,) = (claim for claim in now.standing.claims if claim.prop.name == name)
    prop = property_source(A09, broken.prop, now.entry.state, broken.why)
    assert [run for run, _ in prop.filled] == list(broken.prop.witnesses(now.entry.state))
    for run, line in prop.filled:
        assert f"For {run} it is {''.join(token.text for token in line)}, which is false." in shown.text
    assert broken.why
    assert shown.text.endswith(broken.why.replace("`", "") + ".")
    assert formulas(made(*BREAKS[bug][:-1], bugs={bug})).elements == []


@pytest.mark.parametrize("bugs", [(), ("StaleCompletion",), tuple(A09.bug_names)])
def test_all_transitions_are_shown_as_they_read_under_the_flags(bugs: tuple[str, ...]) -> None:
    shown = part(made(*(f"+{bug}" for bug in bugs)), "definitions")
    assert [name for name, _ in all_transitions(A09, frozenset(bugs))] == [
        declared.name for declared in A09.transitions
    ]
    for declared in A09.transitions:
        (text,) = [element.text for element in shown.all("div") if element.id == f"def-{declared.name}"]
        assert all(line.strip() in text for line in plain_text(plain(A09, declared, bugs)).splitlines())
    removed = {element.text.partition(" removed by ")[2] for element in shown.with_class("line-removed")}
    assert removed == set(bugs)


def test_the_page_of_an_open_sandbox_has_all_six_bugs_with_their_twins(client: Client, stranger: Client) -> None:
    sandbox = new(client, bugs=["StaleCompletion"])
    take(client, sandbox, *BREAKS["StaleCompletion"])
    for browser in (client, stranger):
        page = html(browser.get(sandbox.get_absolute_url()))
        for bug in A09.bug_names:
            shown = page.by_id(f"twin-{bug}").text
            for text in (twin(A09, bug).right, twin(A09, bug).wrong, *(change.text for change in difference(A09, bug))):
                assert " ".join(text.split()) in shown
            assert {case.url for case in twin(A09, bug).cases} <= {link.attributes["href"] for link in page.all("a")}


# What a policy hides


@pytest.mark.parametrize("policy", [PREDICT, DIAGNOSE], ids=lambda policy: policy.name)
@pytest.mark.parametrize("steps", [*BREAKS.values(), *((toggle,) for toggle in TOGGLES[::2]), ()])
def test_where_the_source_is_hidden_no_part_has_any(policy: RevealPolicy, steps: tuple[str, ...]) -> None:
    sandbox = made(*steps, bugs=set(A09.bug_names) - {step[1:] for step in steps})
    now = moment(sandbox, policy=policy)
    assert (now.source, now.standing.definitions) == (None, ())
    panels = {name: str(panel.html) for name, panel in render_panels(now).items()}
    assert not [name for name in panels if name.startswith(("source", "definitions", "formula"))]
    everything = "".join(panels.values())
    assert not re.search(r"tla|line-|twin-|def-|EXCEPT|UNCHANGED|\\A |\\E |/\\ ", everything)


def test_the_source_is_shown_where_only_the_future_is_hidden() -> None:
    sandbox = made("Materialize(r1)", bugs={"EarlyRelease"})
    for name in ("source", "definitions", "formula-NoEarlyRunnable"):
        assert part(sandbox, name, FOLLOW).elements
        assert part(sandbox, name, FOLLOW).elements == part(sandbox, name).elements


def test_lines_of_tla_are_elements_and_nothing_between_or_in_them_breaks_a_line() -> None:
    """Their whitespace is kept, so that a line break of the template would be one of the text."""
    seen = moment(made(*ZOMBIE, "Claim(w2,r1)", "Complete(w1,r1,1)", bugs=A09.bug_names))
    page = "".join(panel.html for panel in render_panels(seen).values()) + str(render_twins(A09))
    lines = re.findall(r'<pre class="tla[^"]*">(.*?)</pre>', page, re.DOTALL)
    assert len(lines) > len(A09.bug_names)
    assert any("removed by StaleCompletion" in line for line in lines)
    assert [line for line in lines if "\n" in re.sub(r"<[^>]*>", "", line)] == []
