"""`manage.py check_log`, as a program and as a person meet it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from a09web.workbooks.a09.samples import LATE_RESULT
from tests.test_commands import ROOT, manage

CLEAN = '{"at": 0, "event": "scheduled", "run": 1, "due": 1}\n{"at": 1, "event": "materialized", "run": 1}\n'


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "events.jsonl"
    path.write_text(LATE_RESULT, encoding="utf-8")
    return path


def test_a_finding_is_told_and_ends_with_two(log: Path) -> None:
    done = manage("check_log", str(log))
    assert done.returncode == 2
    assert done.stdout.splitlines()[:5] == [
        "2 runs, 11 events: 1 finding.",
        "",
        "1 finding that StaleCompletion explains: guard 3 of Complete is missing, e = epoch[r]",
        "  line 10: Run invoice-4711 was completed by host-a/31 under epoch 1 at 2026-03-02 09:00:41. The attempt is "
        "stale: its epoch is 1, but invoice-4711 is at epoch 2 now.",
        "    the same in the model: /t/1~due.1~MaxTime.1~bugs.StaleCompletion~Tick~Materialize.r1~Claim.w1.r1"
        "~Expire.r1~Claim.w2.r1~Complete.w1.r1.1/",
    ]
    assert done.stdout.endswith("Each run is judged by itself, up to its first finding.\n")


def test_a_program_gets_one_object_from_the_standard_input(log: Path) -> None:
    command = [sys.executable, "manage.py", "check_log", "-", "--json"]
    done = subprocess.run(command, cwd=ROOT, input=log.read_bytes(), capture_output=True, timeout=60, check=False)
    assert done.returncode == 2, done.stderr
    report = json.loads(done.stdout)
    assert (report["runs"], report["events"], report["found"], report["late_s"]) == (2, 11, 1, 60)
    (finding,) = report["findings"]
    assert (finding["run"], finding["line"], finding["event"]) == ("invoice-4711", 10, "completed")
    assert finding["guard"] == {"transition": "Complete", "number": 3, "text": "e = epoch[r]"}
    assert (finding["property"], finding["bugs"]) == ("CompletedUsesCurrentEpoch", ["StaleCompletion"])
    assert [line["line"] for line in finding["events"]] == [1, 3, 5, 8, 9, 10]


def test_a_clean_log_ends_with_nought(log: Path) -> None:
    log.write_text(CLEAN, encoding="utf-8")
    done = manage("check_log", str(log))
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "1 run, 2 events: no broken promise.")


def test_the_log_of_another_system_is_read(log: Path) -> None:
    log.write_text('{"job_id": 7, "type": "deferred", "at": "2026-03-02T09:00:00+00:00"}\n', encoding="utf-8")
    done = manage("check_log", str(log), "--from", "procrastinate")
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "1 run, 2 events: no broken promise.")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("LOG", "--from", "sidekiq"), "There is no reader for logs of “sidekiq”"),
        (("no-such-file",), "no-such-file cannot be read: No such file or directory."),
        (("LOG", "--late", "soon"), "“soon” is no duration"),
        (("LOG", "--unlogged", "started"), "“started” is no event that may be missing from a log"),
        (("LOG", "--workbook", "nothing"), "nothing"),
        ((), "The following arguments are required: FILE. See --help."),
    ],
)
def test_what_cannot_be_checked_is_one_sentence_and_ends_with_one(
    arguments: tuple[str, ...], said: str, log: Path
) -> None:
    done = manage("check_log", *(str(log) if each == "LOG" else each for each in arguments))
    assert done.returncode == 1
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe" * 4000, b"PK\x03\x04\n\n", b"\xef\xbb\xbf"])
def test_no_file_is_answered_with_a_traceback(content: bytes, log: Path) -> None:
    log.write_bytes(content)
    done = manage("check_log", str(log))
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
