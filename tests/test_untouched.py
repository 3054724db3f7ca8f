"""What is left behind has an end, each day, by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from a09web import untouched
from a09web.classroom import due
from a09web.classroom.models import DueRun
from a09web.classroom.services import open_class
from a09web.kit.refusals import Refused
from a09web.links.models import ShortLink
from a09web.scenarios.scenario import Scenario

pytestmark = pytest.mark.django_db


def stored(days: int, parent: ShortLink | None = None) -> ShortLink:
    return ShortLink.objects.create(text="1~~", created=timezone.now() - timedelta(days=days), parent=parent)


def test_each_day_has_its_work_and_that_makes_the_next_ones(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.LINK_DAYS = 10
    now = datetime(2030, 1, 1, 12, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)
    for _ in range(2):  # as the server starts once more
        untouched.plan()
    assert DueRun.objects.get().due == now, "it would be overdue"
    old, new = stored(11), stored(9)
    Session.objects.create(session_key="gone", expire_date=now - timedelta(days=1))
    assert due.run_due() == 1
    assert list(ShortLink.objects.all()) == [new]
    assert not Session.objects.exists()
    assert old.pk
    assert due.run_due() == 0
    assert list(DueRun.objects.filter(completed=None).values_list("subject", flat=True)) == ["2030-01-02"]
    now += timedelta(days=9)  # the server was away
    assert due.run_due() == 1
    assert list(DueRun.objects.filter(completed=None).values_list("subject", flat=True)) == ["2030-01-10"]
    assert due.run_due() == 1
    assert DueRun.objects.count() <= 3
    assert due.overdue() == 0


def test_a_link_from_which_another_was_made_stays_as_long_as_that(settings: Any) -> None:
    settings.LINK_DAYS = 10
    parent = stored(20)
    child = stored(5, parent)
    untouched.forget()
    assert set(ShortLink.objects.all()) == {parent, child}


def test_a_teacher_has_so_many_classes(settings: Any) -> None:
    settings.CLASSES_PER_TEACHER = 1
    ada = User.objects.create_user("ada")
    one = open_class(teacher=ada, title="", scenario=Scenario(), public_id="one")
    assert open_class(teacher=ada, title="", scenario=Scenario(), public_id="one") == one
    with pytest.raises(Refused, match="You have 1 classes, which is the limit"):
        open_class(teacher=ada, title="", scenario=Scenario())


def test_so_many_accounts_are_made_by_one_browser(settings: Any) -> None:
    settings.TEACHERS_MAY_SIGN_UP = True
    client = Client()

    def signed_up(number: int) -> int:
        word = "correct horse battery staple"
        fields = {"username": f"ada{number}", "password1": word, "password2": word}
        return client.post("/teach/sign-up/", fields).status_code

    assert [signed_up(number) for number in range(6)] == [302] * 5 + [422]
    assert User.objects.count() == 5
