"""Text travels compressed to whoever can read that; pictures do not."""

from __future__ import annotations

import gzip

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

LINK = "/t/1~Tick~Materialize.r1/"
TEXTS = ["/", LINK, f"{LINK}board.svg", "/api/openapi.json", "/lessons/"]


@pytest.mark.parametrize("address", TEXTS)
def test_text_is_compressed_for_those_who_can_read_it(client: Client, address: str) -> None:
    plain = client.get(address, follow=True)
    packed = client.get(address, follow=True, headers={"Accept-Encoding": "gzip, br"})
    assert plain.status_code == packed.status_code == 200
    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert len(gzip.decompress(packed.content)) > 2 * len(packed.content)


def test_a_picture_is_sent_as_it_is(client: Client) -> None:
    picture = client.get(f"{LINK}preview.png", headers={"Accept-Encoding": "gzip"})
    assert picture.status_code == 200
    assert picture.content.startswith(b"\x89PNG")
    assert "Content-Encoding" not in picture


def test_an_answer_to_htmx_is_sent_as_it_is(client: Client) -> None:
    answer = client.get(LINK, headers={"Accept-Encoding": "gzip", "HX-Request": "true"})
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer
