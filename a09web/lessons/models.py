"""How far a browser has come in a lesson. There is no account: the owner is the name in the browser's cookie."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from a09web.sandbox.models import Sandbox
from a09web.workbooks import FIRST


class Progress(models.Model):
    """One lesson of one learner. Lists hold what was chosen, in its order; judging is done anew whenever it is shown.

    The two sandboxes are those of Meet, and of Break it and Why. They are ordinary ones, and are made again if they
    were deleted.
    """

    owner = models.CharField(max_length=32)
    workbook = models.CharField(max_length=32, default=FIRST.slug)
    slug = models.SlugField(max_length=60)
    meet_sandbox = models.ForeignKey(Sandbox, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    break_sandbox = models.ForeignKey(Sandbox, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    predictions = models.JSONField(default=list)
    hints = models.PositiveSmallIntegerField(default=0)
    # The fewest steps in which the learner broke the invariant.
    broke_in = models.PositiveIntegerField(null=True, blank=True)
    repairs = models.JSONField(default=list)
    answers = models.JSONField(default=list)
    # The guards that were named in Meet, by their numbers, and the steps that were pointed at in Why, by theirs.
    guards = models.JSONField(default=list)
    culprits = models.JSONField(default=list)
    # Pairs of a question of an earlier lesson, by its name, and what was answered.
    recalled = models.JSONField(default=list)
    # The parts that are done by looking at them.
    seen = models.JSONField(default=list)
    touched = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "workbook", "slug"], name="one_progress_for_each_lesson")
        ]

    def __str__(self) -> str:
        return f"{self.slug} of {self.owner}"
