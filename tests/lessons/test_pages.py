"""The pages of the lessons, seen by Django's test client: what is stored, what is shown, and what is not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from a09web.lessons.content import NONE, PARTS, Lesson, lessons, topics
from a09web.lessons.judging import breaking, choices, first_broken
from a09web.lessons.models import Progress
from a09web.lessons.prose import explored, to_inline
from a09web.lessons.recall import questions_for
from a09web.model.names import parse_fair
from a09web.model.verdicts import FIXES, judge
from a09web.sandbox.addresses import workbook_url
from a09web.sandbox.models import Sandbox
from a09web.workbooks import WORKBOOKS
from tests.sandbox.html import Html
from tests.sandbox.visiting import HTMX, html, text

pytestmark = pytest.mark.django_db

EVERY = [lesson for workbook in WORKBOOKS.values() for lesson in lessons(workbook)]
LESSONS = pytest.mark.parametrize("lesson", EVERY, ids=lambda lesson: lesson.slug)
TOPICS = [topic for workbook in WORKBOOKS.values() for topic in topics(workbook)]


def address(lesson: Lesson, part: str) -> str:
    return workbook_url("part", lesson.workbook, lesson.slug, part)


def listing(lesson: Lesson) -> str:
    """The page with all lessons of its workbook."""
    return workbook_url("lessons", lesson.workbook)


def contents(lesson: Lesson) -> str:
    return workbook_url("lesson", lesson.workbook, lesson.slug)


def start(client: Client, lesson: Lesson, part: str = "meet") -> Progress:
    response = client.post(address(lesson, part), {"start": "1"})
    assert (response.status_code, response["Location"]) == (302, address(lesson, part))
    return Progress.objects.get(slug=lesson.slug)


def stored(lesson: Lesson) -> Progress:
    return Progress.objects.get(slug=lesson.slug)


def play(client: Client, lesson: Lesson, part: str, **fields: Any) -> Any:
    """Posts to the sandbox of a part, as it stands."""
    client.get(address(lesson, part))
    progress = stored(lesson)
    shown = progress.meet_sandbox if part == "meet" else progress.break_sandbox
    assert shown is not None
    return client.post(address(lesson, part), {"version": shown.version, "at": shown.cursor, **fields})


def take_next_step(client: Client, lesson: Lesson) -> None:
    """Presses the one button that Meet offers."""
    press = html(client.get(address(lesson, "meet"))).by_id("next-step").attributes
    assert press["form"] == "stage"
    assert play(client, lesson, "meet", **{press["name"]: press["value"]}).status_code == 302


def shortest(lesson: Lesson) -> tuple[str, ...]:
    return explored(lesson.bounds, lesson.bugs).shortest(lesson.bug.caught_by) or ()


def has_start(page: Html) -> bool:
    return bool(page.all("button", name="start"))


def right_prediction(lesson: Lesson) -> str:
    return first_broken(explored(lesson.bounds, lesson.bugs))


def fixes(lesson: Lesson) -> list[str]:
    return [each.repair.name for each in lesson.repairs if judge(each.repair, lesson.bounds).kind == FIXES]


@pytest.mark.parametrize("path", ["/lessons/early-release/", "/lessons/early-release/predict/"])
def test_the_opening_says_what_happens_and_its_first_press_begins_it(client: Client, path: str) -> None:
    head = html(client.get(path)).with_class("space-head")[0]
    assert "You watch the correct run, predict what the bug will break, break it by hand, and choose the" in head.text
    assert head.text.partition("without an account.")[2].startswith(" Start")
    begun = client.post(path, {"start": "1"}, follow=True)
    assert not has_start(html(begun))


def test_looking_around_stores_nothing(client: Client) -> None:
    across = [workbook_url("lesson", topic.workbook, topic.slug) for topic in TOPICS]
    for path in (*map(listing, EVERY), *map(contents, EVERY), *across):
        assert client.get(path).status_code == 200, path
    for part in PARTS:
        page = html(client.get(address(lessons()[0], part)))
        assert has_start(page), part
    assert (Progress.objects.count(), Sandbox.objects.count()) == (0, 0)


@LESSONS
def test_a_whole_lesson(client: Client, lesson: Lesson) -> None:
    start(client, lesson)
    for told in lesson.meet.says[:-1]:
        assert str(to_inline(told)) in text(client.get(address(lesson, "meet")))
        take_next_step(client, lesson)
    assert "That was the correct run" in text(client.get(address(lesson, "meet")))
    client.post(address(lesson, "predict"), {"prediction": right_prediction(lesson)})
    assert "Right" in text(client.get(address(lesson, "predict")))
    for step in shortest(lesson):
        assert play(client, lesson, "break", step=step).status_code == 302
    assert f"You took {len(shortest(lesson))} step" in text(client.get(address(lesson, "break")))
    if len(shortest(lesson)) > 1:
        assert "Blame" not in text(client.get(address(lesson, "why")))
        client.post(address(lesson, "why"), {"ask": "culprit", "culprit": len(shortest(lesson))})
    why = text(client.get(address(lesson, "why")))
    assert "Blame" in why
    assert lesson.bug.name in why
    client.post(address(lesson, "repair"), {"repair": fixes(lesson)[0]})
    assert "Fixes it" in text(client.get(address(lesson, "repair")))
    assert "SQL that is right" in text(client.get(address(lesson, "production")))
    client.post(address(lesson, "check"), {"answer": breaking(lesson)[0]})
    assert "All seven parts are done" in text(client.get(address(lesson, "check")))
    assert f"{len(PARTS)} of {len(PARTS)} parts done" in text(client.get(listing(lesson)))


@LESSONS
def test_no_page_holds_an_answer_before_it_is_asked(client: Client, lesson: Lesson) -> None:
    start(client, lesson)
    predict = text(client.get(address(lesson, "predict")))
    for option in lesson.options:
        assert str(to_inline(lesson.text(option.feedback)))[:40] not in predict
        assert not option.misconception or option.misconception not in predict
    repair = text(client.get(address(lesson, "repair")))
    for card in lesson.repairs:
        assert str(to_inline(lesson.text(card.feedback)))[:40] not in repair
    for words in ("Too weak", "Too strong", "Fixes it", "states explored;"):
        assert words not in repair
    check = text(client.get(address(lesson, "check")))
    assert str(to_inline(lesson.text(lesson.check.feedback)))[:40] not in check
    playing = text(client.get(address(lesson, "break")))
    for words in ("would break", "breaks in ", 'name="show"', "cannot break from here"):
        assert words not in playing


@LESSONS
def test_a_prediction_is_answered_at_once_and_its_run_shown_after_the_break(client: Client, lesson: Lesson) -> None:
    start(client, lesson)
    for option in lesson.options:
        client.post(address(lesson, "predict"), {"prediction": option.prop})
        page = text(client.get(address(lesson, "predict")))
        assert str(to_inline(lesson.text(option.feedback))) in page
        assert option.misconception in page
        assert '<ol class="way">' not in page
    assert stored(lesson).predictions[0] == lesson.options[0].prop
    for step in shortest(lesson):
        assert play(client, lesson, "break", step=step).status_code == 302
    assert "You said" in text(client.get(address(lesson, "break")))
    for option in lesson.options:
        client.post(address(lesson, "predict"), {"prediction": option.prop})
        page = text(client.get(address(lesson, "predict")))
        for step in shortest(lesson):
            assert f"<li><code>{step}</code></li>" in page


@LESSONS
def test_every_repair_is_judged(client: Client, lesson: Lesson) -> None:
    start(client, lesson)
    for card in lesson.repairs:
        client.post(address(lesson, "repair"), {"repair": card.repair.name})
        page = text(client.get(address(lesson, "repair")))
        assert str(to_inline(lesson.text(card.feedback))) in page
        assert f"repair-{card.verdict.replace(' ', '-')}" in page
    assert stored(lesson).repairs == [card.repair.name for card in lesson.repairs]


@LESSONS
def test_the_check_says_of_each_step_what_it_does(client: Client, lesson: Lesson) -> None:
    start(client, lesson)
    for step in (*choices(lesson.check), NONE):
        client.post(address(lesson, "check"), {"answer": step})
        page = text(client.get(address(lesson, "check")))
        if step == NONE:
            assert "One of these steps does break it" in page
        else:
            verdict = "is broken" if step in breaking(lesson) else "still holds"
            assert f"After <code>{step}</code> {lesson.bug.caught_by} {verdict}" in page


def test_a_break_that_takes_longer_counts_and_the_shortest_is_told(client: Client) -> None:
    lesson = lessons()[2]
    start(client, lesson)
    way = ("Tick", "Materialize(r1)", "Tick", *shortest(lesson)[2:])
    for step in way:
        assert play(client, lesson, "break", step=step).status_code == 302, step
    page = text(client.get(address(lesson, "break")))
    assert f"You took {len(way)} steps; {len(shortest(lesson))} are possible." in page
    assert stored(lesson).broke_in == len(way)


def test_a_break_by_another_bug_does_not_count(client: Client) -> None:
    lesson = next(each for each in lessons() if each.bug.name == "MissingMaterialization")
    start(client, lesson)
    steps = ("-MissingMaterialization", "+CheckpointAdvance", "Tick", "AdvanceCheckpoint", "Tick")
    for step in steps:
        assert play(client, lesson, "break", step=step).status_code == 302, step
    assert "is broken, but not by MissingMaterialization" in text(client.get(address(lesson, "break")))
    assert stored(lesson).broke_in is None


def test_the_guide_tells_the_distance_and_gives_three_hints(client: Client) -> None:
    lesson = lessons()[3]
    start(client, lesson)
    page = text(client.get(address(lesson, "break")))
    assert f"{len(shortest(lesson))} steps away." in page
    assert "Hint 1" not in page
    for number in range(1, 4):
        client.post(address(lesson, "break"), {"hint": "1"})
        page = text(client.get(address(lesson, "break")))
        assert f"Hint {number}" in page
        assert f"Hint {number + 1}" not in page
    assert f"On a shortest way from here <code>{shortest(lesson)[0]}</code> comes next." in page
    client.post(address(lesson, "break"), {"hint": "1"})
    assert stored(lesson).hints == 3


def test_the_guide_is_sent_when_it_changes_and_only_then(client: Client) -> None:
    lesson = lessons()[3]
    start(client, lesson)
    page = html(client.get(address(lesson, "break")))
    known = page.hashes
    shown = stored(lesson).break_sandbox
    assert shown is not None
    same = client.get(address(lesson, "break"), headers={**HTMX, "Panels": known})
    assert 'id="guide"' not in text(same)
    data = {"version": shown.version, "at": shown.cursor, "step": "Tick"}
    after = client.post(address(lesson, "break"), data, headers={**HTMX, "Panels": known})
    assert 'id="guide"' in text(after)
    assert "3 steps away." in text(after)
    assert len(after.content) <= 30 * 1024


def test_while_breaking_nobody_is_shown_the_way(client: Client) -> None:
    lesson = lessons()[0]
    start(client, lesson)
    response = play(client, lesson, "break", show=lesson.bug.caught_by)
    assert response.status_code == 422
    assert "the way is yours to find" in text(response)
    assert 'name="show"' not in text(response)
    assert 'name="walk"' not in text(response)
    assert play(client, lesson, "break", walk="break").status_code == 422


def test_a_break_that_was_watched_is_not_ones_own(client: Client) -> None:
    lesson = lessons()[0]
    start(client, lesson)
    for step in shortest(lesson):
        assert play(client, lesson, "why", step=step).status_code == 302
    assert "Blame" in text(client.get(address(lesson, "why")))
    assert stored(lesson).broke_in is None


@pytest.mark.parametrize(
    ("part", "field", "value", "said"),
    [
        ("predict", "prediction", "", "Please choose an answer first."),
        ("predict", "prediction", "Nonsense", "Please choose one of the answers."),
        ("repair", "repair", "fence", "Please choose one of the repairs."),
        ("check", "answer", "Claim(w9,r9)", "is not one of the steps that can be taken here"),
        ("check", "recall", "1", "Please answer each of the questions."),
    ],
)
def test_what_was_not_offered_is_refused(client: Client, part: str, field: str, value: str, said: str) -> None:
    lesson = lessons()[0]
    start(client, lesson)
    response = client.post(address(lesson, part), {field: value})
    assert response.status_code == 422
    assert said in text(response)
    progress = stored(lesson)
    assert (progress.predictions, progress.repairs, progress.answers) == ([], [], [])


@pytest.mark.parametrize("path", ["/lessons/nothing/", "/lessons/early-release/nothing/", "/lessons/nothing/meet/"])
def test_what_there_is_not(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.post(path, {"start": "1"}).status_code == 404


def test_without_a_start_nothing_can_be_answered(client: Client) -> None:
    response = client.post("/lessons/early-release/predict/", {"prediction": NONE})
    assert response.status_code == 409
    assert "nothing was kept" in text(response)
    assert has_start(html(response))
    lost = client.post("/lessons/early-release/break/", {"step": "Tick"}, headers=HTMX)
    assert lost["HX-Redirect"] == "/lessons/early-release/break/"
    assert not Progress.objects.exists()


def test_another_browser_goes_on_with_the_link(client: Client) -> None:
    lesson = lessons()[0]
    start(client, lesson)
    client.post(address(lesson, "predict"), {"prediction": NONE})
    link = html(client.get(f"/lessons/{lesson.slug}/")).all("input", id="ticket")[0].attributes["value"]
    other = Client()
    asked = other.get(link)
    assert lesson.title in text(asked)
    assert not other.cookies.get("a09_owner")
    assert "0 of" not in text(other.get("/lessons/"))
    assert other.post(link)["Location"] == "/lessons/"
    assert "1 of 7 parts done" in text(other.get("/lessons/"))
    assert "This is your own link" in text(client.get(link))


def test_a_forged_link_leads_nowhere(client: Client) -> None:
    for method in (client.get, client.post):
        assert method("/lessons/continue/somebody-else/").status_code == 404


def test_learners_do_not_see_each_other(client: Client) -> None:
    lesson, other = lessons()[0], Client()
    start(client, lesson)
    client.post(address(lesson, "repair"), {"repair": "due-check"})
    other.post(address(lesson, "repair"), {"start": "1"})
    assert "Fixes it" not in text(other.get(address(lesson, "repair")))
    assert Progress.objects.count() == 2


def test_a_sandbox_that_was_deleted_is_made_again(client: Client) -> None:
    lesson = lessons()[0]
    start(client, lesson)
    client.get(address(lesson, "break"))
    Sandbox.objects.all().delete()
    assert client.get(address(lesson, "break")).status_code == 200
    assert stored(lesson).break_sandbox is not None


def test_starting_over(client: Client) -> None:
    lesson = lessons()[0]
    start(client, lesson)
    client.post(address(lesson, "predict"), {"prediction": NONE})
    assert client.post(f"/lessons/{lesson.slug}/", {"forget": "1"}).status_code == 302
    assert not Progress.objects.exists()
    assert has_start(html(client.get(f"/lessons/{lesson.slug}/")))


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_each_scenario_of_a_topic_opens_at_its_end(client: Client, topic: Any) -> None:
    workbook, page = topic.workbook, workbook_url("lesson", topic.workbook, topic.slug)
    for scenario in topic.scenarios.values():
        response = client.post(page, {"scenario": scenario.name})
        shown = html(client.get(response["Location"]))
        panels = [each for each in shown.elements if each.id.startswith("property-")]
        broken = {each.attributes["data-breaks"] for each in panels if "data-breaks" in each.attributes}
        assert broken == set(scenario.breaks)
        made = Sandbox.objects.latest("created")
        assert made.cursor == len(scenario.played.entries) - 1
        chosen = None if scenario.fair is None else parse_fair(workbook, scenario.fair)
        assert made.fair_under(made.bugs) == workbook.chosen_fairness(made.bugs, chosen)
    assert client.post(page, {"scenario": "nothing"}).status_code == 404


def test_progress_that_nobody_touches_for_a_year_is_forgotten(client: Client) -> None:
    for lesson in lessons()[:2]:
        start(client, lesson)
    long_ago = timezone.now() - timedelta(days=366)
    Progress.objects.filter(slug=lessons()[0].slug).update(touched=long_ago)
    call_command("delete_untouched")
    assert [progress.slug for progress in Progress.objects.all()] == [lessons()[1].slug]


def test_the_way_back_to_the_present_stays_in_the_lesson(client: Client) -> None:
    lesson = lessons()[2]
    start(client, lesson)
    play(client, lesson, "break", step="Tick")
    link = html(client.get(address(lesson, "break") + "?at=0")).by_id("back-to-present")
    assert (link.attributes["href"], link.attributes["hx-get"]) == (address(lesson, "break"), address(lesson, "break"))


def test_choices_that_the_content_no_longer_offers_are_passed_over(client: Client) -> None:
    lesson = lessons()[0]
    start(client, lesson)
    gone = {"predictions": ["Gone"], "repairs": ["gone"], "answers": ["Gone(r1)"], "guards": ["9"], "culprits": [999]}
    Progress.objects.update(**gone, recalled=[["gone", "1"], [questions_for(lesson)[0].name, "9"]])
    for path in ("/lessons/", f"/lessons/{lesson.slug}/", *(address(lesson, part) for part in PARTS)):
        assert client.get(path).status_code == 200, path
    assert "1 of 7 parts done" in text(client.get("/lessons/"))  # In production was looked at
