"""The samples of the page that opens traces: each opens as anybody's trace does, and real TLC prints the one of TLC."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from a09web.links.samples import SAMPLES, sample
from tests.sandbox.visiting import html
from tests.scenarios.running import run_unmarked

LATE = "/t/1~bugs.StaleCompletion~Tick~Materialize.r1~Claim.w1.r1~Expire.r1~Complete.w1.r1.1/"

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("word", SAMPLES)
def test_one_press_fills_in_a_sample_and_the_next_opens_it(client: Client, word: str) -> None:
    links = html(client.get("/t/")).all("a", href=f"?sample={word}#text")
    assert [link.text for link in links] == [SAMPLES[word]]
    filled = html(client.get(f"/t/?sample={word}")).by_id("text")
    assert filled.text == " ".join(sample(word).split())
    answer = client.post("/t/", {"text": sample(word)})
    if answer.status_code == 200:  # it says first what it had to assume
        assert [link.text for link in html(answer).all("a", href=LATE)] == ["Open it at its last step"]
    else:
        assert answer["Location"] == LATE


def test_there_are_no_others(client: Client) -> None:
    assert html(client.get("/t/?sample=another")).by_id("text").text == ""


@pytest.mark.tlc
def test_real_tlc_prints_what_is_called_so(tmp_path: Path) -> None:
    assert sample("tlc") in run_unmarked(tmp_path)
