from __future__ import annotations

import time
from typing import Any, cast

import pytest
from django.core.cache import cache

from a09web.kit.limits import HOUR_SECONDS, TooMany, check_share, count_once


def test_a_count_ends_with_its_hour(settings: Any) -> None:
    settings.SANDBOXES_PER_HOUR_AND_ADDRESS = 1
    check_share(0, "192.0.2.1", "sandboxes")
    with pytest.raises(TooMany):
        check_share(0, "192.0.2.1", "sandboxes")
    (key,) = cast(Any, cache)._expire_info
    left = cast(Any, cache)._expire_info[key] - time.time()
    assert 0 < left <= HOUR_SECONDS
    cache.clear()
    check_share(0, "192.0.2.1", "sandboxes")


def test_a_count_that_expires_in_between_starts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(cache), "add", lambda *_, **__: False, raising=False)
    check_share(0, "192.0.2.1", "sandboxes")
    assert count_once("made", "192.0.2.1", HOUR_SECONDS) == 2
