"""What a student may be called, and which names are the same to whoever reads them."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from a09web.classroom import services
from a09web.classroom.alike import Taken
from a09web.classroom.joining import join
from a09web.classroom.models import NAME_LENGTH, Classroom, Participant
from a09web.classroom.naming import HOW, WHO, parse_name
from a09web.invalid_input import InvalidInput
from a09web.kit.refusals import Refused
from a09web.scenarios.scenario import parse_title
from tests import forking
from tests.backing import Postgres
from tests.servers import environment, prepared_var_dir, temporary_directory

from .making import act, joined, opened, said, teacher, ticket_in

ZWNJ, ZWJ = "\u200c", "\u200d"
FAMILY, ASTRONAUT, HEART = "👨‍👩‍👧", "👩🏽‍🚀", "❤️‍🔥"


@pytest.mark.parametrize(
    "name",
    [f"مه{ZWNJ}تا", f"क्{ZWJ}ष", f"ශ්{ZWJ}රී", FAMILY, ASTRONAUT, HEART, "O’Neil", "李小龍", "Zoë", "葛\U000e0100飾"],
)
def test_what_belongs_to_the_spelling_of_a_name_is_kept(name: str) -> None:
    assert parse_name(name) == name
    assert parse_title(name) == name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (f"{ZWNJ}Ada{ZWJ}", "Ada"),
        (f"Ada {ZWNJ} {ZWJ}B{ZWNJ}", "Ada B"),
        (f"Ada{ZWNJ}{ZWJ}{ZWNJ}Bo", f"Ada{ZWNJ}Bo"),
        ("\ufeffA\u200bd\u00ada\u2060", "Ada"),
        ("\u202eAda\u202c", "Ada"),
        ("\u2066Ada\u2069\u200f", "Ada"),
        ("Ada\u00a0\u3000\u2009\tB", "Ada B"),
        ("Zoe\u0308", "Zoë"),
    ],
)
def test_what_cannot_be_seen_is_left_out(typed: str, name: str) -> None:
    assert parse_name(typed) == name


@pytest.mark.parametrize(
    "typed", ["", " ", ZWJ, "\u3164", "\u2800 \u115f", "\ufe0f", "\u0301", "A\x00", "A\ud800", "\ue000"]
)
def test_a_name_is_something_to_read(typed: str) -> None:
    with pytest.raises(InvalidInput, match=f"A name has 1 to {NAME_LENGTH}"):
        parse_name(typed)


@given(st.text(max_size=30))
def test_a_name_that_was_cleaned_stays_as_it_is(typed: str) -> None:
    try:
        name = parse_name(typed)
    except InvalidInput:
        return
    assert parse_name(name) == name
    assert Taken([typed]).like(name) == typed


ALIKE = [
    ("Ada", "ADA"), ("Ada", "Аdа"), ("Ada", "Ａｄａ"), ("Ada", "𝓐𝓭𝓪"), ("Ada", f"A{ZWNJ}da"), ("Ada", "Ad\u034fa"),
    ("Anna B", "anna  b"), ("José", "jose\u0301"), ("Straße", "STRASSE"), ("Fiona", "ﬁona"), ("Вова", "BOBA"),
    ("Kim", "Кіm"), ("Сара", "Capa"), ("Ian", "lan"), ("lDA", "Ida"), ("Bill", "BiII"), ("Max 1", "Max I"),
    ("Oleg", "0LEG"), ("İpek", "ipek"), ("Işık", "ışık"), ("Ιωάννης", "Iωάννης"), ("Nίκος", "ΝΊΚΟΣ"),
    ("O'Neil", "O’Neil"), ("Eva-Ma", "Eva‑Ma"), ("علي", "علی"), ("Սrsula", "Ursula"),
    ("Hugo", "ʜᴜɢᴏ"), (FAMILY, "👨👩👧"),
]  # fmt: skip
DIFFERENT = [
    ("José", "Jose"), ("Arnie", "Amie"), ("Alia", "Alla"), ("Lan", "Ian"), ("Mila", "Miia"), ("Σία", "Οία"),
    ("Ann", "Anne"), ("Anna B", "AnnaB"), ("Müller", "Mueller"), ("Вова", "Воva"), ("李", "季"), ("Max 1", "Max 2"),
    ("Łukasz", "Lukasz"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_names_that_look_alike_are_the_same(one: str, other: str) -> None:
    assert Taken([one]).like(other) == one
    assert Taken([other]).like(one) == other


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_names_that_differ_to_the_eye_are_two(one: str, other: str) -> None:
    assert Taken([one]).like(other) is None


def test_no_two_names_that_are_offered_look_alike() -> None:
    taken = Taken([])
    for name in (f"{how} {who}" for how in HOW for who in WHO):
        assert taken.like(name) is None
        taken.add(name)


# In a class


@pytest.fixture
def room(db: None) -> Classroom:
    ada = teacher()
    made = opened(ada)
    act(ada, made, "switch", name="own_names", on="yes")
    made.refresh_from_db()
    return made


def joins(room: Classroom, own: str) -> tuple[int, str]:
    client = Client()
    ticket = ticket_in(client.get(f"/c/{room.code}/").content.decode())
    answer = client.post(f"/c/{room.code}/", {"ticket": ticket, "roll": "0", "own": own})
    return answer.status_code, said(answer)


def test_who_is_called_as_somebody_else_is_told_and_joins_under_another_name(room: Classroom) -> None:
    assert joins(room, "Anna")[0] == 302
    assert joins(room, "Anna") == (422, "Somebody in this class is called Anna already. Choose another name.")
    status, why = joins(room, "Аnnа")
    assert (status, why) == (422, "Somebody in this class is called Anna, which looks like Аnnа. Choose another name.")
    assert joins(room, "Anna B")[0] == 302
    assert [one.name for one in room.participants.all()] == ["Anna", "Anna B"]


def test_a_name_in_persian_joins_as_it_was_typed(room: Classroom) -> None:
    assert joins(room, f" مه{ZWNJ}تا{ZWNJ}\u202e")[0] == 302
    assert Participant.objects.get().name == f"مه{ZWNJ}تا"


def test_a_name_that_is_offered_does_not_look_like_one_that_was_chosen(room: Classroom) -> None:
    for number in range(3):
        offered = join(classroom=room, ticket=f"ticket-{number}", roll=0)
        Participant.objects.filter(pk=offered.pk).update(name=offered.name.upper(), public_id=f"other-{number}")
        again = join(classroom=room, ticket=f"ticket-{number}", roll=0)
        assert again.name.upper() != offered.name.upper()


def test_a_teacher_gives_nobody_a_name_that_looks_like_that_of_another(room: Classroom) -> None:
    joins(room, "Anna")
    _, ben = joined(room)
    before = ben.name
    with pytest.raises(Refused, match="called Anna, which looks like anna"):
        services.rename(participant=ben, name="anna")
    ben.refresh_from_db()
    assert ben.name == before
    services.rename(participant=ben, name=before.upper())  # that of oneself is free
    ben.refresh_from_db()
    assert ben.name == before.upper()


def test_what_stands_beside_a_name_stays_where_it_is(room: Classroom) -> None:
    """A name from right to left is isolated from the text around it."""
    client = Client()
    ticket = ticket_in(client.get(f"/c/{room.code}/").content.decode())
    client.post(f"/c/{room.code}/", {"ticket": ticket, "roll": "0", "own": "שרה"})
    for rest in ("", "me/"):
        assert "<bdi>שרה</bdi>" in client.get(f"/c/{room.code}/{rest}").content.decode()


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_of_six_who_take_names_that_look_alike_at_once_one_has_it(
    database: str, request: pytest.FixtureRequest
) -> None:
    var_dir, env = temporary_directory("race-"), {"SECRET_KEY": "race"}
    if database == "postgres":
        cluster: Postgres = request.getfixturevalue("postgres")
        env["DATABASE_URL"] = cluster.database()
    else:
        (var_dir / "a09.sqlite3").write_bytes((prepared_var_dir() / "a09.sqlite3").read_bytes())
    done = forking.run("-m", "tests.classroom.race", env=environment(var_dir, env))
    assert done.returncode == 0, done.stderr
    assert {len(names) for names in json.loads(done.stdout)} == {1}
