"""The answers of a class to what it is asked, each stored once and counted."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from a09web.invalid_input import InvalidInput
from a09web.kit.refusals import Refused

from .asking import asked_in
from .models import Classroom, Participant, Question, Vote
from .rooms import bump_votes

CLOSED = "The vote on this was closed before your answer arrived, so it was not counted."


class Closed(Refused):
    """Too late: it is not asked any more."""

    status = 409


def vote(*, participant: Participant, number: int, round: int, choice: str, nth: int) -> Vote:
    """Stores an answer to question `number` in a round; `nth` is 1 for the first one and one more for each change.

    What was stored is changed only by the request that names the next number, so a request that comes again, or late,
    changes nothing. Raises `Closed` if this is not asked any more, `Refused` if another device answered meanwhile.
    """
    with transaction.atomic():
        classroom = Classroom.objects.select_related("question").get(pk=participant.classroom_id)
        question = classroom.question
        if question is None or question.number != number or classroom.round != round or question.is_revealed:
            raise Closed(CLOSED)
        question.classroom = classroom
        if choice not in dict(asked_in(question).options):
            raise InvalidInput("Please choose one of the answers.")
        mine = Vote.objects.filter(question=question, participant=participant, round=round)
        if nth == 1:
            stored, changed = mine.get_or_create(
                question=question, participant=participant, round=round, defaults={"choice": choice}
            )
        else:
            changed = bool(mine.filter(nth=nth - 1).update(choice=choice, nth=nth, stored=timezone.now()))
            found = mine.first()
            if found is None:
                raise Refused("Please load the page again: it speaks of an answer that was not stored.")
            stored = found
        if changed and not _count_vote(classroom, question):
            raise Closed(CLOSED)
    if not changed and (stored.nth, stored.choice) != (nth, choice) and stored.nth <= nth:
        raise Refused("Another answer of yours was stored already, and is marked now. To change it, choose again.")
    stored.question = question
    return stored


def _count_vote(classroom: Classroom, question: Question) -> bool:
    """Counts the change, if the vote is still open; another connection may have closed it since it was looked at."""
    is_open = Classroom.objects.filter(pk=classroom.pk, phase=classroom.phase, question=question, ended=None)
    return bool(bump_votes(is_open))


def my_vote(participant: Participant, classroom: Classroom) -> Vote | None:
    """The latest answer to the present question, in whichever round."""
    if classroom.question is None:
        return None
    found = Vote.objects.filter(question=classroom.question, participant=participant)
    return found.select_related("question").order_by("-round").first()


def tally(classroom: Classroom, round: int) -> dict[str, int]:
    """How often each answer was given: a count of rows, without those who were removed and the
    teacher's own trial."""
    counts: dict[str, int] = {}
    if classroom.question is not None:
        kept = Q(participant__is_removed=False, participant__is_trial=False, round=round)
        for choice in classroom.question.votes.filter(kept).values_list("choice", flat=True):
            counts[choice] = counts.get(choice, 0) + 1
    return counts
