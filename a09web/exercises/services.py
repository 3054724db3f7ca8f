"""Every write of the exercises, each one transaction. A request that is sent again finds its effect there already."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from a09web.invalid_input import InvalidInput
from a09web.kit.public_ids import PUBLIC_ID_LENGTH, PUBLIC_ID_LETTERS, new_public_id
from a09web.kit.refusals import Refused, Stale
from a09web.model.kept import kept
from a09web.model.workbook import Workbook
from a09web.sandbox.models import Sandbox
from a09web.sandbox.services import create_sandbox
from a09web.workbooks import workbook_named

from .answers import canonical, graded
from .content import starter_with
from .exercise import Change, Exercise
from .kinds.kind import STEPS
from .models import KEY_LENGTH, SOLVER_LENGTH, Attempt, StoredExercise, Work
from .reading import read_exercise, values_of
from .renaming import as_json, changed, from_json
from .variants import change_for, changes, seed_of
from .verdict import credit, hint_count, price

MOST_ATTEMPTS = 200
MOST_MADE = 500
WITHDRAWN_DAYS = 60
"""Longer than a class lasts."""


def work_of(solver: str, exercise: Exercise) -> Work | None:
    found = Work.objects.select_related("sandbox")
    return found.filter(solver=solver, exercise=exercise.key).first()


def variant_for(solver: str, exercise: Exercise, work: Work | None = None) -> Exercise:
    """The variant that a solver is set, before and after there is a work."""
    return changed(exercise, _change_for(solver, exercise, work))


def _change_for(solver: str, exercise: Exercise, work: Work | None) -> Change:
    """The one that was set stays, unless the exercise asks something else now."""
    if work is not None and is_set(work, exercise):
        return from_json(work.variant)
    return change_for(exercise, work.seed if work is not None else seed_of(solver, exercise.key))


def is_set(work: Work, exercise: Exercise) -> bool:
    """Whether a work has a variant of the exercise as it is now."""
    return bool(work.variant.get("of") == exercise.question)


def actor_of(solver: str) -> str:
    """The name under which a solver steps an attached sandbox: it tells nothing of the solver."""
    return blake2b(solver.encode(), digest_size=16).hexdigest()


@transaction.atomic
def begin(*, solver: str, exercise: Exercise) -> Work:
    """The solver's work on an exercise; a new one if there is none yet."""
    if not 0 < len(solver) <= SOLVER_LENGTH:
        raise ValueError(f"a solver has 1 to {SOLVER_LENGTH} characters")
    seed = seed_of(solver, exercise.key)
    work, is_new = Work.objects.get_or_create(
        solver=solver, exercise=exercise.key, defaults={"seed": seed, "variant": _kept(exercise, solver, None)}
    )
    if not is_new and not is_set(work, exercise):
        work.variant = _kept(exercise, solver, work)
        work.save(update_fields=["variant"])
    return work


def _kept(exercise: Exercise, solver: str, work: Work | None) -> dict[str, Any]:
    return {"of": exercise.question, **as_json(_change_for(solver, exercise, work))}


@transaction.atomic
def sandbox_for(*, work: Work, exercise: Exercise) -> Sandbox:
    """The sandbox that is attached to a work; a new one if there is none."""
    now = Work.objects.select_for_update().get(pk=work.pk)
    if now.sandbox is None:
        mine = variant_for(now.solver, exercise, now)
        now.sandbox = create_sandbox(
            owner=actor_of(now.solver),
            bounds=mine.bounds,
            bugs=mine.bugs,
            future=mine.start,
            at=len(mine.start),
            title=mine.title,
            is_attached=True,
        )
        now.save(update_fields=["sandbox"])
    work.sandbox = now.sandbox
    return now.sandbox


@transaction.atomic
def begin_anew(*, work: Work, exercise: Exercise) -> None:
    """An empty sandbox in the place of one that is full, or that is of the exercise as it was. Any other stays, so
    that asking twice is asking once. What was handed in stays."""
    now = Work.objects.select_for_update().get(pk=work.pk)
    old = now.sandbox
    if old is not None and (is_full(old) or not is_of(old, variant_for(now.solver, exercise, now))):
        now.sandbox = None
        now.save(update_fields=["sandbox"])
        old.delete()
    sandbox_for(work=now, exercise=exercise)


def is_full(sandbox: Sandbox) -> bool:
    """Whether no step that was not tried yet can be taken."""
    return sandbox.last_number >= settings.STEPS_PER_SANDBOX


def is_of(sandbox: Sandbox, exercise: Exercise) -> bool:
    """Whether a sandbox is one of this exercise, as it is now."""
    if (sandbox.bounds, sandbox.bugs) != (exercise.bounds, exercise.bugs):
        return False
    if not exercise.start:
        return True
    begun = sandbox.steps.filter(number__lte=len(exercise.start)).values_list("name", flat=True)
    return tuple(begun) == exercise.start


@dataclass(frozen=True)
class Standing:
    """What a page says to whoever hands in from it: which attempt it would be, and how many hints were taken."""

    number: int
    hints: int


class Unseen(Stale):
    """The page does not show what was done since, and handing in would cost more than it says."""


@transaction.atomic
def hand_in(
    *, work: Work, exercise: Exercise, key: str, answer: Mapping[str, Any], seen: Standing | None = None
) -> tuple[Attempt, bool]:
    """Stores an answer with what it is worth; returns it, and whether it is new. The same answer under the same key is
    the same attempt. `exercise` is the solver's variant; `seen` is where the solver's page stands. Raises
    `InvalidInput` for an answer that was not offered, `Unseen` if the solver stands elsewhere by now.
    """
    given = dict(canonical(exercise, answer))
    verdict = graded(exercise, given)
    unique = attempt_key(key, given)
    now = Work.objects.select_for_update().get(pk=work.pk)
    known = now.attempts.filter(key=unique).first()
    if known is not None:
        return known, False
    before = list(now.attempts.all())
    if seen is not None:
        _check_seen(seen, now, before, exercise)
    if len(before) >= MOST_ATTEMPTS:
        raise Refused(f"{MOST_ATTEMPTS} answers were handed in; that is the limit. Your best one counts.")
    wrong = wrong_answers(before, exercise)
    made = now.attempts.create(
        number=len(before) + 1,
        key=unique,
        question=exercise.question,
        answer=given,
        score=credit(exercise, verdict, hints=now.hints, wrong=wrong),
        verdict=verdict.kind,
        steps=verdict.steps,
        hints=now.hints,
    )
    now.best = max(now.best, made.score)
    now.draft = _chosen(given)
    now.touched = made.created
    now.save(update_fields=["best", "draft", "touched"])
    work.best, work.draft, work.touched = now.best, now.draft, now.touched
    return made, True


def _check_seen(seen: Standing, work: Work, attempts: list[Attempt], exercise: Exercise) -> None:
    """Raises `Unseen` if handing in costs something that the page does not say."""
    number = len(attempts) + 1
    if seen.number == number and seen.hints >= work.hints:
        return
    what = "a hint was taken"
    if seen.number != number:
        what = f"another answer was handed in. {attempts[-1].receipt}" if attempts else "your answers were deleted"
    cost = price(exercise, hints=work.hints, wrong=wrong_answers(attempts, exercise))
    told = [
        f"Since this page was made, {what.rstrip('.')}.",
        f"So nothing was handed in now; what you chose is kept. Look, and press again if it is to be attempt {number}.",
        cost,
    ]
    raise Unseen(" ".join(told).strip())


def wrong_answers(attempts: Iterable[Attempt], exercise: Exercise) -> int:
    """How many cost something: those to what is asked now, but for what its kind takes nothing for."""
    asked = (attempt for attempt in attempts if attempt.question == exercise.question)
    return sum(not attempt.score and attempt.verdict not in exercise.kind.free for attempt in asked)


def attempt_key(key: str, answer: Mapping[str, Any]) -> str:
    """A page names the attempt that it is for; another answer from another tab is another attempt all the same."""
    digest = blake2b(repr(sorted(answer.items())).encode(), digest_size=8).hexdigest()
    return f"{key[: KEY_LENGTH - 20]}.{digest}"


@transaction.atomic
def save_draft(*, work: Work, exercise: Exercise, answer: Mapping[str, Any]) -> None:
    """Keeps what was chosen and not handed in."""
    draft = _chosen(dict(canonical(exercise, answer)))
    Work.objects.filter(pk=work.pk).update(draft=draft, touched=timezone.now())
    work.draft = draft


def _chosen(given: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of an answer as a draft. Steps are not part of it: the sandbox keeps them."""
    return {name: value for name, value in given.items() if name != STEPS}


@transaction.atomic
def take_hint(*, work: Work, exercise: Exercise, number: int) -> None:
    """Shows hint `number`, if it is the next one. Asked for again, it stays as it is."""
    now = Work.objects.select_for_update().get(pk=work.pk)
    if number == now.hints + 1 and number <= hint_count(exercise):
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
    Sandbox.objects.filter(pk__in=[work.sandbox_id for work in chosen if work.sandbox_id], is_attached=True).delete()
    Work.objects.filter(pk__in=[work.pk for work in chosen]).delete()
    return len(chosen)


def forget_untouched(*, days: int) -> int:
    """Deletes the works of which nothing changed for so many days; returns how many. One whose sandbox was stepped
    counts as changed."""
    limit = timezone.now() - timedelta(days=days)
    old = Work.objects.filter(touched__lt=limit).exclude(sandbox__touched__gte=limit)
    withdrawn = StoredExercise.everything.filter(withdrawn__lt=timezone.now() - timedelta(days=WITHDRAWN_DAYS))
    for stored in withdrawn:
        if not Work.objects.filter(exercise=stored.key).exists():
            stored.delete()
    return forget(old)


# A teacher's exercises


@transaction.atomic
def make_exercise(
    *, author: AbstractBaseUser, workbook: Workbook[Any], values: Mapping[str, Any], key: str = ""
) -> StoredExercise:
    """A new exercise. What is sent again under the same key is the same exercise, with what was corrected meanwhile.
    Raises `BadExercise`, or `Refused` when the author has made too many."""
    found = read_exercise(values, workbook=workbook, key="new")
    stored = StoredExercise(public_id=_id_for(author, key) if key else new_public_id(), author_id=author.pk)
    _fill(stored, found)
    filled = {name: getattr(stored, name) for name in FILLED}
    known = StoredExercise.everything.filter(public_id=stored.public_id)
    if not known.exists() and StoredExercise.objects.filter(author_id=author.pk).count() >= MOST_MADE:
        raise Refused(f"You have made {MOST_MADE} exercises; that is the limit. Please delete one first.")
    made, _ = StoredExercise.everything.update_or_create(
        public_id=stored.public_id, defaults=filled, create_defaults={**filled, "author_id": author.pk}
    )
    return made


FILLED = ("workbook", "kind", "title", "values", "variants", "withdrawn")


def _fill(stored: StoredExercise, found: Exercise) -> None:
    """Puts an exercise into a row, with its variants."""
    found = replace(found, key=stored.key, source=stored.public_id)
    stored.workbook, stored.kind = found.workbook.slug, found.kind.slug
    stored.title, stored.values = found.title, values_of(found)
    stored.variants = [as_json(change) for change in changes(found)]
    stored.withdrawn = None


def _id_for(author: AbstractBaseUser, key: str) -> str:
    """The id of what an author makes with a form, which nobody can choose."""
    digest = salted_hmac("a09.exercises", f"{author.pk} {key}", algorithm="sha256").digest()
    return "".join(PUBLIC_ID_LETTERS[byte % len(PUBLIC_ID_LETTERS)] for byte in digest[:PUBLIC_ID_LENGTH])


@transaction.atomic
def change_exercise(*, stored: StoredExercise, workbook: Workbook[Any], values: Mapping[str, Any]) -> None:
    """Raises `BadExercise`. What was handed in before keeps its score."""
    _fill(stored, read_exercise(values, workbook=workbook, key=stored.key, source=stored.public_id))
    stored.save(update_fields=FILLED)


@transaction.atomic
def delete_exercise(*, stored: StoredExercise) -> None:
    """Takes an exercise away, with what was done with it alone. What classes did with it is theirs: they find it until
    they end, and nobody else does."""
    forget(Work.objects.filter(exercise=stored.key).alone())
    stored.withdrawn = timezone.now()
    stored.save(update_fields=["withdrawn"])


def exercise_of(stored: StoredExercise) -> Exercise:
    """Raises `InvalidInput` for a row that an older version wrote and that is no longer understood, and for one of a
    workbook that the server no longer has."""
    return _read(workbook_named(stored.workbook), json.dumps([stored.values, stored.variants]), stored.public_id)


@kept(512)
def _read(workbook: Workbook[Any], text: str, public_id: str) -> Exercise:
    values, variants = json.loads(text)
    if not isinstance(values, dict):
        raise InvalidInput("This exercise cannot be read.")
    prepared = tuple(from_json(change) for change in variants)
    return read_exercise(values, workbook=workbook, key=f"x/{public_id}", source=public_id, prepared=prepared)


def title_of(exercise: Exercise | None) -> str:
    """What results call an exercise, also one that is there no longer."""
    return exercise.title if exercise is not None else "(deleted)"


def exercise_with_key(key: str) -> Exercise | None:
    """The exercise that a work names: of the starter set, or a teacher's. None if there is none, or no longer."""
    if starter := starter_with(key):
        return starter
    public_id = key.removeprefix("x/") if key.startswith("x/") else ""
    stored = StoredExercise.everything.filter(public_id=public_id).first()
    try:
        return exercise_of(stored) if stored is not None else None
    except InvalidInput:
        return None
