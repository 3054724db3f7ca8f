"""Python's garbage collector in a server: it may look everywhere only when that is quick.

A full collection walks through everything that is alive, and what this app keeps to be fast is a lot: a request would
wait a tenth of a second for it. What has survived one full collection is therefore set aside, so that the next, which
comes soon, walks only through what is new. Cycles among what was set aside are found once an hour.
"""

from __future__ import annotations

import gc
import threading
import time
from typing import Any

from a09web.model.kept import forgotten_with_machines

FULL = 2
# The defaults but for the last: a full collection with every fourth of the second generation instead of the tenth.
THRESHOLDS = (700, 10, 4)
SECONDS_BETWEEN_TIDYING = 3600
SECONDS_TO_NOTICE = 1

_much_is_forgotten = threading.Event()


def settle() -> None:
    """Sets aside what is there. Call it when everything is loaded."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    if _set_aside not in gc.callbacks:
        gc.callbacks.append(_set_aside)


def tidy() -> None:
    """Looks everywhere, and sets aside again what is left."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def keep_tidy(stop: threading.Event) -> None:
    """Tidies once an hour, and soon after much was forgotten: what is set aside would stay until then."""
    forgotten_with_machines(_much_is_forgotten.set)
    last = time.monotonic()
    while not stop.wait(SECONDS_TO_NOTICE):
        if _much_is_forgotten.is_set() or time.monotonic() - last > SECONDS_BETWEEN_TIDYING:
            _much_is_forgotten.clear()
            tidy()
            last = time.monotonic()


def _set_aside(phase: str, about: dict[str, Any]) -> None:
    if phase == "stop" and about["generation"] == FULL:
        gc.freeze()
