"""The scenarios that pages across the workbooks open: each breaks what it says, and what is written wrongly is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client

from a09web.across.meeting import Meeting, meeting
from a09web.across.scenes import Scene, scenes
from a09web.across.triage import Triage, triage
from a09web.across.views import scene_url
from a09web.across.written import CONTENT, BadContent, read
from a09web.model.replay import replay
from a09web.model.stuck import broken_at_end
from a09web.workbooks import WORKBOOKS
from tests.sandbox.visiting import html


@pytest.mark.parametrize("name", scenes())
def test_a_scene_breaks_what_it_says(name: str) -> None:
    scene = scenes()[name]
    played = replay(scene.scenario.bounds, scene.scenario.bugs, scene.scenario.steps)
    assert played.refusal is None
    assert set(broken_at_end(played, scene.scenario.fair)) == set(scene.breaks) != set()


@pytest.mark.parametrize("workbook", WORKBOOKS.values(), ids=lambda workbook: workbook.slug)
def test_each_bug_of_a_workbook_has_a_scene_that_breaks_what_catches_it(workbook: Any) -> None:
    mine = [scene for scene in scenes().values() if scene.workbook is workbook]
    caught = {bug: next(each.caught_by for each in workbook.bugs if each.name == bug) for bug in workbook.bug_names}
    found = {bug: scene.breaks for scene in mine for bug in scene.scenario.bugs}
    assert set(found) == set(workbook.bug_names)
    assert [bug for bug, broken in found.items() if caught[bug] not in broken] == []


def test_each_scene_is_the_end_of_a_way() -> None:
    assert {end.scene for end in triage().ends.values() if end.scene} == set(scenes())


@pytest.mark.django_db
@pytest.mark.parametrize("name", scenes())
def test_a_scene_opens_where_it_is_broken(client: Client, name: str) -> None:
    scene = scenes()[name]
    verdict = html(client.get(scene_url(scene))).by_id("verdict").text
    assert [prop for prop in scene.breaks if prop not in verdict] == []


LATE = "1~bugs.StaleCompletion~Tick~Materialize.r1~Claim.w1.r1~Expire.r1~Claim.w2.r1~Complete.w1.r1.1"


@pytest.mark.parametrize(
    ("link", "breaks", "said"),
    [
        (LATE, ["NoEarlyRunnable"], "at the end CompletedUsesCurrentEpoch is broken, not NoEarlyRunnable."),
        ("1~Tick", ["NoEarlyRunnable"], "at the end nothing is broken, not NoEarlyRunnable."),
        ("1~Claim.w1.r1", [], "step 1 is refused."),
        ("3~Tick", [], "begins with “3”"),
    ],
)
def test_a_scene_that_is_not_so_is_told_with_its_place(tmp_path: Path, link: str, breaks: list[str], said: str) -> None:
    (tmp_path / "scenes.yaml").write_text(yaml.safe_dump({"x": {"title": "X", "link": link, "breaks": breaks}}))
    with pytest.raises(BadContent) as wrong:
        read("scenes.yaml", dict[str, Scene], tmp_path)
    assert str(wrong.value).startswith("scenes.yaml: x: ")
    assert said in str(wrong.value)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"tried": "Tick"}, "acts.0: “Tick” is taken."),
        ({"refused": False}, "acts.0: “Complete(w1,r1,1)” is refused."),
        ({"colour": "red"}, "acts.0.colour: Extra inputs are not permitted"),
    ],
)
def test_an_act_that_ends_otherwise_is_told(tmp_path: Path, changed: dict[str, Any], said: str) -> None:
    values = yaml.safe_load((CONTENT / "meet.yaml").read_text(encoding="utf-8"))
    values["acts"][0] = {
        **values["acts"][0],
        "link": "1~Tick~Materialize.r1~Claim.w1.r1~Expire.r1~Claim.w2.r1",
        **changed,
    }
    (tmp_path / "meet.yaml").write_text(yaml.safe_dump(values))
    with pytest.raises(BadContent) as wrong:
        read("meet.yaml", Meeting, tmp_path)
    assert said in str(wrong.value)


def test_what_is_no_yaml_is_told(tmp_path: Path) -> None:
    (tmp_path / "triage.yaml").write_text("a: [")
    with pytest.raises(BadContent, match="triage.yaml: this is not YAML"):
        read("triage.yaml", Triage, tmp_path)


def test_the_late_step_is_stopped_by_the_fence_then_by_nothing_then_by_the_key() -> None:
    row, world, key = meeting().acts
    assert [act.workbook.slug for act in meeting().acts] == ["a09", "effects", "effects"]
    assert row.guards[-1] == "The attempt is stale: its epoch is 1, but r1 is at epoch 2 now."
    assert world.guards == ()
    assert world.played.last.broken == ("AppliedIsRemembered",)
    assert "AppliedAtMostOnce" in world.whole.last.broken
    assert key.guards == ("The receiver remembers the key of r1, from attempt 2: this is a repeat.",)
    assert [entry.step for entry in world.played.entries] == [entry.step for entry in key.played.entries]
    assert key.scenario.bugs == row.scenario.bugs == frozenset()


@pytest.mark.django_db
def test_where_the_last_step_is_refused_the_sandbox_says_by_what(client: Client) -> None:
    page = client.get("/meet/").content.decode()
    for act in meeting().acts:
        address = f"/t/{act.to_try}/"
        assert f'href="{address}"' in page
        opened = html(client.get(address))
        assert all(sentence in opened.all("main")[0].text for sentence in act.guards)
        steps = [each.attributes.get("value") for each in opened.all("button")]
        assert (act.tried in steps) is not act.refused
