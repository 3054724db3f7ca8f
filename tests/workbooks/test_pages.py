"""A workbook that has nothing but its declaration, on the pages of a sandbox and of a link."""

from __future__ import annotations

import pytest
from django.test import Client

from a09web.sandbox.models import Sandbox
from a09web.sandbox.services import create_sandbox

from .desk import Bounds

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


def test_a_sandbox_is_made_of_its_own_page(client: Client) -> None:
    page = client.get("/w/desk/").content.decode()
    assert "one for each guest, 1 to 3 guests, such as 1,1" in page
    assert "MaxMark" in page
    assert "A guest does not wait for the desk." in page
    answer = client.post("/w/desk/", {"asked": "1,2", "max_mark": "2", "bugs": ["Crowding"], "steps": "Enter(g1)"})
    made = Sandbox.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/s/{made.public_id}/")
    assert (made.workbook, made.bounds, made.bugs) == ("desk", Bounds(asked=(1, 2), max_mark=2), {"Crowding"})
    refused = client.post("/w/desk/", {"asked": "1,2", "max_mark": "1"})
    assert refused.status_code == 422
    assert "g2 asks for 2, but from 1 to MaxMark, which is 1, can be had." in refused.content.decode()


def test_its_matrix_leads_to_sandboxes_of_its_own(client: Client) -> None:
    for _ in range(50):
        page = client.get("/w/desk/matrix/").content.decode()
        if "being explored" not in page:
            break
    assert 'action="/w/desk/"' in page
    assert 'value="Enter(g1); Enter(g2)"' in page
    assert "EachIsMarked" in page


@pytest.mark.parametrize("address", ["/w/tables/", "/w/tables/matrix/"])
def test_a_workbook_that_there_is_not_has_no_page(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_step_and_a_switch_are_taken_and_told_in_its_words(client: Client) -> None:
    client.post("/w/desk/", {"steps": ""})
    address = f"/s/{Sandbox.objects.get().public_id}/"
    client.post(address, {"version": "0", "at": "0", "step": "Enter(g1)"})
    client.post(address, {"version": "1", "at": "1", "step": "+EarlyLeave"})
    client.post(address, {"version": "2", "at": "2", "step": "Leave(g1)"})
    page = client.get(address).content.decode()
    assert "This is broken: Nobody goes without the marks." in page
    assert "g1 is gone" in page
    assert "removes guard 2 of Leave" in page
