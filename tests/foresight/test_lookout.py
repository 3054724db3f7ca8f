"""The lookout: at once what is small, by its own process what is large, and each question once."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

import psutil
import pytest

from a09web.foresight import lookout as lookout_module
from a09web.foresight.lookout import Busy, Lookout, Pending
from a09web.foresight.questions import Outlook, WhatCanBreak, WhatItWouldTake
from a09web.links.drawing import drawing
from a09web.logs.apart import checking
from a09web.model.machine import machine_for
from a09web.model.would_take import WouldTake
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.bounds import Bounds

LARGE = Bounds(due=(1, 2, 2), workers=2, max_time=3, max_epoch=3)
HUGE = Bounds(due=(1, 2, 3, 4), workers=3, max_time=8, max_epoch=3)
PATIENCE_SECONDS = 60


def workers() -> list[psutil.Process]:
    """The processes that answer; the one by which Python keeps track of shared things is none of them."""
    return [child for child in psutil.Process().children() if "spawn_main" in " ".join(child.cmdline())]


def question(bounds: Bounds, *bugs: str) -> WhatCanBreak:
    on = frozenset(bugs)
    return WhatCanBreak(bounds, on, machine_for(bounds).initial, A09.default_fairness(on))


@pytest.fixture
def lookout() -> Iterator[Lookout]:
    for other in (drawing, checking):
        other.close()
    made = Lookout(limit=400_000, seconds=30)
    yield made
    made.close()
    assert workers() == []


def until(condition: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
    return found


def answered(lookout: Lookout, asked: WhatCanBreak) -> Outlook:
    """Asks again and again, as a page does."""
    found = until(lambda: lookout.ask(asked) if isinstance(lookout.ask(asked), Outlook) else None)
    assert isinstance(found, Outlook)
    return found


@pytest.fixture(autouse=True)
def quickly_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookout_module, "FORGOTTEN_AFTER_SECONDS", 1.0)


def test_a_small_question_is_answered_at_once_and_without_a_process(lookout: Lookout) -> None:
    found = lookout.ask(question(Bounds(), "StaleCompletion"))
    assert isinstance(found, Outlook)
    assert len(found.ahead["CompletedUsesCurrentEpoch"].steps) == 5
    assert workers() == []


def test_what_it_would_take_may_be_a_large_question_where_what_can_break_is_a_small_one(lookout: Lookout) -> None:
    """All 64 sets are looked at; a step that asks what can break is answered at once as ever."""
    chosen = frozenset(A09.fair_actions) - {"Claim"}
    bounds = Bounds(due=(1,), max_time=2)
    machine = machine_for(bounds)
    stuck = WhatItWouldTake(bounds, frozenset(), machine.initial, "CheckpointCatchesUp", chosen)
    assert isinstance(lookout.ask(stuck), Pending)
    assert isinstance(lookout.ask(question(bounds)), Outlook)
    found = until(lambda: kept if isinstance(kept := lookout.ask(stuck), WouldTake) else None)
    assert (found.sets, found.complete) == ((), True)
    small = WhatItWouldTake(bounds, frozenset(), machine.initial, "NoEarlyRunnable")
    until(lambda: isinstance(lookout.ask(small), WouldTake))


def test_a_large_question_is_answered_by_a_process_of_its_own(lookout: Lookout) -> None:
    first = lookout.ask(question(LARGE))
    assert isinstance(first, Pending)
    found = answered(lookout, question(LARGE))
    assert (found.ahead, found.states, found.complete) == ({}, 156_914, True)


def test_progress_is_told(lookout: Lookout) -> None:
    told = set()

    def progress() -> bool:
        found = lookout.ask(question(HUGE))
        if isinstance(found, Pending):
            told.add(found.states)
        return isinstance(found, Outlook)

    until(progress)
    assert len(told) > 1
    found = lookout.ask(question(HUGE))
    assert isinstance(found, Outlook)
    assert not found.complete
    assert 0 < max(told) <= found.states <= 400_000


def test_the_same_question_is_answered_once_whoever_asks(monkeypatch: pytest.MonkeyPatch, lookout: Lookout) -> None:
    asked: list[WhatCanBreak] = []
    answer = lookout._answer

    def noted(connection: Connection, one: WhatCanBreak, closing: threading.Event) -> None:
        asked.append(one)
        answer(connection, one, closing)

    monkeypatch.setattr(lookout, "_answer", noted)
    threads = [threading.Thread(target=answered, args=(lookout, question(LARGE))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert asked == [question(LARGE)]


def test_a_question_that_nobody_asks_any_more_is_dropped() -> None:
    lookout = Lookout(limit=50_000_000, seconds=600)
    assert isinstance(lookout.ask(question(HUGE)), Pending)
    until(lambda: lookout.is_idle)
    assert workers() == []
    assert isinstance(lookout.ask(question(HUGE)), Pending)
    until(lambda: lookout.is_idle)


def test_questions_wait_for_one_another_in_order(lookout: Lookout) -> None:
    assert isinstance(lookout.ask(question(HUGE)), Pending)
    second = lookout.ask(question(LARGE))
    assert isinstance(second, Pending)
    assert second.before == 1


def test_when_too_many_wait_it_is_said(monkeypatch: pytest.MonkeyPatch, lookout: Lookout) -> None:
    monkeypatch.setattr(lookout_module, "QUESTIONS_QUEUED", 2)
    assert isinstance(lookout.ask(question(HUGE)), Pending)
    assert isinstance(lookout.ask(question(LARGE)), Pending)
    assert isinstance(lookout.ask(question(LARGE, "EarlyRelease")), Busy)


def test_a_killed_process_is_replaced(lookout: Lookout) -> None:
    lookout.ask(question(HUGE))
    (worker,) = until(workers)
    os.kill(worker.pid, signal.SIGKILL)
    found = answered(lookout, question(LARGE))
    assert found.states == 156_914


def test_closing_ends_the_thread_and_its_process_and_says_nothing(
    lookout: Lookout, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookout_module, "FORGOTTEN_AFTER_SECONDS", 60.0)
    assert isinstance(lookout.ask(question(HUGE)), Pending)
    until(lambda: isinstance(found := lookout.ask(question(HUGE)), Pending) and found.states)
    assert len(workers()) == 1
    lookout.close()
    assert workers() == []
    assert lookout.is_idle
    assert [thread.name for thread in threading.enumerate() if thread.name == "lookout"] == []
    assert caplog.messages == []


def test_closing_at_once_leaves_no_process_behind(lookout: Lookout) -> None:
    assert isinstance(lookout.ask(question(HUGE)), Pending)
    lookout.close()
    lookout.close()
    assert workers() == []


def test_after_closing_nothing_is_known_and_everything_can_be_asked_again(lookout: Lookout) -> None:
    small = lookout.ask(question(Bounds()))
    lookout.ask(question(HUGE))
    answered(lookout, question(LARGE))
    lookout.close()
    first, second = lookout.ask(question(LARGE)), lookout.ask(question(HUGE))
    assert isinstance(first, Pending)
    assert isinstance(second, Pending)
    assert (first.before, second.before) == (0, 1)
    assert answered(lookout, question(LARGE)).states == 156_914
    again = lookout.ask(question(Bounds()))
    assert again == small
    assert again is not small


def test_old_answers_make_room(monkeypatch: pytest.MonkeyPatch, lookout: Lookout) -> None:
    monkeypatch.setattr(lookout_module, "ANSWERS_KEPT", 2)
    for bugs in ((), ("EarlyRelease",), ("StaleCompletion",)):
        lookout.ask(question(Bounds(), *bugs))
    assert len(lookout._answers) == 2


@dataclass(frozen=True)
class Broken:
    """A question whose answer fails."""

    bounds: Bounds
    bugs: frozenset[str]

    def answer(self, *, limit: int, keep_going: object = None) -> Outlook:
        if limit > lookout_module.WORK_AT_ONCE:
            raise ValueError("It cannot be answered.")
        return Outlook({}, 0, complete=False)


def test_a_question_that_fails_does_not_stop_the_others(lookout: Lookout) -> None:
    lookout.ask(Broken(LARGE, frozenset()))
    assert answered(lookout, question(LARGE)).states == 156_914
