"""The worked example of `docs/panels.md` is a real step: what was asked, answered and sent to who watches.

    A09_WRITE_DOCS=1 .venv/bin/python -m pytest tests/sandbox/test_panels_page.py

writes it anew. Hashes and sizes change with each template, and nobody has to write them anew for that; which parts are
sent, in which order and how, may not change unnoticed.
"""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client

from a09web.kit.panels import OnPage
from a09web.live.hub import frame
from a09web.sandbox.panels import render_frame

from .html import Element, Html
from .making import stored, tree_of
from .visiting import act, html, new, take, text

pytestmark = pytest.mark.django_db

PAGE = Path(__file__).resolve().parents[2] / "docs" / "panels.md"
BEGINS, ENDS = "<!-- example -->\n", "<!-- /example -->\n"
STEP = "Claim(w1,r1)"
OPENED = "cell-Expire.r1"
_HASH = re.compile(r"(?<=[:.])[\w-]{4}(?=[ .:\n])|(?<=→ )[\w-]{4}|[\w-]{4}(?= →)")


def example(client: Client, watcher: Client) -> str:
    """A step of a sandbox on whose page somebody has opened the guards of a transition."""
    sandbox = new(client)
    take(client, sandbox, "Tick", "Materialize(r1)")
    page, watched = (html(each.get(sandbox.get_absolute_url())) for each in (client, watcher))
    before = stored(sandbox)
    told = opened(page, OPENED)
    answer = act(client, sandbox, htmx=True, known=told, step=STEP)
    sent = render_frame(stored(sandbox), tree_of(sandbox), before)
    asked = ["POST /s/…/", "HX-Request: true", *wrapped(f"Panels: {told}"), "", f"version=2&at=2&step={STEP}"]
    return "\n".join(
        [
            "A press of `Claim(w1,r1)`, at version 2, by somebody who has the guards of `Expire(r1)` open:",
            *block(asked),
            "The answer, part by part:",
            *block([*headers(answer), "", *parts(text(answer), OnPage.told(told))]),
            f"Of {len(OnPage.told(told).hashes)} parts {len(hashes(Html(text(answer))))} are sent. What those who "
            "watch are sent at the same time, to be put into a page of version 2:",
            *block([frame(3, "HTML", 2), "", *parts(sent, OnPage.told(watched.hashes))]),
        ]
    )


def opened(page: Html, name: str) -> str:
    cell = page.by_id(name).attributes
    return page.hashes.replace(f"{name}:{cell['data-hash']}", f"{name}:{cell['data-whole']}:open")


def wrapped(header: str) -> list[str]:
    return textwrap.wrap(header, 116, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def block(lines: list[str]) -> list[str]:
    return ["", "```", *lines, "```", ""]


def headers(answer: HttpResponse) -> list[str]:
    return [f"{answer.status_code} {answer.reason_phrase}", f"Sandbox-Version: {answer['Sandbox-Version']}"]


def hashes(sent: Html) -> dict[str, str]:
    return {
        element.id: element.attributes["data-hash"] for element in sent.elements if "data-hash" in element.attributes
    }


def parts(sent: str, there: OnPage) -> Iterator[str]:
    """A line for each element at the top of what was sent."""
    for piece in filter(str.strip, re.split(r"(?=<div [^>]*hx-swap-oob=)", sent)):
        yield told_of(Html(piece), len(piece.encode()), there)


def told_of(sent: Html, size: int, there: OnPage) -> str:
    top: Element = sent.top[0]
    how = top.attributes["hx-swap-oob"]
    known = hashes(sent)
    name = top.id or next(iter(known))
    if name not in known:
        return f"{name:<44} {how:<11} {'':<12} {size:>6,} bytes"
    was = there.hashes.get(name, "    ")
    shown = "append" if how.startswith("beforeend") else "replace"
    guards = ", with its guards" if "data-whole" in sent.by_id(name).attributes else ""
    return f"{name:<44} {shown:<11} {was} → {known[name]}  {size:>6,} bytes{guards}"


def masked(example: str) -> str:
    """Without what changes with each template."""
    return re.sub(r" +[\d,]+ bytes", " … bytes", _HASH.sub("····", example))


def test_the_example_is_what_a_step_asks_and_is_answered(client: Client, stranger: Client) -> None:
    now = example(client, stranger)
    before, _, rest = PAGE.read_text().partition(BEGINS)
    written, _, after = rest.partition(ENDS)
    if os.environ.get("A09_WRITE_DOCS"):
        PAGE.write_text(f"{before}{BEGINS}{now}{ENDS}{after}")
        written = now
    assert masked(written) == masked(now)
