"""Each transition has a letter that the page does not need itself."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from a09web.model.workbook import Workbook
from a09web.sandbox.keys import TAKEN, keys_of
from a09web.workbooks.a09 import A09
from a09web.workbooks.effects import EFFECTS
from tests.workbooks.desk import DESK

SCRIPT = Path(__file__).parents[2] / "static" / "a09" / "js" / "keys.js"


def letters(workbook: Workbook[Any]) -> dict[str, str]:
    return {key.letter: key.transition for key in keys_of(workbook)}


def test_the_letters_of_the_page_are_those_of_its_script() -> None:
    does = re.search(r"const does = \{(.*?)\n\};", SCRIPT.read_text(encoding="utf-8"), re.DOTALL)
    assert does is not None
    assert set(re.findall(r"^  ([a-z]):", does[1], re.MULTILINE)) == TAKEN


def test_a_transition_has_the_first_letter_of_its_name_that_is_free_or_a_word_of_its_own() -> None:
    assert letters(A09) == {
        "t": "Tick", "m": "Materialize", "a": "AdvanceCheckpoint", "c": "Claim", "f": "Complete", "e": "Expire",
    }  # fmt: skip
    assert letters(EFFECTS) == {
        "c": "Claim", "e": "Expire", "t": "Send", "a": "Apply", "y": "Answer", "f": "Complete", "w": "Forget",
    }  # fmt: skip
    assert letters(DESK) == {"e": "Enter", "t": "Stamp", "l": "Leave"}


def test_a_word_is_kept_free_for_its_transition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DESK.bounds, "workbook", DESK)  # so that it is put back
    enter, stamp, leave = (replace(each, guards=(), effects=()) for each in DESK.transitions)
    changed = replace(
        DESK,
        transitions=(replace(enter, name="Bus"), stamp, replace(leave, key="exit")),
        bugs=(), fairness=(), liveness=(), repairs=(), story=None, work="",
    )  # fmt: skip
    assert letters(changed) == {"t": "Stamp", "e": "Leave"}
