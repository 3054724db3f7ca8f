"""The page with the picture of all states: what is marked, and what is said of it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from a09web.model.explore import explore
from a09web.model.fields import State
from a09web.model.machine import machine_for
from a09web.model.space import look_of, space
from a09web.model.stuck import standstill
from a09web.sandbox.models import Sandbox
from a09web.workbooks.a09 import A09

from .html import Element, Html
from .making import names, stored
from .visiting import act, html, new, take, text

pytestmark = pytest.mark.django_db


def nodes(page: Html, css: str = "node") -> list[Element]:
    """The nodes of the picture; the legend has some of their marks, too."""
    return [element for element in page.with_class(css) if element.tag == "a"]


def test_the_space_of_the_default_bounds_is_grouped(client: Client) -> None:
    sandbox = new(client, bugs=["DuplicateClaim"])
    take(client, sandbox, "Tick", "Materialize(r1)")
    page = html(client.get(f"{sandbox.get_absolute_url()}space/"))
    told = page.all("section")[0].text
    assert "5,602 states can be reached" in told
    assert "Those that look alike are drawn as one" in told
    assert len(nodes(page)) == 26
    assert len(nodes(page, "node-visited")) == 3
    assert len(nodes(page, "node-here")) == 1
    assert len(page.with_class("edge-visited")) == 2
    assert len(nodes(page, "node-broken")) > 5


@pytest.mark.parametrize(
    ("bugs", "says"),
    [
        (["DuplicateClaim"], "In a red one something is broken. Choose a box to see what, and to go there."),
        ([], "None is red: nothing is broken in any of them. Choose a box to see it, and to go there."),
    ],
)
def test_it_says_first_what_the_picture_is_for_and_what_to_do(client: Client, bugs: list[str], says: str) -> None:
    page = html(client.get(f"{new(client, bugs=bugs).get_absolute_url()}space/"))
    is_red = bool(nodes(page, "node-broken"))
    assert is_red == bool(bugs)
    first = page.all("section")[0].text.removeprefix("All states ")
    assert first.startswith(
        f"Everything that can happen, as one picture: each box is a state, each line a step. {says}"
    )


def test_a_small_space_is_drawn_state_by_state(client: Client) -> None:
    sandbox = new(client, due="1", workers="1", max_time="1", max_epoch="1")
    answer = client.get(f"{sandbox.get_absolute_url()}space/")
    states = explore(machine_for(sandbox.bounds), frozenset()).distinct
    assert len(nodes(html(answer))) == states < 200
    assert "Never enabled here: <code>Expire(r1)</code>" in text(answer)


def test_a_node_opens_its_state(client: Client) -> None:
    sandbox = new(client)
    take(client, sandbox, "+EarlyRelease", "Tick")
    url = f"{sandbox.get_absolute_url()}space/"
    node = re.findall(r"node=(\d+)", text(client.get(url)))[8]
    page = text(client.get(url, {"node": node}))
    go = re.search(r'name="go" value="([^"]+)"', page)
    assert go is not None
    assert go[1].startswith("+EarlyRelease; ")
    act(client, sandbox, go=go[1])
    assert names(sandbox) == go[1].split("; ")


BY_DAY = ("", "StaleCompletion", "DuplicateMaterialization")


@pytest.mark.parametrize(
    ("bug", "due"),
    [
        *(
            pytest.param(bug, "1", id=bug or "none", marks=pytest.mark.night)
            for bug in A09.bug_names
            if bug not in BY_DAY
        ),
        *(pytest.param(bug, "1", id=bug or "none") for bug in BY_DAY),
        ("MissingMaterialization", "1,2"),
    ],
)
def test_what_is_said_of_a_node_is_true_of_its_states(client: Client, bug: str, due: str) -> None:
    """Of every node: how many of its states break what, in the panel and in the picture."""
    sandbox = new(client, bugs=bug.split(), due=due, max_time="2")
    bugs = sandbox.bugs
    found = explore(machine_for(sandbox.bounds), bugs, fair=A09.default_fairness(bugs))
    drawn = space(found)
    states = [layer.state(row) for layer in found.layers for row in range(len(layer))]
    looks = {state: look_of(found.machine, state) for state in states} if drawn.grouped else {}
    for node in drawn.nodes:
        alike = [node.example]
        if drawn.grouped:
            alike = [state for state in states if looks[state] == node.key]
        broken = [_broken(sandbox, state) for state in alike]
        page = html(client.get(f"{sandbox.get_absolute_url()}space/", {"node": node.key}))
        told = " ".join(e.text for e in page.with_class("mark-broke")).partition("The one that is shown")[0]
        count = len(alike)
        for name in (*A09.property_names, *A09.liveness_names):
            number = sum(name in names for names in broken)
            alone = {1: "It", 2: "Both"}.get(count, f"All {count}")
            who = alone if number == count else f"{number} of {count}"
            verb = "may stay so for ever, and miss" if name in A09.liveness_names else "break"
            verb += ("es" if "miss" in verb else "s") if number == 1 else ""
            sentences = [part for part in re.findall(r"[^.]+\.", told) if name in part]
            assert [s.strip().startswith(f"{who} {verb} ") for s in sentences] == ([True] if number else [])
        (mark,) = [each for each in nodes(page) if each.id == f"node-{node.key}"]
        bad = sum(bool(names) for names in broken)
        css = mark.attributes["class"].split()
        assert ("node-broken" in css, "node-partly" in css) == (bad > 0, 0 < bad < count)


def _broken(sandbox: Sandbox, state: State) -> set[str]:
    machine, fair = machine_for(sandbox.bounds), A09.default_fairness(sandbox.bugs)
    missed = standstill(machine, state, sandbox.bugs, fair) is not None
    goals = {goal.name for goal in machine.liveness if missed and not goal.met(state)}
    return {*machine.broken(state), *goals}


def test_the_chosen_node_and_where_one_stands_are_marked_and_explained(client: Client) -> None:
    sandbox = new(client, bugs=["EarlyRelease"])
    take(client, sandbox, "Materialize(r1)")
    url = f"{sandbox.get_absolute_url()}space/"
    before = html(client.get(url))
    assert nodes(before, "node-chosen") == []
    (here,) = nodes(before, "node-here")
    assert here.attributes["aria-current"] == "step"
    assert here.attributes["aria-label"].endswith("; you are here")
    other = next(node for node in nodes(before) if node.id != here.id)
    page = html(client.get(url, {"node": other.id.removeprefix("node-")}))
    (chosen,) = nodes(page, "node-chosen")
    assert (chosen.id, chosen.attributes["aria-current"]) == (other.id, "true")
    assert chosen.attributes["aria-label"].endswith("; chosen")
    assert [link.text for link in page.all("a", href=f"#{other.id}")] == ["See it in the picture"]
    both = html(client.get(url, {"node": here.id.removeprefix("node-")}))
    (one,) = nodes(both, "node-chosen")
    assert one.attributes["aria-label"].endswith("; you are here; chosen")
    legend = page.with_class("space-legend")[0].text
    for word in ("round", "square, red", "dashed", "strong", "filled", "ringed"):
        assert word in legend


def test_where_one_stands_is_not_marked_if_these_flags_do_not_lead_there(client: Client) -> None:
    """Nor is the last step before, which would be a lie."""
    sandbox = new(client, bugs=["EarlyRelease"])
    take(client, sandbox, "Materialize(r1)", "-EarlyRelease")
    page = html(client.get(f"{sandbox.get_absolute_url()}space/"))
    assert nodes(page, "node-here") == []
    assert "with these flags it cannot be reached from the start" in page.all("section")[0].text
    assert "filled" not in page.with_class("space-legend")[0].text


def test_where_one_stands_is_marked_if_these_flags_lead_there_too(client: Client) -> None:
    sandbox = new(client, bugs=["EarlyRelease"])
    take(client, sandbox, "Tick", "Materialize(r1)", "-EarlyRelease")
    assert len(nodes(html(client.get(f"{sandbox.get_absolute_url()}space/")), "node-here")) == 1


def test_a_node_that_is_not_there_is_ignored(client: Client) -> None:
    url = f"{new(client).get_absolute_url()}space/"
    assert client.get(url, {"node": "99999"}).status_code == 200
    assert client.get(url, {"node": "x"}).status_code == 200


def test_a_way_that_does_not_replay_is_refused(client: Client) -> None:
    sandbox = new(client)
    assert act(client, sandbox, go="Materialize(r1)").status_code == 422
    assert stored(sandbox).last_number == 0


@pytest.mark.parametrize("bug", ["DuplicateMaterialization", "MissingMaterialization"])
def test_what_the_state_that_is_shown_breaks_is_told_apart(client: Client, bug: str) -> None:
    sandbox = new(client, bugs=[bug])
    found = explore(machine_for(sandbox.bounds), sandbox.bugs, fair=A09.default_fairness(sandbox.bugs))
    for node in space(found).nodes:
        page = html(client.get(f"{sandbox.get_absolute_url()}space/", {"node": node.key}))
        _, shown, told = " ".join(e.text for e in page.with_class("mark-broke")).partition("The one that is shown")
        assert bool(shown) is (node.bad > 0 and node.count > 1)
        names = {name for name in (*A09.property_names, *A09.liveness_names) if name in told}
        assert names == (_broken(sandbox, node.example) if shown else set())
        assert ("breaks nothing" in told) is (bool(shown) and not names)
