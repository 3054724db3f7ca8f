"""What a scenario can be downloaded as. The names are the last parts of the addresses."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import segno

from a09web.invalid_input import InvalidInput
from a09web.model.workbook import Workbook
from a09web.scenarios.address import encode
from a09web.scenarios.itf import to_itf
from a09web.scenarios.markdown import to_markdown
from a09web.scenarios.modules import module_files
from a09web.scenarios.scenario import Scenario
from a09web.scenarios.tlctext import to_tlc_text
from a09web.wording import counted

from . import pictures
from .export import to_html
from .unstored import path_of

TEXT, JSON, SVG, PNG, ZIP = (
    "text/plain; charset=utf-8",
    "application/json",
    "image/svg+xml",
    "image/png",
    "application/zip",
)
MARKDOWN, HTML = "text/markdown; charset=utf-8", "text/html; charset=utf-8"
Maker = Callable[[Scenario, str], str | bytes]
QR = "qr.svg"
QR_HOLDS = 2953
"""Bytes that the largest QR code holds, at the lowest level of error correction."""


class TooLong(InvalidInput):
    """A link that no QR code holds."""


@dataclass(frozen=True)
class File:
    """`make` gets the scenario and the site, `https://example.org`. A file that is `shown` opens in the browser; others
    are saved, under the name of the app before their own unless TLC wants theirs: `is_module`."""

    name: str
    kind: str
    meaning: str
    make: Maker
    shown: bool = False
    is_module: bool = False


def link_of(scenario: Scenario, site: str) -> str:
    return site + path_of(encode(scenario))


def _zip(scenario: Scenario, site: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in module_files(scenario).items():
            # A fixed time: the same scenario is the same file.
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text)
    return packed.getvalue()


def _of_tlc(name: str, meaning: str) -> File:
    return File(name, TEXT, meaning, lambda scenario, site: module_files(scenario)[name], shown=True, is_module=True)


def qr_code(address: str) -> str:
    """The address as a QR code, an SVG. It is dark on light in every theme: many cameras want it so. Raises
    `TooLong`."""
    if len(address) > QR_HOLDS:
        raise TooLong(
            f"The address of this link has {counted(len(address), 'character')}, and no QR code holds more than "
            f"{QR_HOLDS:,}. A short link has one."
        )
    code = segno.make(address, error="l", micro=False)
    made = io.BytesIO()
    code.save(made, kind="svg", scale=4, border=3, dark="#1b1a17", light="#fffefb")
    return made.getvalue().decode()


def _picture(kind: str) -> Maker:
    return lambda scenario, site: pictures.svg(scenario, kind)


def _pixels(kind: str) -> Maker:
    return lambda scenario, site: pictures.png(scenario, kind)


_FILES = (
    File("tla.zip", ZIP, "all five TLA+ files, ready for TLC", _zip),
    _of_tlc("MC.tla", "the model with these bounds and flags"),
    _of_tlc("MC.cfg", "its configuration"),
    _of_tlc("MCTrace.tla", "a model whose only behaviour is this trace"),
    _of_tlc("MCTrace.cfg", "its configuration"),
    File("trace.itf.json", JSON, "the trace in ITF, for Apalache, Quint and viewers", lambda s, _: to_itf(s)),
    File("trace.txt", TEXT, "the trace as TLC prints one", lambda s, _: to_tlc_text(s), shown=True),
    File("trace.md", MARKDOWN, "Markdown for an issue tracker", lambda s, site: to_markdown(s, link_of(s, site))),
    File(
        "scenario.html",
        HTML,
        "one page with everything in it, for offline",
        lambda s, site: to_html(s, link_of(s, site)),
    ),
    File("board.svg", SVG, "the board", _picture("board"), shown=True),
    File("board.png", PNG, "the board in pixels", _pixels("board"), shown=True),
    File("trace.svg", SVG, "the trace in lanes", _picture("trace"), shown=True),
    File("trace.png", PNG, "the trace in pixels", _pixels("trace"), shown=True),
    File("preview.png", PNG, "the picture for chats", _pixels("preview"), shown=True),
    File(QR, SVG, "a QR code of the link", lambda s, site: qr_code(link_of(s, site)), shown=True),
)
AFTER = "MCTrace.cfg"


@cache
def files_of(workbook: Workbook[Any]) -> dict[str, File]:
    """The files that there are of a scenario of this workbook, by their names."""
    module = f"{workbook.name}.tla"
    found = []
    for file in _FILES:
        found.append(file)
        if file.name == AFTER:
            found.append(_of_tlc(module, "the module that both extend"))
    return {file.name: file for file in found}
