"""The template environment: Jinja2, because it renders a fragment four times as fast as Django's own language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.module_loading import import_string
from django_htmx.jinja import htmx_script
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup, escape

from .compiled import Compiled
from .scripts import script
from .wording import all_hold, are, as_word, counted, listed, worded

_INDENTATION = re.compile(r"[ \t]*\n\s*|[ \t]{2,}")
_BLOCK = r"(?:d[dlt]|div|fieldset|form|g|h\d|li|ol|p|section|summary|svg|table|tbody|t[dhr]|thead|ul)"
_SHAPE = r"(?:circle|g|line|path|rect|text)"
_BLOCK_BEGINS, _BLOCK_ENDS = re.compile(rf"<{_BLOCK}(?:\s[^<>]*)?>$"), re.compile(rf"</{_BLOCK}>|<{_SHAPE}\b")
_VERBATIM = re.compile(r"(</?(?:pre|script|style|textarea)\b)")
_CODE, _STRESSED = re.compile(r"`([^`]+)`"), re.compile(r"\*\*([^*]+)\*\*")
# A name of so many letters fits into the narrowest column.
FITS_ANYWHERE = 20
_ARGUMENT = re.compile(r"[^,]+,?")
_CAMEL, _WORD = re.compile(r"(?:[A-Z][a-z]+){2,}"), re.compile(r"[A-Z][a-z]+")


class Unindented(Extension):
    """Indentation is for who writes a template. What is sent has a space in its place, and nothing at the edges of a
    block and before a shape, where no browser shows it."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        is_verbatim = False
        for token in stream:
            if token.type == "data":
                pieces = _VERBATIM.split(token.value)
                for number, piece in enumerate(pieces):
                    if _VERBATIM.fullmatch(piece):
                        is_verbatim = not piece.startswith("</")
                    elif not is_verbatim:
                        pieces[number] = _INDENTATION.sub(_unindented, piece)
                token = Token(token.lineno, token.type, "".join(pieces))
            yield token


def _unindented(run: re.Match[str]) -> str:
    is_at_edge = _BLOCK_BEGINS.search(run.string[: run.start()]) or _BLOCK_ENDS.match(run.string, run.end())
    return "" if is_at_edge else " "


def code(text: str) -> Markup:
    """Text with the names of the model, given in backticks, set as code."""
    return Markup(_CODE.sub(lambda quoted: _as_code(quoted[1]), str(escape(text))))


def stressed(text: str) -> Markup:
    """Text with the words that matter, given between `**`, in bold."""
    return Markup(_STRESSED.sub(r"<b>\1</b>", str(escape(text))))


def set_as_code(text: str) -> Markup:
    """A name or a formula as code; each long name in it may go on in the next line between its words."""
    return Markup(_as_code(str(escape(text))))


def _as_code(escaped: str) -> str:
    return f"<code>{_CAMEL.sub(lambda name: breakable(name[0]), escaped)}</code>"


@lru_cache(maxsize=8192)
def tokens(line: tuple[tuple[str, str], ...]) -> Markup:
    """A line of code, given as pieces with their CSS class, as HTML."""
    return Markup().join(
        Markup('<span class="{}">{}</span>').format(css, text) if css else escape(text) for css, text in line
    )


@lru_cache(maxsize=4096)
def breakable(name: str, fits: int = FITS_ANYWHERE) -> Markup:
    """A name of more letters than fit into a narrow line, which may go on in the next between its words:
    `CompletedUsesCurrentEpoch`; a step also after what opens and what separates its arguments: `Claim(w1,r1)`. The sign
    of a toggle stays with what it switches."""
    sign = name[:1] if name[:1] in ("+", "-") else ""
    action, opening, arguments = name.removeprefix(sign).partition("(")
    is_long = len(action) > fits and _CAMEL.fullmatch(action)
    pieces = [*_WORD.findall(action)] if is_long else [action]
    pieces = [*pieces[:-1], pieces[-1] + opening, *_ARGUMENT.findall(arguments)]
    kept = Markup('<span class="kept">{}{}</span>').format(sign, pieces[0]) if sign else escape(pieces[0])
    return Markup("<wbr>").join([kept, *pieces[1:]])


@lru_cache(maxsize=4096)
def element_id(step: str) -> str:
    """A step as an HTML id: `Claim(w1,r1)` becomes `Claim.w1.r1`, and toggles `on.` or `off.` and the bug."""
    named = step.replace("+", "on.").replace("-", "off.")
    return named.replace("(", ".").replace(",", ".").replace(")", "")


def environment(
    *, loader: jinja2.BaseLoader, beside: str, filters: Mapping[str, str], functions: Mapping[str, str], **options: Any
) -> jinja2.Environment:
    """`filters` and `functions` are those that rooms bring along: the path of each by its name. `beside` is the path of
    what loads the templates that do not lie where the others do."""
    made = jinja2.Environment(
        **{**options, "trim_blocks": True, "lstrip_blocks": True, "undefined": jinja2.StrictUndefined},
        loader=jinja2.ChoiceLoader([loader, import_string(beside)()]),
        extensions=[Unindented],
        bytecode_cache=Compiled(settings.VAR_DIR / "compiled", Path(__file__).read_bytes()),
    )
    made.globals.update(static=static, script=script, url=reverse, htmx_script=htmx_script)
    made.globals.update({name: import_string(path) for name, path in functions.items()})
    made.filters.update(
        all_hold=all_hold,
        are=are,
        breakable=breakable,
        code=code,
        counted=counted,
        element_id=element_id,
        tokens=tokens,
    )
    made.filters.update(
        listed=listed,
        as_word=as_word,
        stressed=stressed,
        worded=worded,
        **{name: import_string(path) for name, path in filters.items()},
    )
    return made
