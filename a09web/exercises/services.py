"""Every write of the exercises, each one transaction. A request that is sent again finds its effect there already."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from a09web.model.bounds import InvalidInput
from a09web.sandbox.models import PUBLIC_ID_LENGTH, PUBLIC_ID_LETTERS, Sandbox, new_public_id
from a09web.sandbox.services import Refused, create_sandbox

from .answers import FIELDS, canonical, graded
from .content import by_key
from .diagnosing import NO_EVIDENCE
from .exercise import Exercise
from .models import KEY_LENGTH, SOLVER_LENGTH, Attempt, StoredExercise, Work
from .reading import read_exercise, values_of
from .variants import seed_of, variant
from .verdict import credit

MOST_ATTEMPTS = 200
MOST_MADE = 500


def work_of(solver: str, exercise: Exercise) -> Work | None:
    found = Work.objects.select_related("sandbox")
    return found.filter(solver=solver, exercise=exercise.key).first()


def variant_for(solver: str, exercise: Exercise, work: Work | None = None) -> Exercise:
    """The variant that a solver is set, before and after there is a work."""
    return variant(exercise, work.seed if work is not None else seed_of(solver, exercise.key))


def actor_of(solver: str) -> str:
    """The name under which a solver steps a held sandbox: it tells nothing of the solver."""
    return blake2b(solver.encode(), digest_size=16).hexdigest()


@transaction.atomic
def begin(*, solver: str, exercise: Exercise) -> Work:
    """The solver's work on an exercise; a new one if there is none yet."""
    if not 0 < len(solver) <= SOLVER_LENGTH:
        raise ValueError(f"a solver has 1 to {SOLVER_LENGTH} characters")
    work, _ = Work.objects.get_or_create(
        solver=solver, exercise=exercise.key, defaults={"seed": seed_of(solver, exercise.key)}
    )
    return work


def sandbox_of(*, work: Work, exercise: Exercise) -> Sandbox:
    """The held sandbox of a work. Only if there is none that is right, something is written."""
    if work.sandbox is not None and _is_of(work.sandbox, variant_for(work.solver, exercise, work)):
        return work.sandbox
    return sandbox_for(work=work, exercise=exercise)


@transaction.atomic
def sandbox_for(*, work: Work, exercise: Exercise) -> Sandbox:
    """The held sandbox of a work; a new one if there is none, or if the exercise was changed since."""
    now = Work.objects.select_for_update().get(pk=work.pk)
    mine = variant_for(now.solver, exercise, now)
    if now.sandbox is None or not _is_of(now.sandbox, mine):
        old = now.sandbox
        now.sandbox = create_sandbox(
            owner=actor_of(now.solver),
            bounds=mine.bounds,
            bugs=mine.bugs,
            future=mine.start,
            at=len(mine.start),
            title=mine.title,
            held=True,
        )
        now.save(update_fields=["sandbox"])
        if old is not None:
            old.delete()
    work.sandbox = now.sandbox
    return now.sandbox


@transaction.atomic
def begin_anew(*, work: Work, exercise: Exercise) -> None:
    """An empty sandbox in the place of one that is full. One that is not full stays, so that asking twice is asking
    once. What was handed in stays."""
    now = Work.objects.select_for_update().get(pk=work.pk)
    if now.sandbox is not None and is_full(now.sandbox):
        now.sandbox.delete()
        now.sandbox = None
        now.save(update_fields=["sandbox"])
    sandbox_for(work=now, exercise=exercise)


def is_full(sandbox: Sandbox) -> bool:
    """Whether no step that was not tried yet can be taken."""
    return sandbox.last_number >= settings.STEPS_PER_SANDBOX


def _is_of(sandbox: Sandbox, exercise: Exercise) -> bool:
    """Whether a sandbox is one of this exercise, as it is now."""
    if (sandbox.bounds, sandbox.bugs) != (exercise.bounds, exercise.bugs):
        return False
    if not exercise.start:
        return True
    begun = sandbox.steps.filter(number__lte=len(exercise.start)).values_list("name", flat=True)
    return tuple(begun) == exercise.start


@transaction.atomic
def hand_in(*, work: Work, exercise: Exercise, key: str, answer: Mapping[str, Any]) -> tuple[Attempt, bool]:
    """Stores an answer with what it is worth; returns it, and whether it is new. The same answer under the same key is
    the same attempt. `exercise` is the solver's variant. Raises `InvalidInput` for an answer that was not offered.
    """
    given = dict(canonical(exercise, answer))
    verdict = graded(exercise, given)
    unique = attempt_key(key, given)
    now = Work.objects.select_for_update().get(pk=work.pk)
    known = now.attempts.filter(key=unique).first()
    if known is not None:
        return known, False
    before = list(now.attempts.all())
    if len(before) >= MOST_ATTEMPTS:
        raise Refused(f"{MOST_ATTEMPTS} answers were handed in, which is the most. Your best one counts.")
    wrong = wrong_answers(before)
    made = now.attempts.create(
        number=len(before) + 1,
        key=unique,
        answer=given,
        score=credit(exercise, verdict, hints=now.hints, wrong=wrong),
        verdict=verdict.kind,
        steps=verdict.steps,
        hints=now.hints,
    )
    now.best = max(now.best, made.score)
    now.draft = given if "steps" not in given else {name: given[name] for name in given if name != "steps"}
    now.touched = made.created
    now.save(update_fields=["best", "draft", "touched"])
    work.best, work.draft, work.touched = now.best, now.draft, now.touched
    return made, True


def wrong_answers(attempts: Iterable[Attempt]) -> int:
    """How many cost something. Evidence that was not put together rightly costs nothing."""
    return sum(not attempt.score and attempt.verdict != NO_EVIDENCE for attempt in attempts)


def attempt_key(key: str, answer: Mapping[str, Any]) -> str:
    """A page names the attempt that it is for; another answer from another tab is another attempt all the same."""
    digest = blake2b(repr(sorted(answer.items())).encode(), digest_size=8).hexdigest()
    return f"{key[: KEY_LENGTH - 20]}.{digest}"


@transaction.atomic
def save_draft(*, work: Work, exercise: Exercise, answer: Mapping[str, Any]) -> None:
    """Keeps what was chosen and not handed in. Steps are not part of it: the sandbox keeps them."""
    given = dict(canonical(exercise, answer))
    draft = {name: given[name] for name in FIELDS[exercise.kind] if name != "steps"}
    Work.objects.filter(pk=work.pk).update(draft=draft, touched=timezone.now())
    work.draft = draft


@transaction.atomic
def take_hint(*, work: Work, exercise: Exercise, number: int) -> None:
    """Shows hint `number`, if it is the next one. Asked for again, it stays as it is."""
    now = Work.objects.select_for_update().get(pk=work.pk)
    if number == now.hints + 1 and number <= len(exercise.hints):
        now.hints, now.touched = number, timezone.now()
        now.save(update_fields=["hints", "touched"])
    work.hints = now.hints


def note_refusal(*, work: Work, step: str) -> None:
    """Keeps the last step that was refused; the empty text forgets it."""
    if work.refused != step:
        Work.objects.filter(pk=work.pk).update(refused=step[:60], touched=timezone.now())
        work.refused = step[:60]


@transaction.atomic
def forget(works: Iterable[Work]) -> int:
    """Deletes works with their attempts and sandboxes; returns how many works."""
    chosen = list(works)
    Sandbox.objects.filter(pk__in=[work.sandbox_id for work in chosen if work.sandbox_id], held=True).delete()
    Work.objects.filter(pk__in=[work.pk for work in chosen]).delete()
    return len(chosen)


def forget_untouched(*, days: int) -> int:
    """Deletes the works of which nothing changed for so many days; returns how many. One whose sandbox was stepped
    counts as changed."""
    limit = timezone.now() - timedelta(days=days)
    old = Work.objects.filter(touched__lt=limit).exclude(sandbox__touched__gte=limit)
    return forget(old)


# A teacher's exercises


@transaction.atomic
def make_exercise(*, author: AbstractBaseUser, values: Mapping[str, Any], key: str = "") -> StoredExercise:
    """A new exercise; sent again under the same key, it is the one that was made. Raises `BadExercise`, or `Refused`
    when the author has made too many."""
    found = read_exercise(values, key="new")
    public_id = _id_for(author, key) if key else new_public_id()
    known = StoredExercise.objects.filter(public_id=public_id, author_id=author.pk).first()
    if known is not None:
        return known
    if StoredExercise.objects.filter(author_id=author.pk).count() >= MOST_MADE:
        raise Refused(f"You have made {MOST_MADE} exercises, which is the most. Please delete one first.")
    return StoredExercise.objects.create(
        public_id=public_id, author_id=author.pk, kind=found.kind, title=found.title, values=values_of(found)
    )


def _id_for(author: AbstractBaseUser, key: str) -> str:
    """The id of what an author makes with a form, which nobody can choose."""
    digest = salted_hmac("a09.exercises", f"{author.pk} {key}", algorithm="sha256").digest()
    return "".join(PUBLIC_ID_LETTERS[byte % len(PUBLIC_ID_LETTERS)] for byte in digest[:PUBLIC_ID_LENGTH])


@transaction.atomic
def change_exercise(*, stored: StoredExercise, values: Mapping[str, Any]) -> None:
    """Raises `BadExercise`. What was handed in before keeps its score."""
    found = read_exercise(values, key=stored.key, source=stored.public_id)
    stored.kind, stored.title, stored.values = found.kind, found.title, values_of(found)
    stored.save(update_fields=["kind", "title", "values"])


@transaction.atomic
def delete_exercise(*, stored: StoredExercise) -> None:
    """Deletes an exercise, and all that was done with it."""
    forget(Work.objects.filter(exercise=stored.key))
    stored.delete()


def exercise_of(stored: StoredExercise) -> Exercise:
    """Raises `InvalidInput` for a row that an older version wrote and that is no longer understood."""
    return _read(json.dumps(stored.values), stored.public_id)


@lru_cache(maxsize=512)
def _read(text: str, public_id: str) -> Exercise:
    values = json.loads(text)
    if not isinstance(values, dict):
        raise InvalidInput("This exercise cannot be read.")
    return read_exercise(values, key=f"x/{public_id}", source=public_id)


def exercise_with_key(key: str) -> Exercise | None:
    """The exercise that a work names: of the starter set, or a teacher's. None if there is none, or no longer."""
    if key in by_key():
        return by_key()[key]
    stored = StoredExercise.objects.filter(public_id=key.removeprefix("x/")).first() if key.startswith("x/") else None
    try:
        return exercise_of(stored) if stored is not None else None
    except InvalidInput:
        return None
