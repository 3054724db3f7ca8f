"""Simulated students, so that a teacher can try a class before there is one. They answer as a class would: about half
are right at first, and more after a discussion."""

from __future__ import annotations

import secrets
from random import Random

from django.db import transaction

from a09web.exercises.models import Work
from a09web.exercises.services import forget
from a09web.invalid_input import InvalidInput

from .asking import asked_in
from .joining import taken_names
from .models import Classroom, Participant, Vote, new_code
from .naming import name_for
from .rooms import bump, bump_votes, tell
from .services import change

MOST_SIMULATED = 300
RIGHT = {1: 0.5, 2: 0.8}


def add_simulated(*, classroom: Classroom, wanted: int) -> None:
    """Makes it so many simulated students, and lets those who have not answered answer. Raises `Ended`."""
    if not 1 <= wanted <= MOST_SIMULATED:
        raise InvalidInput(f"A rehearsal has 1 to {MOST_SIMULATED} students.")
    with transaction.atomic():
        change(classroom)
        simulated = classroom.participants.filter(is_simulated=True)
        surplus = list(simulated.order_by("-pk")[: max(0, simulated.count() - wanted)])
        _forget(surplus)
        Participant.objects.bulk_create(_made(classroom, wanted - simulated.count()))
    answer_simulated(classroom)


def _made(classroom: Classroom, missing: int) -> list[Participant]:
    taken = taken_names(classroom)
    made: list[Participant] = []
    while len(made) < missing:
        ticket = f"sim-{secrets.token_urlsafe(12)}"
        name = name_for(ticket, 0)
        if taken.like(name) is not None:
            name = f"{name[:20]} {len(taken.names)}"
        taken.add(name)
        made.append(
            Participant(classroom=classroom, public_id=ticket, name=name, resume_code=new_code(), is_simulated=True)
        )
    return made


def remove_simulated(*, classroom: Classroom) -> None:
    """Takes all simulated students away, also when the class has ended."""
    with transaction.atomic():
        _forget(list(classroom.participants.filter(is_simulated=True)))
        bump(classroom)
    tell(classroom)


def _forget(simulated: list[Participant]) -> None:
    """Deletes them with all that they did."""
    forget(Work.objects.filter(solver__in=[one.owner for one in simulated]))
    Participant.objects.filter(pk__in=[one.pk for one in simulated]).delete()


def answer_simulated(classroom: Classroom) -> None:
    """The simulated students who have not answered in the present round do so."""
    classroom.refresh_from_db()
    question, number = classroom.question, classroom.round
    if question is None or number is None:
        return
    asked = asked_in(question)
    choices = [choice for choice, _ in asked.options]
    random = Random(f"{classroom.public_id} {question.number} {number}")
    if not classroom.participants.filter(is_simulated=True).exists():
        return
    silent = classroom.participants.filter(is_simulated=True).exclude(
        votes__in=Vote.objects.filter(question=question, round=number)
    )
    votes = [
        Vote(
            question=question,
            participant=one,
            round=number,
            choice=random.choice(asked.right if asked.right and random.random() < RIGHT[number] else choices),
        )
        for one in silent
    ]
    if votes:
        with transaction.atomic():
            Vote.objects.bulk_create(votes, ignore_conflicts=True)
            bump_votes(Classroom.objects.filter(pk=classroom.pk))
        tell(classroom)
