"""How much may be made in an hour: by one browser, and from one address (a campus is one address)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

from .client import Client
from .refusals import Refused

HOUR_SECONDS = 3600

logger = logging.getLogger(__name__)


class TooMany(Refused):
    status = 429


def check_share(made: int, address: str, what: str, cost: int = 1) -> None:
    """Counts a creation by a browser that made so many of the kind this hour; one that takes much room costs its
    address as many as it is worth. Raises `TooMany`."""
    if made >= settings.SANDBOXES_PER_HOUR:
        raise TooMany(
            f"You have made {settings.SANDBOXES_PER_HOUR} {what} within an hour; that is the limit. "
            "Those you have keep working; please wait a little before you make another."
        )
    if count_once("made", address, HOUR_SECONDS, by=cost) > settings.SANDBOXES_PER_HOUR_AND_ADDRESS:
        raise TooMany(
            f"{settings.SANDBOXES_PER_HOUR_AND_ADDRESS} {what} were made from your network within an hour; that "
            "is the limit. Those that exist keep working; please try again in a while."
        )


@dataclass(frozen=True)
class Share:
    """How often something may be done in so many seconds: by one client, and by all who are at its address together.
    The latter is more than a campus needs, so that nobody is shut out by what somebody else does."""

    what: str
    seconds: int
    of_client: int
    of_address: int

    def check(self, client: Client, sentence: str, where: str = "") -> None:
        """Raises `TooMany` with the sentence if the share is used up. Each place has a share of its own."""
        if any(count_so_far(self.what, who) >= most for who, most in self._counted(client, where).items()):
            raise TooMany(sentence)

    def count(self, client: Client, where: str = "") -> None:
        for who in self._counted(client, where):
            count_once(self.what, who, self.seconds)

    def _counted(self, client: Client, where: str) -> dict[str, int]:
        return {f"{where} of {client.key}": self.of_client, f"{where} at {client.address}": self.of_address}


def an_hour_ago() -> datetime:
    return timezone.now() - timedelta(seconds=HOUR_SECONDS)


def count_once(what: str, who: str, seconds: int, by: int = 1) -> int:
    """Counts a thing that somebody does: how often within so many seconds of the first time, this time included. Who
    it was is not kept. 0 while nobody can count: a limit that is out of order limits nobody."""
    return _counted(lambda: _count(_key(what, who), seconds, by))


def _count(key: str, seconds: int, by: int) -> int:
    cache.add(key, 0, timeout=seconds)
    try:
        return cache.incr(key, by)
    except ValueError:  # it expired in between
        cache.set(key, by, timeout=seconds)
        return by


def count_so_far(what: str, who: str) -> int:
    """The same, without counting this time."""
    return _counted(lambda: int(cache.get(_key(what, who), 0)))


def _counted(count: Callable[[], int]) -> int:
    try:
        return count()
    except RedisError:
        logger.warning("Redis does not answer, so that nothing is counted")
        return 0


def _key(what: str, who: str) -> str:
    return f"{what}.{salted_hmac('limits', who).hexdigest()[:32]}"
