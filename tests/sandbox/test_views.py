from __future__ import annotations

import re
from typing import Any, cast

import pytest
from django.test import Client

from a09web.live.hub import hub
from a09web.sandbox import stage, views
from a09web.sandbox.models import Sandbox
from a09web.sandbox.services import create_sandbox, take_step
from a09web.sandbox.story import ToldStory, story_of
from a09web.sandbox.tree import Tree
from a09web.workbooks import WORKBOOKS
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

from .making import BREAKS, made, names, stored
from .visiting import HTMX, act, html, new, owner_in, take, text

pytestmark = pytest.mark.django_db

TOLD = cast(ToldStory, story_of(A09))
STALE = "The sandbox had moved on before your click arrived, so nothing was done."


# The start page


def test_the_start_page_shows_six_bugs_each_with_its_break(client: Client) -> None:
    page = html(client.get("/"))
    lines = [bug.line for bug in A09.bugs]
    assert [card.text for card in page.all("h3")][: len(lines)] == lines
    named = [button.attributes.get("aria-label") for button in page.all("button", type="submit")]
    ways = [f"{does}{bug}" for bug in A09.bug_names for does in ("Break it: ", "Lesson on ")]
    assert named == [None, *ways]  # before them the ten-minute lesson
    breaks = [card.text for card in page.with_class("card-break")]
    assert breaks[0] == "breaks in 1 step"
    assert breaks[2] == "breaks in 5 steps"


def test_the_start_page_leads_to_other_models(client: Client) -> None:
    answer = client.get("/")
    page = html(answer)
    links = {link.attributes["href"]: link.text for link in page.all("a") if "/w/" in link.attributes["href"]}
    others = [workbook for workbook in WORKBOOKS.values() if workbook is not A09]
    assert links == {f"/w/{other.slug}/": other.title for other in others}
    assert links
    assert others[0].purpose[:40] in answer.content.decode()


def test_the_start_page_tells_a_late_result_to_its_end(client: Client) -> None:
    page = html(client.get("/"))
    assert page.with_class("story-words")[0].text == "".join(TOLD.sentences)
    assert "CompletedUsesCurrentEpoch is broken" in page.with_class("story-end")[0].text
    (wide, narrow) = page.with_class("railway")
    assert wide.attributes["aria-label"] == narrow.attributes["aria-label"] == " ".join(TOLD.sentences)


def test_break_it_yourself_begins_one_step_before_the_break(client: Client) -> None:
    (way,) = [link for link in html(client.get("/")).all("a") if link.text == "Break it yourself"]
    before = html(client.get(way.attributes["href"]))
    assert before.with_class("verdict-line")[0].text == "All 7 properties hold."
    assert "What does its late result do?" in before.with_class("scenario-note")[0].text
    after = html(client.get(way.attributes["href"], {"at": "5", "step": "Complete(w1,r1,1)"}, follow=True))
    assert after.with_class("verdict-line")[0].text == "A result from an old attempt counts."
    assert after.with_class("verdict-why")[0].text.startswith("CompletedUsesCurrentEpoch is broken since step 6")


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", None),
        ("/s/", "Sandbox"),
        ("/t/1/", "Sandbox"),
        ("/lessons/early-release/", "Lessons"),
        ("/logs/", "Logs"),
        ("/c/", "Join a class"),
    ],
)
def test_the_header_leads_everywhere_and_says_where_one_is(client: Client, path: str, current: str | None) -> None:
    page = html(client.get(path))
    words = ["Lessons", "Sandbox", "Exercises", "Matrix", "Logs", "Join a class", "Teach"]
    (site,) = page.all("nav", id="site")
    assert site.text == "".join(words)
    marked = [link.text for link in page.all("a") if "aria-current" in link.attributes and link.text in words]
    assert marked == ([current] if current else [])


# The page of the sandboxes


def test_a_refused_form_says_it_at_the_field(client: Client) -> None:
    answer = client.post("/s/", {"due": "9", "workers": "2", "max_time": "3", "max_epoch": "2"})
    assert answer.status_code == 422
    page = html(answer)
    (field,) = page.all("input", name="due")
    assert (field.attributes["aria-invalid"], field.attributes["value"]) == ("true", "9")
    assert "autofocus" in field.attributes
    said = [page.by_id(name).text for name in field.attributes["aria-describedby"].split()]
    assert said[0] == "r1 is due at 9, but a due time must be from 1 to MaxTime, which is 3."
    (fine,) = html(client.get("/s/")).all("input", name="due")
    assert "aria-invalid" not in fine.attributes


def test_a_card_makes_a_sandbox_with_its_bug(client: Client) -> None:
    card = html(client.get("/")).all("input", name="bugs", value="StaleCompletion")[0]
    assert card.attributes["type"] == "hidden"
    made = new(client, bugs=[card.attributes["value"]])
    assert (made.bugs_at_start, made.bounds) == ("StaleCompletion", Bounds())


def test_the_page_of_sandboxes_lists_my_sandboxes_and_nobody_elses(client: Client, stranger: Client) -> None:
    mine, theirs = new(client, bugs=["EarlyRelease"]), new(stranger)
    take(client, mine, "Tick")
    shown = text(client.get("/s/"))
    assert mine.public_id in shown
    assert theirs.public_id not in shown
    assert html(client.get("/s/")).with_class("mine")[0].text == f"{mine.public_id} 1 step, EarlyRelease"


def test_the_latest_of_my_sandboxes_come_first_and_are_not_too_many(client: Client) -> None:
    made = [new(client) for _ in range(views.MINE_LISTED + 2)]
    take(client, made[0], "Tick")
    listed = re.findall(r"/s/(\w+)/", html_of_mine(client))
    assert listed[0] == made[0].public_id
    assert len(listed) == views.MINE_LISTED


def html_of_mine(client: Client) -> str:
    return text(client.get("/s/")).split('<ul class="mine">')[1]


def test_the_page_of_sandboxes_offers_the_sandbox_that_is_ready_until_somebody_has_it(client: Client) -> None:
    first = create_sandbox(owner="", bounds=Bounds(), public_id="first")
    assert "/s/first/" in text(client.get("/s/"))
    take(client, first, "Tick")
    assert "Open the sandbox" not in text(client.get("/s/"))


@pytest.mark.parametrize("path", ["/", "/healthz"])
def test_a_page_can_be_asked_for_its_head(client: Client, path: str) -> None:
    answer = client.head(path)
    assert answer.status_code == 200
    assert answer.content == b""


# Making


def test_a_sandbox_is_made_as_the_form_says(client: Client) -> None:
    fields = {"due": " 1, 3 ,2", "workers": "1", "max_time": "4", "max_epoch": "3"}
    made = new(client, bugs=["DuplicateClaim", "EarlyRelease"], **fields)
    assert made.bounds == Bounds(due=(1, 3, 2), workers=1, max_time=4, max_epoch=3)
    assert made.bugs == {"EarlyRelease", "DuplicateClaim"}
    assert made.owner == owner_in(client) != ""


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"due": "1,9"}, "r2 is due at 9, but a due time must be from 1 to MaxTime, which is 3."),
        ({"due": ""}, "The number of runs must be from 1 to 4, not 0."),
        ({"due": "1,1,1,1,1"}, "The number of runs must be from 1 to 4, not 5."),
        ({"due": "one"}, "A due time must be a whole number, not “one”."),
        ({"due": "-1"}, "A due time must be a whole number, not “-1”."),
        ({"due": "٣"}, "A due time must be a whole number, not “٣”."),
        ({"due": "9" * 5000}, f"A due time must be a whole number, not “{'9' * 60}”."),
        ({"workers": "0"}, "The number of workers must be from 1 to 3, not 0."),
        ({"workers": ""}, "The number of workers must be a whole number, not “”."),
        ({"max_time": "99"}, "MaxTime must be from 1 to 8, not 99."),
        ({"max_epoch": "4"}, "MaxEpoch must be from 1 to 3, not 4."),
        ({"bugs": "Gremlin"}, "There is no bug “Gremlin”."),
    ],
)
def test_a_form_that_makes_no_sense_comes_back_with_a_sentence(
    client: Client, fields: dict[str, str], sentence: str
) -> None:
    answer = client.post("/s/", fields)
    assert answer.status_code == 422
    assert html(answer).notice.startswith(sentence)
    assert Sandbox.objects.count() == 0


def test_nothing_that_was_typed_is_lost_when_a_form_comes_back(client: Client) -> None:
    typed = {"due": '2,"<b>', "workers": "3", "max_time": "7", "max_epoch": "1", "bugs": ["EarlyRelease"]}
    page = html(client.post("/s/", typed))
    assert page.value("due") == '2,"<b>'
    chosen = {e.attributes["value"] for e in page.elements if e.tag == "option" and "selected" in e.attributes}
    assert chosen == {"3", "7", "1"}
    checked = [e for e in page.all("input", type="checkbox") if "checked" in e.attributes]
    assert [e.attributes["value"] for e in checked] == ["EarlyRelease"]


@pytest.mark.parametrize("path", ["/s/", "/s/{}/fork/"])
def test_opening_an_address_that_only_takes_forms_does_not_end_on_an_empty_page(client: Client, path: str) -> None:
    """A refused form leaves its address in the address bar; going there again must lead somewhere."""
    answer = client.get(path.format(new(client).public_id))
    assert answer.status_code in (200, 302, 405)
    assert answer.status_code == 302 or "<h1>" in text(answer)


# The page


def test_the_page_shows_the_present_state(client: Client) -> None:
    sandbox = new(client, bugs=["EarlyRelease"])
    take(client, sandbox, "Materialize(r1)")
    page = html(client.get(sandbox.get_absolute_url()))
    assert page.by_id("verdict").text.startswith(
        "A run can be worked on before it is due. NoEarlyRunnable is broken since step 1, Materialize(r1): "
    )
    assert page.by_id("chart-title").text.startswith("The time is 0; the clock stops at 3.")
    assert [e.text for e in page.all("a") if e.id.startswith("look-")] == ["Init", "Materialize(r1)"]
    assert page.version == 1


def test_the_owner_is_offered_the_enabled_transitions_and_all_switches(client: Client) -> None:
    sandbox = new(client)
    take(client, sandbox, "Tick")
    choices = html(client.get(sandbox.get_absolute_url())).choices
    switches = [f"+{bug}" for bug in A09.bug_names]
    assert choices["step"] == ["Materialize(r1)", *switches]
    assert choices["move"] == ["0", "1", "0"]


def test_a_viewer_is_offered_nothing_but_a_fork(client: Client, stranger: Client) -> None:
    sandbox = new(client)
    page = html(stranger.get(sandbox.get_absolute_url()))
    assert page.choices == {}
    assert [button.text for button in page.all("button", type="submit")] == ["Fork"]
    assert "You are watching somebody's sandbox" in page.with_class("watching")[0].text


def test_who_finds_a_sandbox_without_an_owner_may_take_it(client: Client) -> None:
    page = html(client.get(made(owner="").get_absolute_url()))
    assert "+EarlyRelease" in page.choices["step"]
    assert "Your first step makes this sandbox yours." in page.with_class("watching")[0].text


def test_the_head_of_the_page_is_that_of_the_page(client: Client) -> None:
    sandbox = new(client)
    answer = client.head(sandbox.get_absolute_url())
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    sandbox = new(client)
    assert getattr(client, method)(sandbox.get_absolute_url()).status_code == 405


@pytest.mark.parametrize("path", ["/s/nothere/", "/s/nothere/fork/", "/s/NOTHERE/", f"/s/{'a' * 5000}/", "/s/a_b-c/"])
def test_there_is_nothing_at_an_unknown_address(client: Client, path: str) -> None:
    for answer in (client.get(path), client.post(path, {"version": 0, "at": 0, "step": "Tick"})):
        assert answer.status_code == 404 or (path.endswith("fork/") and answer.status_code in (302, 405))
    assert "There is nothing at this address" in text(client.post(path))


def test_a_page_is_not_kept_by_anybody(client: Client) -> None:
    sandbox = new(client)
    url = sandbox.get_absolute_url()
    for answer in (client.get(url), client.get(url, headers=HTMX), act(client, sandbox, htmx=True, step="Tick")):
        assert answer["Cache-Control"] == "no-store"
        assert {"HX-Request", "Cookie"} <= {word.strip() for word in answer["Vary"].split(",")}


def test_the_start_page_is_not_shared_between_browsers(client: Client) -> None:
    answer = client.get("/")
    assert "Cookie" in answer["Vary"] or "no-store" in answer["Cache-Control"]


# Looking at an old step


def test_an_old_step_has_an_address(client: Client) -> None:
    sandbox = new(client)
    take(client, sandbox, "Tick", "Materialize(r1)")
    page = html(client.get(f"{sandbox.get_absolute_url()}?at=1"))
    assert page.by_id("chart-title").text.startswith(
        "The time is 1; the clock stops at 3. The checkpoint is at 0. r1, due at 1, is in the"
    )
    assert "You are looking at step 1, not at the present." in page.by_id("controls").text
    assert (page.value("at"), page.version) == ("1", 2)
    assert stored(sandbox).cursor == 2


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        ("99", "This sandbox has no step 99. This is its present state."),
        ("", "The step in the address must be a number. This is the sandbox's present state."),
        ("-1", "The step in the address must be a number. This is the sandbox's present state."),
        ("١", "The step in the address must be a number. This is the sandbox's present state."),
        ("9" * 5000, "The step in the address must be a number. This is the sandbox's present state."),
    ],
)
def test_an_address_of_a_step_that_does_not_exist_shows_the_present_and_says_so(
    client: Client, at: str, sentence: str
) -> None:
    sandbox = new(client)
    take(client, sandbox, "Tick")
    answer = client.get(sandbox.get_absolute_url(), {"at": at})
    assert answer.status_code == 404
    assert html(answer).notice == sentence
    assert html(answer).value("at") == "1"


def test_a_step_from_an_old_step_is_a_branch(client: Client) -> None:
    sandbox = new(client)
    take(client, sandbox, "Tick", "Materialize(r1)", "Claim(w1,r1)")
    assert act(client, sandbox, at=2, step="Claim(w2,r1)").status_code == 302
    assert names(sandbox) == ["Tick", "Materialize(r1)", "Claim(w2,r1)"]


# Stepping


def test_a_plain_step_leads_back_to_the_page(client: Client) -> None:
    sandbox = new(client)
    answer = act(client, sandbox, step="Tick")
    assert (answer.status_code, answer["Location"]) == (302, sandbox.get_absolute_url())
    assert names(sandbox) == ["Tick"]


def test_a_step_by_htmx_is_answered_with_what_changed(client: Client) -> None:
    sandbox = new(client)
    answer = act(client, sandbox, htmx=True, step="Tick")
    assert answer.status_code == 200
    assert not text(answer).lstrip().startswith("<!doctype")
    changes = html(answer)
    assert changes.version == 1
    assert changes.by_id("announcement").text == "Step 1, Tick. now 0 becomes 1. All properties hold."
    assert changes.notice == ""


def test_a_step_that_breaks_a_property_raises_the_alarm_once(client: Client) -> None:
    sandbox = new(client, bugs=["EarlyRelease"])
    alarm = html(act(client, sandbox, htmx=True, step="Materialize(r1)")).by_id("alarm").text
    assert alarm.startswith("NoEarlyRunnable is broken: ")
    assert html(act(client, sandbox, htmx=True, step="Materialize(r2)")).by_id("alarm").text == ""


def test_undo_redo_and_reset(client: Client) -> None:
    sandbox = new(client)
    take(client, sandbox, "Tick", "Materialize(r1)")
    for to in (1, 2, 0):
        assert act(client, sandbox, move=to).status_code == 302
        assert stored(sandbox).cursor == to
    assert stored(sandbox).steps.count() == 2


def test_after_a_step_from_an_old_step_the_address_is_that_of_the_present(client: Client) -> None:
    sandbox = new(client)
    take(client, sandbox, "Tick", "Materialize(r1)")
    url = sandbox.get_absolute_url()
    data = {"version": 2, "at": 1, "step": "+EarlyRelease"}
    looked = {**HTMX, "HX-Current-URL": f"http://testserver{url}?at=1"}
    assert client.post(url, data, headers=looked)["HX-Push-Url"] == url
    assert "HX-Push-Url" not in act(client, sandbox, htmx=True, step="-EarlyRelease")


def test_a_step_that_is_not_enabled_is_refused_and_the_page_stays(client: Client) -> None:
    sandbox = new(client)
    for htmx in (False, True):
        answer = act(client, sandbox, htmx=htmx, step="Materialize(r1)")
        assert answer.status_code == 422
        assert html(answer).notice.startswith("Materialize(r1) is not enabled. r1 is not due yet")
        assert html(answer).version == 0
    assert stored(sandbox).version == 0


@pytest.mark.parametrize("htmx", [False, True])
def test_a_stale_step_is_refused_and_the_present_state_is_shown(client: Client, htmx: bool) -> None:
    sandbox = new(client)
    take(client, sandbox, "Tick")
    answer = act(client, sandbox, htmx=htmx, version=0, at=0, step="Tick")
    assert answer.status_code == 409
    page = html(answer)
    assert page.notice.startswith(STALE)
    assert (page.version, page.value("at")) == (1, "1")
    assert "Materialize(r1)" in page.choices["step"]
    assert stored(sandbox).version == 1


def test_a_step_that_loses_the_race_between_reading_and_writing_shows_what_won(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox = new(client)

    def overtaken(**asked: Any) -> None:
        fresh = stored(sandbox)
        winner = {**asked, "sandbox": fresh, "tree": Tree.of(fresh), "name": "+DuplicateClaim"}
        take_step(**winner)
        take_step(**asked)

    monkeypatch.setattr(stage, "take_step", overtaken)
    answer = act(client, sandbox, htmx=True, step="Tick")
    assert answer.status_code == 409
    assert html(answer).version == 1
    assert names(sandbox) == ["+DuplicateClaim"]


@pytest.mark.parametrize("htmx", [False, True])
def test_who_loses_the_race_for_an_unowned_sandbox_sees_what_the_winner_did(
    client: Client, monkeypatch: pytest.MonkeyPatch, htmx: bool
) -> None:
    sandbox = made(owner="")

    def overtaken(**asked: Any) -> None:
        fresh = stored(sandbox)
        take_step(**{**asked, "sandbox": fresh, "tree": Tree.of(fresh), "actor": "somebody else"})
        take_step(**asked)

    monkeypatch.setattr(stage, "take_step", overtaken)
    answer = act(client, sandbox, htmx=htmx, step="Tick")
    assert answer.status_code == 403
    assert html(answer).version == 1
    assert html(answer).choices == {}


def test_a_step_in_a_sandbox_that_is_deleted_meanwhile_finds_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox = new(client)

    def too_late(**asked: Any) -> None:
        Sandbox.objects.filter(pk=sandbox.pk).delete()
        take_step(**asked)

    monkeypatch.setattr(stage, "take_step", too_late)
    assert act_anyway(client, sandbox).status_code == 404


def act_anyway(client: Client, sandbox: Sandbox) -> Any:
    client.raise_request_exception = False
    return client.post(sandbox.get_absolute_url(), {"version": 0, "at": 0, "step": "Tick"})


@pytest.mark.parametrize("htmx", [False, True])
def test_a_stranger_is_refused_and_told_to_fork(client: Client, stranger: Client, htmx: bool) -> None:
    sandbox = new(client)
    for fields in ({"step": "Tick"}, {"move": 0}):
        answer = act(stranger, sandbox, htmx=htmx, **fields)
        assert answer.status_code == 403
        assert html(answer).notice == "This sandbox belongs to somebody else. Fork it to step it yourself."
        assert html(answer).choices == {}
    assert stored(sandbox).version == 0


def test_a_sandbox_without_an_owner_belongs_to_whoever_steps_it_first(client: Client, stranger: Client) -> None:
    sandbox = made(owner="")
    take(stranger, sandbox, "Tick")
    assert stored(sandbox).owner == owner_in(stranger) != ""
    assert act(client, sandbox, step="Materialize(r1)").status_code == 403
    take(stranger, sandbox, "Materialize(r1)")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "The field “version” of the form must be a number."),
        ({"version": "0", "move": ""}, "The field “move” of the form must be a number."),
        ({"version": "x", "at": "0", "step": "Tick"}, "The field “version” of the form must be a number."),
        ({"version": "-1", "at": "0", "step": "Tick"}, "The field “version” of the form must be a number."),
        ({"version": "٠", "at": "0", "step": "Tick"}, "The field “version” of the form must be a number."),
        ({"version": "0", "step": "Tick"}, "The field “at” of the form must be a number."),
        ({"version": "0", "at": "1.5", "step": "Tick"}, "The field “at” of the form must be a number."),
        ({"version": "0", "at": "9" * 20, "step": "Tick"}, "The field “at” of the form must be a number."),
        ({"version": "0", "at": "7", "step": "Tick"}, "This sandbox has no step 7."),
        ({"version": "0", "move": "7"}, "This sandbox has no step 7."),
    ],
)
def test_a_malformed_form_is_refused_with_a_sentence(client: Client, fields: dict[str, str], sentence: str) -> None:
    sandbox = new(client)
    answer = client.post(sandbox.get_absolute_url(), fields)
    assert answer.status_code == 422
    assert html(answer).notice == sentence
    assert stored(sandbox).version == 0


@pytest.mark.parametrize("fields", [{}, {"unheard": "of"}, {"seed": "7"}])
def test_a_form_that_asks_for_nothing_does_nothing(client: Client, fields: dict[str, Any]) -> None:
    sandbox = new(client)
    answer = act(client, sandbox, **fields)
    assert answer.status_code == 422
    assert html(answer).notice
    assert stored(sandbox).version == 0


def test_the_limit_of_steps_is_explained(client: Client, settings: Any) -> None:
    settings.STEPS_PER_SANDBOX = 1
    sandbox = new(client)
    take(client, sandbox, "Tick")
    answer = act(client, sandbox, htmx=True, step="Materialize(r1)")
    assert answer.status_code == 422
    assert "the fork keeps only the steps up to it" in html(answer).notice


@pytest.mark.parametrize("bug", BREAKS)
def test_every_bug_can_be_broken_by_clicking_what_is_offered(client: Client, bug: str) -> None:
    sandbox = new(client, bugs=[bug])
    url = sandbox.get_absolute_url()
    for name in BREAKS[bug]:
        page = html(client.get(url))
        assert name in page.choices["step"]
        act(client, sandbox, step=name)
    assert html(client.get(url)).with_class("verdict-broken")


# Forking


def test_anybody_can_fork_and_then_step(client: Client, stranger: Client) -> None:
    sandbox = new(client, bugs=["EarlyRelease"])
    take(client, sandbox, "Materialize(r1)")
    answer = stranger.post(f"{sandbox.get_absolute_url()}fork/")
    assert answer.status_code == 302
    forked = Sandbox.objects.get(forked_from=sandbox)
    assert answer["Location"] == forked.get_absolute_url()
    take(stranger, forked, "Tick")
    assert names(forked) == ["Materialize(r1)", "Tick"]
    assert names(sandbox) == ["Materialize(r1)"]


def test_a_fork_may_start_from_an_old_step(client: Client) -> None:
    sandbox = new(client)
    take(client, sandbox, "Tick", "Materialize(r1)")
    client.post(f"{sandbox.get_absolute_url()}fork/", {"at": 1})
    assert names(Sandbox.objects.get(forked_from=sandbox)) == ["Tick"]


@pytest.mark.parametrize(
    ("at", "sentence"), [("9", "This sandbox has no step 9."), ("x", "The field “at” of the form must be a number.")]
)
def test_a_fork_from_nowhere_is_refused(client: Client, at: str, sentence: str) -> None:
    sandbox = new(client)
    answer = client.post(f"{sandbox.get_absolute_url()}fork/", {"at": at})
    assert answer.status_code == 422
    assert html(answer).notice == sentence
    assert Sandbox.objects.count() == 1


# Publishing


@pytest.mark.django_db(transaction=True)
def test_a_change_is_published_after_its_commit(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever hears of a version finds it in the database, by a connection of their own."""
    import threading

    from django.db import connection

    seen: list[tuple[int, int]] = []

    def publish(room: str, version: int, render: object) -> None:
        def look() -> None:
            seen.append((version, Sandbox.objects.get(public_id=room.partition(".")[2]).version))
            connection.close()

        looking = threading.Thread(target=look)
        looking.start()
        looking.join()

    monkeypatch.setattr(hub, "publish", publish)
    sandbox = new(client)
    take(client, sandbox, "Tick")
    act(client, sandbox, move=0)
    assert seen == [(1, 1), (2, 2)]


def test_what_has_no_effect_is_not_published(client: Client, stranger: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox = new(client)
    published: list[int] = []
    monkeypatch.setattr(hub, "publish", lambda room, version, render: published.append(version))
    act(client, sandbox, step="Materialize(r1)")
    act(client, sandbox, version=7, step="Tick")
    act(stranger, sandbox, step="Tick")
    client.get(sandbox.get_absolute_url())
    assert published == []


# Queries


def test_the_page_asks_the_database_two_questions_however_long_the_trace(
    client: Client, django_assert_num_queries: Any
) -> None:
    sandbox = new(client)
    url = sandbox.get_absolute_url()
    client.get(url)
    with django_assert_num_queries(2):  # the sandbox and its steps; its schedule never changes, and is known
        client.get(url)
    for switch in range(20):
        take(client, sandbox, f"{'-' if switch % 2 else '+'}EarlyRelease")
    for address in (url, f"{url}?at=3"):
        with django_assert_num_queries(2):
            client.get(address)
        with django_assert_num_queries(2):
            client.get(address, headers=HTMX)


def test_a_step_asks_no_more_than_the_page_and_writes_twice(client: Client, django_assert_num_queries: Any) -> None:
    sandbox = new(client)
    for switch in range(10):
        take(client, sandbox, f"{'-' if switch % 2 else '+'}EarlyRelease")
    url, now = sandbox.get_absolute_url(), stored(sandbox)
    data = {"version": now.version, "at": now.cursor, "step": "Tick"}
    with django_assert_num_queries(6):  # the page's two; the sandbox, the step, and the savepoint around them
        client.post(url, data, headers=HTMX)


@pytest.mark.parametrize(("path", "most"), [("/", 0), ("/s/", 2)])  # mine, and the one that is ready
def test_the_first_pages_ask_the_database_little(
    client: Client, django_assert_num_queries: Any, path: str, most: int
) -> None:
    for _ in range(5):
        new(client)
    client.get(path)
    with django_assert_num_queries(most):
        client.get(path)
