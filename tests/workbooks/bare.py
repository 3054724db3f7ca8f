"""The desk with nothing in its folder and no story: no exercises, no lessons, no words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .desk import DESK
from .desk import Bounds as DeskBounds


@dataclass(frozen=True)
class Bounds(DeskBounds):
    pass


BARE = replace(DESK, slug="bare", name="Bare", bounds=Bounds, story=None)
