"""How the workbook looks and reads: what is drawn in the three places, lanes, and steps in words."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from a09web.links.inks import inks
from a09web.model.explore import explore
from a09web.model.machine import machine_for
from a09web.model.replay import Replay, replay
from a09web.workbooks.effects import EFFECTS
from a09web.workbooks.effects.board import FAULTS, Board, Envelope, Tag
from a09web.workbooks.effects.bounds import Bounds
from a09web.workbooks.effects.face import EffectsFace
from a09web.workbooks.face import Lane, LaneCell
from a09web.workbooks.faces import draw, draw_state, face_of
from tests.sandbox.visiting import text

from .known import ALSO, OWN, RETRY, ZOMBIE

FACE = face_of(EFFECTS)


def played(steps: tuple[str, ...], *bugs: str, bounds: Bounds | None = None) -> Replay:
    done = replay(bounds or Bounds(), frozenset(bugs), steps)
    assert done.refusal is None
    return done


def drawn(steps: tuple[str, ...], *bugs: str, bounds: Bounds | None = None) -> Board:
    board = draw(played(steps, *bugs, bounds=bounds))
    assert isinstance(board, Board)
    return board


def link(bug: str, steps: tuple[str, ...]) -> str:
    parts = [step.rstrip(")").replace("(", ".").replace(",", ".") for step in steps]
    return "/t/" + "~".join(["2~effects", f"bugs.{bug}", *parts]) + "/"


def test_the_face_stands_in_the_folder() -> None:
    assert type(FACE) is EffectsFace


# The board


def test_the_places_of_a_zombie_s_story() -> None:
    board = drawn(ZOMBIE, "StaleEffect")
    (run,) = board.runs
    assert (run.status, run.attempt, run.holder, run.completed, run.effects, run.fence) == (
        "completed", 2, "", 2, 2, 2,
    )  # fmt: skip
    assert run.envelopes == (Envelope(1, answered=False, refused=True), Envelope(2, answered=True, refused=True))
    assert run.tags == (Tag(1, behind=True),)
    assert [(worker.name, [one.zombie for one in worker.attempts]) for worker in board.workers] == [
        ("w1", ["r1 is at attempt 2"]),
        ("w2", []),
    ]
    assert board.sentences == (
        "w1 works on attempt 1 of r1 as a zombie.",
        "w2 is idle.",
        "r1 is at attempt 2 and was completed under attempt 2.",
        "r1 has sent requests 1 and 2, and attempt 2 was told that it is done.",
        "For r1 the receiver has charged twice, remembers attempt 1 and refuses attempts up to 2.",
    )


def test_the_start_in_words() -> None:
    assert drawn(()).sentence == (
        "w1 is idle. w2 is idle. r1 is at attempt 1 and is open. r1 has sent no request. "
        "For r1 the receiver has not charged, remembers nothing and has no fence."
    )


def test_several_answers_are_told_in_the_plural() -> None:
    assert (
        "r1 has sent requests 1 and 2, and attempts 1 and 2 were told that it is done."
        in drawn((*RETRY, "Answer(r1,1)")).sentences
    )


def test_what_is_wrong_stands_where_it_is_seen() -> None:
    """For each broken property a mark, in the order of the properties."""
    assert list(FAULTS) == list(EFFECTS.property_names)
    for bug, (prop, steps) in OWN.items():
        (run,) = drawn(steps, bug).runs
        assert run.fault(prop) == FAULTS[prop]
        assert run.broken[0] == prop


def test_a_comparison_names_what_stands_differently() -> None:
    bounds = Bounds(runs=2)
    before, after = drawn(("Claim(w1,r2)",), bounds=bounds), drawn(("Claim(w1,r2)", "Send(w1,r2,1)"), bounds=bounds)
    assert after.unlike(before) == ("r2",)
    assert before.unlike(drawn((), bounds=bounds)) == ("r2", "w1")


STORIES = [*((bug, steps) for bug, (_, steps) in OWN.items()), *((bug, steps) for (bug, _), steps in ALSO.items())]


@pytest.mark.django_db
@pytest.mark.parametrize(("bug", "steps"), [*STORIES, ("StaleEffect", ZOMBIE)])
def test_each_break_is_marked_on_the_page(client: Client, bug: str, steps: tuple[str, ...]) -> None:
    page = text(client.get(link(bug, steps)))
    (run,) = drawn(steps, bug).runs
    (row,) = re.findall(r'<tr class="row-broken[^>]*data-breaks="([^"]*)"', page)
    assert row == " ".join(run.broken)
    assert re.findall(r'class="fault" data-breaks="(\w+)"', page) == [prop for prop in IN_PLACES if prop in run.broken]


IN_PLACES = (
    "CompletedIsApplied", "AnsweredIsApplied", "AppliedAtMostOnce", "AppliedIsRemembered", "OneAttemptApplied",
    "NothingAppliedBehindFence", "RememberedUntilCompleted",
)  # fmt: skip
"""From our database along the wire to the receiver."""


@pytest.mark.django_db
def test_what_anybody_can_see_is_said_of_each_run(client: Client) -> None:
    page = re.sub(r"<[^>]+>", "", text(client.get(link("StaleEffect", ZOMBIE))))
    assert re.search(r"What anybody can see\s*r1 charged twice,\s*reported done", page)


def test_every_state_can_be_drawn() -> None:
    found = explore(machine_for(Bounds()), frozenset(EFFECTS.bug_names))
    for layer in found.layers:
        for state in map(layer.state, range(0, len(layer), 7)):
            assert draw_state(found.machine, state).sentences


# The trace


def cells(steps: tuple[str, ...], actor: str) -> list[LaneCell]:
    done = played(steps, "StaleEffect")
    return FACE.cells(done.machine, done.entries[-2].state, done.last, actor)


def test_lanes_go_from_the_workers_to_the_receiver() -> None:
    assert FACE.lanes(Bounds(runs=2)) == (
        Lane("w1", "worker", "w1"),
        Lane("w2", "worker", "w2"),
        Lane("r1", "run", "r1"),
        Lane("r2", "run", "r2"),
        Lane("receiver", "receiver", "receiver"),
    )


@pytest.mark.parametrize(
    ("at", "actor", "expected"),
    [
        (
            1, "w1",
            [LaneCell("holds", "C", "w1", "w1"), LaneCell("idle"), LaneCell("claimed", "C", "w1", "w1"),
             LaneCell("flow", owner="receiver")],
        ),
        (
            3, "lease",
            [LaneCell("zombie", owner="w1", begins=True), LaneCell("idle"), LaneCell("pending", "E", "lease"),
             LaneCell("flow", owner="receiver")],
        ),
        (
            6, "receiver",
            [LaneCell("zombie", owner="w1"), LaneCell("holds", owner="w2"), LaneCell("claimed", "A", "receiver", "w2"),
             LaneCell("flow", "A", "receiver", "receiver")],
        ),
        (
            8, "w2",
            [LaneCell("zombie", owner="w1"), LaneCell("idle", "C", "w2"), LaneCell("completed", "C", "w2"),
             LaneCell("flow", owner="receiver")],
        ),
    ],
)  # fmt: skip
def test_a_lane_says_who_works_and_who_only_believes_so(at: int, actor: str, expected: list[LaneCell]) -> None:
    assert cells(ZOMBIE[:at], actor) == expected


def test_what_always_goes_on_has_the_colour_of_its_lane() -> None:
    assert [cell.css for cell in cells(ZOMBIE[:8], "w2")] == ["zombie w1", "", "completed", "flow receiver"]


def test_a_label_has_a_sign_for_each_run() -> None:
    assert FACE.label_is == "a sign for each run: C completed, W worked on, – open"


@pytest.mark.django_db
def test_all_states_are_labelled_so(client: Client) -> None:
    assert ">W</text>" in text(client.get("/t/2~effects~Claim.w1.r1/space/"))


# Words


def test_a_story_in_words() -> None:
    done = played((*ZOMBIE[:1], "Expire(r1)", "Send(w1,r1,1)", *ZOMBIE[3:]), "StaleEffect")
    assert [FACE.as_sentence(done, entry) for entry in done.entries[1:]] == [
        "w1 takes r1 and works on it. That is attempt 1.",
        "Nothing is heard, and the lease on r1 has run out. Whoever works on it is not told.",
        "w1 sends the request of attempt 1, though r1 is at attempt 2 by now.",
        "w2 takes r1 and works on it. That is attempt 2.",
        "w2 sends the request of attempt 2.",
        "The request of attempt 2 arrives, and the card is charged.",
        "The receiver tells attempt 2 that it is done.",
        "w2 has its answer, and records that r1 is done.",
        "The receiver forgets the key of r1. From now on it refuses attempts up to 2.",
        "The request of attempt 1 arrives, and the card is charged once more.",
    ]
    assert [FACE.in_short(done, entry) for entry in done.entries] == [
        "the start", "w1 works", "lease is over", "sent, too late", "w2 works", "sent", "charged", "told “done”",
        "recorded", "fence at 2", "charged again",
    ]  # fmt: skip


def test_who_heard_nothing_is_told_of_so() -> None:
    done = played(OWN["AckBeforeEffect"][1], "AckBeforeEffect")
    assert FACE.as_sentence(done, done.last) == "w1 has no answer, and records that r1 is done."


def test_what_a_step_would_do() -> None:
    done = played((*RETRY, "Forget(r1)"))
    told = [FACE.would_do(done.machine, entry.step, entry.state) for entry in done.entries[1:]]
    assert told == [
        "w1 starts attempt 1", "request 1 goes out", "request 1 arrives, and charges",
        "the lease runs out; nobody is told", "w2 starts attempt 2", "request 2 goes out", "attempt 2 is told “done”",
        "w2 records that r1 is done", "the key goes, and a fence at 2 comes",
    ]  # fmt: skip


@pytest.mark.parametrize("name", [*EFFECTS.property_names, *EFFECTS.liveness_names])
def test_what_is_wrong_is_told_without_the_model(name: str) -> None:
    said = FACE.in_words(name)
    assert said.endswith(".")
    assert "[" not in said
    assert (FACE.in_words(name, must_stay=True) != said) == (name in EFFECTS.liveness_names)


def test_a_zombie_is_remarked() -> None:
    done = played(ZOMBIE, "StaleEffect")
    assert EFFECTS.remarks(done.machine.variables(done.last.state)) == [
        "w1 works on attempt 1 of r1 as a zombie: r1 is at attempt 2."
    ]


@pytest.mark.django_db
def test_a_picture_of_the_trace_has_the_colour_of_the_receiver(client: Client) -> None:
    picture = client.get("/t/2~effects~Claim.w1.r1~Send.w1.r1.1~Apply.r1.1/trace.svg").content.decode()
    assert picture.count(f'stroke="{inks()["receiver"]}"') > 1
    assert re.search(rf'<circle[^>]*fill="{inks()["receiver"]}"', picture)
