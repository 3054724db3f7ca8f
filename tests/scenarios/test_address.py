"""The text of a link: what goes in comes out, old links stay good, and what is no link is refused for a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from a09web.scenarios.address import LONGEST, READERS, BadAddress, check_fits, decode, encode
from a09web.scenarios.scenario import MAX_STEPS, Scenario
from tests.model.test_random_traces import often

from .making import opened, scenarios

GIVEN_AWAY = Path(__file__).parent / "links"


def given_away() -> Iterator[tuple[str, int, str]]:
    for file in sorted(GIVEN_AWAY.glob("*.txt")):
        for line in file.read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                text, at, broken = (part.strip() for part in line.split("|"))
                yield text, int(at), broken


@often
@given(scenarios())
def test_a_scenario_comes_back_as_it_was(scenario: Scenario) -> None:
    text = encode(scenario)
    assert re.fullmatch(r"[A-Za-z0-9._~-]+", text)
    found = decode(text)
    assert (found.scenario, found.complaint) == (scenario, "")
    assert encode(found.scenario) == text


@often
@given(st.text(st.sampled_from("1~.-_abTickonMaterialize(r1)due9"), max_size=80) | st.text(max_size=40))
def test_any_text_is_opened_or_refused(text: str) -> None:
    try:
        found = decode(text)
    except BadAddress:
        return
    assert decode(encode(found.scenario)).scenario == found.scenario
    assert found.refusal is None or found.refusal.step in found.complaint


@pytest.mark.parametrize(("text", "at", "broken"), list(given_away()), ids=lambda value: str(value)[:60])
def test_a_link_that_was_given_away_stays_good(text: str, at: int, broken: str) -> None:
    scenario = opened(text)
    here = scenario.replay().entries[scenario.cursor]
    assert scenario.cursor == at
    assert here.broken[:1] == (() if broken == "holds" else (broken,))


def test_every_format_has_links_that_were_given_away() -> None:
    assert {file.stem for file in GIVEN_AWAY.glob("*.txt")} == set(READERS)


def test_sixty_steps_fit_into_two_thousand_characters() -> None:
    """Also the longest that there are, with every flag on and a title."""
    toggles = ["-DuplicateMaterialization", "+DuplicateMaterialization"] * 30
    longest = Scenario(
        bugs=frozenset(["DuplicateMaterialization", "StaleCompletion", "CheckpointAdvance"]),
        steps=tuple(toggles), cursor=59, title="x" * 60,
    )  # fmt: skip
    assert len(encode(longest)) <= 2000


def test_a_link_that_was_cut_off_opens_at_the_last_valid_step() -> None:
    found = decode("1~Tick~Materialize.r1~Cla")
    assert found.scenario.steps == ("Tick", "Materialize(r1)")
    assert found.scenario.cursor == 2
    assert found.complaint.startswith("This link cannot be replayed to its end. Step 3, `Cla`, is refused:")


def test_a_step_that_is_not_enabled_is_named_with_its_guard() -> None:
    found = decode("1~at.3~Tick~Tick~Materialize.r1")
    assert (found.scenario.steps, found.scenario.cursor) == (("Tick",), 1)
    assert "Step 2, `Tick`, is refused" in found.complaint
    assert "The scanner has due work, r1" in found.complaint
    assert found.refusal is not None
    assert [guard.number for guard in found.refusal.failing] == [2]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "The link begins with “”, but a link begins with the number of its format: 1 or 2."),
        ("3~Tick", "The link begins with “3”, but a link begins with the number of its format: 1 or 2."),
        ("2", "There is no workbook “”. There are a09 and effects."),
        ("2~Tick", "There is no workbook “Tick”. There are a09 and effects."),
        ("2~a09~x", "Part 3 of the link, “x”, is neither a setting nor a step."),
        ("1~due.9", "r1 is due at 9, but a due time must be from 1 to MaxTime, which is 3."),
        ("1~due.1.2.3.1.2", "The number of runs must be from 1 to 4, not 5."),
        ("1~workers.99999999999", "The number of workers must be a whole number, not “99999999999”."),
        ("1~MaxTime.-2", "MaxTime must be a whole number, not “-2”."),
        ("1~lease.3", "Part 2 of the link, “lease.3”, is no setting that format 1 knows."),
        ("1~at.1~at.1~Tick", "The link says “at” twice, the second time in part 3."),
        ("1~at.4~Tick", "The link stands at step 4, but it has 1 step."),
        ("1~bugs.Typo", "There is no bug “Typo”. The six are"),
        ("1~title.-zz-", "In the text “-zz-” a “-” stands for nothing; “-2d-” is the sign itself."),
        ("1~title.-110000-", "There is no character with the number “110000”."),
        ("1~title.-d800-", "A name may have letters, digits, signs and blanks, and no control characters."),
        ("1~title." + "x" * 61, "A name may have 60 characters at most, not 61."),
        ("1~from.UP", "“UP” cannot be the short link that this one was made from."),
        ("1~Tick%20", "The link has a “%” in it; letters, digits and . _ ~ - are all that it may have."),
        ("1" + "~Tick" * (MAX_STEPS + 1), f"A link may have {MAX_STEPS} steps at most, toggles included"),
        ("1~" + "x" * LONGEST, f"The link is too long: {LONGEST + 2:,} characters, where {LONGEST:,} are the most."),
        ("1~123", "Part 2 of the link, “123”, is neither a setting nor a step."),
    ],
)
def test_what_is_no_link_is_refused_with_its_reason(text: str, message: str) -> None:
    with pytest.raises(BadAddress) as refused:
        decode(text)
    assert str(refused.value).startswith(message)


def test_what_does_not_fit_is_refused() -> None:
    toggles = ("+EarlyRelease", "-EarlyRelease") * 41
    with pytest.raises(ValueError, match=r"A link may have 80 steps at most"):
        check_fits(Scenario(steps=toggles))
    longest = ("+DuplicateMaterialization", "-DuplicateMaterialization") * 40
    with pytest.raises(ValueError, match=r"A link may have 4,000 characters at most"):
        check_fits(Scenario(steps=longest, title="–" * 60, note="–" * 280))
