"""A number and its noun agree: 1 step, 0 steps, 2 steps, on every page, in every download and at a terminal."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from a09web.links.files import files_of
from a09web.model.explore import explore
from a09web.model.machine import machine_for
from a09web.scenarios.address import encode
from a09web.scenarios.scenario import Scenario
from a09web.wording import all_hold, are, counted
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

from .sources import TEMPLATES

ROOT = Path(__file__).resolve().parent.parent

SMALL = [
    Bounds(due=(1,), workers=1, max_time=1, max_epoch=1),
    Bounds(due=(1,), workers=2, max_time=1, max_epoch=1),
]
NOUNS = (
    "answer|attempt|branch|bug|character|claim|cop|day|exercise|hint|hour|kind|lesson|line|member|minute|node|owner|"
    "part|problem|propert|question|run|sandbox|second|state|step|student|time|variant|vote|way|week|word|worker"
)
NUMBER = r"(?<![\w.,/=-])(\d[\d,]*)"
BETWEEN = "(?:(?:more|other|distinct|earlier|wrong|simulated|liveness) )?"
NOUN = re.compile(rf"{NUMBER} {BETWEEN}({NOUNS})(s|es|ies|y)?\b")
VERB = re.compile(rf"{NUMBER} {BETWEEN}(?:{NOUNS})(?:s|es|ies|y)? (is|are|was|were|has|have)\b")
SINGULAR, PLURAL = {"is", "was", "has"}, {"are", "were", "have"}


def wrong(text: str) -> set[str]:
    """The places where a number and what follows it do not agree."""
    found = set()
    for told in NOUN.finditer(text):
        is_many = told[3] in ("s", "es", "ies")
        if is_many is (told[1] == "1"):
            found.add(told[0])
    for told in VERB.finditer(text):
        if told[2] in (PLURAL if told[1] == "1" else SINGULAR):
            found.add(told[0])
    return found


@pytest.mark.parametrize(
    ("text", "is_wrong"),
    [
        ("1 workers", True), ("1 worker", False), ("0 state", True), ("2 states", False), ("1,058 state", True),
        ("1 states were checked", True), ("1 state were checked", True), ("1 more nodes", True), ("step 1 is", False),
        ("2 bugs is on", True), ("r1 runs", False), ("1 run is overdue", False), ("12 copies", False),
        ("1 copies", True),
    ],
)  # fmt: skip
def test_what_does_not_agree_is_found(text: str, is_wrong: bool) -> None:
    assert bool(wrong(text)) is is_wrong


def test_a_number_with_its_noun() -> None:
    assert [counted(0), counted(1), counted(2), counted(1058, "state")] == [
        "0 steps",
        "1 step",
        "2 steps",
        "1,058 states",
    ]
    assert [all_hold(6), all_hold(3, "safety")] == ["All 6 properties hold.", "All 3 safety properties hold."]
    assert [all_hold(1), all_hold(1, "safety")] == ["The property holds.", "The safety property holds."]
    assert [counted(number, "copy", "copies") for number in (0, 1, 2)] == ["0 copies", "1 copy", "2 copies"]
    assert [are(number) for number in (0, 1, 2)] == ["are", "is", "are"]


def walks(bounds: Bounds, bugs: frozenset[str]) -> Iterator[tuple[str, ...]]:
    """A shortest way to every reachable state."""
    found = explore(machine_for(bounds), bugs)
    for depth, layer in enumerate(found.layers):
        for row in range(len(layer)):
            yield tuple(found.path_to(depth, layer.state(row)))


def scenarios(bounds: Bounds, bugs: Iterable[str]) -> Iterator[Scenario]:
    on = frozenset(bugs)
    for steps in walks(bounds, on):
        yield Scenario(bounds=bounds, bugs=on, steps=steps, cursor=len(steps))


def read(content: bytes, kind: str) -> str:
    """What somebody reads of a page or a file: texts of elements in a row, and what is said instead of pictures."""
    text = content.decode()
    if "html" in kind or "svg" in kind:
        said = re.findall(r'(?:aria-label|title|alt|content)="([^"]*)"', text)
        bare = re.sub(r"<(style|script)\b.*?</\1>", " ", text, flags=re.DOTALL)
        text = "\n".join([unescape(re.sub(r"\s+", " ", re.sub(r"</?(?:b|strong|span|code|i|em|a)\b[^>]*>", "", bare)))])
        text = "\n".join([re.sub(r"<[^>]*>", "\n", text), *map(unescape, said)])
    return text


def files(scenario: Scenario) -> Iterator[tuple[str, str]]:
    for file in files_of(A09).values():
        made = file.make(scenario, "https://example.org")
        if file.name.endswith(".zip"):
            assert isinstance(made, bytes)
            with zipfile.ZipFile(io.BytesIO(made)) as archive:
                yield from ((name, archive.read(name).decode()) for name in archive.namelist())
        elif not file.name.endswith(".png"):
            yield file.name, read(made.encode() if isinstance(made, str) else made, file.kind)


# The bugs differ in what they break, and only one of them in what is counted.
WITH_BUGS = [
    pytest.param(bug, marks=() if bug in ("", "DuplicateMaterialization") else pytest.mark.night)
    for bug in ("", *A09.bug_names)
]


@pytest.mark.parametrize("bug", WITH_BUGS)
def test_numbers_and_nouns_agree_in_every_download(bug: str) -> None:
    found = {
        (name, said)
        for bounds in SMALL
        for scenario in scenarios(bounds, bug.split())
        for name, text in files(scenario)
        for said in wrong(text)
    }
    assert found == set()


@pytest.mark.django_db
@pytest.mark.parametrize("bug", WITH_BUGS)
def test_numbers_and_nouns_agree_on_every_page_of_a_scenario(client: Client, bug: str) -> None:
    ways = [f"ways/{name}/" for name in (*A09.property_names, *A09.liveness_names)]
    found = set()
    for scenario in scenarios(SMALL[0], bug.split()):
        address = f"/t/{encode(scenario)}/"
        for page in ("", "compare/", "space/", "share/", "space/?node=0", "space/?node=1", *ways):
            answer: Any = client.get(address + page)
            assert answer.status_code == 200
            found |= {(page, said) for said in wrong(read(answer.content, "html"))}
    assert found == set()


@pytest.mark.parametrize("options", [{"due": "1", "workers": "1", "max_time": "1", "max_epoch": "1"}, {}])
@pytest.mark.parametrize("start", ["", "Tick", "Tick; Materialize(r1)"])
@pytest.mark.parametrize("most", ["1", "5000000"])
def test_numbers_and_nouns_agree_at_a_terminal(options: dict[str, str], start: str, most: str) -> None:
    out = io.StringIO()
    call_command("explore", start=start, max_states=most, all=True, liveness=True, stdout=out, **options)
    for prop in ("NoEarlyRunnable", "EventuallyCompleted"):
        for bugs in ("", "EarlyRelease,MissingMaterialization"):
            call_command("explore", start=start, max_states=most, takes=prop, bugs=bugs, stdout=out, **options)
    call_command("replay", start, stdout=out, **options)
    released = "; ".join(filter(None, [start, "Materialize(r2)" if start else "Materialize(r1)"]))
    if "due" not in options:
        call_command("replay", released, bugs="EarlyRelease", shorten="NoEarlyRunnable", stdout=out)
    assert wrong(out.getvalue()) == set()


@pytest.mark.django_db
def test_numbers_and_nouns_agree_in_the_commands_that_tidy_up(settings: Any) -> None:
    out = io.StringIO()
    settings.SANDBOX_DAYS = 1
    for name in ("delete_untouched", "run_due"):
        call_command(name, stdout=out)
    assert wrong(out.getvalue()) == set()


def test_a_problem_and_problems_in_the_content(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(CommandError, match=r"^\d+ problems? in the content\.$") as told:
        call_command("check_lessons", str(tmp_path), stderr=io.StringIO())
    assert wrong(str(told.value)) == set()


SOURCES = [*(ROOT / "a09web").rglob("*.py"), *(ROOT / "static" / "a09").rglob("*.js")]
BARE = re.compile(rf"\}}\}}?(?:</\w+>)? {BETWEEN}(?:{NOUNS})(?:s|es|ies)\b(?! nothing)")
CONSTANT = re.compile(
    r"\{(?:[A-Z][A-Z_]+)(?::,)?\}"
    r"|\{\{ (?:limits\.\w+|address\|length|moment\.properties\|length|guide\.attempts\|length) \}\}"
)


def bare(text: str) -> list[str]:
    """The nouns that stand behind a number that is filled in. A name in capitals is a number that never is one."""
    return [told[0] for told in BARE.finditer(CONSTANT.sub("", re.sub(r"\{[^{}]*counted\([^{}]*\}", "", text)))]


def test_a_noun_is_put_to_a_number_in_one_way() -> None:
    """`counted`, so that no place forgets the singular."""
    assert bare("{{ number }} steps, {counted(number)} and {MOST} lines") == ["}} steps"]
    found = {path: nouns for path in (*TEMPLATES, *SOURCES) if (nouns := bare(path.read_text(encoding="utf-8")))}
    assert found == {}
