from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

import pytest
from django.conf import settings as configured
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from a09web.sandbox.limits import STEPS_FOR_ONE
from a09web.sandbox.models import Sandbox
from a09web.sandbox.services import create_sandbox
from a09web.workbooks.a09.bounds import Bounds

from .visiting import act, html, new, take, text

pytestmark = pytest.mark.django_db

TYPED = {"due": "2,3", "workers": "3", "max_time": "5", "max_epoch": "1", "bugs": ["EarlyRelease", "DuplicateClaim"]}


def test_a_browser_may_make_so_many_within_an_hour(client: Client, stranger: Client, settings: Any) -> None:
    settings.SANDBOXES_PER_HOUR = 2
    new(client)
    new(client)
    answer = client.post("/s/", TYPED)
    assert answer.status_code == 429
    assert html(answer).notice == (
        "You have made 2 sandboxes within an hour; that is the limit. "
        "Those you have keep working; please wait a little before you make another."
    )
    assert Sandbox.objects.count() == 2
    new(stranger)


def test_nothing_that_was_typed_is_lost_at_the_limit(client: Client, settings: Any) -> None:
    settings.SANDBOXES_PER_HOUR = 1
    new(client)
    page = html(client.post("/s/", TYPED))
    assert page.value("due") == "2,3"
    chosen = [e.attributes["value"] for e in page.elements if e.tag == "option" and "selected" in e.attributes]
    assert chosen == ["3", "5", "1"]
    checked = [e.attributes["value"] for e in page.all("input", type="checkbox") if "checked" in e.attributes]
    assert checked == TYPED["bugs"]


def test_an_hour_later_there_is_room_again(client: Client, settings: Any) -> None:
    settings.SANDBOXES_PER_HOUR = 1
    old = new(client)
    Sandbox.objects.filter(pk=old.pk).update(created=timezone.now() - timedelta(minutes=61))
    new(client)
    assert client.post("/s/").status_code == 429


def test_what_exists_keeps_working_at_the_limit(client: Client, settings: Any) -> None:
    settings.SANDBOXES_PER_HOUR = 1
    sandbox = new(client)
    assert client.post("/s/").status_code == 429
    take(client, sandbox, "Tick")
    assert client.get(sandbox.get_absolute_url()).status_code == 200


def test_forking_counts_too(client: Client, settings: Any) -> None:
    settings.SANDBOXES_PER_HOUR = 1
    sandbox = new(client)
    answer = client.post(f"{sandbox.get_absolute_url()}fork/")
    assert answer.status_code == 429
    assert html(answer).notice.startswith("You have made 1 sandbox")
    assert html(answer).by_id("verdict").text
    assert Sandbox.objects.count() == 1


def test_an_address_may_make_so_many_within_an_hour(client: Client, stranger: Client, settings: Any) -> None:
    settings.SANDBOXES_PER_HOUR_AND_ADDRESS = 2
    new(client)
    new(stranger)
    answer = Client().post("/s/", TYPED)
    assert answer.status_code == 429
    assert html(answer).notice == (
        "2 sandboxes were made from your network within an hour; that is the limit. "
        "Those that exist keep working; please try again in a while."
    )
    assert html(answer).value("due") == "2,3"
    assert Sandbox.objects.count() == 2
    assert Client(REMOTE_ADDR="192.0.2.7").post("/s/").status_code == 302


def test_the_address_is_not_kept(client: Client) -> None:
    client.defaults["REMOTE_ADDR"] = "192.0.2.77"
    new(client)
    kept = cast(dict[str, Any], cache._cache)  # type: ignore[attr-defined]
    assert len(kept) == 1
    assert not any("192.0.2" in f"{key} {value!r}" for key, value in kept.items())


def test_a_form_that_makes_no_sense_costs_nothing(client: Client, settings: Any) -> None:
    settings.SANDBOXES_PER_HOUR_AND_ADDRESS = 1
    for _ in range(3):
        assert client.post("/s/", {"due": "x"}).status_code == 422
    new(client)


def test_a_campus_of_500_browsers_behind_one_address_fits() -> None:
    for _ in range(500):
        new(Client(), bugs=["EarlyRelease"])
    assert Sandbox.objects.values("owner").distinct().count() == 500


def test_a_class_of_500_may_make_and_fork_ten_each() -> None:
    assert configured.SANDBOXES_PER_HOUR_AND_ADDRESS >= 500 * 10
    assert configured.SANDBOXES_PER_HOUR >= 10


def test_the_page_of_the_limit_is_a_designed_page(client: Client, settings: Any) -> None:
    settings.SANDBOXES_PER_HOUR = 1
    sandbox = new(client)
    answer = client.post("/s/")
    assert "<h1>Sandboxes</h1>" in text(answer)
    assert sandbox.public_id in text(answer)
    assert act(client, sandbox, step="Tick").status_code == 302


def test_a_fork_with_many_steps_costs_its_address_as_many_as_it_is_worth(client: Client, settings: Any) -> None:
    settings.SANDBOXES_PER_HOUR_AND_ADDRESS = 4
    original = create_sandbox(owner="", bounds=Bounds(), future=("+EarlyRelease", "-EarlyRelease") * STEPS_FOR_ONE)
    path = f"{original.get_absolute_url()}fork/"
    assert client.post(path).status_code == 302
    assert client.post(path).status_code == 429
