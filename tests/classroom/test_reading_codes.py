"""A code in any clothes opens; what is no code, or may be several, gets a sentence."""

from __future__ import annotations

from contextlib import suppress
from html import escape
from unicodedata import normalize
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from a09web.classroom import joining
from a09web.classroom.codes import NoCode, read_code
from a09web.classroom.models import CODE_LENGTH, CODE_LETTERS, Classroom

from .making import joined, opened, said, teacher

WIDE = str.maketrans({letter: chr(ord(letter) + 0xFEE0) for letter in "ABC234"})
DASHES = "-‐‑‒–—―−﹘﹣－⁃·・ー.,:;/|_~+*"
CLOTHES = [
    "abc234", " ABC234\n", "ABC 234", "A B C 2 3 4", "A, B, C, 2, 3, 4", "ABC\u00a0234", "ABC\u3000234",
    "\ufeffA\u200bB\u200dC\u00ad234", "ABC234.", "ABC234!", "“ABC234”", "„ABC234“", "«ABC234»", "「ABC234」",
    "'ABC-234'", "(ABC234)", "[ABC234]", "{ABC234}", "<ABC234>", "**ABC234**", "`ABC234`", "# ABC234", "> ABC234",
    "[ABC234](https://example.org/c/ABC234/)", "ABC&nbsp;234", "ABC&#45;234", "ABC234".translate(WIDE), "𝐀𝐁𝐂𝟐𝟑𝟒",
    "ⒶⒷⒸ②③④", "АВС234", "авс234", "ΑΒC234", "ABC٢٣٤", "ABC२३४", "ÁBC234", "A\u0332BC234", "\u202eABC234\u202c",
    "ABC2️⃣34", "Code: ABC-234", "code=ABC234", "Code：ABC234", "The code is ABC 234.",
    "Class code ABC-234", "código: ABC-234", "Klasse: ABC 234", "ABC234 (Tuesday)",
    "Join at https://example.org/c/ABC234/ today", "https://example.org/c/ABC234/", "http://example.org/c/abc234",
    "example.org/c/ABC234/", "/c/ABC234/", "c/ABC234", "HTTPS://EXAMPLE.ORG/C/ABC234/",
    "https://example.org/c/ABC234/screen/", "https://example.org/c/ABC234/mine/?at=3#board",
    "https://example.org/c/?code=ABC234", "https://example.org/c/?utm=x&code=abc-234#x",
    "https://example.org/c/ABC-234/", "https://example.org/c/ABC%20234/", "<https://example.org/c/ABC234/>",
    "https://example.org/c/ABC234/.", "https%3A%2F%2Fexample.org%2Fc%2FABC234%2F",
    r"https:\/\/example.org\/c\/ABC234\/", "https://example.org/c/ABC234/qr.svg", "//127.0.0.1:8000/c/ABC234/",
    "https://xn--bcher-kva.example/c/ABC234/", "https://example.org/c/ABC234/ (ABC-234)",
    "<code>ABC234</code>", "<b>ABC</b>-<b>234</b>", '<a href="https://example.org/c/ABC234/">here</a>',
    "https://example.org/c/ABC234;jsessionid=1", "https://example.org/c/ABC234&x=1",
    *(f"ABC{dash}234" for dash in DASHES),
]  # fmt: skip


@pytest.mark.parametrize("typed", CLOTHES)
def test_a_code_in_any_clothes_is_read(typed: str) -> None:
    assert read_code(typed) == "ABC234"


SIGNS = st.characters(categories=["P", "S", "Z", "Cf"], exclude_characters="&%?=/\\:").filter(
    lambda sign: not any(map(str.isalnum, normalize("NFKD", sign)))
)


@given(
    code=st.text(st.sampled_from(CODE_LETTERS), min_size=CODE_LENGTH, max_size=CODE_LENGTH),
    signs=st.lists(st.text(SIGNS, max_size=2), min_size=CODE_LENGTH, max_size=CODE_LENGTH),
    first=st.text(SIGNS, max_size=2),
    small=st.booleans(),
)
def test_whatever_signs_stand_between_its_letters(code: str, signs: list[str], first: str, small: bool) -> None:
    dressed = first + "".join(letter + sign for letter, sign in zip(code, signs, strict=True))
    assert read_code(dressed.lower() if small else dressed) == code


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("ABC23", "“ABC23” is no code. A code has 6 letters from A to Z and digits."),
        ("ABC2345", "is no code."),
        ("ABCO23", "“ABCO23” is no code, for none has the letter O or the digit 0 in it."),
        ("ABC023", "none has the letter O or the digit 0"),
        ("ABCЖ23", "none has “Ж” in it"),
        ("ABC234 XYZ789", "That may be one of several codes: ABC234, XYZ789. Please type one."),
        ("https://example.org/c/ABC23/", "is no code"),
        ("https://example.org/c/ABC234/ or https://example.org/c/XYZ789/", "one of several codes: ABC234, XYZ789"),
        ("https://example.org/s/abcdefgh2345/", "“https://example.org/s/ab…” is no code"),
        ("hello", "is no code"),
        ("‐", "is no code"),
        ("x" * 100_000, "is no code"),
        ("%00%ff&#0;&bogus;", "is no code"),
    ],
)
def test_what_is_no_code_is_told_why(typed: str, why: str) -> None:
    with pytest.raises(NoCode) as refused:
        read_code(typed)
    assert why in str(refused.value)


def test_what_no_code_has_is_what_it_looks_like() -> None:
    assert read_code("ABI231") == "ABL23L"


@given(st.text(max_size=200))
def test_no_text_is_more_than_a_code_or_a_sentence(typed: str) -> None:
    with suppress(NoCode):
        assert set(read_code(typed)) <= set(CODE_LETTERS)


# At the doors


@pytest.fixture
def room(db: None) -> Classroom:
    made = opened(teacher())
    Classroom.objects.filter(pk=made.pk).update(code="ABC234")
    made.refresh_from_db()
    return made


@pytest.mark.parametrize("typed", CLOTHES)
def test_at_the_door_it_opens(room: Classroom, typed: str) -> None:
    for answer in (Client().post("/c/", {"code": typed}), Client().get("/c/", {"code": typed})):
        assert (answer.status_code, answer["Location"]) == (302, "/c/ABC234/")


@pytest.mark.parametrize("typed", ["abc234", "ABC-234", "ABC 234", "ABC234.", "“ABC234”", "АВС234", "Code: ABC-234"])
def test_in_an_address_it_opens_and_a_student_is_led_to_the_plain_one(room: Classroom, typed: str) -> None:
    assert "Tuesday" in Client().get(f"/c/{quote(typed)}/").content.decode()
    assert Client().get(f"/C/{quote(typed)}/")["Location"] == "/c/ABC234/"
    ann, _ = joined(room)
    assert ann.get(f"/c/{quote(typed)}/")["Location"] == "/c/ABC234/"
    assert ann.get(f"/c/{quote(typed)}/me/").status_code == 200
    assert ann.get("/c/ABC234/").status_code == 200


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("ABC23O", "none has the letter O"),
        ("ABC235", "There is no class with the code “ABC235”."),
        ("https://example.org/c/ABC235/", "There is no class with the code “ABC235”."),
        ("ABC234 XYZ789", "one of several codes"),
        ("<b>ABC</b>", "is no code"),
    ],
)
def test_a_wrong_one_gets_a_sentence_and_stays_in_its_field(room: Classroom, typed: str, why: str) -> None:
    answer = Client().post("/c/", {"code": typed})
    assert answer.status_code == 404
    assert why in said(answer)
    assert "<b>ABC" not in answer.content.decode()
    assert escape(typed) in answer.content.decode()


@pytest.mark.parametrize("dressed", ["{}", " {} ", "“{}”", "Code: {}", "**{}**", "{}."])
def test_the_short_code_of_a_student_is_read_in_the_same_clothes(room: Classroom, dressed: str) -> None:
    _, me = joined(room)
    code = me.resume_code[:3].lower() + "‑" + me.resume_code[3:]
    answer = Client().post("/c/ABC234/back/", {"resume": dressed.format(code)})
    assert answer.status_code == 302


def test_clothes_buy_no_further_tries(room: Classroom) -> None:
    """What is no code counts as a wrong one, and one text is one try."""
    _, me = joined(room)
    browser = Client()
    browser.get("/c/ABC234/back/")
    for number in range(joining.WRONG_CODES.of_client):
        typed = "nonsense" if number % 2 else f"ZZZZZZ {me.resume_code}"
        assert browser.post("/c/ABC234/back/", {"resume": typed}).status_code == 422
    assert browser.post("/c/ABC234/back/", {"resume": me.resume_code}).status_code == 429
