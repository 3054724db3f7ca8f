"""A scenario of any workbook as the text of a link, as Markdown, and as traces for other tools."""

from __future__ import annotations

import json

import pytest

from a09web.scenarios.address import BadAddress, decode, encode
from a09web.scenarios.itf import to_itf
from a09web.scenarios.markdown import to_markdown
from a09web.scenarios.modules import module_files
from a09web.scenarios.scenario import Scenario
from a09web.scenarios.tlctext import to_tlc_text
from a09web.specs.tlc import check_files

from .desk import Bounds

pytestmark = pytest.mark.usefixtures("desk")

LEFT_EARLY = Scenario(
    bounds=Bounds(asked=(1, 2), max_mark=2),
    bugs=frozenset({"EarlyLeave"}),
    steps=("Enter(g2)", "Stamp(g2,1)", "Leave(g2)"),
    cursor=3,
    fair=frozenset({"Enter"}),
    title="Off too soon",
)
TEXT = "2~desk~asked.1.2~MaxMark.2~bugs.EarlyLeave~fair.Enter~title.Off_too_soon~Enter.g2~Stamp.g2.1~Leave.g2"


def test_a_link_names_its_workbook_and_comes_back_as_it_was() -> None:
    assert encode(LEFT_EARLY) == TEXT
    assert decode(TEXT).scenario == LEFT_EARLY
    assert decode(TEXT).scenario.replay().last.broken == ("LeftHaveTheirMarks",)


def test_the_usual_bounds_are_those_of_the_workbook() -> None:
    assert encode(Scenario(bounds=Bounds())) == "2~desk"
    assert decode("2~desk").scenario == Scenario(bounds=Bounds())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1~Enter.g1", ""),
        ("2~tables~Enter.g1", "There is no workbook “tables”. There are a09, effects and desk."),
        ("2~desk~due.1.2", "Part 3 of the link, “due.1.2”, is no setting that format 2 knows."),
        ("2~desk~MaxMark.2~MaxMark.1", "The link says “MaxMark” twice, the second time in part 4."),
        ("2~desk~MaxMark.3", "MaxMark must be from 1 to 2, not 3."),
        ("2~desk~asked.1.2", "g2 asks for 2, but from 1 to MaxMark, which is 1, can be had."),
        ("2~desk~bugs.EarlyRelease", "There is no bug “EarlyRelease”. The three are Crowding, EarlyLeave, Lingering."),
        ("2~desk~fair.Tick", "“Tick” cannot be fair. Those that can are Enter, Stamp, Leave."),
    ],
)
def test_what_belongs_to_another_workbook_is_refused(text: str, message: str) -> None:
    if not message:
        assert decode(text).complaint.startswith("This link cannot be replayed to its end. Step 1, `Enter(g1)`")
        return
    with pytest.raises(BadAddress) as refused:
        decode(text)
    assert str(refused.value) == message


def test_the_trace_for_other_tools() -> None:
    states = json.loads(to_itf(LEFT_EARLY))["states"]
    assert states[2]["inside"] == {"#set": ["g2"]}
    assert states[2]["mark"] == {"#map": [["g1", {"#bigint": "0"}], ["g2", {"#bigint": "1"}]]}
    lines = to_tlc_text(LEFT_EARLY).splitlines()
    assert lines[0] == f'"A09 scenario {TEXT}"'
    assert lines[1:5] == [
        "State 1: <Initial predicate>",
        "/\\ inside = {}",
        "/\\ left = {}",
        "/\\ mark = [g1 |-> 0, g2 |-> 0]",
    ]


def test_real_tlc_runs_its_modules() -> None:
    files = module_files(LEFT_EARLY)
    assert "Desk.tla" in files
    assert check_files(files, "MCTrace").violated == "LeftHaveTheirMarks"
    assert check_files(files, "MC").violated == "LeftHaveTheirMarks"


def test_an_issue_can_be_written_of_it() -> None:
    text = to_markdown(LEFT_EARLY, "https://example.org/t/x/")
    assert "- `g1` asks for 1, `g2` asks for 2; `MaxMark` 2" in text
    assert "**LeftHaveTheirMarks is broken** since step 3" in text
