"""What the processes of one run of the tests share, and two runs do not."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from . import run
from .conftest import pieces
from .servers import ROOT

FOLDER_OF = "from tests import run; print(run.folder(), run.own())"


def folders_of_a_process(**env: str) -> list[Path]:
    inherited = {name: value for name, value in os.environ.items() if name not in (run.INHERITED, run.WORKER)}
    done = subprocess.run(
        [sys.executable, "-c", FOLDER_OF], cwd=ROOT, env=inherited | env, capture_output=True, text=True, check=True
    )
    return [Path(word) for word in done.stdout.split()]


@given(st.integers(0, 20), st.integers(0, 60), st.integers(1, 4))
def test_every_worker_gets_its_share_of_what_is_long(long: int, short: int, workers: int) -> None:
    """Cut as xdist does: what is left, in equal pieces, one after the other."""
    dealt = pieces([("long", n) for n in range(long)], [("short", n) for n in range(short)], workers)
    assert sorted(dealt) == sorted([("long", n) for n in range(long)] + [("short", n) for n in range(short)])
    left = list(dealt)
    for number in range(workers):
        size = len(left) // (workers - number)
        piece, left = left[:size], left[size:]
        kinds = [kind for kind, _ in piece]
        assert kinds == sorted(kinds)
        if short >= long:
            assert kinds.count("long") in (long // workers, -(-long // workers))


def test_nothing_of_a_run_is_written_into_the_working_folder() -> None:
    for place in (settings.VAR_DIR, settings.STATIC_ROOT, settings.DATABASES["default"]["TEST"]["NAME"]):
        assert Path(place).is_relative_to(run.own())
    assert not run.own().is_relative_to(ROOT)


def test_two_runs_share_nothing_and_leave_nothing() -> None:
    (first, _), (second, _) = folders_of_a_process(), folders_of_a_process()
    assert len({first, second, run.folder()}) == 3
    assert not first.exists()
    assert not second.exists()


def test_the_workers_of_a_run_share_its_folder_and_have_one_each(tmp_path: Path) -> None:
    shared = {run.INHERITED: str(tmp_path)}
    assert folders_of_a_process(**shared, PYTEST_XDIST_WORKER="gw0") == [tmp_path, tmp_path / "gw0"]
    assert folders_of_a_process(**shared, PYTEST_XDIST_WORKER="gw1") == [tmp_path, tmp_path / "gw1"]
    assert {path.name for path in tmp_path.iterdir()} == {"gw0", "gw1"}


def test_a_run_that_was_begun_within_another_is_one_of_its_own(tmp_path: Path) -> None:
    assert folders_of_a_process(**{run.INHERITED: str(tmp_path)})[0] != tmp_path


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of a run that has just begun."""
    monkeypatch.setenv(run.INHERITED, str(tmp_path))
    monkeypatch.setenv(run.WORKER, "gw0")
    return tmp_path


def make_slowly(made: Path) -> None:
    with (made.parent / "makers").open("a") as makers:
        makers.write(f"{os.getpid()}\n")
    time.sleep(0.2)
    (made / "whole").touch()


def come_for_it() -> None:
    assert (run.once("thing", make_slowly) / "whole").exists()


def test_of_many_that_come_at_once_one_makes_it_and_all_find_it_whole(fresh: Path) -> None:
    several = [multiprocessing.get_context("fork").Process(target=come_for_it) for _ in range(4)]
    for each in several:
        each.start()
    for each in several:
        each.join()
    assert [each.exitcode for each in several] == [0] * 4
    assert len((fresh / "makers").read_text().splitlines()) == 1


def test_what_could_not_be_made_is_made_anew(fresh: Path) -> None:
    def fails(made: Path) -> None:
        (made / "half").touch()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        run.once("thing", fails)
    assert run.once("thing", make_slowly) == fresh / "thing"
    assert [path.name for path in (fresh / "thing").iterdir()] == ["whole"]
