"""The trace in a picture that leaves the app is the timetable of the page, in as many rows as it takes."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
import resvg_py

from a09web.links.inks import inks
from a09web.links.lettering import width_of, wrapped
from a09web.links.pictures import FONTS, Picture, svg
from a09web.links.rails import SEAM, STUB, Rails
from a09web.model.machine import machine_for
from a09web.model.walk import random_walk
from a09web.scenarios.scenario import Scenario
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds
from tests.sandbox.making import BREAKS, ZOMBIE

LARGEST = Bounds(due=(1, 2, 3, 8), workers=3, max_time=8, max_epoch=3)
SVG = "{http://www.w3.org/2000/svg}"


def played(*steps: str, bounds: Bounds | None = None, bugs: str = "", cursor: int | None = None) -> Scenario:
    on = frozenset(filter(None, [bugs]))
    return Scenario(bounds=bounds or Bounds(), bugs=on, steps=steps, cursor=len(steps) if cursor is None else cursor)


def long(seed: int) -> Scenario:
    """At the largest bounds, with a bug that is switched on and off."""
    machine = machine_for(LARGEST)
    steps = list(random_walk(machine, machine.initial, frozenset({"DuplicateClaim"}), seed, until_broken=False))
    toggles = [f"{sign}{bug}" for bug in A09.bug_names if bug != "DuplicateClaim" for sign in "+-"] * 4
    return played(*[*steps, *toggles][:60], bounds=LARGEST, bugs="DuplicateClaim")


SCENARIOS = {
    "nothing": played(),
    "a step": played(*BREAKS["EarlyRelease"], bugs="EarlyRelease"),
    "a late result": played(*BREAKS["StaleCompletion"], bugs="StaleCompletion"),
    "its middle": played(*BREAKS["StaleCompletion"], bugs="StaleCompletion", cursor=3),
    "a toggle": played("Tick", "+DuplicateMaterialization", "Materialize(r1)"),
    "a zombie twice": played(*ZOMBIE, "Tick", "Materialize(r2)", "Claim(w1,r2)", "Expire(r2)"),
    "sixty steps": long(1),
    "their middle": Scenario(**{**vars(long(2)), "cursor": 40}),
}


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_step_stands_once_and_in_order(name: str) -> None:
    picture = Picture(SCENARIOS[name])
    rows = picture.rails.rows
    assert [stop.entry.index for row in rows for stop in row.stops] == [entry.index for entry in picture.entries]
    for row in rows:
        assert row.stops[-1].x + picture.rails.column - STUB <= picture.rails.width + SEAM
    for upper, lower in pairwise(rows):
        assert upper.top + upper.height < lower.top
        assert [rail.cell.look for rail in lower.before] == [cell.look for cell in upper.stops[-1].entry.lanes]


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_preview_shows_the_last_steps_up_to_where_it_stands(name: str) -> None:
    scenario = SCENARIOS[name]
    (row,) = Picture(scenario).last_rails.rows
    shown = [stop.entry.index for stop in row.stops]
    assert shown == list(range(shown[0], scenario.cursor + 1))
    assert len(shown) >= min(6, scenario.cursor + 1)
    told = re.search(r">(\d+) steps</text>\s*<text[^>]*>before<", svg(scenario, "preview"))
    assert (int(told[1]) if told else 0) == max(0, shown[0] - 1)


@pytest.mark.parametrize("kind", ["trace", "preview"])
@pytest.mark.parametrize("name", SCENARIOS)
def test_nothing_is_drawn_into_the_margins(name: str, kind: str) -> None:
    drawn = svg(SCENARIOS[name], kind).strip()
    colour, top = (inks()["sheet"], 0) if kind == "trace" else (inks()["paper"], 12)
    width, height = map(int, re.findall(r' (?:width|height)="(\d+)"', drawn)[:2])
    frame = f"M8 {top}V{height - 8}H{width - 8}V{top}"
    framed = drawn.removesuffix("</svg>") + f'<path fill="none" stroke="{colour}" stroke-width="16" d="{frame}"/></svg>'
    assert rastered(drawn) == rastered(framed)


@pytest.mark.parametrize("kind", ["trace", "preview"])
def test_it_says_in_words_what_it_shows(kind: str) -> None:
    root = ElementTree.fromstring(svg(SCENARIOS["a late result"], kind))
    title, told = root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc")
    assert title == "CompletedUsesCurrentEpoch breaks at step 5"
    assert told is not None
    assert told.endswith("4 Expire(r1), lease is over; 5 Complete(w1,r1,1), too late.")
    assert root.attrib["aria-labelledby"].split() == [f"{kind}-title", f"{kind}-desc"]
    texts = [" ".join("".join(text.itertext()).split()) for text in root.iter(f"{SVG}text")]
    assert "A result from an old attempt counts. completedEpoch[r1] = 1 but epoch[r1] = 2." in texts
    assert any(text.startswith("StaleCompletion removes guard 3 of Complete.") for text in texts)
    assert {"clock", "scanner", "r1", "r2", "w1", "w2", "5 Complete(w1,r1,1)", "still believes"} <= set(texts)


def test_the_lines_say_who_owns_and_who_only_believes_so() -> None:
    root = ElementTree.fromstring(svg(SCENARIOS["a late result"], "trace"))
    ink = inks()

    def looks(name: str) -> set[tuple[str, str, str]]:
        tracks = [path.attrib for path in root.iter(f"{SVG}path") if path.attrib.get("class") == f"track track-{name}"]
        return {(track["stroke"], track["stroke-width"], track.get("stroke-dasharray", "")) for track in tracks}

    assert looks("claimed") == looks("holds") == {(ink["w1"], "6", "")}
    assert looks("zombie") == {(ink["w1"], "3.5", "7 4")}
    assert looks("stale") == {(ink["broken"], "6", "")}
    broken = [group for group in root.iter(f"{SVG}g") if "stop-broke" in group.attrib.get("class", "")]
    assert {circle.attrib["fill"] for group in broken for circle in group.iter(f"{SVG}circle")} == {ink["broken"]}
    assert len(broken) == 1


def test_what_lies_ahead_is_faint() -> None:
    root = ElementTree.fromstring(svg(SCENARIOS["its middle"], "trace"))
    stops = [group for group in root.iter(f"{SVG}g") if group.attrib.get("class", "").startswith("stop")]
    assert [stop.attrib.get("opacity") for stop in stops] == [None] * 4 + ["0.45"] * 2


@pytest.mark.parametrize("text", [*A09.property_names, *(f"4 +{bug}" for bug in A09.bug_names), "12 Complete(w3,r4,3)"])
def test_a_name_is_broken_between_its_words_and_never_cut(text: str) -> None:
    lines = wrapped(text, 112, 13)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width_of(line, 13) <= 112 for line in lines)


def test_as_many_lanes_as_there_can_be_lie_closer() -> None:
    few, many = Picture(SCENARIOS["nothing"]), Picture(SCENARIOS["sixty steps"])
    assert isinstance(many.rails, Rails)
    assert many.rails.pitch < few.rails.pitch
    assert len(many.lanes) == 9


def rastered(drawn: str) -> bytes:
    return bytes(resvg_py.svg_to_bytes(svg_string=drawn, skip_system_fonts=True, font_files=FONTS))
