"""The triage: every way is walked, and each end opens a scenario or says why there is none."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from django.test import Client

from a09web.across.cases import cases
from a09web.across.scenes import scenes
from a09web.across.triage import NoSuchWay, Triage, triage
from a09web.across.written import CONTENT, BadContent, read
from a09web.workbooks import WORKBOOKS
from tests.sandbox.html import Html
from tests.sandbox.visiting import html, text

WAYS = [*triage().ways()]


def test_there_are_eight_questions() -> None:
    assert len(triage().questions) == 8
    assert max(len(way) for way in WAYS) <= 5


def test_the_ends_are_in_each_workbook_and_in_none() -> None:
    assert {end.workbook for end in triage().ends.values()} == {*WORKBOOKS.values(), None}
    for end in triage().ends.values():
        assert (
            end.shown is not None or "Neither model can say that." in end.says or end is triage().ends["something-else"]
        )


def test_every_end_is_reached() -> None:
    assert {triage().place(way).name for way in WAYS} == set(triage().ends)


def links(page: Html, name: str) -> list[str]:
    """Where the links lead that are in the element of a class; none without one."""
    return [link.attributes["href"] for outer in page.with_class(name) for link in page.within(outer, "a")]


def test_every_way_is_walked_by_its_links_and_back(client: Client) -> None:
    """From the first page to each end, as somebody does who has no scripts."""
    seen, left = dict[str, str](), ["/which/"]
    while left:
        address = left.pop()
        page = html(client.get(address))
        onward = links(page, "answers")
        seen[address] = page.all("h2")[0].text
        assert all(each.startswith(address) for each in onward)
        back = [each for each in links(page, "which-moves") if each.startswith("/which/")]
        assert address == "/which/" or back[0] in seen
        left += onward
    ends = {f"/which/{'/'.join(way)}/": triage().place(way).end for way in WAYS}
    for address, end in ends.items():
        assert end is not None
        assert seen[address] == end.title
    assert len(seen) == len(WAYS) + len({way[:n] for way in WAYS for n in range(len(way))})


@pytest.mark.parametrize("name", triage().ends)
def test_an_end_shows_its_scenario_and_its_cases(client: Client, name: str) -> None:
    end = triage().ends[name]
    way = next(way for way in WAYS if triage().place(way).name == name)
    page = html(client.get(f"/which/{'/'.join(way)}/"))
    shown = links(page, "which-end")
    assert [case.url for case in cases().get(name, ()) if case.url not in shown] == []
    if end.scene is None:
        assert not [each for each in shown if each.startswith("/t/")]
        return
    scene = scenes()[end.scene]
    assert f"/t/{scene.link}/" in shown
    said = page.with_class("which-end")[0].text
    assert [prop for prop in scene.breaks if prop not in said] == []


def test_a_question_says_how_far_one_is_and_what_was_answered(client: Client) -> None:
    page = html(client.get("/which/twice/once/"))
    assert "Question 3 of at most 4" in " ".join(page.with_class("which-kind")[0].text.split())
    taken = page.with_class("taken")[0]
    assert "Something was done twice." in taken.text
    assert links(page, "taken") == ["/which/", "/which/twice/"]
    assert links(page, "which-moves") == ["/which/twice/", "/which/"]


@pytest.mark.parametrize("way", ["x", "twice/x", "twice/jobs/x", "early/early"])
def test_a_way_that_is_none_is_not_found(client: Client, way: str) -> None:
    assert client.get(f"/which/{way}/").status_code == 404
    with pytest.raises(NoSuchWay):
        triage().place(tuple(way.split("/")))


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("nowhere", "“nowhere” must be a question or an end."),
        ("seen", "a way leads back to it."),
        ("rows", "no way leads to too-early."),
    ],
)
def test_a_triage_that_leads_astray_is_told(tmp_path: Path, to: str, said: str) -> None:
    values = yaml.safe_load((CONTENT / "triage.yaml").read_text(encoding="utf-8"))
    values["questions"]["seen"]["answers"]["early"]["to"] = to
    (tmp_path / "triage.yaml").write_text(yaml.safe_dump(values))
    with pytest.raises(BadContent) as wrong:
        read("triage.yaml", Triage, tmp_path)
    assert said in str(wrong.value)


def test_an_end_with_a_scenario_that_is_not_there_is_told(tmp_path: Path) -> None:
    values = yaml.safe_load((CONTENT / "triage.yaml").read_text(encoding="utf-8"))
    values["ends"]["too-early"]["scene"] = "nothing"
    (tmp_path / "triage.yaml").write_text(yaml.safe_dump(values))
    with pytest.raises(BadContent, match="there is no scene “nothing”"):
        read("triage.yaml", Triage, tmp_path)


@pytest.mark.django_db
def test_the_pages_lead_to_it(client: Client) -> None:
    for address in ("/", "/s/", "/w/effects/"):
        page = text(client.get(address))
        assert 'href="/which/"' in page
        assert 'href="/meet/"' in page
    assert 'href="/which/"' in text(client.get("/meet/"))
    assert 'href="/cases/"' in text(client.get("/meet/"))
