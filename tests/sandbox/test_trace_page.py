"""The trace on the page: what the row of columns says in words, and what its legend explains."""

from __future__ import annotations

import pytest
from django.test import Client

from a09web.jinja import breakable, code
from a09web.lessons.prose import to_inline

from .making import ZOMBIE
from .visiting import act, html, new, take

pytestmark = pytest.mark.django_db


def legend(client: Client, url: str) -> str:
    (explained,) = html(client.get(url)).with_class("trace-legend")
    return explained.text


def test_every_column_says_its_changes_whichever_is_looked_at(client: Client) -> None:
    sandbox = new(client)
    take(client, sandbox, *ZOMBIE)
    url = sandbox.get_absolute_url()
    expired = "M epoch[r1] 1 → 2D claimers[r1] − w1w1 still believes that it owns"
    for at, is_shown in ((4, True), (1, False)):
        page = html(client.get(f"{url}?at={at}"))
        entry = page.by_id("entry-4")
        assert entry.text.endswith(expired)
        (changes,) = [e for e in page.with_class("changes") if e.text == expired]
        assert ("vh" in changes.attributes["class"].split()) is not is_shown


def test_the_drawing_is_for_those_who_see_it(client: Client) -> None:
    sandbox = new(client)
    take(client, sandbox, *ZOMBIE)
    page = html(client.get(sandbox.get_absolute_url()))
    drawings = [*page.with_class("lanes"), *page.with_class("lane-names")]
    assert len(drawings) == len(ZOMBIE) + 2
    assert all(drawing.attributes["aria-hidden"] == "true" for drawing in drawings)


def test_the_legend_explains_what_the_trace_has(client: Client) -> None:
    sandbox = new(client)
    url = sandbox.get_absolute_url()
    assert legend(client, url) == "not there yet"
    take(client, sandbox, "Tick", "Materialize(r1)")
    assert legend(client, url) == "not there yet runnable D deleted M modified"
    take(client, sandbox, "+StaleCompletion", "Claim(w1,r1)", "Expire(r1)", "Complete(w1,r1,1)")
    looks = "not there yet runnable owned only believes it owns completed by an older attempt a switch"
    assert legend(client, url) == f"{looks} A added D deleted M modified"


def test_the_legend_comes_with_the_step_that_needs_it(client: Client) -> None:
    sandbox = new(client)
    take(client, sandbox, "Tick")
    known = html(client.get(sandbox.get_absolute_url())).hashes
    assert "runnable" in html(act(client, sandbox, htmx=True, known=known, step="Materialize(r1)")).by_id("legend").text
    take(client, sandbox, "Claim(w1,r1)")
    known = html(client.get(sandbox.get_absolute_url())).hashes
    assert "legend" not in html(act(client, sandbox, htmx=True, known=known, step="Claim(w2,r1)")).ids


def test_a_name_is_broken_only_between_its_words_and_arguments() -> None:
    assert breakable("Complete(w1,r1,2)", 0) == "Complete(<wbr>w1,<wbr>r1,<wbr>2)"
    assert breakable("AdvanceCheckpoint", 0) == "Advance<wbr>Checkpoint"
    assert breakable("AdvanceCheckpoint") == "AdvanceCheckpoint"
    assert breakable("-StaleCompletion", 0) == '<span class="kept">-Stale</span><wbr>Completion'
    assert breakable("<b>(<i>,", 0) == "&lt;b&gt;(<wbr>&lt;i&gt;,"


def test_a_long_name_in_a_sentence_is_broken_between_its_words_too() -> None:
    assert code("`Tick` & `DuplicateMaterialization`: `<b>`") == (
        "<code>Tick</code> &amp; <code>Duplicate<wbr>Materialization</code>: <code>&lt;b&gt;</code>"
    )
    assert to_inline("Of `~DuplicateMaterialization` and `a < b`") == (
        "Of <code>~Duplicate<wbr>Materialization</code> and <code>a &lt; b</code>"
    )
