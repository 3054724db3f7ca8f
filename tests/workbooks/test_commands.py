"""The commands about a model, of any workbook."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from tests.test_commands import manage, report, text

pytestmark = pytest.mark.usefixtures("desk")


def test_its_parameters_are_options_by_their_names() -> None:
    found = report("explore", "--workbook", "desk", "--asked", "1,2", "--max-mark", "2", "--bugs", "EarlyLeave")
    assert found["bounds"] == {"asked": [1, 2], "max_mark": 2}
    assert found["complete"] is True
    assert found["properties"]["LeftHaveTheirMarks"]["trace"] == ["Enter(g1)", "Leave(g1)"]
    assert text("explore", "--workbook", "desk")[0] == "g1 asks for 1, g2 asks for 1; MaxMark 1; no bug"


def test_the_matrix_has_a_row_for_every_set_of_its_bugs() -> None:
    assert len(report("explore", "--workbook", "desk", "--matrix")["rows"]) == 8


def test_a_trace_is_replayed_with_its_own_names() -> None:
    found = report("replay", "--workbook", "desk", "--bugs", "Lingering", "Enter(g1); Stamp(g1,1); Leave(g1)")
    assert found["steps"][-1]["broken"] == ["LeftAreOut"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--workbook", "desk", "--due", "1"], "--due is not for desk, whose bounds are --asked and --max-mark."),
        (["--asked", "1"], "--asked is not for a09, whose bounds are --due, --workers, --max-time and --max-epoch."),
        (["--workbook", "tables"], "There is no workbook “tables”. There are a09, effects and desk."),
        (["--workbook", "desk", "--takes", "AtMostOneClaimer"], "There is no property “AtMostOneClaimer”. They are "),
        (["--workbook", "desk", "--fair", "Tick"], "“Tick” cannot be fair. Those that can are Enter, Stamp, Leave."),
    ],
)
def test_what_belongs_to_another_workbook_is_refused(options: list[str], sentence: str) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("explore", *options)
    assert str(refused.value).startswith(sentence)
    assert refused.value.returncode == 2


def test_help_says_what_may_be_chosen() -> None:
    said = " ".join(manage("explore", "--help").stdout.split())
    assert "--due DUE the due time of each run, 1 to 4 runs (default 1,2)" in said
    assert "desk: how many marks each guest asks for, 1 to 3 guests (default 1,1)" in said
