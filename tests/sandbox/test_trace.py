"""The lanes of the trace: each actor and each run can be followed through it, and every step leaves its mark."""

from __future__ import annotations

from random import Random

import pytest

from a09web.model.machine import machine_for
from a09web.model.replay import Replay, replay
from a09web.sandbox.reveal import BREAK, DIAGNOSE, PREDICT
from a09web.sandbox.timetable import drawn
from a09web.sandbox.trace import Trace, TraceEntry
from a09web.sandbox.tree import Node, Tree
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.board import draw
from a09web.workbooks.a09.bounds import Bounds
from a09web.workbooks.a09.status import STATUSES, status_of
from a09web.workbooks.face import Lane, LaneCell
from a09web.workbooks.faces import face_of

from .making import ZOMBIE, made, moment, move, step

LARGE = Bounds(due=(1, 2, 4, 6), workers=3, max_time=8, max_epoch=3)


def trace_of(played: Replay) -> Trace:
    """The trace of steps that were taken one after another, looked at from its end."""
    assert played.refusal is None, played.refusal
    steps = [entry.step for entry in played.entries[1:]]
    end = len(steps)
    tree = Tree([Node(number, number - 1, name, number) for number, name in enumerate(steps, start=1)])
    return Trace(played, tuple(range(end + 1)), tree, here=end, present=end, culprits={}, shows_toggles=True)


def traced(*steps: str, bugs: tuple[str, ...] = (), bounds: Bounds | None = None) -> Trace:
    return trace_of(replay(bounds or Bounds(), frozenset(bugs), steps))


def cells(trace: Trace, entry: TraceEntry | None = None) -> dict[str, LaneCell]:
    """The lanes by name at an entry; at the last one if none is given."""
    shown = trace.entries[-1] if entry is None else entry
    return {lane.name: cell for lane, cell in zip(trace.lanes, shown.lanes, strict=True)}


def marks(*steps: str, bugs: tuple[str, ...] = ()) -> dict[str, tuple[str, str]]:
    """What the last step marks: for each lane that it marks the mark, and whose colour it has."""
    trace = traced(*steps, bugs=bugs)
    return {name: (cell.mark, cell.actor) for name, cell in cells(trace).items() if cell.mark}


def walk(bounds: Bounds, seed: int, *, length: int) -> Replay:
    """Steps and toggles by chance, with a toggle wherever nothing else is possible."""
    chance, machine = Random(seed), machine_for(bounds)
    played = replay(bounds, frozenset(chance.sample(A09.bug_names, 3)), [])
    steps: list[str] = []
    bugs_at_start = played.last.bugs
    state, bugs = machine.initial, bugs_at_start
    while len(steps) < length:
        enabled = machine.enabled(state, bugs)
        if not enabled or chance.random() < 0.2:
            bug = chance.choice(A09.bug_names)
            steps.append(f"{'-' if bug in bugs else '+'}{bug}")
            bugs ^= {bug}
        else:
            taken = chance.choice(enabled)
            steps.append(taken.name)
            state = taken.apply(state, bugs)
    return replay(bounds, bugs_at_start, steps)


# Lanes


def test_there_is_a_lane_for_the_clock_the_scanner_each_run_and_each_worker_in_that_order() -> None:
    assert face_of(A09).lanes(Bounds(due=(1, 2, 2), workers=1)) == (
        Lane("clock", "clock", "clock"),
        Lane("scanner", "scanner", "scanner"),
        Lane("r1", "run", "r1"),
        Lane("r2", "run", "r2"),
        Lane("r3", "run", "r3"),
        Lane("w1", "worker", "w1"),
    )
    assert [lane.name for lane in face_of(A09).lanes(LARGE)][-4:] == ["r4", "w1", "w2", "w3"]


def test_every_entry_has_a_cell_for_every_lane() -> None:
    trace = trace_of(walk(LARGE, 1, length=40))
    assert len(trace.lanes) == 9
    assert {len(entry.lanes) for entry in trace.entries} == {9}


# Marks


def test_the_start_marks_the_time_and_the_checkpoint() -> None:
    assert marks() == {"clock": ("0", "clock"), "scanner": ("0", "scanner")}


@pytest.mark.parametrize(
    ("steps", "bugs", "expected"),
    [
        (("Tick",), (), {"clock": ("1", "clock")}),
        (("Tick", "Tick"), ("MissingMaterialization",), {"clock": ("2", "clock")}),
        (("Tick", "Materialize(r1)"), (), {"scanner": ("M", "scanner"), "r1": ("R", "scanner")}),
        (("Materialize(r2)",), ("EarlyRelease",), {"scanner": ("M", "scanner"), "r2": ("R", "scanner")}),
        (("Tick", "Materialize(r1)", "AdvanceCheckpoint"), (), {"scanner": ("1", "scanner")}),
        (("Tick", "Materialize(r1)", "Claim(w2,r1)"), (), {"r1": ("C", "w2"), "w2": ("C", "w2")}),
        (ZOMBIE, (), {"r1": ("R", "lease")}),
        ((*ZOMBIE[:3], "Complete(w1,r1,1)"), (), {"r1": ("D", "w1"), "w1": ("D", "w1")}),
        ((*ZOMBIE, "Complete(w1,r1,1)"), ("StaleCompletion",), {"r1": ("D", "w1"), "w1": ("D", "w1")}),
        ((*ZOMBIE, "+StaleCompletion"), (), {}),
        (("-EarlyRelease",), ("EarlyRelease",), {}),
    ],
    ids=lambda value: value[-1] if isinstance(value, tuple) and value else None,
)
def test_a_step_marks_the_lanes_of_those_who_take_part(
    steps: tuple[str, ...], bugs: tuple[str, ...], expected: dict[str, tuple[str, str]]
) -> None:
    assert marks(*steps, bugs=bugs) == expected


def test_a_run_that_is_materialized_after_its_completion_is_runnable_again() -> None:
    done = (*ZOMBIE[:3], "Complete(w1,r1,1)", "Materialize(r1)")
    assert marks(*done, bugs=("DuplicateMaterialization",)) == {"scanner": ("M", "scanner"), "r1": ("R", "scanner")}


# How a lane goes on


@pytest.mark.parametrize("bounds", [Bounds(), LARGE], ids=["default", "large"])
def test_a_run_looks_like_its_status_in_every_state_of_several_walks(bounds: Bounds) -> None:
    met: set[str] = set()
    for seed in range(4):
        played = walk(bounds, seed, length=80)
        trace = trace_of(played)
        for entry in trace.entries:
            variables = played.machine.variables(played.entries[entry.index].state)
            shown = cells(trace, entry)
            looks = {run: shown[run].look for run in bounds.runs}
            assert looks == {run: status_of(run, variables) for run in bounds.runs}
            met.update(looks.values())
    assert met == set(STATUSES)


@pytest.mark.parametrize("bounds", [Bounds(), LARGE], ids=["default", "large"])
def test_the_board_calls_a_zombie_whom_the_trace_calls_one(bounds: Bounds) -> None:
    """In all states of several walks. Who holds an attempt that counts beside one that does not still holds one."""
    met = set()
    for seed in range(8):
        played = walk(bounds, seed, length=80)
        trace = trace_of(played)
        for entry in trace.entries:
            for worker in draw(played.until(entry.index)).workers:
                zombies = [bool(attempt.zombie) for attempt in worker.attempts]
                expected = ("zombie" if all(zombies) else "holds") if zombies else "idle"
                assert cells(trace, entry)[worker.name].look == expected
                met.add((expected, len(set(zombies))))
    assert met == {("idle", 0), ("holds", 1), ("holds", 2), ("zombie", 1)}


def test_a_worker_is_a_zombie_from_the_step_on_that_ended_its_lease() -> None:
    trace = traced(*ZOMBIE, "Claim(w1,r1)")
    assert [cells(trace, entry)["w1"].look for entry in trace.entries] == [
        "idle",
        "idle",
        "idle",
        "holds",
        "zombie",
        "holds",
    ]
    assert {cells(trace, entry)["w2"].look for entry in trace.entries} == {"idle"}


def test_the_lines_look_as_on_the_timetable_of_the_start_page() -> None:
    played = replay(Bounds(), frozenset(["StaleCompletion"]), (*ZOMBIE, "Complete(w1,r1,1)"))
    made, trace = drawn(played, width=640, row=40), trace_of(played)
    for lane, y in made.lines:
        tracks = [track for track in made.tracks if track.y == y]
        assert [track.look for track in tracks] == [cells(trace, entry)[lane.name].look for entry in trace.entries]


# Stations


def stations(*steps: str, bugs: tuple[str, ...] = ()) -> dict[str, tuple[str, str]]:
    """The lanes that the last step touches: how large the station is, and where the line between them runs."""
    shown = cells(traced(*steps, bugs=bugs))
    return {name: (cell.station, cell.join) for name, cell in shown.items() if cell.station}


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ((), {}),
        (("Tick",), {"clock": ("large", "")}),
        (ZOMBIE[:2], {"scanner": ("large", "down"), "r1": ("small", "up")}),
        (ZOMBIE[:3], {"r1": ("small", "down"), "w1": ("large", "up")}),
        (ZOMBIE, {"r1": ("large", "")}),
        ((*ZOMBIE, "+StaleCompletion"), {}),
    ],
    ids=lambda value: value[-1] if isinstance(value, tuple) and value else None,
)
def test_a_step_has_a_station_on_each_line_that_it_touches(
    steps: tuple[str, ...], expected: dict[str, tuple[str, str]]
) -> None:
    assert stations(*steps) == expected


def test_a_zombie_begins_where_its_lease_ends_and_only_there() -> None:
    trace = traced(*ZOMBIE, "Claim(w2,r1)", "Tick")
    assert [entry.line.zombies for entry in trace.entries if entry.line.zombies] == [("w1",)]
    assert trace.entries[len(ZOMBIE)].line.zombies == ("w1",)


def test_only_what_a_trace_has_is_to_be_explained() -> None:
    assert traced().looks == {"flow", "pending", "idle"}
    assert not traced().letters
    assert traced(*ZOMBIE).looks == {"flow", "pending", "runnable", "claimed", "holds", "zombie", "idle"}
    assert traced("Tick", "+EarlyRelease").looks == {"flow", "pending", "idle", "toggle"}
    assert traced("Tick").letters == {"M"}


# Long traces


def test_the_entries_of_a_long_trace_are_right() -> None:
    played = walk(LARGE, 5, length=220)
    entries = trace_of(played).entries
    assert len(entries) == 221
    bugs = set(played.entries[0].bugs)
    for entry, was, now in zip(entries[1:], played.entries[:-1], played.entries[1:], strict=True):
        assert (entry.index, entry.number, entry.name) == (now.index, now.index, now.step)
        assert bool(entry.changes) == (was.state != now.state)
        assert set(entry.broke) == set(now.broken) - set(was.broken)
        assert set(entry.healed) == set(was.broken) - set(now.broken)
        if entry.actor == "toggle":
            assert not entry.changes
            assert {cell.mark for cell in entry.lanes} == {""}
            bugs ^= {entry.name[1:]}
        assert bugs == now.bugs
    assert [entry.index for entry in entries if entry.is_here] == [220]
    assert sum(entry.actor == "toggle" for entry in entries) > 30
    assert {prop for entry in entries for prop in entry.broke} & {prop for entry in entries for prop in entry.healed}


# What a policy hides


@pytest.mark.django_db
def test_where_the_flags_are_hidden_no_toggle_is_in_the_trace_nor_among_what_was_tried() -> None:
    sandbox = made("+EarlyRelease", "Materialize(r1)", "-EarlyRelease", "Tick")
    move(sandbox, 2)
    step(sandbox, "+DuplicateClaim", "Claim(w1,r1)")
    move(sandbox, 2)
    step(sandbox, "Claim(w2,r1)")
    hidden = moment(sandbox, policy=DIAGNOSE).trace.entries
    assert [entry.name for entry in hidden] == ["Init", "Materialize(r1)", "Claim(w2,r1)"]
    assert not [node for entry in hidden for node in entry.branches]
    for policy in (PREDICT, BREAK):
        shown = moment(sandbox, policy=policy).trace.entries
        assert [entry.name for entry in shown] == ["Init", "+EarlyRelease", "Materialize(r1)", "Claim(w2,r1)"]
        assert [node.name for node in shown[2].branches] == ["-EarlyRelease", "+DuplicateClaim"]


@pytest.mark.django_db
def test_where_the_flags_are_hidden_no_gap_in_the_count_tells_of_a_toggle() -> None:
    sandbox = made("+EarlyRelease", "Materialize(r1)", "-EarlyRelease", "Tick")
    assert [entry.index for entry in moment(sandbox, policy=DIAGNOSE).trace.entries] == [0, 1, 2]
