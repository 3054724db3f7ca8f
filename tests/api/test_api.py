"""The API: the same rules as on the pages, and no answer that its document does not name."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pytest
from django.test import Client
from hypothesis import given

from a09web.api import showing
from a09web.api.clients import ADDRESS_SHARE
from a09web.foresight.lookout import Busy, Pending
from a09web.links.models import ShortLink
from a09web.sandbox.models import Sandbox
from a09web.scenarios.address import encode
from a09web.scenarios.itf import to_itf
from a09web.scenarios.scenario import Scenario
from tests.model.test_random_traces import often
from tests.scenarios.making import STALE, TOGGLED, opened, scenarios

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"


def call(client: Client, path: str, data: Any = None, token: str = "") -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if data is None:
        answer = client.get(f"/api{path}", headers=headers)
    else:
        answer = client.post(f"/api{path}", json.dumps(data), content_type="application/json", headers=headers)
    kind = "application/json; charset=utf-8" if answer.status_code < 400 else PROBLEM
    assert answer["Content-Type"] == kind
    return answer.status_code, json.loads(answer.content)


def made(client: Client, **given: Any) -> Any:
    status, sandbox = call(client, "/sandboxes", given)
    assert status == 201
    return sandbox


def test_a_program_breaks_a_sandbox_and_is_told_why(client: Client) -> None:
    sandbox = made(client, bugs=["EarlyRelease"])
    token, path = sandbox["token"], f"/sandboxes/{sandbox['id']}"
    release = next(t for t in sandbox["moment"]["transitions"] if t["name"] == "Materialize(r1)")
    assert release["breaks"] == ["NoEarlyRunnable"]
    assert [guard["removed_by"] for guard in release["guards"]] == [None, None, None, None, "EarlyRelease"]
    status, after = call(client, f"{path}/steps", {"version": 0, "step": "Materialize(r1)"}, token)
    assert (status, after["version"], after["token"]) == (200, 1, None)
    broken = next(p for p in after["moment"]["properties"] if not p["holds"])
    assert (broken["name"], broken["since"]) == ("NoEarlyRunnable", 1)
    assert broken["why"] == "copies[r1] = 1 but DueAt[r1] = 1 > now = 0"
    assert "So says guard 5 of Materialize, DueAt[r1] <= now, but EarlyRelease removes it." in broken["blame"][0]
    status, undone = call(client, f"{path}/moves", {"version": 1, "to": after["undo"]}, token)
    assert (status, undone["cursor"], undone["redo"]) == (200, 0, 1)
    assert call(client, f"{path}?at=1")[1]["moment"]["state"] == after["moment"]["state"]


def test_the_explorer_answers_and_the_link_opens(client: Client) -> None:
    sandbox = made(client, bugs=["DuplicateClaim"], title="Two owners")
    found = call(client, f"/sandboxes/{sandbox['id']}/outlook")[1]
    assert found["is_done"]
    assert found["is_complete"]
    assert (found["ahead"][0]["name"], len(found["ahead"][0]["steps"])) == ("AtMostOneClaimer", 4)
    scenario = call(client, f"/sandboxes/{sandbox['id']}/scenario")[1]
    assert scenario["text"] == "1~bugs.DuplicateClaim~title.Two_owners"
    assert client.get(scenario["url"].removeprefix("http://testserver")).status_code == 200


DETOUR = ["Tick", "Materialize(r1)", "Claim(w1,r1)", "+EarlyRelease", "Complete(w1,r1,1)", "Materialize(r2)"]


def detours(client: Client) -> list[str]:
    """The addresses of the same moment, stored and in a link."""
    sandbox = made(client, steps=DETOUR, title="A detour")
    text = call(client, f"/sandboxes/{sandbox['id']}/scenario")[1]["text"]
    return [f"/sandboxes/{sandbox['id']}", f"/scenarios/{text}"]


def test_a_program_is_told_what_it_would_take(client: Client) -> None:
    sandbox = made(client)
    for path in (f"/sandboxes/{sandbox['id']}", "/scenarios/1"):
        status, found = call(client, f"{path}/takes/CompletedUsesCurrentEpoch")
        assert (status, found["is_done"], found["is_complete"], found["ahead"]) == (200, True, True, None)
        (one,) = found["sets"]
        assert (one["bugs"], len(one["steps"])) == (["StaleCompletion"], 5)
        shown = call(client, "/scenarios", {"bugs": one["bugs"], "steps": one["steps"]})[1]
        broken = [prop["name"] for prop in shown["moment"]["properties"] if not prop["holds"]]
        assert broken == ["CompletedUsesCurrentEpoch"]


def test_what_can_break_as_it_is_takes_nothing(client: Client) -> None:
    for path in detours(client):
        found = call(client, f"{path}/takes/NoEarlyRunnable")[1]
        assert (found["is_done"], found["ahead"], found["sets"]) == (True, [], [])
    early = call(client, "/scenarios/1~bugs.EarlyRelease/takes/NoEarlyRunnable")[1]
    assert (early["ahead"], early["states"] > 1, early["is_complete"]) == (["Materialize(r1)"], True, True)


def test_a_search_that_goes_on_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(showing, "takes", lambda moment, prop: (None, Pending(asked=1, states=7)))
    found = call(client, "/scenarios/1/takes/NoEarlyRunnable")[1]
    assert (found["is_done"], found["is_complete"], found["states"], found["sets"]) == (False, False, 7, [])
    monkeypatch.setattr(showing, "takes", lambda moment, prop: (None, Busy()))
    assert call(client, "/scenarios/1/takes/NoEarlyRunnable")[1]["is_done"] is False


def test_a_program_is_given_the_trace_that_the_break_needs(client: Client) -> None:
    stored, linked = detours(client)
    for path in (stored, linked):
        for query in ("", "?prop=NoEarlyRunnable"):
            status, found = call(client, f"{path}/shortened{query}")
            assert (status, found["name"], found["left_out"]) == (200, "NoEarlyRunnable", 4)
            assert found["scenario"]["text"] == "1~title.A_detour~on.EarlyRelease~Materialize.r2"
            trace = [entry["step"] for entry in found["scenario"]["moment"]["trace"]]
            assert trace == ["Init", "+EarlyRelease", "Materialize(r2)"]
    shorter = call(client, f"/scenarios/{found['scenario']['text']}/shortened")[1]
    assert (shorter["left_out"], shorter["scenario"]) == (0, found["scenario"])
    assert Sandbox.objects.get().last_number == len(DETOUR)  # it stays as it was


def test_what_is_no_break_or_no_property_is_a_problem_that_says_so(client: Client) -> None:
    stored, linked = detours(client)
    for path, said in (
        (f"{stored}/shortened?at=1", "Nothing is broken at step 1, so there is no break to shorten the trace to."),
        (f"{linked}/shortened?prop=Late", "“Late” is not broken at step 6, so there is no break to shorten"),
        (f"{linked}/takes/Late", "There is no property “Late”. They are NoEarlyRunnable, "),
        (f"{stored}/takes/Late", "There is no property “Late”. They are NoEarlyRunnable, "),
    ):
        status, problem = call(client, path)
        assert status == 422
        assert problem["detail"].startswith(said)
    assert call(client, f"{stored}/shortened?at=99")[0] == 422
    assert call(client, "/sandboxes/unknown/takes/NoEarlyRunnable")[0] == 404


def test_what_the_pages_refuse_the_api_refuses(client: Client) -> None:
    sandbox = made(client)
    token, path = sandbox["token"], f"/sandboxes/{sandbox['id']}"
    other = made(client)["token"]
    step = {"version": 0, "step": "Tick"}
    assert call(client, f"{path}/steps", step)[0] == 401
    assert call(client, f"{path}/steps", step, "forged")[0] == 401
    assert call(client, f"{path}/steps", step, other)[0] == 403
    status, said = call(client, f"{path}/steps", {"version": 0, "step": "Claim(w1,r1)"}, token)
    assert (status, said["status"], said["title"]) == (422, 422, "Unprocessable Entity")
    assert said["detail"].startswith("Claim(w1,r1) is not enabled.")
    assert call(client, f"{path}/steps", step, token)[0] == 200
    status, said = call(client, f"{path}/steps", step, token)
    assert status == 409
    assert said["detail"].startswith("The sandbox had moved on")
    assert call(client, f"{path}/moves", {"version": 1, "to": 99}, token)[0] == 422
    assert call(client, f"{path}?at=99")[0] == 422
    assert call(client, "/sandboxes/nothing")[0] == 404
    assert Sandbox.objects.get(public_id=sandbox["id"]).version == 1


@pytest.mark.parametrize(
    ("scheme", "status"), [("Bearer", 200), ("bearer", 200), ("Basic", 401), ("Token", 401), ("Bearer2", 401)]
)
def test_a_token_counts_as_a_bearers_only(client: Client, scheme: str, status: int) -> None:
    sandbox = made(client)
    step, headers = {"version": 0, "step": "Tick"}, {"Authorization": f"{scheme} {sandbox['token']}"}
    path = f"/api/sandboxes/{sandbox['id']}/steps"
    answer = client.post(path, json.dumps(step), content_type="application/json", headers=headers)
    assert answer.status_code == status
    assert Sandbox.objects.get(public_id=sandbox["id"]).version == (1 if status == 200 else 0)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"bounds": {"due": [9]}}, "bounds.due.0: Input should be less than or equal to 8."),
        ({"bounds": {"due": [4]}}, "r1 is due at 4, but a due time must be from 1 to MaxTime, which is 3."),
        ({"bugs": ["Typo"]}, "There is no bug “Typo”."),
        ({"steps": ["Claim(w1,r1)"]}, "Step 1, Claim(w1,r1): Claim(w1,r1) is not enabled."),
        ({"cursor": 3}, "cursor is 3, but there are 0 steps."),
        ({"wrong": 1}, "wrong: Extra inputs are not permitted."),
        ({"bounds": {"workers": "2"}}, "bounds.workers: Input should be a valid integer."),
    ],
)
def test_a_bad_scenario_is_a_problem_that_says_why(client: Client, given: dict[str, Any], said: str) -> None:
    for path in ("/sandboxes", "/scenarios"):
        status, problem = call(client, path, given)
        assert status == 422
        assert problem["detail"].startswith(said)


def test_what_is_no_json_is_a_problem(client: Client) -> None:
    answer = client.post("/api/scenarios", "{", content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)


@often
@given(scenarios())
def test_a_scenario_is_encoded_and_decoded(scenario: Scenario) -> None:
    client, bounds = Client(), scenario.bounds
    sent = {
        "bounds": asdict(bounds),
        "bugs": sorted(scenario.bugs),
        "steps": scenario.steps,
        "cursor": scenario.cursor,
        "fair": None if scenario.fair is None else sorted(scenario.fair),
        "title": scenario.title,
        "note": scenario.note,
    }
    there = call(client, "/scenarios", sent)[1]
    text = there["text"]
    assert text == encode(scenario).replace("~from.abcdefgh2345", "")
    back = call(client, f"/scenarios/{text}")[1]
    assert back == there
    last = scenario.replay().entries[scenario.cursor]
    assert back["moment"]["state"] == json.loads(json.dumps(scenario.replay().machine.variables(last.state)))


def test_a_trace_is_read_and_files_are_made(client: Client) -> None:
    read = call(client, "/traces", {"trace": to_itf(opened(TOGGLED))})[1]
    assert (read["told"], read["scenario"]["text"]) == ([], TOGGLED)
    assert call(client, "/traces", {"trace": "nothing"})[0] == 422
    module = client.get(f"/api/scenarios/{TOGGLED}/files/MCTrace.tla")
    assert b"MODULE MCTrace" in module.content
    assert call(client, f"/scenarios/{TOGGLED}/files/nothing")[0] == 404
    assert call(client, "/scenarios/1~Tick~Tick")[1]["complaint"].startswith("This link cannot be replayed")


def test_a_short_link_is_stored(client: Client) -> None:
    status, link = call(client, "/links", {"text": STALE, "author": "Ada"})
    assert (status, link["author"]) == (201, "Ada")
    assert call(client, f"/links/{link['id']}") == (200, link)
    assert ShortLink.objects.get().text == STALE
    assert call(client, "/links", {"text": "1~Tick~Tick"})[0] == 422
    assert call(client, "/links/nothing")[0] == 404


def test_a_client_that_asks_too_often_waits_and_others_do_not(client: Client, settings: Any) -> None:
    settings.API_CALLS_PER_MINUTE = 3
    token = made(client)["token"]
    assert [call(client, "/scenarios/1", token=token)[0] for _ in range(5)] == [200, 200, 200, 429, 429]
    assert made(client)["token"] != token


def test_clients_without_a_token_share_what_a_whole_class_may_ask(client: Client, settings: Any) -> None:
    settings.API_CALLS_PER_MINUTE = 1
    statuses = [call(client, "/scenarios/1")[0] for _ in range(ADDRESS_SHARE + 2)]
    assert statuses == [200] * ADDRESS_SHARE + [429, 429]


def test_the_document_is_openapi_with_problems(client: Client) -> None:
    document = client.get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    for path in document["paths"].values():
        for operation in path.values():
            refusals = {s: r for s, r in operation["responses"].items() if int(s) >= 400}
            assert set(refusals) >= {"404", "422", "429"}
            assert all(list(refusal["content"]) == [PROBLEM] for refusal in refusals.values())
    page = client.get("/api/")
    assert page.status_code == 200
    assert b"look_at_sandbox" in page.content
