"""A sandbox, its schedule, and the tree of the steps that were tried."""

from __future__ import annotations

from functools import cached_property
from typing import Any, cast

from django.db import models
from django.utils import timezone

from a09web.kit.public_ids import new_public_id
from a09web.memo import Memo
from a09web.model.bounds import Bounds
from a09web.model.machine import machine_for
from a09web.model.names import parse_bugs, parse_fair
from a09web.model.workbook import Bugs, Fair, Workbook
from a09web.scenarios.scenario import TITLE_LENGTH
from a09web.workbooks import FIRST, workbook_named

# The bounds of sandboxes: written with them, and never changed.
_bounds: Memo[Bounds] = Memo(4096)


def fairness_to_store(workbook: Workbook[Any], bugs: Bugs, chosen: Fair) -> str | None:
    """A choice of fair actions as `Sandbox.fair_actions` holds it: None for what the bugs leave fair, so that it goes
    on to follow the bugs."""
    return None if chosen == workbook.default_fairness(bugs) else ",".join(sorted(chosen))


class Sandbox(models.Model):
    """A schedule to play with.

    The state is never stored: it is a replay of the path from the root of the steps to the cursor. `version` counts
    the writes, and every write names the version that it was made from.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    # The browser that may step it; empty while nobody has taken it over.
    owner = models.CharField(max_length=32, blank=True, db_index=True)
    title = models.CharField(max_length=TITLE_LENGTH, blank=True)
    workbook = models.CharField(max_length=32, default=FIRST.slug)
    # The numbers of its bounds by their keys, but those that its schedule says.
    numbers = models.JSONField(default=dict)
    bugs_at_start = models.CharField(max_length=200, blank=True)
    # The names of the fair actions, if somebody chose them; else the bugs decide.
    fair_actions = models.CharField(max_length=80, null=True, blank=True)  # noqa: DJ001 – no action is a choice too
    # Where the sandbox stands, and the end of the branch that it stands on, as numbers of steps.
    cursor = models.PositiveIntegerField(default=0)
    tip = models.PositiveIntegerField(default=0)
    last_number = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    created = models.DateTimeField(default=timezone.now)
    touched = models.DateTimeField(default=timezone.now, db_index=True)
    # It is attached to a class or an exercise: it has no page of its own, and nobody reaches it but by them.
    is_attached = models.BooleanField(default=False)
    # The id of the short link that it was made from.
    origin = models.CharField(max_length=32, blank=True)
    forked_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="forks")

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return f"/s/{self.public_id}/"

    @property
    def text(self) -> str:
        """A link's text; a stored sandbox stands in none."""
        return ""

    @property
    def name(self) -> str:
        """What people call it."""
        return self.title or self.public_id

    @property
    def bugs(self) -> Bugs:
        """The flags at the start; those at a later moment follow from its path."""
        return parse_bugs(self.declared, self.bugs_at_start)

    def fair_under(self, bugs: Bugs) -> Fair:
        """The actions that are fair while these bugs are on."""
        chosen = None if self.fair_actions is None else parse_fair(self.declared, self.fair_actions)
        return self.declared.chosen_fairness(bugs, chosen)

    @cached_property
    def declared(self) -> Workbook[Any]:
        """What its workbook declares."""
        return workbook_named(self.workbook)

    @cached_property
    def bounds(self) -> Bounds:
        return _bounds.of((self.pk, self.created), self._read_bounds)

    def _read_bounds(self) -> Bounds:
        """The same object for all sandboxes with the same bounds: so what is kept by them is found faster."""
        given = dict(self.numbers)
        if self.declared.schedule:
            given[self.declared.schedule] = [entry.due for entry in self.schedule.all()]
        return cast(Bounds, machine_for(self.declared.bounds.of(given)).bounds)


class ScheduleEntry(models.Model):
    """When the work of one run is due, in the time of its model."""

    sandbox = models.ForeignKey(Sandbox, on_delete=models.CASCADE, related_name="schedule", db_index=False)
    run = models.CharField(max_length=4)
    due = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["run"]
        constraints = [models.UniqueConstraint(fields=["sandbox", "run"], name="one_entry_for_each_run")]

    def __str__(self) -> str:
        return f"{self.run} due at {self.due}"


class Step(models.Model):
    """One step that was tried: a transition with its parameters, or a toggle.

    Steps are numbered within their sandbox in the order in which they were first taken. The parent is the number of
    the step before; 0 is the initial state.
    """

    # The constraints below begin with the sandbox, so it needs no index of its own.
    sandbox = models.ForeignKey(Sandbox, on_delete=models.CASCADE, related_name="steps", db_index=False)
    number = models.PositiveIntegerField()
    parent = models.PositiveIntegerField()
    name = models.CharField(max_length=40)
    depth = models.PositiveIntegerField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["sandbox", "number"], name="one_step_for_each_number"),
            models.UniqueConstraint(fields=["sandbox", "parent", "name"], name="one_branch_for_each_step"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.name}"
