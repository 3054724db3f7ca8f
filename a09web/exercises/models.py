"""A teacher's exercise, what somebody did with an exercise, and each answer that was handed in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from a09web.kit.public_ids import new_public_id
from a09web.sandbox.models import Sandbox
from a09web.workbooks import FIRST

SOLVER_LENGTH = KEY_LENGTH = 64
OF_A_CLASS = "."
"""In the name of every solver whom a class names, and in that of no browser."""


class Present(models.Manager["StoredExercise"]):
    """Those that were not withdrawn."""

    def get_queryset(self) -> models.QuerySet[StoredExercise]:
        return super().get_queryset().filter(withdrawn=None)


class StoredExercise(models.Model):
    """An exercise that a teacher made. `values` is what `reading.read_exercise` reads of a workbook; kind and title
    stand beside it for lists. `variants` are the changes that were found when it was stored, so that no student waits
    for them. One that its author deleted is `withdrawn`: only a class that uses it still finds it, among `everything`.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    workbook = models.CharField(max_length=32, default=FIRST.slug)
    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=60)
    values = models.JSONField()
    variants = models.JSONField(default=list, blank=True)
    created = models.DateTimeField(default=timezone.now)
    withdrawn = models.DateTimeField(null=True, blank=True)

    objects = Present()
    everything: models.Manager[StoredExercise] = models.Manager()

    def __str__(self) -> str:
        return f"{self.title} ({self.public_id})"

    def get_absolute_url(self) -> str:
        return f"/exercises/{self.key}/"

    @property
    def key(self) -> str:
        return f"x/{self.public_id}"


class Works(models.QuerySet["Work"]):
    def alone(self) -> Works:
        """Those of browsers by themselves."""
        return self.exclude(solver__contains=OF_A_CLASS)


class Work(models.Model):
    """One exercise of one solver: of a browser by itself, or of whomever a class names.

    `variant` is the change that the solver was set, and the question that it was found for; so it stays what it is
    when a text of the exercise is mended, or when variants are found in another way. `draft` is what was chosen and
    not handed in. `refused` is the last step that was refused, for those who want to see where solvers are stuck.
    `best` is the most credit of any answer; it never falls. What an author did with an own exercise `is_trial`, and is
    in no result.
    """

    solver = models.CharField(max_length=SOLVER_LENGTH)
    exercise = models.CharField(max_length=KEY_LENGTH, db_index=True)
    seed = models.PositiveIntegerField()
    variant = models.JSONField(default=dict, blank=True)
    sandbox = models.ForeignKey(Sandbox, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    hints = models.PositiveSmallIntegerField(default=0)
    draft = models.JSONField(default=dict, blank=True)
    refused = models.CharField(max_length=60, blank=True)
    best = models.FloatField(default=0)
    created = models.DateTimeField(default=timezone.now)
    touched = models.DateTimeField(default=timezone.now, db_index=True)
    is_trial = models.BooleanField(default=False, db_default=False)

    objects = Works.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["solver", "exercise"], name="one_work_for_each_exercise")]

    def __str__(self) -> str:
        return f"{self.exercise} of {self.solver}"


class Attempt(models.Model):
    """An answer that was handed in, and what it was worth then. `key` makes the same answer, sent again, one;
    `question` is the digest of what was asked."""

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=KEY_LENGTH)
    question = models.CharField(max_length=16, blank=True)
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

    @property
    def receipt(self) -> str:
        """`Attempt 3, stored 14:05 UTC: 80 of 100.`"""
        return f"Attempt {self.number}, stored {self.created:%H:%M} UTC: {round(self.score * 100)} of 100."
