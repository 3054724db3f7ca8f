"""What a teacher takes away from a class: how each question went in both rounds, and what was answered wrong in the
exercises. Nobody is named but those who never answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from a09web.exercises.models import Attempt, Work
from a09web.exercises.results import is_solved, verdict_in_words
from a09web.exercises.services import exercise_with_key, title_of

from .asking import asked_in
from .models import Classroom, Participant, Question, Vote
from .screens import Bar, bars_of

ROUNDS = (1, 2)
MOST_WRONG = 3


@dataclass(frozen=True)
class Moved:
    """How many of those who answered in both rounds were right before and after."""

    stayed_right: int
    became_right: int
    became_wrong: int
    stayed_wrong: int


@dataclass(frozen=True)
class Answered:
    """A question with how many answered in each round that there was; `moved` is None without a second one."""

    number: int
    title: str
    explanation: tuple[str, ...]
    tallies: tuple[int, ...]
    bars: tuple[Bar, ...]
    moved: Moved | None


@dataclass(frozen=True)
class Tried:
    """An exercise: how many began, handed in and solved it, and how many gave the commonest wrong answers."""

    title: str
    begun: int
    handed_in: int
    done: int
    wrong: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Afterwards:
    """`silent` are those who neither voted nor handed anything in; `is_open` says that a question is left out because
    the class still thinks about it."""

    students: int
    questions: tuple[Answered, ...]
    exercises: tuple[Tried, ...]
    silent: tuple[Participant, ...]
    is_open: bool


def afterwards(classroom: Classroom) -> Afterwards:
    """Of those who are in and have results."""
    present = list(classroom.participants.counted().students())
    votes = _votes_of(classroom, present)
    works = {one.owner: one for one in present}
    attempts = list(Attempt.objects.filter(work__solver__in=list(works)).select_related("work").order_by("number"))
    heard = {who for by_round in votes.values() for choices in by_round.values() for who in choices}
    heard |= {works[attempt.work.solver].pk for attempt in attempts}
    still_open = classroom.question_id if classroom.is_guessing else None
    return Afterwards(
        students=len(present),
        questions=tuple(
            _answered(question, votes.get(question.pk, {}))
            for question in classroom.questions.all()
            if question.pk != still_open
        ),
        exercises=_tried(list(works), attempts),
        silent=tuple(one for one in present if one.pk not in heard),
        is_open=still_open is not None,
    )


ByRound = dict[int, dict[int, str]]
"""The choices of participants, by round."""


def _votes_of(classroom: Classroom, present: list[Participant]) -> dict[int, ByRound]:
    """By question."""
    found: dict[int, ByRound] = {}
    chosen = Vote.objects.filter(question__classroom=classroom, participant__in=present)
    for question, round, who, choice in chosen.values_list("question", "round", "participant", "choice"):
        found.setdefault(question, {}).setdefault(round, {})[who] = choice
    return found


def _answered(question: Question, votes: ByRound) -> Answered:
    asked = asked_in(question)
    right = asked.right
    rounds = [votes.get(number, {}) for number in ROUNDS if number == ROUNDS[0] or number in votes]
    return Answered(
        number=question.number,
        title=asked.title,
        explanation=asked.explanation,
        tallies=tuple(len(choices) for choices in rounds),
        bars=bars_of(asked, [Counter(choices.values()) for choices in rounds]),
        moved=_moved(rounds[0], rounds[1], right) if len(rounds) > 1 and right else None,
    )


def _moved(first: Mapping[int, str], second: Mapping[int, str], right: tuple[str, ...]) -> Moved:
    both = Counter((first[who] in right, second[who] in right) for who in first.keys() & second.keys())
    return Moved(both[True, True], both[False, True], both[True, False], both[False, False])


def _tried(solvers: list[str], attempts: list[Attempt]) -> tuple[Tried, ...]:
    """The exercise with the wrong answer that most gave comes first."""
    begun = Counter(Work.objects.filter(solver__in=solvers).values_list("exercise", flat=True))
    by_exercise: dict[str, list[Attempt]] = {key: [] for key in sorted(begun)}
    for attempt in attempts:
        by_exercise[attempt.work.exercise].append(attempt)
    tried = [_how(key, begun[key], found) for key, found in by_exercise.items()]
    return tuple(sorted(tried, key=lambda each: -each.wrong[0][1] if each.wrong else 0))


def _how(key: str, begun: int, attempts: list[Attempt]) -> Tried:
    exercise = exercise_with_key(key)
    words = exercise.kind.words if exercise is not None else {}
    wrong = {(attempt.work_id, attempt.verdict) for attempt in attempts if not is_solved(attempt)}
    counted = Counter(verdict_in_words(verdict, words).removeprefix("wrong: ") for _, verdict in sorted(wrong))
    return Tried(
        title=title_of(exercise),
        begun=begun,
        handed_in=len({attempt.work_id for attempt in attempts}),
        done=len({attempt.work_id for attempt in attempts if is_solved(attempt)}),
        wrong=tuple(counted.most_common(MOST_WRONG)),
    )
