"""Which form a text has: one that is read, or one that is known and is no trace, and then what to do instead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from typing import Any

from a09web.model.workbook import Workbook

from .belonging import workbook_in
from .clothes import Line, lines_of, undressed
from .found import BadUpload, Told, carried
from .objects import NoJson, is_json, names_states, read_json
from .printed import carried_in, is_printed, read_printed
from .sequences import is_sequence, read_sequence

WHAT_OPENS = "TLC's begins with “State 1: <Initial predicate>”, and ITF with “{”."

_LINK = re.compile(r"/t/(\d+~[A-Za-z0-9._~-]+)")
_TRACE_MODULE = re.compile(r"^-{4,} *MODULE (?:\w+_TTrace_\w+|\w*TE|\w+_TETrace)\b|^ *<<", re.MULTILINE)
_FOREIGN = tuple(
    (re.compile(shape, re.MULTILINE), sentence)
    for shape, sentence in (
        (r"^ *(?:strict )?(?:di)?graph\b[^{\n]{0,80}\{", "This is a dot graph of all states, and no trace."),
        (
            r"^ *\(\* Initial state \*\)|^State0 ==",
            "This is a counterexample of Apalache as a module. The file beside it that ends in .itf.json opens here.",
        ),
        (
            r"^ *\[State \d+\]",
            "This is what Quint prints. With --out-itf=trace.itf.json it also writes ITF, and that opens here.",
        ),
        (
            r"^-{4,} *MODULE \w+ *-{4,}",
            "This is a TLA+ module, and no trace. Run TLC on it, and open what TLC prints.",
        ),
        (
            r"^(?:SPECIFICATION|CONSTANTS?|INVARIANTS?|INIT|NEXT)\b",
            "This is a configuration of TLC, and no trace. Run TLC with it, and open what TLC prints.",
        ),
    )
)
"""Forms that have no trace in them, and what to open instead."""


def read(text: str) -> Told:
    """The trace in a text. Raises `BadUpload`, which names the form if it is known."""
    workbook = workbook_in(text)
    plain = lines_of(text)
    lines = undressed(plain)
    said = "\n".join(line.text for line in lines)
    if _TRACE_MODULE.search(said) and is_sequence(lines):
        return read_sequence(workbook, lines)
    if is_printed(workbook, lines):
        return read_printed(workbook, lines)
    if is_sequence(lines):
        return read_sequence(workbook, lines)
    if is_json(workbook, lines) and names_states(workbook, lines):
        return _json(workbook, plain, lines)
    if link := _only_link(lines, said):
        return Told(workbook, scenario=carried(workbook, link))
    for shape, sentence in _FOREIGN:
        if shape.search(said):
            raise BadUpload(sentence)
    if is_json(workbook, lines):
        return _json(workbook, plain, lines)
    raise BadUpload(_refusal(workbook, text, said))


def _json(workbook: Workbook[Any], plain: Sequence[Line], lines: Sequence[Line]) -> Told:
    """As it is if that is JSON: a title may have in it what looks like clothes."""
    if not is_json(workbook, plain):
        return read_json(workbook, lines)
    try:
        return read_json(workbook, plain)
    except NoJson:
        return read_json(workbook, lines)
    except BadUpload as wrong:
        with suppress(BadUpload):
            return read_json(workbook, lines)
        raise wrong from None


def _only_link(lines: Sequence[Line], said: str) -> str:
    """The one scenario that a text links to or, as our modules do, carries with it. A run of TLC carries it, too, but
    what was asked for is its trace."""
    if re.search(r"^TLC2 Version|No error has been found", said, re.MULTILINE):
        return ""
    links = {*_LINK.findall(said), *filter(None, [carried_in(lines)])}
    return links.pop() if len(links) == 1 else ""


def _refusal(workbook: Workbook[Any], text: str, said: str) -> str:
    for shape, sentence in _without_trace(workbook):
        if re.search(shape, said, re.MULTILINE) or re.search(shape, text, re.MULTILINE):
            return sentence
    return f"There is no trace in the text: {WHAT_OPENS}"


@cache
def _without_trace(workbook: Workbook[Any]) -> tuple[tuple[str, str], ...]:
    """What tells that there is no trace in a text, and why."""
    variables = "|".join(workbook.variable_names)
    return (
        (
            r"Parse Error|Semantic errors:|Parsing or semantic analysis failed",
            "TLC could not read the module, so there is no trace in the text. What it says above that line is why.",
        ),
        (
            r"(?i)^Content-Transfer-Encoding: *base64",
            "This is a mail as it travels, in base64. Copy the trace from it as the mail program shows it.",
        ),
        (r"No error has been found", "TLC found no error here, so there is no trace in the text."),
        (r"^TLC2 Version", "TLC began here, but there is no trace in the text. Was it copied to its end?"),
        (
            rf"/\\ *(?:{variables}) *=",
            "There are states in the text, but no head such as “State 1: <Initial predicate>” above them. "
            "It tells one state from the next.",
        ),
        (r"(?i)<(?:html|svg|!doctype)", "This is a page or a picture, and not the text of a trace."),
    )
