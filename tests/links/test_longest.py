"""The longest links that there can be: whatever is made of them is there, or says in a sentence why it is not."""

from __future__ import annotations

from dataclasses import replace

import pytest
import resvg_py
from django.test import Client

from a09web.links.drawing import FONTS
from a09web.links.files import QR_HOLDS, SVG, TooLong, files_of, qr_code
from a09web.links.lettering import fit
from a09web.links.services import store_link
from a09web.scenarios.address import LONGEST, encode
from a09web.scenarios.scenario import MAX_STEPS, NOTE_LENGTH, TITLE_LENGTH, Scenario
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds
from tests.sandbox.visiting import html, text

pytestmark = pytest.mark.django_db
AS_PICTURE = {"Accept": "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"}
AS_PAGE = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"}


def longest() -> Scenario:
    """A scenario whose link has exactly as many characters as a link may have."""
    toggles = ("-DuplicateMaterialization", "+DuplicateMaterialization") * (MAX_STEPS // 2)
    bounds = Bounds(due=(1, 2, 3, 8), workers=3, max_time=8, max_epoch=3)
    full = Scenario(bounds=bounds, bugs=frozenset(A09.bug_names), steps=toggles, cursor=MAX_STEPS)
    named = replace(full, title="😀" * TITLE_LENGTH, note="x")
    wide, narrow = divmod(LONGEST - len(encode(named)), len("-1f600-"))
    return replace(named, note="😀" * wide + "x" * (narrow + 1))


LONG = longest()
PATH = f"/t/{encode(LONG)}/"


def test_it_is_as_long_as_a_link_can_be() -> None:
    assert len(encode(LONG)) == LONGEST
    assert len(LONG.note) <= NOTE_LENGTH


@pytest.mark.parametrize("name", [name for name in files_of(A09) if name != "qr.svg"])
def test_every_file_but_the_qr_code_is_made_of_it(client: Client, name: str) -> None:
    for path in (f"{PATH}{name}", f"/api/scenarios/{encode(LONG)}/files/{name}"):
        answer = client.get(path)
        assert (answer.status_code, answer["Content-Type"]) == (200, files_of(A09)[name].kind)


@pytest.mark.parametrize("headers", [{}, AS_PAGE])
def test_whoever_opens_a_qr_code_that_cannot_be_reads_why(client: Client, headers: dict[str, str]) -> None:
    answer = client.get(f"{PATH}qr.svg", headers=headers)
    assert answer.status_code == 422
    page = html(answer)
    assert [one.text for one in page.all("h1")] == ["There is no QR code of this link"]
    assert f"no QR code holds more than {QR_HOLDS:,}. A short link has one." in text(answer)
    assert page.all("a", href="share/")


def test_in_the_place_of_the_picture_stands_a_picture_of_the_sentence(client: Client) -> None:
    answer = client.get(f"{PATH}qr.svg", headers=AS_PICTURE)
    assert (answer.status_code, answer["Content-Type"]) == (422, SVG)
    assert "A short link has one." in text(answer)
    assert "Accept" in answer["Vary"]
    assert resvg_py.svg_to_bytes(svg_string=text(answer), skip_system_fonts=True)


def test_programs_are_told_it_as_a_problem(client: Client) -> None:
    answer = client.get(f"/api/scenarios/{encode(LONG)}/files/qr.svg")
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert "A short link has one." in answer.json()["detail"]


def test_the_page_of_sharing_offers_no_qr_code_that_cannot_be(client: Client) -> None:
    offered = [link.attributes["href"] for link in html(client.get(f"{PATH}share/")).all("a")]
    assert f"{PATH}qr.svg" not in offered
    assert f"{PATH}trace.png" in offered
    assert "/t/1~Tick/qr.svg" in text(client.get("/t/1~Tick/share/"))


def test_a_qr_code_holds_so_many_characters_and_not_one_more() -> None:
    address = "https://example.org/t/1~".ljust(QR_HOLDS, "x")
    assert qr_code(address).startswith("<?xml")
    with pytest.raises(TooLong, match=f"has {QR_HOLDS + 1:,} characters"):
        qr_code(address + "x")


@pytest.mark.parametrize("rest", ["", "share/", "compare/", "space/", "ways/AtMostOneClaimer/", "trace.png", "qr.svg"])
def test_a_short_link_of_it_has_all_that_short_links_have(client: Client, rest: str) -> None:
    link = store_link(scenario=LONG, owner="someone", address="192.0.2.1")
    assert client.get(f"{link.get_absolute_url()}{rest}", follow=True).status_code == 200


def test_an_earlier_moment_of_it_is_no_link_and_says_so(client: Client) -> None:
    answer = client.get(f"{PATH}share/", {"at": "7"})
    assert answer.status_code == 422
    assert "This moment cannot be put into a link. A link may have 4,000 characters at most." in text(answer)
    embedded = html(client.get(PATH, {"embed": "1", "at": "7"}))
    assert embedded.all("a", href=f"http://testserver{PATH}?at=7")


@pytest.mark.parametrize("letter", ["W", "m", "A", "漢", "😀", "न", "ع", "i", "Ж"])
@pytest.mark.parametrize("width", [300, 736])
def test_a_title_ends_within_its_picture(letter: str, width: int) -> None:
    said = fit(letter * TITLE_LENGTH, width, 26)
    style = "font-size:26px;font-weight:700;font-family:Source Sans Pro"
    line = f'<rect width="3000" height="60" fill="#fff"/><text x="0" y="40" style="{style}">{said}</text>'
    beyond = f'<rect x="{width}" width="3000" height="60" fill="#fff"/>'
    assert _drawn(line) == _drawn(line + beyond)


def test_a_line_that_fits_is_not_cut() -> None:
    assert fit("MaterializedRunRemovedFromSchedule breaks at step 12", 736, 26).endswith("step 12")


def _drawn(inside: str) -> bytes:
    whole = f'<svg xmlns="http://www.w3.org/2000/svg" width="3000" height="60">{inside}</svg>'
    return bytes(resvg_py.svg_to_bytes(svg_string=whole, skip_system_fonts=True, font_files=FONTS))
