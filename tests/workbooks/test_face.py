"""How a workbook looks and reads that has no face of its own: all of it follows from the declaration."""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from types import ModuleType

import pytest

from a09web.model.replay import Replay, replay
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.face import A09Face
from a09web.workbooks.face import Face, Lane, LaneCell, PlainBoard, Row
from a09web.workbooks.faces import draw, face_of

from .desk import DESK, Bounds

FACE = face_of(DESK)
BOUNDS = Bounds(asked=(1, 2), max_mark=2)
STEPS = ("Enter(g2)", "Stamp(g2,1)", "Leave(g2)", "-EarlyLeave")


def played(*steps: str) -> Replay:
    done = replay(BOUNDS, frozenset({"EarlyLeave"}), steps)
    assert done.refusal is None
    return done


def cells(done: Replay, actor: str) -> list[LaneCell]:
    return FACE.cells(done.machine, done.entries[-2].state, done.last, actor)


def test_the_board_has_a_row_for_each_member_and_what_else_there_is() -> None:
    assert draw(played(*STEPS)) == PlainBoard(
        heads=("mark",),
        rows=(
            Row("g1", "outside", (("mark", "0"),), ()),
            Row("g2", "gone", (("mark", "1"),), ("LeftHaveTheirMarks",)),
        ),
        others=(("inside", "nothing"), ("left", "g2")),
    )
    assert draw(played(*STEPS)).sentences == (
        "inside is nothing.",
        "left is g2.",
        "g1 is outside, with mark 0.",
        "g2 is gone, with mark 1.",
    )


def test_a_comparison_names_what_stands_differently() -> None:
    assert draw(played(*STEPS[:2])).unlike(draw(played(*STEPS[:1]))) == ("g2",)
    assert draw(played()).unlike(draw(played())) == ()


def test_actors_and_members_have_lanes_with_colours_that_the_style_sheet_knows() -> None:
    assert FACE.lanes(BOUNDS) == (
        Lane("clerk", "clerk", "clock"),
        Lane("g1", "member", "w1"),
        Lane("g2", "member", "w2"),
    )
    assert [FACE.role(name) for name in ("g3", "g4", "toggle")] == ["w3", "w1", "toggle"]


def test_a_lane_goes_on_as_the_status_says_and_is_marked_where_it_takes_part() -> None:
    assert cells(played(*STEPS[:1]), "g2") == [
        LaneCell("flow", owner="clock"),
        LaneCell("pending"),
        LaneCell("claimed", "M", "w2", "w2"),
    ]
    assert cells(played(*STEPS[:2]), "clerk") == [
        LaneCell("flow", "M", "clock", "clock"),
        LaneCell("pending"),
        LaneCell("claimed", "M", "clock", "w2"),
    ]
    assert cells(played(*STEPS[:3]), "g2")[2] == LaneCell("runnable", "M", "w2")
    assert dict(FACE.legend) == {
        "pending": "outside", "runnable": "gone", "claimed": "inside", "toggle": "a switch",
    }  # fmt: skip


def test_a_step_is_told_in_the_words_of_the_declaration() -> None:
    done = played(*STEPS)
    assert [FACE.in_short(done, entry) for entry in done.entries] == [
        "the start", "g2 is inside", "g2 is inside", "g2 is gone", "switched off",
    ]  # fmt: skip
    assert [FACE.as_sentence(done, entry) for entry in done.entries[1:]] == [
        "A guest comes to the desk. Now g2 is inside.",
        "The clerk gives the next mark. Now g2 is inside.",
        "A guest goes. Now g2 is gone.",
        "EarlyLeave is switched off.",
    ]


def test_what_is_wrong_is_told_too() -> None:
    assert FACE.in_words("LeftAreOut") == "This is broken: Who has left is not inside."
    assert FACE.in_words("EachIsMarked") == "This may never happen: Each gets a mark."
    assert FACE.in_words("EachIsMarked", must_stay=True) == "This never happens: Each gets a mark."


def test_a_label_has_a_sign_for_each_member() -> None:
    assert FACE.label_is == "a sign for each guest: I inside, G gone, – outside"


def test_a_face_of_its_own_stands_in_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    class DeskFace(Face):
        pass

    assert type(face_of(A09)) is A09Face
    assert type(FACE) is Face
    module = ModuleType("tests.workbooks.desk.face")
    module.FACE = DeskFace  # type: ignore[attr-defined]
    module.__spec__ = ModuleSpec(module.__name__, None)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    face_of.cache_clear()
    try:
        assert type(face_of(DESK)) is DeskFace
    finally:
        face_of.cache_clear()
