"""While a question is open its answer is not looked up, and one's own answer stays where one is."""

from __future__ import annotations

import re

import pytest

from a09web.classroom import painters
from a09web.classroom.models import Participant
from a09web.exercises.content import starters

from .making import act, ask, joined, opened, panels, said, step, teacher, vote

pytestmark = pytest.mark.django_db

RIGHT = "NoEarlyRunnable"


@pytest.mark.parametrize("phase", ["predict", "discuss", "revote", "paused"])
def test_no_copy_is_taken_and_none_opened_while_a_question_is_open(phase: str) -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    ann, row = joined(room)
    ann.post(f"/c/{room.code}/copy/", {"key": "before"})
    ask(ada, room, "Materialize(r1)")
    act(ada, room, "phase", phase=phase)
    copy = Participant.objects.get(pk=row.pk).copy
    ann.post(f"/c/{room.code}/copy/", {"key": "during"})
    assert Participant.objects.get(pk=row.pk).copy == copy
    fields = {"version": 0, "at": 0, "step": "Materialize(r1)"}
    for answer in (ann.get(f"/c/{room.code}/mine/"), ann.post(f"/c/{room.code}/mine/", fields)):
        assert answer["Location"] == f"/c/{room.code}/"
    page = ann.get(f"/c/{room.code}/").content.decode()
    assert 'id="copy-here"' not in page
    assert 'id="to-copy"' not in page
    act(ada, room, "phase", phase="reveal")
    act(ada, room, "phase", phase="paused")
    page = ann.get(f"/c/{room.code}/").content.decode()
    assert 'id="copy-here"' in page
    assert ann.get(f"/c/{room.code}/mine/").status_code == 200


def test_a_pause_shows_nothing_that_answers_an_open_question() -> None:
    """The teacher may have gone on, on the board that the class does not see."""
    ada = teacher()
    room = opened(ada, lesson="early-release")
    ann, _ = joined(room)
    act(ada, room, "exercise", exercise=starters()[0].key)
    ask(ada, room, "Materialize(r1)")
    step(ada, room, "Materialize(r1)")
    act(ada, room, "phase", phase="paused")

    def told() -> list[str]:
        picture = painters.paint_class(room.public_id)
        assert picture is not None
        pages = [ann.get(f"/c/{room.code}/{end}").content.decode() for end in ("", "?at=1", "screen/", "screen/?at=1")]
        return [picture.html({}), *pages]

    for text in told():
        assert "Paused: look up, please" in text
        assert "is broken" not in text
        assert f"/c/{room.code}/exercise/" not in text
    for answer in (ann.get(f"/c/{room.code}/exercise/"), ann.post(f"/c/{room.code}/exercise/", {"start": "1"})):
        assert answer["Location"] == f"/c/{room.code}/"
    act(ada, room, "phase", phase="reveal")
    act(ada, room, "phase", phase="paused")
    assert all("is broken" in text for text in told())
    assert ann.get(f"/c/{room.code}/exercise/").status_code == 200


def test_ones_own_answer_comes_back_with_the_question() -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    ann, _ = joined(room)
    ask(ada, room, "Materialize(r1)")
    vote(ann, room, "none")
    act(ada, room, "phase", phase="paused")
    paused = painters.paint_class(room.public_id)
    page = ann.get(f"/c/{room.code}/").content.decode()
    act(ada, room, "phase", phase="predict")
    asked = painters.paint_class(room.public_id)
    assert paused is not None
    assert asked is not None
    frame = asked.html(paused.hashes)
    assert 'data-whose="all"' in frame
    assert "Stored" not in frame
    kept = {**dict(pair.split(":") for pair in panels(page).split()), **asked.hashes}
    kept |= dict(re.findall(r'id="(ask-mine)" data-hash="([^"]+)"', frame))
    known = " ".join(f"{name}:{value}" for name, value in kept.items())
    answer = ann.get(f"/c/{room.code}/", headers={"HX-Request": "true", "Panels": known}).content.decode()
    assert "Stored: Nothing" in answer
    assert 'name="nth" value="2"' in answer
    assert 'id="ask"' not in answer, "the question itself is there"


def test_what_was_answered_before_stands_there_until_it_is_answered_again() -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    ann, _ = joined(room)
    ask(ada, room, "Materialize(r1)")
    vote(ann, room, "none")
    act(ada, room, "phase", phase="revote")
    page = ann.get(f"/c/{room.code}/").content.decode()
    assert "Your answer in round 1: Nothing." in page
    assert 'name="nth" value="1"' in page
    assert "Stored" not in page


def test_a_second_device_is_told_of_an_answer_that_it_did_not_give() -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    ann, _ = joined(room)
    ask(ada, room, "Materialize(r1)")
    vote(ann, room, "none")
    fields = {"number": 1, "round": 1, "choice": RIGHT, "nth": 1}
    answer = ann.post(f"/c/{room.code}/vote/", fields, headers={"HX-Request": "true"})
    assert said(answer) == "Another answer of yours was stored already, and is marked now. To change it, choose again."
    assert "Stored: Nothing" in answer.content.decode()


def test_what_the_class_does_is_said_once_and_only_when_it_changes() -> None:
    ada = teacher()
    room = opened(ada, lesson="early-release")
    ann, _ = joined(room)
    pictures = [painters.paint_class(room.public_id)]

    def frame() -> str:
        pictures.append(painters.paint_class(room.public_id))
        assert pictures[-1] is not None
        assert pictures[-2] is not None
        return pictures[-1].html(pictures[-2].hashes)

    ask(ada, room, "Materialize(r1)")
    assert "Predict: answer for yourself. What does Materialize(r1) break?</div>" in frame()
    assert ann.get(f"/c/{room.code}/news/").content.decode().endswith("What does Materialize(r1) break?")
    vote(ann, room, "none")
    joined(room)
    step(ada, room, "Tick")
    assert 'id="sentence"' not in frame()
    act(ada, room, "phase", phase="paused")
    assert "Paused: look up, please.</div>" in frame()


def test_the_ways_of_a_class_come_with_the_frame() -> None:
    ada = teacher()
    room = opened(ada)
    before = painters.paint_class(room.public_id)
    act(ada, room, "exercise", exercise=starters()[0].key)
    after = painters.paint_class(room.public_id)
    assert before is not None
    assert after is not None
    assert f'href="/c/{room.code}/exercise/"' in after.html(before.hashes)
