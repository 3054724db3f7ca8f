"""Pixels are drawn by another process, and by another one if that is killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import psutil
import pytest
import resvg_py

from a09web.links.drawing import Drawing
from tests.servers import SECONDS_TO_STOP, running_server

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{0}"><rect width="4" height="4"/></svg>'
PNG = b"\x89PNG"


@pytest.fixture
def drawing() -> Iterator[Drawing]:
    made = Drawing()
    yield made
    made.close()


def test_what_is_drawn_is_not_drawn_here(drawing: Drawing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resvg_py, "svg_to_bytes", lambda **_: pytest.fail("all other threads wait meanwhile"))
    assert drawing.png(SVG.format(4), 1).startswith(PNG)
    assert drawing._process is not None
    (process,) = drawing._process._processes
    assert drawing.png(SVG.format(5), 2).startswith(PNG)
    assert list(drawing._process._processes) == [process], "each picture has a process"
    os.kill(process, signal.SIGKILL)
    assert drawing.png(SVG.format(6), 1).startswith(PNG)


def test_the_process_does_not_outlive_a_server_that_is_killed() -> None:
    with running_server() as server:
        assert server.get("/t/1~Tick/board.png").status_code == 200
        assert server.process is not None
        children = psutil.Process(server.process.pid).children()
        assert children
        server.kill()
        assert psutil.wait_procs(children, timeout=SECONDS_TO_STOP)[1] == []
