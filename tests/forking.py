"""Processes of the app that start quickly: forked from one that has loaded the libraries, and nothing of the app.

    done = forking.run("manage.py", "check", env=environment(var_dir))

`python manage.py …` takes a second, most of it for Django and NumPy. A forked process does the same from its first
line on: it has an environment of its own, reads the settings, and loads all modules of the app. What it shares with
its siblings is the seed of Python's hashes; where that could matter, as when a page is compared across servers, start
a Python.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.run import folder as run_folder

ROOT = Path(__file__).resolve().parent.parent
LIBRARIES = (
    "a2wsgi",
    "asyncio",
    "channels.db",
    "channels.layers",
    "channels.routing",
    "channels.security.websocket",
    "channels_redis.pubsub",
    "csp.constants",
    "dj_database_url",
    "django.contrib.auth.hashers",
    "django.contrib.staticfiles.storage",
    "django.contrib.sessions.backends.base",
    "django.core.cache",
    "django.core.management",
    "django.core.serializers.json",
    "django.db.backends.sqlite3.base",
    "django.db.migrations.executor",
    "django.db.models",
    "django.forms",
    "django.http",
    "django.middleware.common",
    "django.template.backends.jinja2",
    "django.test",
    "django.urls",
    "django.views.decorators.cache",
    "django_htmx.middleware",
    "markdown_it",
    "multiprocessing.context",
    "pydantic.json_schema",
    "pydantic.main",
    "pydantic.networks",
    "numpy",
    "psycopg",
    "psycopg_pool",
    "resvg_py",
    "segno",
    "servestatic",
    "servestatic.storage",
    "tree_sitter",
    "uvicorn",
    "uvicorn.lifespan.off",
    "uvicorn.loops.auto",
    "uvicorn.protocols.http.auto",
    "websockets",
    "yaml",
)
LENGTH_BYTES = 4


class Forked:
    """A process that was forked, with what is used of a `subprocess.Popen`."""

    def __init__(self, keeper: socket.socket) -> None:
        self._keeper, self._turn = keeper, threading.Lock()
        self._code: int | None = None
        self._said = keeper.makefile("r")
        self.pid = int(self._said.readline())

    def poll(self) -> int | None:
        with suppress(subprocess.TimeoutExpired):
            return self.wait(0)
        return None

    def wait(self, timeout: float | None = None) -> int:
        with self._turn:
            if self._code is None:
                if not select.select([self._keeper], [], [], timeout)[0]:
                    raise subprocess.TimeoutExpired(f"the process {self.pid}", timeout or 0)
                self._code = int(self._said.readline())
                self._said.close()
                self._keeper.close()
            return self._code

    def kill(self) -> None:
        self._send(signal.SIGKILL)

    def terminate(self) -> None:
        self._send(signal.SIGTERM)

    def _send(self, number: signal.Signals) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)


def start(*command: str, env: Mapping[str, str], stdout: int, stderr: int) -> Forked:
    """What `python` with these arguments would do in the folder of the project."""
    forker, turn = _forker()
    order = json.dumps({"command": command, "env": dict(env)}).encode()
    ours, theirs = socket.socketpair()
    with theirs, turn:
        socket.send_fds(forker, [len(order).to_bytes(LENGTH_BYTES)], [theirs.fileno(), stdout, stderr])
        forker.sendall(order)
    return Forked(ours)


def run(*command: str, env: Mapping[str, str], timeout: float = 120) -> subprocess.CompletedProcess[str]:
    """The same as `start`, to its end."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        process = start(*command, env=env, stdout=out.fileno(), stderr=err.fileno())
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        for each in (out, err):
            each.seek(0)
        return subprocess.CompletedProcess(command, code, out.read(), err.read())


@cache
def _forker() -> tuple[socket.socket, threading.Lock]:
    """The one that forks: it ends when this process does."""
    ours, theirs = socket.socketpair()
    inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    # Threads are not forked, so that there must be none.
    alone = {"PYTHONUNBUFFERED": "1", "OPENBLAS_NUM_THREADS": "1"}
    with theirs:
        command = [sys.executable, "-m", "tests.forking", str(theirs.fileno()), str(run_folder() / "pycache")]
        process = subprocess.Popen(command, cwd=ROOT, env=inherited | alone, pass_fds=[theirs.fileno()])

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours, threading.Lock()


# In the process that forks


def serve(control: socket.socket) -> list[str] | None:
    """Forks for each order, and tells what became of each process. Returns in each with its command, in the end with
    None."""
    keepers: dict[int, int] = {}
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    while True:
        ready, _, _ = select.select([control.fileno(), woken], [], [])
        if woken in ready:
            os.read(woken, 512)
        for pid, code in _ended():
            _tell(keepers[pid], code)
            os.close(keepers.pop(pid))
        if control.fileno() not in ready:
            continue
        head, fds, *_ = socket.recv_fds(control, LENGTH_BYTES, 3)
        if not head:
            return None
        order = json.loads(control.recv(int.from_bytes(head), socket.MSG_WAITALL))
        keeper, *streams = fds
        if (pid := os.fork()) == 0:
            return _begun(order, streams)
        keepers[pid] = keeper
        _tell(keeper, pid)
        for each in streams:
            os.close(each)


def _ended() -> Iterator[tuple[int, int]]:
    """The processes that have ended since, and how."""
    with suppress(ChildProcessError):
        while (found := os.waitpid(-1, os.WNOHANG))[0]:
            yield found[0], os.waitstatus_to_exitcode(found[1])


def _tell(keeper: int, number: int) -> None:
    with suppress(BrokenPipeError):  # nobody waits for it any more
        os.write(keeper, b"%d\n" % number)


def _begun(order: dict[str, Any], streams: Sequence[int]) -> list[str]:
    """In the new process: as Python would find it."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for there, here in enumerate((os.open(os.devnull, os.O_RDONLY), *streams)):
        os.dup2(here, there)
    os.closerange(3, 256)
    os.environ.clear()
    os.environ.update(order["env"])
    command: list[str] = order["command"]
    return command


def become(command: list[str]) -> None:
    first, *rest = command
    if first == "-c":
        sys.argv = ["-c", *rest[1:]]
        exec(rest[0], {"__name__": "__main__"})
    elif first == "-m":
        sys.argv = rest
        runpy.run_module(rest[0], run_name="__main__", alter_sys=True)
    else:
        sys.argv = command
        runpy.run_path(first, run_name="__main__")


if __name__ == "__main__":
    for library in LIBRARIES:
        import_module(library)
    if sys.dont_write_bytecode:  # then compile what is loaded from now on, the app, once for a run
        sys.dont_write_bytecode, sys.pycache_prefix = False, sys.argv[2]
    gc.freeze()  # what is here already is not looked through by those who come
    ordered = serve(socket.socket(fileno=int(sys.argv[1])))
    if ordered is not None:
        become(ordered)
