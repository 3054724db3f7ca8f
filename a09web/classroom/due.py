"""Work that is defined now and must run later, done as the lessons teach it.

A row says what is due when. The six guards of the model are kept here, each where it belongs:

1. no early release: only what is due is claimed (`due__lte`), by the clock of the server;
2. no duplicate materialization: one row for each kind and subject (a unique constraint);
3. no stale completion: a row is completed only under the epoch of the attempt (`epoch=`);
4. no duplicate claim: a claim is a compare-and-set on the epoch, and has a lease;
5. no checkpoint before durable output: the work and its completion are one transaction;
6. no missing materialization: every scan looks at all that is due, however long ago, so nothing is passed over.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import close_old_connections, transaction
from django.db.models import F, Q
from django.utils import timezone

from .models import DueRun

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
OVERDUE = timedelta(minutes=10)
SECONDS_BETWEEN_SCANS = 30

Work = Callable[[str], None]
WORKS: dict[str, Work] = {}
"""By kind the function that does what is due, given the subject. The app names them when it starts."""


def schedule(*, kind: str, subject: str, when: datetime, anew: bool = True) -> None:
    """Says when something is due; said again, it is due at the new time (guard 2), and an attempt that is being made
    does not count any more (guard 3). If not `anew`, what was said first stays."""
    run, is_new = DueRun.objects.get_or_create(kind=kind, subject=subject, defaults={"due": when})
    if not is_new and anew:
        DueRun.objects.filter(pk=run.pk).update(due=when, completed=None, leased_until=None, epoch=F("epoch") + 1)


def claim(run: DueRun, now: datetime) -> bool:
    """Makes an attempt at a run, if it is due and nobody holds it (guards 1 and 4)."""
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    claimed = DueRun.objects.filter(free, pk=run.pk, epoch=run.epoch, completed=None, due__lte=now).update(
        epoch=F("epoch") + 1, leased_until=now + LEASE
    )
    run.epoch += claimed
    return bool(claimed)


def complete(run: DueRun, now: datetime) -> bool:
    """Ends an attempt that was not overtaken by a later one (guard 3)."""
    return bool(
        DueRun.objects.filter(pk=run.pk, epoch=run.epoch, completed=None).update(completed=now, leased_until=None)
    )


def forget_done(kind: str) -> None:
    """Deletes the rows of a kind that are done with."""
    DueRun.objects.filter(kind=kind).exclude(completed=None).delete()


class Overtaken(Exception):
    """The lease ended, and somebody else took the run: what this attempt did is undone."""


def run_due() -> int:
    """Does all that is due (guard 6). Returns how many were done; what fails is tried again when its lease ends."""
    done = 0
    now = timezone.now()
    for run in DueRun.objects.filter(completed=None, due__lte=now).order_by("due"):
        if not claim(run, timezone.now()):
            continue
        try:
            with transaction.atomic():  # guard 5
                WORKS[run.kind](run.subject)
                if not complete(run, timezone.now()):
                    raise Overtaken
            done += 1
        except Overtaken:
            logger.warning("%s was overtaken, and its work undone", run)
        except Exception:
            logger.exception("%s failed; it is tried again when its lease ends", run)
    return done


def keep_doing(stop: threading.Event, every: float) -> None:
    """Does what is due every so many seconds, until `stop` is set. For a thread of its own."""
    while not stop.wait(every):
        try:
            run_due()
        except Exception:
            logger.exception("What is due could not be looked up; trying again at the next turn")
        finally:
            close_old_connections()


def overdue() -> int:
    """How many runs should have been done long ago: 0 while somebody looks after them."""
    return DueRun.objects.filter(completed=None, due__lt=timezone.now() - OVERDUE).count()
