"""What happens to a text on its way. Each function dresses it in one more garment."""

from __future__ import annotations

import html
import json
import quopri
import re
import textwrap
from collections.abc import Callable

Garment = Callable[[str], str]


def each_line(dress: Callable[[int, str], str]) -> Garment:
    return lambda text: "\n".join(dress(number, line) for number, line in enumerate(text.splitlines(), start=1))


def wrapped(text: str) -> str:
    """As mail is, at 72 columns, and only at blanks."""
    return "\n".join(
        part
        for line in text.splitlines()
        for part in textwrap.wrap(line, 72, break_long_words=False, break_on_hyphens=False) or [""]
    )


def typographic(text: str) -> str:
    """As programs that know better write it."""
    return re.sub(r'"([^"\n]*)"', "“\\1”", text).replace("/\\", "∧").replace("|->", "↦")


CLOCK = "2026-11-29T16:13:06.1234567Z"

OF_ANY_TEXT: dict[str, Garment] = {
    "as it is": lambda text: text,
    "Windows": lambda text: text.replace("\n", "\r\n"),
    "an old Mac": lambda text: text.replace("\n", "\r"),
    "a mark of the byte order": lambda text: "\ufeff" + text,
    "quoted": each_line(lambda n, line: f"> {line}".rstrip()),
    "quoted twice": each_line(lambda n, line: f">> {line}"),
    "times of a build": each_line(lambda n, line: f"{CLOCK} {line}"),
    "a clock that goes on": each_line(lambda n, line: f"[16:{n // 60 % 60:02}:{n % 60:02}] {line}"),
    "a container": each_line(lambda n, line: f"tlc-1  | {line}"),
    "a pod": each_line(lambda n, line: f"{CLOCK} stdout F {line}"),
    "a log with levels": each_line(lambda n, line: f"{'INFO' if n % 3 else 'DEBUG'} tlc: {line}" if n % 3 else line),
    "grep -n": each_line(lambda n, line: f"{n}:{line}"),
    "grep -n in files": each_line(lambda n, line: f"out/trace.txt:{n}:{line}"),
    "cat -n": each_line(lambda n, line: f"{n:6}\t{line}"),
    "indented": each_line(lambda n, line: f"    {line}"),
    "trailing blanks": each_line(lambda n, line: f"{line}  \t"),
    "blanks that do not break": lambda text: text.replace(" ", "\u00a0"),
    "blanks of no width": lambda text: text.replace(": ", ":\u200b ").replace(", ", ",\u2060 "),
    "doubled lines": lambda text: text.replace("\n", "\n\n"),
    "noformat": lambda text: "{noformat}\n" + text + "\n{noformat}",
    "code": lambda text: "{code:java}\n" + text + "{code}",
    "a fence": lambda text: "It broke:\n\n```tla\n" + text + "\n```\n\nWhy?",
    "entities": html.escape,
    "a page": lambda text: "<pre>" + html.escape(text, quote=False) + "</pre>",
    "a letter": lambda text: "On Mon, Ada wrote:\n" + each_line(lambda n, line: f"> {line}")(text) + "\n\nCheers,\nBo",
    "colours": each_line(lambda n, line: f"\x1b[1m\x1b[31m{line}\x1b[0m" if line.strip() else line),
    "colours whose escape was lost": each_line(lambda n, line: f"[1;31m{line}[0m"),
    "wrapped": wrapped,
}
OF_PRINTED: dict[str, Garment] = {
    "docker's file": each_line(lambda n, line: json.dumps({"log": line + "\n", "stream": "stdout", "time": CLOCK})),
    "lines of JSON in a list": lambda text: json.dumps(
        [{"text": line, "at": 1.5} for line in text.splitlines()], indent=1
    ),
    "one string of JSON": lambda text: json.dumps({"status": 12, "stdout": text}, indent=2),
    "a string of Python": repr,
    "strings of Python": lambda text: repr(text.splitlines(keepends=True)),
    "a recorded terminal": each_line(lambda n, line: json.dumps([n / 10, "o", line + "\r\n"])),
    "comma-separated values": each_line(lambda n, line: f'{n},"{line.replace(chr(34), chr(34) * 2)}"'),
    "cat -A": each_line(lambda n, line: f"{line}$"),
    "cat -A of Windows": each_line(lambda n, line: f"{line}^M$"),
    "a border": each_line(lambda n, line: f"│ {line:90} │"),
    "a table": each_line(lambda n, line: f"| {n} | {line.replace('|', chr(92) + '|')} |"),
    "lines of code": each_line(lambda n, line: f"`{line}`" if line else ""),
    "comments": each_line(lambda n, line: f"(* {line} *)"),
    "escaped": lambda text: re.sub(r'([\\<>_\[\]{}|"])', r"\\\1", text),
    "a list": lambda text: re.sub(r"(?m)^/\\", r"- /\\", text),
    "a patch of its end": each_line(lambda n, line: f"{' +'[n > 14]}{line}"),
    "one line": lambda text: " ".join(text.split()),
    "a terminal that rings": each_line(lambda n, line: f"\x1b_bk;t={n}\x07{line}\x0f"),
    "typographic signs": typographic,
    "breaks of a page": lambda text: html.escape(text).replace("\n", "<br>\n"),
    "quoted-printable": lambda text: quopri.encodestring(text.encode()).decode(),
    "heads that lost a bracket": lambda text: re.sub(r"^(State \d+: )<", r"\1", text, flags=re.MULTILINE),
    "heads of -tool": lambda text: re.sub(r"^State (\d+: <)", r"\1", text, flags=re.MULTILINE),
    "heads of a file of -simulate": lambda text: re.sub(
        r"^State (\d+): <.*>$", r"STATE_\1 == ", text, flags=re.MULTILINE
    ),
    "heads without what is in brackets": lambda text: re.sub(r"^(State \d+:) <.*>$", r"\1", text, flags=re.MULTILINE),
    "one more variable with a head in it": lambda text: re.sub(
        r"(?m)^(/\\ (?:now|held) = .*)$",
        r'\1\n/\\ log = "2: <Tick> 3: Stuttering"\n/\\ out = <<"a",\n"State 9: <x>" >>',
        text,
        count=1,
    ),
    "one more variable": lambda text: re.sub(r"(?m)^(/\\ now = .*)$", r"\1\n/\\ more = [a |-> {mv, <<1.5>>}]", text),
}
