"""What is asked for and not done."""

from __future__ import annotations


class Refused(Exception):
    """A write that has no effect. The message is a sentence for the person who asked; `status` is HTTP's."""

    status = 422


class NothingToDo(Refused):
    """What was asked for is so already."""

    status = 200


class Stale(Refused):
    """What is written to has moved on since the page was made."""

    status = 409
