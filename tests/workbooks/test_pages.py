"""A workbook that has nothing but its declaration, on the pages of a sandbox and of a link."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from a09web.links.files import files_of
from a09web.model.workbook import Workbook
from a09web.sandbox.models import Sandbox
from a09web.sandbox.services import create_sandbox
from a09web.sandbox.ways import whose_names
from a09web.workbooks import WORKBOOKS
from a09web.workbooks.a09 import A09
from a09web.workbooks.effects import EFFECTS
from tests.sandbox.visiting import html, text

from .bare import BARE
from .desk import DESK, Bounds

pytestmark = [pytest.mark.usefixtures("desk"), pytest.mark.django_db]

STEPS = ("Enter(g2)", "Stamp(g2,1)", "Leave(g2)", "Enter(g2)")
BESIDE = ("", "compare/", "space/", "ways/LeftHaveTheirMarks/", "takes/LeftHaveTheirMarks/")


def made() -> Sandbox:
    bounds = Bounds(asked=(1, 2), max_mark=2)
    return create_sandbox(owner="", bounds=bounds, bugs=frozenset({"EarlyLeave"}), future=STEPS, at=3)


@pytest.mark.parametrize("page", [*BESIDE, "settings/"])
def test_each_page_of_a_sandbox_is_there(client: Client, page: str) -> None:
    answer = client.get(f"/s/{made().public_id}/{page}")
    assert answer.status_code == 200, answer.content.decode()


@pytest.mark.parametrize("page", BESIDE)
def test_each_page_of_a_link_is_there(client: Client, page: str) -> None:
    answer = client.get(f"/t/2~desk~bugs.EarlyLeave~Enter.g1~Leave.g1/{page}")
    assert answer.status_code == 200, answer.content.decode()


NAMES = [file.name for file in files_of(DESK).values()]


@pytest.mark.parametrize("name", NAMES)
def test_each_file_of_a_link_is_there(client: Client, name: str) -> None:
    answer = client.get(f"/t/2~desk~bugs.EarlyLeave~Enter.g1~Leave.g1/{name}")
    assert answer.status_code == 200, answer.content.decode()


def test_the_files_are_those_of_the_workbook() -> None:
    assert "Desk.tla" in NAMES
    assert {name.replace("Desk", "A09") for name in NAMES} == set(files_of(A09))


def test_a_sandbox_is_made_of_its_own_page(client: Client) -> None:
    page = client.get("/w/desk/").content.decode()
    assert "one for each guest, 1 to 3 guests, such as 1,1" in page
    assert "MaxMark" in page
    assert '<a href="/s/">A09</a>' in page
    assert '<a href="/w/desk/">Desk</a>' in client.get("/s/").content.decode()
    assert "A guest does not wait for the desk." in page
    answer = client.post("/w/desk/", {"asked": "1,2", "max_mark": "2", "bugs": ["Crowding"], "steps": "Enter(g1)"})
    made = Sandbox.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/s/{made.public_id}/")
    assert (made.workbook, made.bugs) == ("desk", frozenset({"Crowding"}))
    assert made.bounds == Bounds(asked=(1, 2), max_mark=2)
    refused = client.post("/w/desk/", {"asked": "1,2", "max_mark": "1"})
    assert refused.status_code == 422
    assert "g2 asks for 2, but from 1 to MaxMark, which is 1, can be had." in refused.content.decode()


def test_its_matrix_leads_to_sandboxes_of_its_own(client: Client) -> None:
    page = text(client.get("/w/desk/matrix/"))
    rows = re.findall(r'<th scope="row">(.*?)</th>', page.replace("<wbr>", ""))
    assert rows == ["none", *DESK.bug_names]
    form = re.search(
        r'action="/w/desk/">.*?name="steps" value="([^"]+)"> *<input type="hidden" name="bugs" value="Crowding"', page
    )
    assert form is not None
    assert form[1].split("; ")[0].startswith("Enter(")


@pytest.mark.parametrize("address", ["/w/tables/", "/w/tables/matrix/"])
def test_a_workbook_that_there_is_not_has_no_page(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_step_and_a_switch_are_taken_and_told_in_its_words(client: Client) -> None:
    client.post("/w/desk/", {"steps": ""})
    address = f"/s/{Sandbox.objects.get().public_id}/"
    client.post(address, {"version": "0", "at": "0", "step": "Enter(g1)"})
    client.post(address, {"version": "1", "at": "1", "step": "+EarlyLeave"})
    client.post(address, {"version": "2", "at": "2", "step": "Leave(g1)"})
    told = text(client.get(address))
    assert "This is broken: Nobody goes without the marks." in told
    assert "g1 is gone" in told
    assert "So says guard 2 of Leave, but EarlyLeave removes it." in told


def test_a_sandbox_of_a_workbook_that_is_gone_has_no_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.post("/w/desk/", {"steps": "Enter(g1)"})
    address = f"/s/{Sandbox.objects.get().public_id}/"
    monkeypatch.delitem(WORKBOOKS, DESK.slug)
    for path in (address, f"{address}settings/", f"/api/sandboxes/{Sandbox.objects.get().public_id}"):
        assert client.get(path).status_code == 404, path
    assert address not in client.get("/s/").content.decode()
    refused = client.get("/t/2~desk~Enter.g1/")
    assert refused.status_code == 400
    assert "There is no workbook “desk”." in refused.content.decode()


def test_its_page_tells_its_story_to_the_end(client: Client) -> None:
    page = html(client.get("/w/desk/"))
    assert page.with_class("story-key")[0].text == "A guest comes for a mark, which the clerk stamps."
    words = page.with_class("story-words")[0].text
    assert words.startswith("Nothing has happened yet.")
    (wide, narrow) = page.with_class("railway")
    assert wide.attributes["aria-label"] == narrow.attributes["aria-label"]
    assert page.with_class("story-end")[0].text == (
        "The guest goes home without what it came for. LeftHaveTheirMarks is broken: "
        "the check Asked[g] <= mark[g] is gone."
    )
    (before,) = [link.attributes["href"] for link in page.all("a") if link.text == "Break it yourself"]
    asked = text(client.get(before))
    assert "In and out" in asked
    assert "g1 is inside and has no mark yet. What does it do?" in asked
    assert 'value="Leave(g1)"' in asked


def test_its_bugs_are_cards_each_with_its_break_and_the_lesson_that_there_is(client: Client) -> None:
    page = html(client.get("/w/desk/"))
    assert [card.text for card in page.with_class("card-break")] == [
        "breaks in 2 steps",
        "breaks in 2 steps",
        "breaks in 3 steps",
    ]
    named = [button.attributes.get("aria-label") for button in page.all("button", type="submit")]
    assert [name for name in named if name] == [
        "Break it: Crowding",
        "Lesson on Crowding",
        "Break it: EarlyLeave",
        "Break it: Lingering",
    ]


@pytest.mark.usefixtures("bare")
def test_without_a_story_the_bugs_are_there(client: Client) -> None:
    page = html(client.get(f"/w/{BARE.slug}/"))
    assert page.with_class("story") == []
    assert len(page.with_class("card-break")) == len(BARE.bugs)


@pytest.mark.parametrize(
    ("workbook", "names"),
    [
        (A09, "workers, or of runs that are due at the same time"),
        (DESK, "guests that are alike"),
        (EFFECTS, "runs, or of workers"),
    ],
    ids=lambda given: getattr(given, "slug", ""),
)
def test_whose_names_make_no_difference_is_said_of_each_model(workbook: Workbook[Any], names: str) -> None:
    assert whose_names(workbook) == names
