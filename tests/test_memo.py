"""What a process keeps, and that no test sees what another has left."""

from __future__ import annotations

import threading

import pytest
from django.test import Client

from a09web import memo
from a09web.memo import Memo, forget_everything
from a09web.sandbox.outlook import lookout
from tests.sandbox.visiting import new, take


def test_it_is_made_once_and_what_was_not_used_for_longest_goes_first() -> None:
    keeping: Memo[object] = Memo(2)
    first, second = keeping.of("first", object), keeping.of("second", object)
    assert keeping.of("first", object) is first
    keeping.of("third", object)
    assert keeping.of("first", object) is first
    assert keeping.of("second", object) is not second


def test_after_everything_was_forgotten_it_is_made_anew() -> None:
    several: list[Memo[object]] = [Memo(2), Memo(2)]
    before = [keeping.of("it", object) for keeping in several]
    forget_everything()
    assert [keeping.of("it", object) is it for keeping, it in zip(several, before, strict=True)] == [False, False]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(2))
def test_a_test_begins_as_a_process_does(client: Client, turn: int) -> None:
    """Whichever turn is the second, it finds nothing of the first."""
    assert [each for each in memo._all if each._things] == []
    assert not lookout()._answers
    assert "lookout" not in [thread.name for thread in threading.enumerate()]
    sandbox = new(client, due="1,2,3,4", workers="3", max_time="8", max_epoch="3")
    client.get(sandbox.get_absolute_url())
    take(client, sandbox, "Tick")
    assert len([each for each in memo._all if each._things]) > 1
    assert "lookout" in [thread.name for thread in threading.enumerate()]
