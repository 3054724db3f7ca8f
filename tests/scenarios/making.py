"""Scenarios for tests: some by hand, and any that the model allows."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from a09web.scenarios.address import decode
from a09web.scenarios.scenario import NOTE_LENGTH, TITLE_LENGTH, Scenario
from a09web.scenarios.tlctext import MARK, to_tlc_text
from tests.model.test_random_traces import models, traces

STALE = "1~bugs.StaleCompletion~Tick~Materialize.r1~Claim.w1.r1~Expire.r1~Complete.w1.r1.1"
TOGGLED = "1~at.2~title.Switched_on~Tick~on.DuplicateClaim~Materialize.r1~Claim.w1.r1~Claim.w2.r1"
LARGE = "1~due.1.2.3.4~workers.3~MaxTime.8~MaxEpoch.3~fair.Claim.Tick~Tick~Materialize.r1~Claim.w3.r1~Complete.w3.r1.1"


def opened(text: str) -> Scenario:
    found = decode(text)
    assert found.complaint == ""
    return found.scenario


def bare(scenario: Scenario) -> str:
    """The trace as TLC prints it, without the line that says which scenario it is."""
    return "".join(line for line in to_tlc_text(scenario).splitlines(keepends=True) if MARK not in line)


def without_toggles(scenario: Scenario) -> str:
    """As TLC prints it, which knows no toggles."""
    blocks = [block for block in bare(scenario).strip().split("\n\n") if not re.search(r"<[+-]", block)]
    return "\n\n".join(re.sub(r"^State \d+", f"State {n}", block) for n, block in enumerate(blocks, 1)) + "\n"


def lines(longest: int) -> st.SearchStrategy[str]:
    """One line of text, its blanks single, as a title or a note is stored."""
    return st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" "), max_size=longest).map(
        lambda text: " ".join(text.split())
    )


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    trace = draw(traces(models()))
    return Scenario(
        bounds=trace.bounds,
        bugs=trace.bugs,
        steps=trace.steps,
        cursor=draw(st.integers(0, len(trace.steps))),
        fair=draw(st.none() | st.frozensets(st.sampled_from(["Tick", "Claim", "Materialize"]))),
        title=draw(lines(TITLE_LENGTH)),
        note=draw(lines(NOTE_LENGTH)),
        origin=draw(st.sampled_from(["", "abcdefgh2345"])),
    )
