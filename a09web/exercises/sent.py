"""A form as somebody sent it."""

from __future__ import annotations

from django.http import QueryDict

LONGEST = 6000


class Sent:
    """The fields of a form, none of them longer than `LONGEST`; what was not sent is empty."""

    def __init__(self, post: QueryDict) -> None:
        self.post = post

    def text(self, name: str) -> str:
        return str(self.post.get(name, ""))[:LONGEST]

    def flag(self, name: str) -> bool:
        return name in self.post

    def texts(self, name: str) -> list[str]:
        return [str(each)[:LONGEST] for each in self.post.getlist(name)]
