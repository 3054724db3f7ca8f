"""What the server does before it serves."""

from __future__ import annotations

import signal
from typing import Any

import psutil
import pytest
from django.template import engines
from django.test import Client

from a09web.management.commands.serve import load_everything
from a09web.sandbox import panels
from tests.sandbox.visiting import act, new, text

from .servers import SECONDS_TO_STOP, Browser, running_server, wait_until


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore:No directory at")  # nobody has collected the static files, and none is asked for
def test_nobody_waits_for_a_template_to_be_compiled(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    jinja: Any = engines["jinja2"]
    jinja.env.cache.clear()
    for kept in (panels._template, panels._macro, panels.render_twins):
        kept.cache_clear()
    load_everything()
    monkeypatch.setattr(jinja.env, "compile", lambda source, name, *_: pytest.fail(f"{name} was not compiled before"))
    assert "The worker was dead." in text(client.get("/"))
    sandbox = new(client, bugs=["EarlyRelease"])
    assert "NoEarlyRunnable" in text(act(client, sandbox, htmx=True, step="Materialize(r1)"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_asked_to_end_leaves_no_process_and_says_nothing(number: signal.Signals) -> None:
    """Not even while it looks far ahead for somebody."""
    with running_server() as server:
        browser = Browser(server)
        path = browser.create(due="1,2,3,4", workers="3", max_time="8", max_epoch="3")
        assert "Looking ahead" in browser.http.get(path).text
        assert server.process is not None
        process = psutil.Process(server.process.pid)
        wait_until(lambda: len(process.children()) > 1, "the process that explores is there")
        children = process.children()
        process.send_signal(number)
        server.process.wait(SECONDS_TO_STOP)
        assert psutil.wait_procs(children, timeout=SECONDS_TO_STOP)[1] == []
        assert server.log == ""
