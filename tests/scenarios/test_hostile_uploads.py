"""Uploads that mean harm, or that are only a little different from what is expected."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from a09web.scenarios.itf import to_itf
from a09web.scenarios.scenario import MAX_STEPS, Scenario
from a09web.scenarios.tlctext import MARK, to_tlc_text
from a09web.scenarios.traces.found import LONGEST_MESSAGE, BadUpload
from a09web.scenarios.uploads import LONGEST, read_upload
from tests.model.test_random_traces import often, very_often

from .making import LARGE, TOGGLED, bare, opened, scenarios, without_toggles

USUAL = "The file does not say its bounds; they are taken to be the usual ones."
WIDER = "The file does not say its bounds; they are taken to be the usual ones, but wide enough for its states."


def bare_text(text: str) -> str:
    return bare(opened(text))


def itf(**changed: Any) -> str:
    """Two states in ITF, lines 5 and 6, the second one changed."""
    text = to_itf(Scenario(steps=("Tick",), cursor=1))
    lines = text.splitlines()
    lines[5] = json.dumps({**json.loads(lines[5]), **changed})
    return "\n".join(lines)


TICK = bare_text("1~Tick")
CLAIM = bare_text("1~Tick~Materialize.r1~Claim.w1.r1")


def refusal(text: str) -> str:
    with pytest.raises(BadUpload) as refused:
        read_upload(text)
    return str(refused.value)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("1..50000000000", "Line 12, state 2: the state cannot be read. A set of more than 100 numbers"),
        ("{" + "1..9000000," * 1000 + "1}", "Line 12, state 2: the state cannot be read. A set of more than 100"),
        ("((1 :> 2) :> 3)", "Line 12, state 2: the state cannot be read. A function of functions"),
        ("[r1 |-> 1, r1 |-> 2]", "Line 12, state 2: the state cannot be read. r1 is given twice."),
        ("0\n/\\ now = 1", "Line 12, state 2: the state cannot be read. now is given twice."),
        ("9" * 5000, "Line 12, state 2: the state is nested too deeply, or has a number that is too long."),
        ("{" * 9000 + "}" * 9000, "Line 12, state 2: the state is nested too deeply, or has"),
        ("{" * 20_000, "Line 12, state 2: the state is too long"),
    ],
)
def test_a_value_that_asks_for_too_much_is_refused(value: str, message: str) -> None:
    assert refusal(TICK.replace("now = 1", f"now = {value}")).startswith(message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"states": [],\n"states": [{}]}', "Line 2: “states” is there twice."),
        ('{"states": 3,\n"states": [{}]}', "Line 2: “states” is there twice."),
        (itf().replace('"now": ', '"now": 7, "now": '), "Line 5, state 1: “now” is there twice."),
        (itf(now=True), "Line 6, state 2: now is TRUE, a truth value, where a number belongs."),
        (itf(now=1.0), "Line 6, state 2: now is 1.0, a fraction, where a number belongs."),
        (itf(held=[]), "Line 6, state 2: held is <<>>, a sequence, where a set of attempts belongs."),
        (itf(copies={"#map": [["r1", 5], ["r1", 0]]}), "Line 6, state 2: a function has two values for the same"),
    ],
)
def test_what_is_wrong_in_itf_is_refused_with_its_line(text: str, message: str) -> None:
    assert refusal(text).startswith(message)


def test_a_title_that_looks_like_clothes_does_not_change_what_is_wrong() -> None:
    text = to_itf(opened("1~title.-201c-Tick-201d-~Tick")).replace('{"#bigint": "1"}', "true")
    assert refusal(text).startswith("Line 6, state 2: now is TRUE, a truth value, where a number belongs.")


@pytest.mark.parametrize(
    "text",
    [
        itf(now="\ud800"),
        itf().replace('"Tick"', '"+\\ud800"').replace(MARK, "").replace('"a09"', '"b"'),
        json.dumps({"states": [{**json.loads(itf().splitlines()[5]), "copies": {f"x{i}": 0 for i in range(9000)}}]}),
    ],
)
def test_a_message_is_short_and_can_be_sent(text: str) -> None:
    message = refusal(text)
    assert len(message) <= LONGEST_MESSAGE
    assert message.encode()


def test_a_strange_name_is_told_so_that_it_can_be_sent() -> None:
    text = itf().replace('"r1"', '"\\ud800\\n' + "x" * 100 + '"').replace('"a09"', '"b"')
    told = read_upload(text).told[0]
    assert told.startswith("The runs have other names here, by their order: ??xxx")
    assert told.endswith("x… is r1, r2 is r2." if "r2 is r2" in told else "x… is r1.")
    assert told.encode()


@often
@given(scenarios(), st.data())
def test_any_value_that_is_changed_is_found_by_its_line(scenario: Scenario, data: st.DataObject) -> None:
    lines = to_itf(scenario).splitlines()
    state = data.draw(st.integers(1, len(scenario.steps) + 1))
    comma = "," * lines[state + 3].endswith(",")
    values = json.loads(lines[state + 3].removesuffix(","))
    name = data.draw(st.sampled_from([name for name in values if name != "#meta"]))
    values[name] = changed(values[name], data)
    lines[state + 3] = json.dumps(values) + comma
    assert refusal("\n".join(lines)).startswith(f"Line {state + 4}, state {state}: {name} is ")


def changed(value: dict[str, Any], data: st.DataObject) -> dict[str, Any]:
    ((kind, inner),) = value.items()
    if kind == "#bigint":
        return {kind: str(int(inner) + 1)}
    if kind == "#map":
        place = data.draw(st.integers(0, len(inner) - 1))
        return {kind: [[k, changed(v, data)] if n == place else [k, v] for n, (k, v) in enumerate(inner)]}
    if inner:
        return {kind: inner[1:]}
    return {kind: ["w1"]} if data.draw(st.booleans()) else {kind: [{"#tup": ["w1", "r1", 1]}]}


FILES = [make(opened(text)) for make in (to_itf, to_tlc_text) for text in (TOGGLED, LARGE)] + [TICK, CLAIM, itf()]


@very_often
@given(st.sampled_from(FILES), st.data())
def test_whatever_is_cut_out_or_put_in_is_read_or_refused(text: str, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 40)))
        piece = data.draw(st.sampled_from(['"', "{", "]", "\\", "<<", "1", "(", ":>", "\n", " ", text[end : end + 60]]))
        text = text[:start] + piece + text[end:]
    with suppress(BadUpload):
        assert read_upload(text).scenario.replay().refusal is None


HEAD = "State 1: <Initial predicate>"
BEGINNINGS = [
    "",
    f"{HEAD}\n",
    f"{HEAD}\n/\\ x = ",
    f"aaa | {HEAD}\n",
    f'"{HEAD}\\n/\\\\ now = 0',
    "<< [ now |-> ",
    '{"states": [',
]
PIECES = ["\n", " \n", "<br>", "\\", "=\n", '"\n', "<< ", "\\* ", '{"log": "\\n"}\n']


@pytest.mark.parametrize(
    ("beginning", "piece"),
    [  # by day each of both, with another one of the other
        pytest.param(beginning, piece, marks=() if (first + second) % len(BEGINNINGS) == 1 else pytest.mark.night)
        for first, beginning in enumerate(BEGINNINGS)
        for second, piece in enumerate(PIECES)
    ],
)
def test_no_text_takes_minutes(beginning: str, piece: str) -> None:
    """A search that looks at the rest of the text from each place would: there are 400,000."""
    with pytest.raises(BadUpload):
        read_upload((beginning + piece * LONGEST)[:LONGEST])


# What other programs make of a file


@pytest.mark.parametrize("text", [to_itf(opened(TOGGLED)), to_tlc_text(opened(TOGGLED))])
def test_windows_changes_nothing(text: str) -> None:
    assert read_upload("\ufeff" + text.replace("\n", "\r\n")).scenario == opened(TOGGLED)


@pytest.mark.parametrize("name", ['Claim("w1", "r1") line 3, col 4 to line 5, col 6 of module A09', "Claim(w1, r1)"])
def test_a_newer_tlc_may_write_parameters_its_own_way(name: str) -> None:
    assert read_upload(CLAIM.replace("Claim(w1,r1)", name)).scenario.steps[-1] == "Claim(w1,r1)"
    assert refusal(CLAIM.replace("Claim(w1,r1)", name.replace("w1", "w2"))).startswith("Line 34, state 4: no")


def test_of_two_traces_the_first_is_read() -> None:
    first, second = to_tlc_text(opened("1~Tick")), to_tlc_text(opened("1~bugs.EarlyRelease~Materialize.r1"))
    upload = read_upload(first + second)
    assert (upload.scenario, upload.told) == (
        opened("1~Tick"),
        ("Another trace begins in line 25. Only the first was read.",),
    )


def test_the_line_before_a_trace_says_its_scenario() -> None:
    """Not that of a run before it which found nothing."""
    text = f'"{MARK}1~MaxTime.8"\nNo error has been found.\n' + to_tlc_text(opened(TOGGLED))
    assert read_upload(text).scenario == opened(TOGGLED)


def test_a_run_without_a_counterexample_is_told() -> None:
    text = f'"{MARK}1~Tick"\nModel checking completed. No error has been found.\n'
    assert refusal(text) == "TLC found no error here, so there is no trace in the text."


# What has to be assumed


@pytest.mark.parametrize(
    ("text", "widened"),
    [
        ("1~MaxTime.8~Tick~Materialize.r1~Tick~Materialize.r2~Tick~Tick~Tick", "MaxTime.5"),
        ("1~workers.3~Tick~Materialize.r1~Claim.w3.r1", "workers.3"),
        ("1~MaxEpoch.3~Tick~Materialize.r1~Claim.w1.r1~Expire.r1~Claim.w1.r1~Expire.r1", "MaxEpoch.3"),
    ],
)
def test_bounds_are_as_wide_as_the_states_need(text: str, widened: str) -> None:
    upload = read_upload(bare_text(text))
    assert upload.scenario.bounds == opened(f"1~{widened}").bounds
    assert (upload.scenario.steps, upload.told) == (opened(text).steps, (WIDER,))


def test_no_wider_than_the_app_goes() -> None:
    assert refusal(TICK.replace("now = 1", "now = 99")).startswith("Line 12, state 2: no transition leads there by")


def test_toggles_that_are_put_in_are_told() -> None:
    told = opened("1~bugs.DuplicateMaterialization~Tick~Materialize.r1~off.DuplicateMaterialization~Materialize.r1")
    upload = read_upload(without_toggles(told))
    assert upload.scenario.steps == told.steps
    assert upload.told[2:] == (
        "No one set of flags allows all steps, so these are put in: -DuplicateMaterialization as step 3.",
    )


def test_what_is_switched_off_was_on_at_the_start() -> None:
    upload = read_upload(bare_text("1~bugs.DuplicateClaim~Tick~off.DuplicateClaim"))
    assert upload.scenario == opened("1~bugs.DuplicateClaim~Tick~off.DuplicateClaim")
    assert upload.told == (
        USUAL,
        "The file does not say which bugs were on; with these bounds its steps need DuplicateClaim.",
    )


def test_too_many_states_are_refused_with_the_line_of_the_first_one() -> None:
    steps = ("+EarlyRelease", "-EarlyRelease") * (MAX_STEPS // 2)
    text = to_tlc_text(Scenario(steps=steps)).partition("\n")[2]
    more = text + f"State {MAX_STEPS + 2}: <+EarlyRelease>\n" + text.partition("\n")[2].partition("\n\n")[0]
    assert refusal(more).startswith(
        f"Line {(MAX_STEPS + 1) * 11 + 1}, state {MAX_STEPS + 2}: the trace has {MAX_STEPS + 2} "
    )
