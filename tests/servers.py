"""Real servers of the app for the tests, each on a free loopback port with data of its own.

    with running_server() as server:
        server.get("/")
        server.kill()
        server.restart()

Everything is stopped at the end, whatever happens. Nothing here needs Django or a pytest fixture, so that the browser
tests can use it too.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import SystemRandom
from types import TracebackType
from typing import Any
from urllib.parse import urlencode

import httpx

from tests import forking, run
from tests.forking import Forked

ROOT = forking.ROOT
NO_TLS = False
"""Everything is plain HTTP: a client that reads all certificates first takes longer than most requests."""

SECONDS_TO_START = 300  # beside others on a busy machine
SECONDS_TO_STOP = 15
SETTINGS = frozenset(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text(encoding="utf-8"), re.M))
"""What the settings read from the environment, which a test holds against this list. A server gets these from the test
alone."""


def environment(var_dir: Path, env: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a process of the app: none of the settings around the tests, then `env`."""
    inherited = {name: value for name, value in os.environ.items() if name not in (*SETTINGS, run.INHERITED)}
    own = {"DJANGO_SETTINGS_MODULE": "a09web.settings", "VAR_DIR": str(var_dir), "PYTHONUNBUFFERED": "1"}
    return {**inherited, **own, **(env or {})}


def manage(*arguments: str, var_dir: Path, env: Mapping[str, str] | None = None) -> str:
    """Runs `manage.py` and returns what it said."""
    done = forking.run("manage.py", *arguments, env=environment(var_dir, env))
    assert done.returncode == 0, f"{' '.join(arguments)}:\n{done.stdout}{done.stderr}"
    return done.stdout


def prepared_var_dir() -> Path:
    """A VAR_DIR with the tables, the static files, a secret and compiled templates, made once in a run; servers get a
    copy of it."""
    return run.once("prepared", _prepare)


COMPILE = """
import django
django.setup()
from a09web.management.commands.serve import load_everything
load_everything()
"""


def _prepare(var_dir: Path) -> None:
    manage("migrate", "--verbosity", "0", var_dir=var_dir)
    manage("collectstatic", "--noinput", "--verbosity", "0", var_dir=var_dir)
    loaded = forking.run("-c", COMPILE, env=environment(var_dir))
    assert loaded.returncode == 0, loaded.stderr


def temporary_directory(prefix: str) -> Path:
    """A directory that is gone when the run ends."""
    return Path(tempfile.mkdtemp(prefix=prefix, dir=run.own()))


def free_port() -> int:
    """A port that nobody uses. The system gives none of these to those who ask for any port, so that it stays free."""
    while True:
        port = _chance.randrange(10_000, 32_000)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


_chance = SystemRandom()  # the same in no two processes, whatever the seed of the run


def accepts(port: int, host: str = "127.0.0.1") -> bool:
    """Whether somebody listens there."""
    with suppress(OSError), socket.create_connection((host, port), timeout=5):
        return True
    return False


def wait_until(happened: Callable[[], bool], what: str, seconds: float = SECONDS_TO_START) -> None:
    """Asks again and again. Fails, naming what was waited for, only when all hope is gone."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, f"waited {seconds} seconds in vain: {what}"
        time.sleep(0.02)


@dataclass
class Server:
    """One process of the app. `url` has no slash at its end; `var_dir` holds its data and its `server.log`.

    It is forked, as `tests.forking` says, unless it `has_own_python`.
    """

    var_dir: Path
    env: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    has_own_python: bool = False
    host: str = "127.0.0.1"
    options: Sequence[str] = ()
    process: Forked | subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def socket_url(self) -> str:
        return f"ws://{self.host}:{self.port}"

    @property
    def log(self) -> str:
        """What the server wrote so far, over all its starts."""
        return self._log_path.read_text(errors="replace") if self._log_path.exists() else ""

    def manage(self, *arguments: str) -> str:
        """Runs `manage.py` on the data of this server."""
        return manage(*arguments, var_dir=self.var_dir, env=self.env)

    def start(self) -> None:
        """Starts the process and waits until `/healthz` answers, whatever it says."""
        assert self.process is None, "the server runs already"
        command = ("manage.py", "serve", "--host", self.host, "--port", str(self.port), *self.options)
        env = environment(self.var_dir, self.env)
        with self._log_path.open("ab") as log:
            if self.has_own_python:
                self.process = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=env, stdout=log, stderr=log)
            else:
                self.process = forking.start(*command, env=env, stdout=log.fileno(), stderr=log.fileno())
        try:
            wait_until(self.answers, f"the server answers at {self.url}")
        except BaseException:
            self.kill()
            raise

    def answers(self) -> bool:
        assert self.process is not None
        code = self.process.poll()
        assert code is None, f"the server ended with {code}:\n{self.log}"
        if accepts(self.port, self.host):
            with suppress(httpx.HTTPError):
                self.get("/healthz", timeout=10)
                return True
        return False

    def get(self, path: str, timeout: float = 60, headers: Mapping[str, str] | None = None) -> httpx.Response:
        return httpx.get(f"{self.url}{path}", timeout=timeout, headers=headers, trust_env=False, verify=NO_TLS)

    def kill(self) -> None:
        """Ends the process at once, as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def terminate(self) -> None:
        """Asks the process to end, as an operator would."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        self.process = None

    def restart(self) -> None:
        """Starts again at the same address, on the same data; ends the process first if it still runs."""
        self.terminate()
        self.start()

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    @property
    def _log_path(self) -> Path:
        return self.var_dir / "server.log"


@contextmanager
def running_server(var_dir: Path | None = None, env: Mapping[str, str] | None = None, **how: Any) -> Iterator[Server]:
    """The app in a process of its own: `manage.py serve` on a free port.

    Without `var_dir` the server gets a fresh copy of the prepared one, which is deleted afterwards. A directory that
    is given is filled if it is empty, and kept; give it to two servers and they share the data. A DATABASE_URL in
    `env` names a database that is as the test wants it: `Postgres.database()` makes one with the tables. `how` are
    other fields of `Server`.
    """
    directory = temporary_directory("server-") if var_dir is None else var_dir
    try:
        if not (directory / "static").exists():
            shutil.copytree(prepared_var_dir(), directory, dirs_exist_ok=True)
        with Server(directory, env or {}, **how) as server:
            yield server
    finally:
        if var_dir is None:
            shutil.rmtree(directory, ignore_errors=True)


class Browser:
    """Somebody at a browser without scripts, who knows the addresses and the fields of the forms."""

    def __init__(self, server: Server) -> None:
        self.http = httpx.Client(base_url=server.url, timeout=60, trust_env=False, verify=NO_TLS)
        weakref.finalize(self, self.http.close)

    def token(self, path: str) -> str:
        return _field(self.http.get(path).text, "csrfmiddlewaretoken")

    def version(self, path: str) -> int:
        return int(_field(self.http.get(path).text, "version"))

    def create(self, **fields: str) -> str:
        """Makes a sandbox and returns its path."""
        answer = self.http.post("/s/", data={"csrfmiddlewaretoken": self.token("/"), **fields})
        assert answer.status_code == 302, answer.text
        return str(answer.headers["Location"])

    def encoded(self, path: str, **fields: str) -> str:
        """The body of a form of that page, as it is sent."""
        return urlencode({"csrfmiddlewaretoken": self.token(path), **fields})

    def post(self, path: str, **fields: str) -> httpx.Response:
        return self.http.post(path, data={"csrfmiddlewaretoken": self.token(path), **fields})

    def step(self, path: str, name: str) -> httpx.Response:
        """Takes a step from what the page shows now."""
        page = self.http.get(path).text
        known = {field: _field(page, field) for field in ("csrfmiddlewaretoken", "version", "at")}
        return self.http.post(path, data={**known, "step": name})


def _field(page: str, name: str) -> str:
    found = re.search(f'name="{name}" value="([^"]*)"', page)
    assert found is not None, f"no field {name} in {page[:500]}"
    return found[1]
