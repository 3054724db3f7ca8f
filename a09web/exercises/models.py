"""A teacher's exercise, what somebody did with an exercise, and each answer that was handed in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from a09web.sandbox.models import Sandbox, new_public_id

from .exercise import KINDS

SOLVER_LENGTH = KEY_LENGTH = 64


class StoredExercise(models.Model):
    """An exercise that a teacher made. `values` is what `reading.read_exercise` reads; kind and title stand beside it
    for lists."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in KINDS])
    title = models.CharField(max_length=60)
    values = models.JSONField()
    created = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.title} ({self.public_id})"

    def get_absolute_url(self) -> str:
        return f"/exercises/{self.key}/"

    @property
    def key(self) -> str:
        return f"x/{self.public_id}"


class Work(models.Model):
    """One exercise of one solver: of a browser by itself, or of whomever a class names.

    `draft` is what was chosen and not handed in. `refused` is the last step that was refused, for those who want to
    see where solvers are stuck. `best` is the most credit of any answer; it never falls.
    """

    solver = models.CharField(max_length=SOLVER_LENGTH)
    exercise = models.CharField(max_length=KEY_LENGTH, db_index=True)
    seed = models.PositiveIntegerField()
    sandbox = models.ForeignKey(Sandbox, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    hints = models.PositiveSmallIntegerField(default=0)
    draft = models.JSONField(default=dict, blank=True)
    refused = models.CharField(max_length=60, blank=True)
    best = models.FloatField(default=0)
    created = models.DateTimeField(default=timezone.now)
    touched = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["solver", "exercise"], name="one_work_for_each_exercise")]

    def __str__(self) -> str:
        return f"{self.exercise} of {self.solver}"


class Attempt(models.Model):
    """An answer that was handed in, and what it was worth then. `key` makes the same answer, sent again, one."""

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=KEY_LENGTH)
    answer = models.JSONField()
    score = models.FloatField()
    verdict = models.CharField(max_length=60)
    steps = models.PositiveIntegerField(default=0)
    hints = models.PositiveSmallIntegerField(default=0)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["work", "number"], name="one_attempt_for_each_number"),
            models.UniqueConstraint(fields=["work", "key"], name="one_attempt_for_each_key"),
        ]

    def __str__(self) -> str:
        return f"attempt {self.number} at {self.work_id}"
