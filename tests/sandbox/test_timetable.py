"""A trace as a timetable, and its steps in words."""

from __future__ import annotations

from typing import cast

from hypothesis import given

from a09web.model.replay import replay
from a09web.sandbox.story import ToldStory, story_of
from a09web.sandbox.timetable import LEFT, RIGHT, Timetable, drawn
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds
from a09web.workbooks.faces import as_sentence, face_of
from tests.model.test_random_traces import Trace, models, often, traces

TOLD = cast(ToldStory, story_of(A09))
PLAYED = replay(Bounds(), frozenset([TOLD.story.bug]), TOLD.story.steps)


def looks(made: Timetable, lane: str) -> list[str]:
    (y,) = [y for each, y in made.lines if each.name == lane]
    return [track.look for track in made.tracks if track.y == y]


def test_a_line_says_how_things_stand_after_each_step() -> None:
    made = drawn(PLAYED, width=640, row=40)
    assert [lane.name for lane, _ in made.lines] == ["clock", "scanner", "r1", "r2", "w1", "w2"]
    assert looks(made, "r1") == ["pending", "pending", "runnable", "claimed", "runnable", "claimed", "stale"]
    assert looks(made, "w1") == ["idle", "idle", "idle", "holds", "zombie", "zombie", "idle"]
    assert looks(made, "w2") == ["idle", "idle", "idle", "idle", "idle", "holds", "zombie"]
    owners = [track.actor for track in made.tracks if track.look == "claimed"]
    assert owners == ["w1", "w2"]


def test_a_step_joins_the_lines_that_it_touches() -> None:
    made = drawn(PLAYED, width=640, row=40)
    ys = {lane.name: y for lane, y in made.lines}
    touched = [{name for name, y in ys.items() for at in stop.stations if at.y == y} for stop in made.stops]
    assert touched == [{"clock"}, {"scanner", "r1"}, {"w1", "r1"}, {"r1"}, {"w2", "r1"}, {"w1", "r1"}]
    assert [stop.broke for stop in made.stops] == [()] * 5 + [("CompletedUsesCurrentEpoch",)]
    assert made.stops[1].span == (ys["scanner"], ys["r1"])


@often
@given(traces(models()))
def test_any_trace_lies_within_its_drawing(trace: Trace) -> None:
    played = replay(trace.bounds, trace.bugs, trace.steps)
    made = drawn(played, width=900, row=30)
    for track in made.tracks:
        assert LEFT <= track.x <= track.x + track.width <= made.width - RIGHT
        assert 0 < track.y < made.foot
    for lane, y in made.lines:
        tracks = [track for track in made.tracks if track.y == y]
        ends = [track.x + track.width for track in tracks]
        assert [track.x for track in tracks[1:]] == ends[:-1], lane
        assert ends[-1] == made.width - RIGHT
    assert [stop.step for stop in made.stops] == list(range(1, len(trace.steps) + 1))
    for stop in made.stops:
        assert any(station.is_large for station in stop.stations) or not stop.stations


@often
@given(traces(models()))
def test_every_step_has_words(trace: Trace) -> None:
    played = replay(trace.bounds, trace.bugs, trace.steps)
    for entry in played.entries[1:]:
        assert 0 < len(face_of(A09).in_short(played, entry)) <= 14
        assert as_sentence(played, entry).endswith(".")


def test_the_story_says_who_did_what() -> None:
    assert TOLD.sentences == (
        "Work is planned, and nothing has happened yet.",
        "It is 1, and r1 is due.",
        "The scanner makes r1: a worker may take it.",
        "w1 takes r1 and works on it. That is attempt 1.",
        "Nothing is heard, and the lease on r1 has run out. Whoever works on it is not told.",
        "w2 takes r1 and works on it. That is attempt 2.",
        "w1 reports after all. The result is from attempt 1, and it counts.",
    )


def test_words_for_what_the_bugs_do() -> None:
    bugs = frozenset(["DuplicateMaterialization", "CheckpointAdvance"])
    steps = ("Tick", "Materialize(r1)", "Materialize(r1)", "-CheckpointAdvance", "Claim(w1,r1)", "Complete(w1,r1,2)")
    played = replay(Bounds(), bugs, steps)
    assert played.refusal is None
    told = [(face_of(A09).in_short(played, entry), as_sentence(played, entry)) for entry in played.entries[3:]]
    assert told == [
        ("made again", "The scanner makes r1 once more: a worker may take it."),
        ("switched off", "CheckpointAdvance is switched off."),
        ("w1 works", "w1 takes r1 and works on it. That is attempt 2."),
        ("done", "w1 reports, and r1 is done."),
    ]
