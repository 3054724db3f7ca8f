"""What the guide says beside the sandbox agrees with what the sandbox says."""

from __future__ import annotations

from typing import cast

import pytest
from django.test import Client

from a09web.lessons.content import Lesson, lessons
from a09web.workbooks.a09.bounds import Bounds
from tests.sandbox.visiting import html, text

from .test_pages import EVERY, address, play, start

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("part", ["meet", "break", "why"])
@pytest.mark.parametrize("lesson", EVERY, ids=lambda lesson: lesson.bug.name)
def test_what_to_do_is_said_by_the_guide_alone(client: Client, lesson: Lesson, part: str) -> None:
    start(client, lesson)
    for step in ("", f"-{lesson.bug.name}" if part != "meet" else f"+{lesson.bug.name}", lesson.meet.steps[0]):
        if step:
            assert play(client, lesson, part, step=step).status_code == 302
        page = html(client.get(address(lesson, part)))
        verdict = page.by_id("verdict").text
        assert not any(words in verdict for words in ("Take steps", "switch a bug on", "Nothing can break"))
        assert "guide" in page.ids


def test_a_run_with_a_bug_on_or_something_broken_is_not_called_the_correct_run(client: Client) -> None:
    """Even if in the end all is completed and nothing is broken any more."""
    lesson = next(each for each in lessons() if each.bug.name == "EarlyRelease")
    bounds = cast(Bounds, lesson.bounds)
    start(client, lesson)
    steps = ["+EarlyRelease"]
    for run in bounds.runs:
        steps += [f"Materialize({run})", f"Claim(w1,{run})", f"Complete(w1,{run},1)"]
    steps += ["Tick"] * max(bounds.due)
    for step in steps:
        if play(client, lesson, "meet", step=step).status_code != 302:
            play(client, lesson, "meet", step="AdvanceCheckpoint")
            assert play(client, lesson, "meet", step=step).status_code == 302, step
    page = text(client.get(address(lesson, "meet")))
    assert "That was the correct run" not in page
    assert "All work on it is done, but it is not the correct run" in page
    assert "is broken" not in html(client.get(address(lesson, "meet"))).by_id("verdict").text


def test_a_future_that_is_not_the_correct_run_is_not_called_so(client: Client) -> None:
    lesson = lessons()[0]
    start(client, lesson)
    assert "Next step" in text(client.get(address(lesson, "meet")))
    assert play(client, lesson, "meet", step="Tick").status_code == 302
    assert play(client, lesson, "meet", step=f"+{lesson.bug.name}").status_code == 302
    page = html(client.get(address(lesson, "meet")))
    assert "You took a way of your own" in page.by_id("guide").text
    assert page.by_id("next-step").text == "Back to the run"


def test_a_break_can_be_watched_where_there_is_one(client: Client) -> None:
    for lesson in lessons():
        start(client, lesson)
        for step in ("", f"-{lesson.bug.name}"):
            if step:
                assert play(client, lesson, "why", step=step).status_code == 302
            page = html(client.get(address(lesson, "why")))
            offered = f"show-{lesson.bug.caught_by}" in page.ids
            assert ("watch" in page.ids) is offered
            assert ("or watch how it breaks" in page.by_id("guide").text) is offered
