"""Calls are served in turn: nobody waits for all that somebody else has asked."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import Any

import pytest

from a09web.kit.client import Client
from a09web.turns import CLIENT, Full, Turns

SECONDS = 20
ANN, BOB, CAMPUS = Client("192.0.2.1", "ann"), Client("192.0.2.1", "bob"), Client("192.0.2.1")


class Served:
    """Calls of clients, each of which waits until it is let go; and the order in which they began."""

    def __init__(self, **how: int) -> None:
        self.turns = Turns("test", **({"workers": 1, "most": 100, "most_of_one": 10} | how))
        self.begun: list[str] = []
        self.happened = threading.Condition()
        self.gates: dict[str, threading.Event] = {}

    def ask(self, client: Client, name: str) -> Future[Any]:
        self.gates[name] = threading.Event()
        return self.turns.submit(self._call(name), {"asgi.scope": {CLIENT: client}})

    def _call(self, name: str) -> Callable[[Any], str]:
        def call(_: Any) -> str:
            with self.happened:
                self.begun.append(name)
                self.happened.notify_all()
            assert self.gates[name].wait(SECONDS)
            return name

        return call

    def begins(self, *names: str) -> None:
        with self.happened:
            assert self.happened.wait_for(lambda: len(self.begun) >= len(names), SECONDS)
        assert self.begun == list(names)

    def let(self, *names: str) -> None:
        for name in names:
            self.gates[name].set()


def test_between_any_two_of_one_everybody_else_has_a_turn() -> None:
    served = Served()
    calls = [served.ask(ANN, "a1")]
    served.begins("a1")
    calls += [served.ask(ANN, f"a{number}") for number in range(2, 6)]
    calls += [served.ask(BOB, "b1"), served.ask(CAMPUS, "c1")]
    served.let(*served.gates)
    assert [call.result(SECONDS) for call in calls] == ["a1", "a2", "a3", "a4", "a5", "b1", "c1"]
    assert served.begun == ["a1", "a2", "b1", "c1", "a3", "a4", "a5"]


def test_a_call_that_is_cancelled_while_it_waits_never_begins_and_leaves_its_place() -> None:
    served = Served(most=2)
    first = served.ask(ANN, "a1")
    served.begins("a1")
    gone, stays = served.ask(ANN, "a2"), served.ask(BOB, "b1")
    with pytest.raises(Full):
        served.ask(BOB, "b2")
    assert gone.cancel()
    assert not first.cancel()
    last = served.ask(BOB, "b3")
    served.let("a1", "b1", "b3")
    assert [call.result(SECONDS) for call in (first, stays, last)] == ["a1", "b1", "b3"]
    with pytest.raises(CancelledError):
        gone.result(SECONDS)
    assert served.begun == ["a1", "b1", "b3"]


def test_one_fills_only_their_own_share_and_an_address_that_of_all() -> None:
    served = Served(most=6, most_of_one=2)
    calls = [served.ask(ANN, "a1")]
    served.begins("a1")
    calls += [served.ask(ANN, "a2"), served.ask(ANN, "a3"), served.ask(BOB, "b1")]
    with pytest.raises(Full):
        served.ask(ANN, "a4")
    calls += [served.ask(CAMPUS, f"c{number}") for number in range(3)]
    with pytest.raises(Full):
        served.ask(CAMPUS, "c3")
    served.let(*served.gates)
    assert all(call.result(SECONDS) for call in calls)


def test_of_one_client_one_call_is_served_at_a_time() -> None:
    served = Served(workers=2)
    calls = [served.ask(ANN, "a1"), served.ask(ANN, "a2"), served.ask(BOB, "b1")]
    served.begins("a1", "b1")
    served.let("b1")
    assert calls[2].result(SECONDS) == "b1"
    assert served.begun == ["a1", "b1"]
    served.let("a1", "a2")
    assert [call.result(SECONDS) for call in calls] == ["a1", "a2", "b1"]


def test_a_call_that_fails_is_an_answer_and_the_next_is_served() -> None:
    turns = Turns("test", workers=1, most=4, most_of_one=4)
    environ = {"asgi.scope": {CLIENT: ANN}}

    def fails(_: Any) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        turns.submit(fails, environ).result(SECONDS)
    assert turns.submit(lambda _: "served", environ).result(SECONDS) == "served"


def test_a_call_that_was_made_is_let_go_at_once() -> None:
    """Not only when the collector comes: a request holds connections."""

    class Request:
        pass

    turns, request = Turns("test", workers=1, most=4, most_of_one=4), Request()
    gone = weakref.ref(request)
    future = turns.submit(lambda environ, held: None, {"asgi.scope": {CLIENT: ANN}}, request)
    future.result(SECONDS)
    del request
    turns.submit(lambda environ: None, {"asgi.scope": {CLIENT: ANN}}).result(SECONDS)  # the thread has gone on
    assert gone() is None
