"""How much may be made in an hour: by one browser, and from one address (a campus is one address)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .refusals import Refused

HOUR_SECONDS = 3600


class TooMany(Refused):
    status = 429


def check_share(made: int, address: str, what: str) -> None:
    """Counts a creation by a browser that made so many of the kind this hour. Raises `TooMany`."""
    if made >= settings.SANDBOXES_PER_HOUR:
        raise TooMany(
            f"You have made {settings.SANDBOXES_PER_HOUR} {what} within an hour; that is the limit. "
            "Those you have keep working; please wait a little before you make another."
        )
    if count_once("made", address, HOUR_SECONDS) > settings.SANDBOXES_PER_HOUR_AND_ADDRESS:
        raise TooMany(
            f"{settings.SANDBOXES_PER_HOUR_AND_ADDRESS} {what} were made from your network within an hour; that "
            "is the limit. Those that exist keep working; please try again in a while."
        )


def an_hour_ago() -> datetime:
    return timezone.now() - timedelta(seconds=HOUR_SECONDS)


def count_once(what: str, who: str, seconds: int) -> int:
    """Counts a thing that somebody does: how often within so many seconds of the first time, this time included. Who
    it was is not kept."""
    key = _key(what, who)
    cache.add(key, 0, timeout=seconds)
    try:
        return cache.incr(key)
    except ValueError:  # it expired in between
        cache.set(key, 1, timeout=seconds)
        return 1


def count_so_far(what: str, who: str) -> int:
    """The same, without counting this time."""
    return int(cache.get(_key(what, who), 0))


def _key(what: str, who: str) -> str:
    return f"{what}.{salted_hmac('limits', who).hexdigest()[:32]}"
