"""A program and an operator with a workbook that is not the app's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from a09web.apps import register
from a09web.workbooks import WORKBOOKS
from tests import forking
from tests.servers import environment

from .desk import DESK

SENT = {
    "workbook": "desk",
    "bounds": {"asked": [1, 2], "max_mark": 2},
    "bugs": ["EarlyLeave"],
    "steps": ["Enter(g2)", "Leave(g2)"],
}


def sent(path: str, given: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    answer = Client().post(path, given, content_type="application/json")
    found: dict[str, Any] = answer.json()
    return answer.status_code, found


@pytest.mark.django_db
@pytest.mark.usefixtures("desk")
class TestAProgram:
    def test_it_makes_a_scenario(self) -> None:
        status, found = sent("/api/scenarios", SENT)
        assert (status, found["text"]) == (200, "2~desk~asked.1.2~MaxMark.2~bugs.EarlyLeave~Enter.g2~Leave.g2")
        moment = found["moment"]
        assert (moment["workbook"], moment["bounds"]) == ("desk", SENT["bounds"])
        assert moment["state"]["left"] == ["g2"]
        assert "g2 is gone, with mark 0." in moment["sentences"]

    def test_it_makes_a_sandbox_and_steps_it(self) -> None:
        status, found = sent("/api/sandboxes", SENT)
        assert status == 201
        answer = Client().post(
            f"/api/sandboxes/{found['id']}/steps",
            {"version": found["version"], "step": "Enter(g1)"},
            content_type="application/json",
            headers={"Authorization": f"Bearer {found['token']}"},
        )
        assert answer.json()["moment"]["state"]["inside"] == ["g1"]

    @pytest.mark.parametrize(
        ("given", "sentence"),
        [
            ({"workbook": "tables"}, "There is no workbook “tables”. There are a09, effects and desk."),
            ({"workbook": "desk", "bounds": {"due": [1]}}, "bounds.due: Extra inputs are not permitted."),
            (
                {"workbook": "desk", "bounds": {"max_mark": 3}},
                "bounds.max_mark: Input should be less than or equal to 2.",
            ),
            (
                {"workbook": "desk", "bounds": {"asked": [2]}},
                "g1 asks for 2, but from 1 to MaxMark, which is 1, can be had.",
            ),
            ({"workbook": "desk", "bugs": ["EarlyRelease"]}, "There is no bug “EarlyRelease”. The three are"),
        ],
    )
    def test_what_belongs_to_another_workbook_is_refused(self, given: dict[str, Any], sentence: str) -> None:
        status, found = sent("/api/scenarios", given)
        assert status == 422
        assert found["detail"].startswith(sentence)


def test_an_operator_adds_one(tmp_path: Path) -> None:
    env = environment(tmp_path, {"WORKBOOKS": "tests.workbooks.desk.DESK"})
    done = forking.run("manage.py", "explore", "--workbook", "desk", "--bugs", "Crowding", env=env)
    assert "AtMostOneInside breaks after 2 steps" in " ".join(done.stdout.split()), done.stderr


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("tests.workbooks.nowhere.DESK", "WORKBOOKS names tests.workbooks.nowhere.DESK, which cannot be imported"),
        ("tests.workbooks.desk.TABLE", "WORKBOOKS names tests.workbooks.desk.TABLE, which cannot be imported"),
        ("tests.workbooks.desk.GUESTS", "WORKBOOKS names tests.workbooks.desk.GUESTS, which is no workbook."),
        ("tests.workbooks.desk.DESK", "WORKBOOKS names tests.workbooks.desk.DESK, but another workbook has the slug"),
    ],
)
def test_what_is_no_workbook_stops_the_start(path: str, sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(WORKBOOKS, DESK.slug, WORKBOOKS["a09"])
    with pytest.raises(ImproperlyConfigured) as refused:
        register(path)
    assert str(refused.value).startswith(sentence)
