"""The one exception for what somebody typed, pasted or sent and cannot be."""

from __future__ import annotations


class InvalidInput(ValueError):
    """Input that is refused. The message is one sentence that says what is allowed."""
