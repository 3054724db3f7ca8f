"""What a step sends is not larger than it was before the page had its present shape, its timetable and its glossary."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client

from a09web.sandbox.models import Sandbox

from .making import BREAKS, stored
from .visiting import act, html, new

pytestmark = pytest.mark.django_db

# The bytes of these answers at commit b75ac89, the last one before.
BEFORE = {
    "default": {
        "Tick": 11020, "Materialize(r1)": 15678, "Claim(w1,r1)": 12867, "Expire(r1)": 13254,
        "Complete(w1,r1,1)": 15347, "undo": 14656, "redo": 15321,
        "+EarlyRelease": 23762, "-EarlyRelease": 19246, "+StaleCompletion": 17954, "-StaleCompletion": 15520,
    },
    "largest": {
        "Tick": 11395, "Materialize(r1)": 16730, "Claim(w1,r1)": 13444, "Expire(r1)": 14211,
        "Complete(w1,r1,1)": 16280, "undo": 15628, "redo": 16254,
        "+EarlyRelease": 26030, "-EarlyRelease": 20262, "+StaleCompletion": 16255, "-StaleCompletion": 14132,
    },
}  # fmt: skip
FIELDS = {"default": {}, "largest": {"due": "1,2,3,8", "workers": "3", "max_time": "8", "max_epoch": "3"}}


@pytest.mark.parametrize("bounds", BEFORE)
def test_an_answer_is_not_larger_than_before_the_redesign(client: Client, bounds: str) -> None:
    sizes = dict(walked(client, new(client, bugs=["StaleCompletion"], **FIELDS[bounds])))
    sizes |= dict(toggled(client, new(client, **FIELDS[bounds])))
    assert sizes.keys() == BEFORE[bounds].keys()
    assert {what: size for what, size in sizes.items() if size > BEFORE[bounds][what]} == {}


def walked(client: Client, sandbox: Sandbox) -> Iterator[tuple[str, int]]:
    """To a break, one step back and forward again."""
    for step in BREAKS["StaleCompletion"]:
        yield step, size(client, sandbox, step=step)
    here = stored(sandbox).cursor
    yield "undo", size(client, sandbox, move=str(here - 1))
    yield "redo", size(client, sandbox, move=str(here))


def toggled(client: Client, sandbox: Sandbox) -> Iterator[tuple[str, int]]:
    for bug in ("EarlyRelease", "StaleCompletion"):
        for sign in "+-":
            yield sign + bug, size(client, sandbox, step=sign + bug)


def size(client: Client, sandbox: Sandbox, **fields: str) -> int:
    """The bytes of the answer to somebody who sees the page as it is, with nothing opened."""
    page = html(client.get(sandbox.get_absolute_url()))
    answer = act(client, sandbox, htmx=True, known=page.hashes, **fields)
    assert answer.status_code == 200
    assert re.search(rb'id="moves"', answer.content)
    return len(answer.content)
