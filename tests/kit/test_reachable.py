"""By which addresses a server is reached, and what it says of them."""

from __future__ import annotations

import json
import shutil
from ipaddress import ip_address
from typing import Any

import httpx
import pytest
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.urls import reverse

from a09web.classroom import first_teacher
from a09web.greeting import ALONE, NO_NETWORK, greeting
from a09web.kit import reachable
from tests import forking
from tests.backing import Postgres
from tests.sandbox.visiting import html
from tests.servers import environment, prepared_var_dir, running_server, temporary_directory

LAPTOP = "192.168.178.20"
ACCOUNT = {"username": "ada", "password1": "a quiet room", "password2": "a quiet room"}


def test_a_server_answers_to_the_address_at_which_it_listens() -> None:
    """It answered 400 to it."""
    with running_server(host="127.0.0.2", options=["--tell"]) as server:
        assert server.url.startswith("http://127.0.0.2:")
        assert httpx.get(f"{server.url}/", trust_env=False).status_code == 200
        strange = httpx.get(f"{server.url}/", headers={"Host": "example.org"}, trust_env=False)
        assert strange.status_code == 400
        assert server.log.startswith(f"Serving {server.url}/ until you press Ctrl+C\n{ALONE}\n")


def test_in_production_a_server_answers_to_the_hosts_that_are_named_alone() -> None:
    env = {"PRODUCTION": "True", "SECRET_KEY": "k" * 60, "ALLOWED_HOSTS": "example.org", "TRUSTED_PROXIES": "127.0.0.1"}
    with running_server(host="127.0.0.2", env=env) as server:
        assert httpx.get(f"{server.url}/", trust_env=False).status_code == 400


def test_the_addresses_of_this_machine_are_for_others() -> None:
    for address in map(ip_address, reachable.addresses()):
        assert not address.is_loopback
        assert not address.is_unspecified


@pytest.mark.parametrize(
    ("listening", "hosts"),
    [("0.0.0.0", [LAPTOP, "10.0.0.7"]), ("10.0.0.7", ["10.0.0.7"]), ("::1", ["[::1]"]), ("a.example", ["a.example"])],
)
def test_what_a_browser_names(monkeypatch: pytest.MonkeyPatch, listening: str, hosts: list[str]) -> None:
    monkeypatch.setattr(reachable, "_on_the_way_out", lambda: [LAPTOP])
    monkeypatch.setattr(reachable, "_in_networks", lambda: ["127.0.1.1", "169.254.3.4", "10.0.0.7", LAPTOP])
    assert reachable.hosts_at(listening) == hosts


@pytest.mark.parametrize(
    ("allowed", "asked", "told"),
    [
        ([LAPTOP], "127.0.0.1:8000", f"http://{LAPTOP}:8000/c/"),
        (["localhost", "10.0.0.7", LAPTOP], "localhost:8000", "http://10.0.0.7:8000/c/"),
        ([LAPTOP], "[::1]:8000", f"http://{LAPTOP}:8000/c/"),
        ([LAPTOP], "[::1]", f"http://{LAPTOP}/c/"),
        ([LAPTOP], LAPTOP, f"http://{LAPTOP}/c/"),
        (["a.example", LAPTOP], "a.example", "http://a.example/c/"),
        ([], "127.0.0.1:8000", "http://127.0.0.1:8000/c/"),
    ],
)
def test_what_a_phone_is_told_leads_here_from_elsewhere(
    settings: Any, allowed: list[str], asked: str, told: str
) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1", "[::1]", *allowed]
    request = RequestFactory().get("/", headers={"Host": asked})
    assert reachable.url_for_others(request, "/c/") == told


@pytest.mark.django_db
def test_whoever_serves_a_class_is_told_where_phones_come_in() -> None:
    User.objects.create_user("ada")
    first, empty, door, *code, teach = greeting(LAPTOP, 8000)
    assert first == f"Serving http://{LAPTOP}:8000/ until you press Ctrl+C"
    assert (empty, door) == ("", f"Phones in the same network come in at http://{LAPTOP}:8000/c/")
    (drawn,) = code
    assert len({len(line) for line in drawn.splitlines()}) == 1
    assert {"█", "▀", "▄"} <= set(drawn)
    assert teach == f"Teach at http://{LAPTOP}:8000/teach/. Let this machine not fall asleep."


@pytest.mark.django_db
def test_in_production_the_names_that_count_are_told(settings: Any) -> None:
    User.objects.create_user("ada")
    settings.PRODUCTION, settings.ALLOWED_HOSTS = True, ["a09.example.org"]
    first, _, door, *_ = greeting("0.0.0.0", 8000)
    assert first.startswith("Serving https://a09.example.org/ until")
    assert door.endswith(" https://a09.example.org/c/")


@pytest.mark.django_db
def test_whoever_is_in_no_network_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    User.objects.create_user("ada")
    monkeypatch.setattr(reachable, "addresses", list)
    assert list(greeting("0.0.0.0", 8001)) == ["Serving http://127.0.0.1:8001/ until you press Ctrl+C", NO_NETWORK]


# The first teacher


@pytest.mark.django_db
def test_the_first_teacher_makes_the_account_in_the_browser_and_nobody_does_so_again() -> None:
    *_, last = greeting("127.0.0.1", 8000)
    path = first_teacher.path().split(":")[0]
    assert f"within the hour: http://127.0.0.1:8000{path}" in last
    link = last.rpartition("http://127.0.0.1:8000")[2]
    ada, eve = Client(), Client()
    assert eve.get(link).status_code == 200
    assert ada.post(link, ACCOUNT | {"password2": "another"}).status_code == 422
    assert ada.post(link, ACCOUNT)["Location"] == reverse("teach")
    assert "ada" in ada.get("/teach/").content.decode()
    for late in (eve.get(link), eve.post(link, ACCOUNT | {"username": "eve"})):
        assert late.status_code == 410
        assert first_teacher.GONE in html(late).all("main")[0].text
    assert [user.username for user in User.objects.all()] == ["ada"]
    assert not any("first" in line for line in greeting("127.0.0.1", 8000))


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_of_several_who_make_the_first_account_at_once_one_has_it(
    database: str, request: pytest.FixtureRequest
) -> None:
    var_dir, env = temporary_directory("race-"), {"SECRET_KEY": "race"}
    shutil.copytree(prepared_var_dir(), var_dir, dirs_exist_ok=True)
    if database == "postgres":
        cluster: Postgres = request.getfixturevalue("postgres")
        env["DATABASE_URL"] = cluster.database()
    done = forking.run("-m", "tests.classroom.race_for_first", env=environment(var_dir, env))
    assert done.returncode == 0, done.stderr
    assert {len(names) for names in json.loads(done.stdout)} == {1}


@pytest.mark.django_db
def test_a_link_for_the_first_teacher_is_good_for_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    link = first_teacher.path()
    monkeypatch.setattr(first_teacher, "SECONDS", -1)
    for wrong in (link, "/teach/first/first:1:made-up/"):
        answer = Client().post(wrong, ACCOUNT)
        assert answer.status_code == 410
        assert first_teacher.OLD in html(answer).all("main")[0].text
    assert not User.objects.exists()


@pytest.mark.parametrize("host", ["127.0.0.1", LAPTOP])
@pytest.mark.django_db
def test_a_teacher_who_comes_by_an_address_of_this_machine_alone_is_told_so(settings: Any, host: str) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1", LAPTOP] if host == LAPTOP else ["127.0.0.1"]
    client = Client(headers={"Host": host})
    client.force_login(User.objects.create_user("ada"))
    page = client.get("/teach/").content.decode()
    assert ("No phone gets to" in page) is (host == "127.0.0.1")
