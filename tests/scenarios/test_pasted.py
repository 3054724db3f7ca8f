"""Traces as people paste them: by every road from TLC, and in all that text wears on its way."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from a09web.scenarios.itf import to_itf
from a09web.scenarios.scenario import Scenario
from a09web.scenarios.tlctext import to_tlc_text
from a09web.scenarios.traces.clothes import text_of
from a09web.scenarios.traces.found import BadUpload
from a09web.scenarios.uploads import Upload, read_upload
from tests.model.test_random_traces import often

from .making import STALE, TOGGLED, bare, opened, scenarios
from .wardrobe import OF_ANY_TEXT, OF_PRINTED

PASTED = Path(__file__).parent / "pasted"
LEFT_OUT = "How the trace goes on for ever is left out: it ends at its last state."
USUAL = "The file does not say its bounds; they are taken to be the usual ones."
NEEDS_STALE = "The file does not say which bugs were on; with these bounds its steps need StaleCompletion."


def read(data: bytes) -> Upload:
    return read_upload(text_of(data))


def refusal(text: str) -> str:
    with pytest.raises(BadUpload) as refused:
        read_upload(text)
    return str(refused.value)


# Files that people had


WHOLE: dict[str, tuple[str, ...]] = {
    "05-utf16le-bom.txt": (),
    "08-ansi-heads.txt": (),
    "21-quoted.eml": (),
    "30-ci-timestamps.txt": (),
    "33-grep-n.txt": (),
    "TTrace.tla": ("The file does not say when runs are due: r1 at 1 and r2 at 2 is taken to be so.",),
    "difftrace-19.txt": ("Line 53, state 5: Expire(r1) also changes claimers, which the text leaves out.",),
    "dump.json": (USUAL, NEEDS_STALE),
    "k-extra-null.itf.json": (USUAL, NEEDS_STALE),
    "n-extra-unserializable.itf.json": (USUAL, NEEDS_STALE),
    "r-loop-null.itf.json": (USUAL, NEEDS_STALE),
    "s10-model-value.txt": (),
    "s12-noformat.txt": (),
    "s13-nbsp.txt": (),
    "s17-run-names-no-line.txt": (
        "The runs have other names here, by their order: daily is r1, hourly is r2.",
        USUAL,
        NEEDS_STALE,
    ),
    "s18-ci.txt": (),
    "s19-tool-back.txt": (LEFT_OUT,),
    "s3-last-head-garbled.txt": (),
    "s8-blank-lines.txt": (),
}
OTHERS = {
    "s1-wrapped-head-3.txt": "1~bugs.StaleCompletion~Tick~Materialize.r1",
    "s7-difftrace.txt": "1~bugs.StaleCompletion~Tick",
    "names-due-19.txt": "1~due.2.2~bugs.DuplicateClaim~Tick~Tick~Materialize.r1~Claim.w1.r1~Claim.w2.r1",
}
REFUSED = {"zg-number-as-string.itf.json": 'Line 103, state 2: now is "1", a string, where a number belongs.'}


def test_every_file_is_looked_at() -> None:
    assert {path.name for path in PASTED.iterdir()} == {*WHOLE, *OTHERS, *REFUSED}


@pytest.mark.parametrize("name", WHOLE)
def test_the_same_scenario_in_many_disguises(name: str) -> None:
    assert read((PASTED / name).read_bytes()) == Upload(opened(STALE), WHOLE[name])


@pytest.mark.parametrize("name", OTHERS)
def test_a_trace_is_read_to_its_end(name: str) -> None:
    assert read((PASTED / name).read_bytes()).scenario == opened(OTHERS[name])


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_says_where_and_why(name: str) -> None:
    assert refusal((PASTED / name).read_text()) == REFUSED[name]


# The wardrobe


def opens(scenario: Scenario, text: str, names: list[str]) -> None:
    """One garment changes nothing. Two may spoil each other, as quotes around what was wrapped before: then the text is
    refused, or what was lost of it is told, but no state is."""
    for name in names:
        text = {**OF_ANY_TEXT, **OF_PRINTED}[name](text)
    try:
        upload = read_upload(text)
    except BadUpload:
        assert len(names) == 2
        return
    assert upload == Upload(scenario) or len(names) == 2
    assert upload.told or upload.scenario == scenario
    played = [step for step in upload.scenario.steps if step[0] not in "+-"]
    assert played == [step for step in scenario.steps if step[0] not in "+-"]


@often
@given(scenarios(), st.lists(st.sampled_from([*OF_ANY_TEXT, *OF_PRINTED]), min_size=1, max_size=2, unique=True))
def test_what_tlc_prints_opens_whatever_it_wears(scenario: Scenario, names: list[str]) -> None:
    opens(scenario, to_tlc_text(scenario), names)


@often
@given(scenarios(), st.lists(st.sampled_from([*OF_ANY_TEXT]), min_size=1, max_size=2, unique=True))
def test_itf_opens_whatever_it_wears(scenario: Scenario, names: list[str]) -> None:
    opens(scenario, to_itf(scenario), names)


@pytest.mark.parametrize("name", [*OF_ANY_TEXT, *OF_PRINTED])
def test_no_garment_changes_the_scenario(name: str) -> None:
    for text in (STALE, TOGGLED):
        printed = to_tlc_text(opened(text))
        dressed = {**OF_ANY_TEXT, **OF_PRINTED}[name](printed)
        assert read_upload(dressed) == Upload(opened(text))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_any_encoding_that_programs_write(encoding: str) -> None:
    printed = "Ein Fehler für Zoë\n" + to_tlc_text(opened(STALE))
    assert read(printed.encode(encoding)) == Upload(opened(STALE))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04" + bytes(90), "The file is a zip archive, not text."),
        (b"\x89PNG\r\n" + bytes(90), "The file is a picture, not text."),
        (b"%PDF-1.7", "The file is a PDF, not text."),
        (b"\x01\x02\x81" * 30, "The file is not text."),
    ],
)
def test_what_is_no_text_is_told(data: bytes, message: str) -> None:
    with pytest.raises(BadUpload, match=re.escape(message)):
        text_of(data)


# No step is lost in silence


def changed(old: str, new: str) -> str:
    text = bare(opened(STALE))
    assert text.count(old) == 1
    return text.replace(old, new)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (changed("State 3: <Materialize(r1)>", "Stale <Materialize(r1)>"), "Line 24: these variables belong to no"),
        (changed("State 3: <Materialize(r1)>", "State 3, Materialize"), "Line 24: these variables belong to no state."),
        (
            changed("State 3: <Materialize(r1)>\n", ""),
            "Line 33: state 4 comes after state 2.",
        ),
        (changed("State 1: <Initial predicate>", "Initially"), "Line 12: the trace begins with state 2."),
        (
            changed("State 6: <Complete(w1,r1,1)>\n", ""),
            "Line 45, state 5: the state cannot be read. now is given twice",
        ),
        (changed("State 3: <Materialize(r1)>", "State 4: <Materialize(r1)>"), "Line 23: state 4 comes after state 2."),
        (changed("State 4: <Claim(w1,r1)>", "State 3: <Claim(w1,r1)>"), "Line 34: state 3 comes after state 3."),
        (re.sub(r"(?s)State 4.*?\n\n", "", bare(opened(STALE))), "Line 34: state 5 comes after state 3."),
        (re.sub(r"State \d: <.*>\n", "", bare(opened(STALE))), "There are states in the text, but no head such as"),
        (
            changed("State 3: <Materialize(r1)>", "State 3: <Materialize(r2)>"),
            "Line 23, state 3: no transition leads there",
        ),
    ],
)
def test_a_state_that_cannot_be_told_from_the_next_is_refused(text: str, message: str) -> None:
    assert refusal(text).startswith(message)


def test_a_head_that_mail_broke_is_joined() -> None:
    text = changed("<Materialize(r1)>", "<Materialize line 129, col 5 to\nline 136, col 55 of\nmodule A09>")
    assert read_upload(text).scenario == opened(STALE)
    assert refusal(text.replace("module A09>", "module A09>\nmore")).startswith("Line 27: these variables belong to no")


def test_a_line_of_somebody_else_between_two_states_is_none_of_the_trace() -> None:
    """All others begin with the name of a container."""
    lines = [f"tlc-1 | {line}" for line in to_tlc_text(opened(STALE)).splitlines()]
    lines[3:3] = ["web-1 | GET /", "db-1  | checkpoint = 9"]
    assert read_upload("\n".join(lines)) == Upload(opened(STALE))


def test_a_variable_of_somebody_else_may_be_cut_in_a_string() -> None:
    text = bare(opened("1~Tick")).replace("/\\ now = 1", '/\\ note = "cut\n/\\ now = 1')
    assert read_upload(text) == Upload(opened("1~Tick"), (USUAL,))


TOOLBOX = "<<\n" + ",\n".join(
    "[\n" + ",\n".join(line[3:].replace(" = ", " |-> ", 1) for line in block.splitlines()[1:]) + "\n]"
    for block in bare(opened("1~Tick~Materialize.r1")).strip().split("\n\n")
) + "\n>>"  # fmt: skip


@pytest.mark.parametrize("name", [*OF_ANY_TEXT, "cat -A", "a border", "comments"])
def test_what_the_toolbox_copies_opens_whatever_it_wears(name: str) -> None:
    upload = read_upload({**OF_ANY_TEXT, **OF_PRINTED}[name](TOOLBOX))
    assert upload == Upload(opened("1~Tick~Materialize.r1"), (USUAL,))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (TOOLBOX[:-40], "Line 32: the sequence of states cannot be read. The text ends in the middle of a value."),
        (TOOLBOX.replace("copies", "copies |->", 1), "Line 5: the sequence of states cannot be read. No value starts"),
    ],
)
def test_a_sequence_that_is_cut_is_refused_with_its_line(text: str, message: str) -> None:
    assert refusal(text).startswith(message)


PLAIN = {
    **dict.fromkeys(("now", "checkpoint"), 0),
    **dict.fromkeys(("copies", "epoch", "completedEpoch", "completions"), {"r1": 0}),
    **{"scheduled": ["r1"], "claimers": {"r1": []}, "held": []},
}
STATES = [PLAIN, {**PLAIN, "now": 1}]


def test_of_two_traces_in_json_the_first_is_read() -> None:
    text = "\n".join(json.dumps({"state": [[1, state] for state in STATES]}) for _ in range(2))
    upload = read_upload(text)
    assert upload.scenario == opened("1~due.1~Tick")
    assert upload.told[0] == "Another trace begins in line 2. Only the first was read."


def test_no_line_of_json_is_left_out_in_silence() -> None:
    text = "\n".join(json.dumps([number, state]) for number, state in enumerate(STATES, start=1))
    assert refusal(text).startswith("Line 1: this is no JSON. After a state another one is expected")


def test_bugs_that_a_module_names_are_not_called_unsaid() -> None:
    module = (PASTED / "TTrace.tla").read_text()
    assert re.search(r'Bugs = {\s*"StaleCompletion"\s*}', module)
    assert read_upload(module.replace('"StaleCompletion"', '"EarlyRelease"')).told[-1] == (
        "The file says that EarlyRelease was on; with these bounds its steps also need StaleCompletion."
    )


# What other tools say more, or in another way


def as_records(text: str) -> list[str]:
    """The states as records of TLA+, each on a line."""
    blocks = bare(opened(text)).strip().split("\n\n")
    return [
        "[ " + ", ".join(re.sub(r"/\\ (\w+) =", r"\1 |->", line) for line in b.splitlines()[1:]) + " ]" for b in blocks
    ]


def test_what_the_toolbox_copies_opens() -> None:
    names = ["Initial predicate", *(step.partition("(")[0] for step in opened(STALE).steps), "Stuttering"]
    heads = [f'[\n _TEAction |-> [\n   position |-> {n},\n   name |-> "{name}"\n ]' for n, name in enumerate(names, 1)]
    records = [f"{head},\n{record[1:]}" for head, record in zip(heads, as_records(STALE), strict=False)]
    text = "<<\n" + ",\n".join(records) + "\n>>"
    assert read_upload(text) == Upload(opened(STALE), (USUAL, NEEDS_STALE))
    stuttering = text.removesuffix("\n>>") + f",\n{heads[-1]}\n]\n>>"
    assert read_upload(stuttering) == Upload(opened(STALE), (LEFT_OUT, USUAL, NEEDS_STALE))
    assert refusal(text.replace('"Expire"', '"Claim"')).startswith(
        "Line 26, state 5: no transition leads there by Claim"
    )


def test_a_counterexample_as_tlc_has_it_opens() -> None:
    pairs = [f"<<{n}, {record}>>" for n, record in enumerate(as_records(STALE), start=1)]
    text = "[ action |-> {}, state |->\n {" + ",\n".join(reversed(pairs)) + "} ]"
    assert read_upload(text) == Upload(opened(STALE), (USUAL, NEEDS_STALE))
    assert refusal(text.replace(pairs[2] + ",\n", "")) == "The counterexample has no state 3, or one twice."
    assert refusal(text.replace("now |-> 1", "now |-> TRUE", 1)).startswith(
        "Line 2, state 6: now is TRUE, a truth value"
    )


def test_states_as_programs_write_them_open() -> None:
    dumped = json.loads((PASTED / "dump.json").read_text())
    states = [state for _, state in dumped["state"]]
    for text in (
        json.dumps(states),
        "\n".join(map(json.dumps, states)),
        json.dumps({"counterexample": dumped, "vars": []}),
        json.dumps({"state": dumped["state"]}),
    ):
        assert read_upload(text) == Upload(opened(STALE), (USUAL, NEEDS_STALE))


def test_names_of_others_become_those_of_the_model() -> None:
    text = bare(opened("1~bugs.DuplicateClaim~Tick~Materialize.r1~Claim.w2.r1~Claim.w1.r1"))
    for own, other in (("r1", "mail"), ("r2", "backup"), ("w1", "Bo"), ("w2", "Ada")):
        text = text.replace(own, other)
    upload = read_upload(text)
    assert upload.scenario == opened("1~bugs.DuplicateClaim~Tick~Materialize.r1~Claim.w1.r1~Claim.w2.r1")
    assert upload.told[:2] == (
        "The runs have other names here, by their order: mail is r1, backup is r2.",
        "The workers have other names here, by their order: Ada is w1, Bo is w2.",
    )


def test_model_values_are_names() -> None:
    text = re.sub(r'"([rw]\d)"', r"\1", bare(opened(STALE)))
    text = re.sub(r"\[r1 \|-> ([^,]*), r2 \|-> ([^\]]*)\]", r"(r1 :> \1 @@ r2 :> \2)", text)
    assert "(r1 :> {w1} @@ r2 :> {})" in text
    assert "<<w1, r1, 1>>" in text
    assert read_upload(text) == Upload(opened(STALE), (USUAL, NEEDS_STALE))


NUMBERED = (
    "The runs have other names here, by their order: 1 is r1, 2 is r2.",
    "The workers have other names here, by their order: 1 is w1.",
    USUAL,
    NEEDS_STALE,
)


def test_numbers_are_names_too() -> None:
    """`Runs = {1, 2}`: TLC prints a function on them as a sequence."""
    text = re.sub(r'"[rw](\d)"', r"\1", bare(opened(STALE)))
    text = (
        re.sub(r"\[r1 \|-> ([^,]*), r2 \|-> ([^\]]*)\]", r"<<\1, \2>>", text)
        .replace("(w1,r1", "(1,1")
        .replace("(r1", "(1")
    )
    assert "/\\ claimers = <<{1}, {}>>" in text
    assert read_upload(text) == Upload(opened(STALE), NUMBERED)


def test_numbers_are_names_in_json_too() -> None:
    states = [state for _, state in json.loads((PASTED / "dump.json").read_text())["state"]]
    for state in states:
        for name, value in state.items():
            if isinstance(value, dict):
                state[name] = [[1] * len(of) if isinstance(of, list) else of for of in value.values()]
        state["scheduled"] = [int(run[1:]) for run in state["scheduled"]]
        state["held"] = [[1, 1, epoch] for _, _, epoch in state["held"]]
    assert read_upload(json.dumps(states)) == Upload(opened(STALE), NUMBERED)


@pytest.mark.parametrize(("what", "most"), [("runs", 4), ("workers", 3)])
def test_more_than_the_app_has_is_told(what: str, most: int) -> None:
    text = bare(opened("1~Tick"))
    if what == "runs":
        text = re.sub(r"r2 \|-> (0|{})", r"r2 |-> \1, r3 |-> \1, r4 |-> \1, r5 |-> \1", text)
    else:
        text = text.replace(
            "held = {}", 'held = {<<"a", "r1", 1>>, <<"b", "r1", 1>>, <<"c", "r1", 1>>, <<"d", "r1", 1>>}'
        )
    assert refusal(text) == f"Line 1, state 1: the trace has {most + 1} {what}, and a scenario has from 1 to {most}."


OTHER_MODEL = "State 1: <Initial predicate>\n/\\ msgs = {}\n/\\ pc = <<1>>\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (OTHER_MODEL, "Line 1, state 1: this trace is of another model: it has msgs, pc, and A09 has now, scheduled,"),
        ('{"states": [{"msgs": 1}]}', "Line 1, state 1: this trace is of another model: it has msgs, and A09 has"),
        ("strict digraph DiskGraph {\n1 -> 2\n}", "This is a dot graph of all states, and no trace."),
        ("---- MODULE Mine ----\nEXTENDS Naturals\n====", "This is a TLA+ module, and no trace. Run TLC on it"),
        ("SPECIFICATION Spec\nINVARIANT TypeOK\n", "This is a configuration of TLC, and no trace."),
        ("[State 0]\n{ now: 0 }\n", "This is what Quint prints. With --out-itf=trace.itf.json it also writes ITF"),
        ("(* Initial state *)\nState0 ==\n  now = 0\n", "This is a counterexample of Apalache as a module."),
        ("Content-Transfer-Encoding: base64\n\nU3RhdGUgMTo=", "This is a mail as it travels, in base64."),
        ("TLC2 Version 2.18\n***Parse Error***\nEncountered x", "TLC could not read the module"),
        ("TLC2 Version 2.18\nParsing file MC.tla\n", "TLC began here, but there is no trace in the text."),
        ("State 1:\n/\\ now = 0\n", "Line 1, state 1: scheduled is missing"),
        (
            '{"stdout": "State 1: <Initial predicate>\\r/\\\\ now = 0"}',
            "States begin in the text, but none of them can",
        ),
        ('<<[_TEAction |-> [name |-> "Stuttering"]]>>', "States begin in the text, but none of them can be read."),
        ('{"errors": [], "warnings": []}', "The JSON has no “states”: it has “errors”, “warnings”."),
    ],
)
def test_a_refusal_names_the_form_that_it_met(text: str, message: str) -> None:
    assert refusal(text).startswith(message)


def test_all_states_of_a_model_are_no_trace() -> None:
    text = bare(opened("1~Tick~Materialize.r1~Claim.w1.r1")).replace("checkpoint = 0", "checkpoint = 1")
    dump = re.sub(r"(State \d+:).*", r"\1", text.replace("checkpoint = 1", "checkpoint = 0", 1))
    assert refusal(dump).endswith("TLC's -dump writes all states, and not a trace. Is the text one of those?")
