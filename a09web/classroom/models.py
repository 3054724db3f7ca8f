"""A class, those who take part, what is asked of them and what they answer. Nothing of a person but a nickname."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from a09web.kit.public_ids import new_public_id
from a09web.sandbox.models import Sandbox
from a09web.scenarios.scenario import TITLE_LENGTH

# Letters that are not mistaken for one another when read from a wall: no 0, O, 1, I.
CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 6
NAME_LENGTH = 24
NOTES_LENGTH = 4000
TEXT_LENGTH = 4000

PHASES = ("explore", "predict", "discuss", "revote", "reveal", "exercise", "paused")
ASKING = ("predict", "discuss", "revote", "reveal")
"""The phases that are about a question."""
GUESSING = ("predict", "discuss", "revote", "paused")
"""The phases in which a question that was not revealed is still thought about."""
ROUND_OF = {"predict": 1, "revote": 2}
"""The phases in which votes are taken, and the round that they count for."""
HISTOGRAMS = ("hidden", "counts", "shown")


def new_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


class Classroom(models.Model):
    """A class. What everybody sees of it is this row, its question, and the sandbox that the teacher drives.

    `version` counts the changes that everybody in it may hear of; with the version of the sandbox it is the version of
    the room of the class. `unseen` counts those that only the teacher may hear of: with them it is that of the console.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    # What is on the wall; empty when the class has ended, or while it takes no code.
    code = models.CharField(max_length=CODE_LENGTH, default=new_code)
    former_codes = models.JSONField(default=list)
    teacher = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="classes")
    title = models.CharField(max_length=TITLE_LENGTH)
    sandbox = models.ForeignKey(Sandbox, on_delete=models.PROTECT, related_name="+")
    phase = models.CharField(max_length=10, choices=[(phase, phase) for phase in PHASES], default="explore")
    is_free = models.BooleanField(default=False)
    is_locked = models.BooleanField(default=False)
    names_shown = models.BooleanField(default=False)
    own_names = models.BooleanField(default=False)
    histogram = models.CharField(max_length=6, choices=[(state, state) for state in HISTOGRAMS], default="hidden")
    timer_ends = models.DateTimeField(null=True, blank=True)
    question = models.ForeignKey("Question", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    exercise = models.CharField(max_length=60, blank=True)
    # What somebody did with the exercise, as the text of a scenario, while it is shown in the place of the sandbox.
    example = models.CharField(max_length=TEXT_LENGTH, blank=True)
    example_hides_bugs = models.BooleanField(default=False)
    # The sandbox that was on the board before this one.
    left_sandbox = models.ForeignKey(Sandbox, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    notes = models.TextField(max_length=NOTES_LENGTH, blank=True)
    notes_version = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    unseen = models.PositiveIntegerField(default=0, db_default=0)
    # Of the student who joined last; no number is given twice, whoever is deleted.
    last_number = models.PositiveIntegerField(default=0, db_default=0)
    created = models.DateTimeField(default=timezone.now)
    ended = models.DateTimeField(null=True, blank=True)
    expires = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="one_class_for_each_code"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/c/{self.last_code}/"

    @property
    def last_code(self) -> str:
        """The code under which those who are in find it, also when it has ended."""
        return self.code or str(self.former_codes[-1])

    @property
    def room_version(self) -> int:
        return self.version + self.sandbox.version

    @property
    def console_version(self) -> int:
        return self.room_version + self.unseen

    @property
    def sandbox_owner(self) -> str:
        """The owner of the sandbox that the teacher drives; no cookie holds such a name."""
        return f"class.{self.public_id}"

    @property
    def round(self) -> int | None:
        """The round that votes count for now; None when none are taken."""
        return None if self.ended else ROUND_OF.get(self.phase)

    @property
    def is_guessing(self) -> bool:
        """Whether the class thinks about a question, so that its answer must not be looked up: whatever a class shows,
        sends or opens is decided by this."""
        question = None if self.ended else self.question
        return question is not None and not question.is_revealed and self.phase in GUESSING

    @property
    def may_copy(self) -> bool:
        """Whether a student may take a copy of what is shown: not of an open question, nor of bugs that are hidden."""
        return not self.is_guessing and not self.example_hides_bugs


class Participants(models.QuerySet["Participant"]):
    def students(self) -> Participants:
        """Those who are in, without the teacher's own trial."""
        return self.filter(is_removed=False, is_trial=False)

    def counted(self) -> Participants:
        """Those who have results: neither simulated nor the teacher's own trial."""
        return self.filter(is_simulated=False, is_trial=False)


class Participant(models.Model):
    """A student in a class: a name, and a secret that a signed cookie holds.

    `number` counts those who joined, and stays theirs. One who joined from the browser of the class's own teacher is a
    trial: it sees what students see, has no number, and counts nowhere; nor has a simulated student a number.
    """

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="participants")
    public_id = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=NAME_LENGTH)
    resume_code = models.CharField(max_length=CODE_LENGTH, default=new_code)
    is_removed = models.BooleanField(default=False)
    is_simulated = models.BooleanField(default=False)
    is_trial = models.BooleanField(default=False, db_default=False)
    number = models.PositiveIntegerField(null=True, blank=True)
    copy = models.ForeignKey(Sandbox, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    joined = models.DateTimeField(default=timezone.now)

    objects = Participants.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["classroom", "name"], name="one_participant_for_each_name"),
            models.UniqueConstraint(fields=["classroom", "resume_code"], name="one_participant_for_each_resume_code"),
            models.UniqueConstraint(fields=["classroom", "number"], name="one_participant_for_each_number"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def owner(self) -> str:
        """The owner of a student's own sandboxes, and the solver of their exercises; no cookie holds such a name."""
        return f"s.{self.public_id}"


class Question(models.Model):
    """What is asked about a moment: which property a step breaks, or which step to take next.

    `text` is the moment as a scenario; what is right is computed from it and never stored.
    """

    BREAKS, NEXT = "breaks", "next"

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=6, choices=[(BREAKS, BREAKS), (NEXT, NEXT)])
    text = models.CharField(max_length=TEXT_LENGTH)
    step = models.CharField(max_length=40, blank=True)
    # The question of which this one is a variant.
    variant_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="variants")
    is_revealed = models.BooleanField(default=False)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["classroom", "number"], name="one_question_for_each_number"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.step or 'which step next?'}"


class Vote(models.Model):
    """What a student answered in a round. `nth` counts the changes of mind: a request that was sent before the latest
    one finds a higher number, and changes nothing."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="votes")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="votes")
    round = models.PositiveSmallIntegerField()
    choice = models.CharField(max_length=40)
    nth = models.PositiveIntegerField(default=1)
    stored = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "participant", "round"], name="one_vote_in_each_round"),
        ]

    def __str__(self) -> str:
        return f"{self.participant}: {self.choice}"


class DueRun(models.Model):
    """Work that is due at a time: what `due` does. `epoch` counts the attempts; the lease of one ends by itself."""

    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=64)
    due = models.DateTimeField(db_index=True)
    epoch = models.PositiveIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    completed = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject"], name="one_run_for_each_subject")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject}"
