"""What the server does before it serves."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import engines
from django.test import Client

from a09web.management.commands.serve import load_everything
from a09web.sandbox import panels
from tests.sandbox.visiting import act, new, text


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore:No directory at")  # nobody has collected the static files, and none is asked for
def test_nobody_waits_for_a_template_to_be_compiled(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    jinja: Any = engines["jinja2"]
    jinja.env.cache.clear()
    for kept in (panels._template, panels._macro, panels.render_twins):
        kept.cache_clear()
    load_everything()
    monkeypatch.setattr(jinja.env, "compile", lambda source, name, *_: pytest.fail(f"{name} was not compiled before"))
    assert "Break a job scheduler" in text(client.get("/"))
    sandbox = new(client, bugs=["EarlyRelease"])
    assert "NoEarlyRunnable" in text(act(client, sandbox, htmx=True, step="Materialize(r1)"))
