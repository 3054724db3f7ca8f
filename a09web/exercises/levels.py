"""How hard an exercise is, in words: how many steps exactly have to be seen or found is said by hints alone."""

from __future__ import annotations

EASY, MEDIUM, HARD = LEVELS = ("Easy", "Medium", "Hard")

SHORT, LONG = 2, 4
"""So many steps are seen at a glance; more than the second take a plan."""
