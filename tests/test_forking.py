"""A forked process is as good as one that Python started."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from . import forking
from .servers import environment, wait_until


def said(code: str, **env: str) -> str:
    done = forking.run("-c", code, env=env)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_it_has_its_own_environment_and_nothing_of_the_app() -> None:
    code = "import json, os, sys; print(json.dumps([dict(os.environ), sys.argv, [*sys.modules], os.getcwd()]))"
    environ, argv, modules, folder = json.loads(said(code, A="1"))
    assert environ == {"A": "1"}
    assert argv == ["-c"]
    assert [name for name in modules if name.startswith("a09web")] == []
    assert {"django", "numpy", "uvicorn"} <= set(modules)
    assert folder == str(forking.ROOT)


def test_the_settings_are_not_read_before_it_is_forked() -> None:
    assert said("from django.conf import settings; print(settings.configured)") == "False\n"


def test_nothing_is_open_but_its_three_streams() -> None:
    assert said("import os; print(sorted(os.listdir('/dev/fd')))") == "['0', '1', '2', '3']\n"  # the last is the folder


def test_there_is_one_thread() -> None:
    assert said("import os; print(len(os.listdir('/proc/self/task')))") == "1\n"


@pytest.mark.parametrize(
    ("code", "status", "error"),
    [("import sys; sys.exit(7)", 7, ""), ("import sys; sys.exit('No.')", 1, "No.\n"), ("1 / 0", 1, "Zero")],
)
def test_it_ends_as_a_program_ends(code: str, status: int, error: str) -> None:
    done = forking.run("-c", f"import atexit; atexit.register(print, 'the end'); {code}", env={})
    assert (done.returncode, done.stdout) == (status, "the end\n")
    assert error in done.stderr


def test_its_output_is_there_at_once_and_its_end_is_told(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with log.open("w") as out:
        process = forking.start(
            "-c", "print('here'); import time; time.sleep(60)", env={},
            stdout=out.fileno(), stderr=out.fileno(),
        )  # fmt: skip
    wait_until(lambda: log.read_text() == "here\n", "what it prints is in the file")
    assert process.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.01)
    process.terminate()
    assert process.wait(10) == -signal.SIGTERM
    assert process.poll() == -signal.SIGTERM
    process.kill()  # nothing happens to whoever has its number now
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)


def test_a_process_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    file = tmp_path / "number"
    code = f"import os, time; open({str(file)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    with pytest.raises(subprocess.TimeoutExpired):
        forking.run("-c", code, env={}, timeout=2)
    assert not Path(f"/proc/{file.read_text()}").exists()


def test_manage_py_runs_as_it_is_typed(tmp_path: Path) -> None:
    done = forking.run("manage.py", "explore", "--bugs", "Late", env=environment(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("CommandError: There is no bug “Late”.")
    module = forking.run("-m", "tests.sandbox.race", env=environment(tmp_path))
    assert "IndexError" in module.stderr
