"""Scenarios that were stored under a short link."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from a09web.kit.public_ids import new_public_id
from a09web.scenarios.address import Opened, decode

AUTHOR_LENGTH = 40


class Immutable(TypeError):
    """A short link never changes: whoever was given it sees what was meant."""


class ShortLink(models.Model):
    """The text of a link under an id that nobody can guess. Title and note are in the text."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    text = models.TextField()
    # What somebody who shares it is called, if they say so.
    author = models.CharField(max_length=AUTHOR_LENGTH, blank=True)
    # The browser that stored it.
    owner = models.CharField(max_length=32, blank=True)
    created = models.DateTimeField(default=timezone.now)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")

    class Meta:
        indexes = [models.Index(fields=["owner", "created"])]

    def __str__(self) -> str:
        return self.public_id

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise Immutable(f"The short link {self.public_id} is stored already, and a short link never changes.")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return f"/l/{self.public_id}/"

    @property
    def opened(self) -> Opened:
        return decode(self.text)

    @property
    def title(self) -> str:
        """What people call it."""
        return self.opened.scenario.title or self.public_id

    def ancestors(self, most: int = 20) -> list[ShortLink]:
        """The links that it was made from, the nearest first."""
        found: list[ShortLink] = []
        link = self.parent
        while link is not None and len(found) < most:
            found.append(link)
            link = link.parent
        return found
