"""Traces of a workbook that A09 knows nothing of: found, renamed, guessed and refused by what it declares."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from a09web.model.machine import machine_for
from a09web.model.walk import random_walk
from a09web.scenarios.itf import to_itf
from a09web.scenarios.scenario import Scenario
from a09web.scenarios.tlctext import to_tlc_text
from a09web.scenarios.traces.found import BadUpload
from a09web.scenarios.uploads import Upload, read_upload
from a09web.workbooks.a09.bounds import Bounds as A09Bounds
from tests.scenarios.making import STALE, bare, opened
from tests.scenarios.running import run_unmarked
from tests.scenarios.wardrobe import OF_ANY_TEXT, OF_PRINTED

from .desk import DESK, Bounds

pytestmark = pytest.mark.usefixtures("desk")

USUAL = "The file does not say its bounds; they are taken to be the usual ones."
WIDER = "The file does not say its bounds; they are taken to be the usual ones, but wide enough for its states."
EARLY = "2~desk~bugs.EarlyLeave~Enter.g2~Leave.g2~Enter.g1"
NEEDS_EARLY = "The file does not say which bugs were on; with these bounds its steps need EarlyLeave."
BREAKS = {
    "Crowding": ("AtMostOneInside", 2),
    "EarlyLeave": ("LeftHaveTheirMarks", 2),
    "Lingering": ("LeftAreOut", 3),
}
"""For each bug what it breaks, and after how many steps."""


def text_of(link: str) -> str:
    """The trace as TLC prints it, without the line that says which scenario it is."""
    return bare(opened(link))


def refusal(text: str, bounds: Bounds | A09Bounds | None = None) -> str:
    with pytest.raises(BadUpload) as refused:
        read_upload(text, bounds=bounds)
    return str(refused.value)


# There and back


@pytest.mark.parametrize("seed", range(6))
def test_our_own_files_come_back_as_they_were(seed: int) -> None:
    bounds, bugs = Bounds(asked=(1, 2, 1), max_mark=2), frozenset(DESK.bug_names[: seed % 4])
    machine = machine_for(bounds)
    steps = random_walk(machine, machine.initial, bugs, seed, longest=20)
    scenario = Scenario(bounds=bounds, bugs=bugs, steps=steps, cursor=seed, title="At the desk")
    assert len(steps) == 20
    for text in (to_tlc_text(scenario), to_itf(scenario)):
        assert read_upload(text) == Upload(scenario)


@pytest.mark.parametrize("name", [*OF_ANY_TEXT, *OF_PRINTED])
def test_they_come_back_whatever_they_wear(name: str) -> None:
    dressed = {**OF_ANY_TEXT, **OF_PRINTED}[name](to_tlc_text(opened(EARLY)))
    assert read_upload(dressed) == Upload(opened(EARLY))


def test_a_link_in_a_text_is_enough() -> None:
    assert read_upload("Look: https://example.org/t/2~desk~Enter.g1/").scenario == opened("2~desk~Enter.g1")


# Steps and bugs that have to be found


@pytest.mark.parametrize(
    "link",
    [
        "2~desk~Enter.g1~Stamp.g1.1~Leave.g1~Enter.g2",
        "2~desk~Enter.g1~Stamp.g1.1~Leave.g1~Enter.g1",
        "2~desk~bugs.Crowding~Enter.g1~Enter.g2~Stamp.g2.1",
        "2~desk~bugs.Crowding.Lingering~Enter.g1~Enter.g2~Stamp.g2.1~Leave.g2",
        EARLY,
    ],
)
def test_steps_and_bugs_are_found_in_every_form(link: str) -> None:
    scenario = opened(link)
    for text in (text_of(link), to_itf(scenario).replace('"a09"', '"b"'), as_records(link), as_json(scenario)):
        upload = read_upload(text)
        assert (upload.scenario, upload.told[0]) == (scenario, USUAL)
        assert len(upload.told) == 1 + bool(scenario.bugs)


def as_records(link: str) -> str:
    """As the Toolbox copies it."""
    blocks = [block.splitlines()[1:] for block in text_of(link).strip().split("\n\n")]
    records = ("[" + ", ".join(re.sub(r"/\\ (\w+) =", r"\1 |->", line) for line in block) + "]" for block in blocks)
    return "<<\n" + ",\n".join(records) + "\n>>"


def as_json(scenario: Scenario) -> str:
    """As `-dumpTrace json` writes it, with lists for sets and the parameters of a step in its context."""
    played = scenario.replay()
    states = [[entry.index + 1, played.machine.variables(entry.state)] for entry in played.entries]
    actions = []
    for entry in played.entries[1:]:
        name, *values = re.findall(r"\w+", entry.step)
        context = dict(zip(("g", "n"), values, strict=False))
        actions.append([[entry.index, {}], {"name": name, "context": context}, [entry.index + 1, {}]])
    return json.dumps({"action": actions, "state": states}, indent=1)


def test_what_a_state_leaves_out_stays_as_it_was() -> None:
    """As `-difftrace` prints it."""
    mark = "/\\ mark = [g1 |-> 0, g2 |-> 0]\n"
    first, *later = text_of(EARLY).partition(mark)
    text = first + mark + "".join(later[1:]).replace(mark, "")
    assert text.count("mark") == 1
    assert read_upload(text) == Upload(opened(EARLY), (USUAL, NEEDS_EARLY))


def test_flags_that_changed_on_the_way_become_toggles() -> None:
    link = "2~desk~bugs.Lingering~Enter.g1~Stamp.g1.1~Leave.g1~off.Lingering~Leave.g1"
    text = re.sub(r"(?s)State 5.*?\n\n", "", text_of(link)).replace("State 6", "State 5")
    upload = read_upload(text)
    assert upload.scenario == opened(link)
    assert upload.told[-1] == ("No one set of flags allows all steps, so these are put in: -Lingering as step 4.")


def test_a_step_that_changes_nothing_is_one() -> None:
    """A guest who lingers may say goodbye once more."""
    link = "2~desk~bugs.Lingering~Enter.g1~Stamp.g1.1~Leave.g1~Leave.g1"
    assert read_upload(text_of(link)).scenario == opened(link)


# Other names


def test_names_of_others_become_those_of_the_workbook() -> None:
    text = text_of(EARLY).replace("g1", "Bo").replace("g2", "Ada")
    assert read_upload(text) == Upload(
        opened(EARLY), ("The guests have other names here, by their order: Bo is g1, Ada is g2.", USUAL, NEEDS_EARLY)
    )


def test_numbers_are_names_too() -> None:
    text = re.sub(r'"g(\d)"', r"\1", text_of(EARLY)).replace("(g", "(")
    text = re.sub(r"\[g1 \|-> (\d), g2 \|-> (\d)\]", r"<<\1, \2>>", text)
    assert read_upload(text).scenario == opened(EARLY)


def test_more_than_the_workbook_has_is_told() -> None:
    text = text_of("2~desk~asked.1.1.1~Enter.g1").replace("g3 |-> 0", "g3 |-> 0, g4 |-> 0")
    assert refusal(text) == "Line 1, state 1: the trace has 4 guests, and a scenario has from 1 to 3."


# Bounds that are not said


def test_bounds_are_as_wide_as_the_states_need() -> None:
    upload = read_upload(text_of("2~desk~asked.1.1.1~MaxMark.2~Enter.g3~Stamp.g3.1~Stamp.g3.2"))
    assert upload.scenario == opened("2~desk~asked.1.1.1~MaxMark.2~Enter.g3~Stamp.g3.1~Stamp.g3.2")
    assert upload.told == (WIDER,)


def test_a_number_of_each_member_is_found() -> None:
    """Who asks for one mark only has left with it, and nothing is broken then."""
    link = "2~desk~asked.1.2~MaxMark.2~bugs.EarlyLeave~Enter.g2~Stamp.g2.1~Leave.g2"
    assert read_upload(text_of(link)) == Upload(opened("2~desk~Enter.g2~Stamp.g2.1~Leave.g2"), (USUAL,))
    printed = "Error: Invariant LeftHaveTheirMarks is violated.\n" + text_of(link)
    assert read_upload(printed) == Upload(
        opened(link),
        (
            WIDER,
            "Other bounds are assumed: g2 asks for 2, MaxMark is 2. With the usual bounds LeftHaveTheirMarks would "
            "not be broken at the end, as the file says.",
            NEEDS_EARLY,
        ),
    )


def test_what_stands_in_each_others_way_is_judged_by_the_whole_trace() -> None:
    """Each guest alone would need no bug with any numbers."""
    link = "2~desk~bugs.Crowding~Enter.g1~Enter.g2"
    printed = "Error: Invariant AtMostOneInside is violated.\n" + text_of(link)
    needs = "The file does not say which bugs were on; with these bounds its steps need Crowding."
    assert read_upload(printed) == Upload(opened(link), (USUAL, needs))


def test_what_a_module_says_counts() -> None:
    """The set of guests and the bugs, too; how much they ask for stands elsewhere."""
    link = "2~desk~bugs.EarlyLeave~Enter.g2~Leave.g2~Enter.g1"
    module = (
        "---- MODULE Desk_TTrace_1 ----\n" + as_records(link) + "\n====\nMaxMark = 1\n"
        'Guests = {"g1", "g2"}\nBugs = {"EarlyLeave"}\n'
    )
    asks = (
        "The file does not say how many marks each guest asks for: g1 asks for 1 and g2 asks for 1 is taken to be so."
    )
    assert read_upload(module) == Upload(opened(link), (asks,))
    assert read_upload(module.replace("EarlyLeave", "Crowding")).told == (
        asks,
        "The file says that Crowding was on; with these bounds its steps also need EarlyLeave.",
    )


def test_bounds_that_are_given_count() -> None:
    bounds = Bounds(asked=(2, 2), max_mark=2)
    assert read_upload(text_of(EARLY), bounds=bounds).scenario.bounds == bounds
    assert refusal(text_of(EARLY), Bounds(asked=(1,))) == (
        "Line 1, state 1: the trace has 2 guests, g1, g2, and the bounds have g1. "
        "Choose the bounds of the trace in the form."
    )
    assert refusal(text_of(EARLY), A09Bounds()) == (
        "Line 1, state 1: the trace is of Desk, and the bounds are of A09. "
        "Open it without bounds: they are found from its states."
    )


# What does not fit


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "State 1: <Initial predicate>\n/\\ msgs = {}\n/\\ pc = <<1>>\n",
            "Line 1, state 1: this trace is of another model: it has msgs, pc, and A09 has now, scheduled, copies and "
            "six more.",
        ),
        (
            "Who is inside?\nState 1: <Initial predicate>\n/\\ msgs = {}\n",
            "Line 2, state 1: this trace is of another model: it has msgs, and Desk has inside, left and mark.",
        ),
        (
            "State 1: <Initial predicate>\n/\\ inside = {}\n",
            "Line 1, state 1: left is missing, so this is no state of Desk.",
        ),
        (
            "/\\ mark = [g1 |-> 0]\n/\\ inside = {}\n",
            "There are states in the text, but no head such as “State 1: <Initial predicate>” above them. "
            "It tells one state from the next.",
        ),
    ],
)
def test_a_trace_of_no_workbook_is_refused(text: str, message: str) -> None:
    assert refusal(text) == message


@pytest.mark.parametrize(
    ("said", "instead", "message"),
    [
        ('inside = {"g2"}', "inside = 3", "inside is 3, a number, where a set of guests belongs."),
        ("mark = [g1 |-> 0, g2 |-> 0]", "mark = {}", "mark is {}, a set, where a number for each guest belongs."),
        (
            'inside = {"g2"}',
            'inside = {"g1"}',
            'no transition leads there by Enter(g2) from the state before, where inside is <<>> and not <<"g1">>.',
        ),
        (
            'inside = {"g2"}',
            "inside = {}",
            "nothing changes by Enter(g2), and every transition that can be taken there changes something.",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_its_line(said: str, instead: str, message: str) -> None:
    lines = text_of(EARLY).splitlines()
    at = next(place for place in range(6, 9) if lines[place] == f"/\\ {said}")
    lines[at] = f"/\\ {instead}"
    assert refusal("\n".join(lines)) == f"Line 6, state 2: {message}"


def test_each_text_is_of_one_workbook() -> None:
    """The line of a scenario says which; else what is named most. Of A09 is what says nothing."""
    assert read_upload(to_tlc_text(opened(STALE)) + "\nWho is left inside? The mark says it.") == Upload(opened(STALE))
    assert read_upload(to_tlc_text(opened(EARLY)) + "\nnow copies epoch held checkpoint").scenario == opened(EARLY)
    both = to_tlc_text(opened(EARLY)) + to_tlc_text(opened(STALE))
    assert refusal(both) == "The file names a scenario of Desk, but most of it is of A09."


# Real TLC


@pytest.mark.parametrize("bug", BREAKS)
@pytest.mark.parametrize("options", [("-difftrace",), ("-tool",)])
def test_the_counterexample_of_each_bug_opens(bug: str, options: tuple[str, ...], tmp_path: Path) -> None:
    printed = run_unmarked(tmp_path, *options, model=f"2~desk~bugs.{bug}")
    found, (broken, steps) = read_upload(printed).scenario, BREAKS[bug]
    assert found.bugs == {bug}
    assert found.replay().last.broken == (broken,)
    assert (len(found.steps), found.bounds) == (steps, Bounds())


def test_the_module_that_tlc_writes_of_a_trace_opens(tmp_path: Path) -> None:
    printed = read_upload(run_unmarked(tmp_path, "-generateSpecTE", model="2~desk~bugs.Lingering")).scenario.steps
    read = read_upload((tmp_path / "SpecTE.tla").read_text()).scenario.steps
    assert len(read) in (len(printed), len(printed) - 1)
    assert read == printed[: len(read)]


def test_what_goes_on_for_ever_opens_up_to_its_last_state(tmp_path: Path) -> None:
    upload = read_upload(run_unmarked(tmp_path, model="2~desk"))
    assert upload.told == ("How the trace goes on for ever is left out: it ends at its last state.", USUAL)
    assert upload.scenario.steps
