"""Logs of real systems, each read into the events of the plain format by a small function."""

from __future__ import annotations

from .foreign import Foreign
from .procrastinate import PROCRASTINATE

READERS: dict[str, Foreign] = {each.name: each for each in (PROCRASTINATE,)}
"""By their names."""
