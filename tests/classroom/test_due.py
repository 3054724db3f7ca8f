"""Work that is due later: the six guards of the lessons, kept by the app itself. Break one and a test fails."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from a09web.classroom import due, ending
from a09web.classroom.models import Classroom, DueRun
from a09web.sandbox.models import Sandbox
from a09web.untouched import FORGET
from tests import run as test_run

from .making import joined, opened, teacher

pytestmark = pytest.mark.django_db

NOW = timezone.now()
AN_HOUR = timedelta(hours=1)


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The subjects for which the work was done."""
    subjects: list[str] = []
    monkeypatch.setitem(due.WORKS, "note", subjects.append)
    return subjects


def run(*, late: timedelta = AN_HOUR) -> DueRun:
    due.schedule(kind="note", subject="a", when=timezone.now() - late)
    return DueRun.objects.get(kind="note")


def test_nothing_is_done_before_it_is_due(done: list[str]) -> None:
    early = run(late=-AN_HOUR)
    assert due.run_due() == 0
    assert not due.claim(early, timezone.now())
    assert done == []


def test_what_is_scheduled_twice_is_done_once(done: list[str]) -> None:
    run()
    run()
    assert due.run_due() == 1
    assert due.run_due() == 0
    assert done == ["a"]


def test_an_attempt_that_was_overtaken_completes_nothing(done: list[str]) -> None:
    mine = run()
    assert due.claim(mine, timezone.now())
    other = DueRun.objects.get(pk=mine.pk)
    assert due.claim(other, timezone.now() + 2 * due.LEASE)
    assert not due.complete(mine, timezone.now())
    assert due.complete(other, timezone.now())


def test_two_do_not_claim_the_same(done: list[str]) -> None:
    one, other = run(), DueRun.objects.get(kind="note")
    assert due.claim(one, timezone.now())
    assert not due.claim(other, timezone.now())
    assert due.run_due() == 0


def test_a_work_that_fails_is_not_completed_and_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(subject: str) -> None:
        Sandbox.objects.create(owner="half done")
        raise RuntimeError("half way")

    monkeypatch.setitem(due.WORKS, "note", fails)
    failing = run()
    assert due.run_due() == 0
    assert not Sandbox.objects.filter(owner="half done").exists()
    failing.refresh_from_db()
    assert failing.completed is None
    DueRun.objects.update(leased_until=timezone.now() - AN_HOUR)
    finished: list[str] = []
    monkeypatch.setitem(due.WORKS, "note", finished.append)
    assert due.run_due() == 1
    assert finished == ["a"]


def test_what_was_due_long_ago_is_not_passed_over(done: list[str]) -> None:
    run(late=timedelta(days=400))
    assert due.overdue() == 1
    assert due.run_due() == 1
    assert due.overdue() == 0


def test_an_expired_class_is_deleted_with_all_that_it_left() -> None:
    ada = teacher()
    room, kept = opened(ada), opened(ada)
    ann, _ = joined(room)
    ann.post(f"/c/{room.code}/copy/", {"key": "abc"})
    assert Sandbox.objects.filter(is_attached=True).count() == 3
    DueRun.objects.filter(subject=room.public_id).update(due=timezone.now() - AN_HOUR)
    assert due.run_due() == 1
    assert list(Classroom.objects.all()) == [kept]
    assert list(Sandbox.objects.filter(is_attached=True)) == [kept.sandbox]


def test_every_kind_of_work_is_known_without_the_addresses() -> None:
    """As `run_due --skip-checks` has it, which loads no view."""
    code = "import django, sys; django.setup(); from a09web.classroom.due import WORKS; "
    code += "print(*WORKS, 'a09web.urls' in sys.modules)"
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "a09web.settings", "VAR_DIR": str(test_run.own())}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=env, check=True, timeout=300
    )
    *known, is_loaded = done.stdout.split()
    assert (set(known), is_loaded) == ({ending.EXPIRE_CLASS, FORGET}, "False")
