"""What a class left, to be taken along or deleted: nicknames and answers, and nothing else is known."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from a09web.exercises.cells import csv_of
from a09web.exercises.models import Work
from a09web.exercises.results import Row, results, to_csv, to_json

from .asking import asked_in
from .gradebook import canvas_csv, gradebook_of, moodle_csv, table_csv
from .models import Classroom, Vote

VOTE_COLUMNS = ("question", "asked", "round", "number", "student", "answer", "right", "stored")


def votes_of(classroom: Classroom) -> list[dict[str, Any]]:
    """One row a vote, in the order of questions, rounds and names; in the words that the students
    read; none of the simulated students, nor of the teacher's own trial."""
    asked = {question.pk: asked_in(question) for question in classroom.questions.all()}
    right = {key: each.right for key, each in asked.items()}
    votes = Vote.objects.filter(question__classroom=classroom, participant__in=classroom.participants.counted())
    return [
        {
            "question": vote.question.number,
            "asked": asked[vote.question_id].title.replace("`", ""),
            "round": vote.round,
            "number": vote.participant.number,
            "student": vote.participant.name,
            "answer": asked[vote.question_id].words_for(vote.choice),
            "right": vote.choice in right[vote.question_id],
            "stored": vote.stored.isoformat(),
        }
        for vote in votes.select_related("question", "participant").order_by(
            "question__number", "round", "participant__name"
        )
    ]


def attempts_of(classroom: Classroom) -> list[Row]:
    """One row an attempt at any exercise of the class."""
    solvers = {one.owner: one for one in classroom.participants.counted()}
    works = Work.objects.filter(solver__in=list(solvers)).order_by("exercise", "solver")
    names = {owner: one.name for owner, one in solvers.items()}
    return results(works, names, {owner: one.number for owner, one in solvers.items()})


BOOKS: dict[str, Callable[[Classroom], str]] = {
    "table.csv": lambda classroom: table_csv(gradebook_of(classroom)),
    "canvas.csv": lambda classroom: canvas_csv(gradebook_of(classroom), classroom.title),
    "moodle.csv": lambda classroom: moodle_csv(gradebook_of(classroom), classroom.title),
}
"""The files with a row for each student."""


def results_file(classroom: Classroom, kind: str) -> HttpResponse:
    """What is asked for as `votes` or `attempts` in `.csv` or `.json`, or as one of `BOOKS`."""
    what, _, form = kind.partition(".")
    if kind in BOOKS:
        text = BOOKS[kind](classroom)
    elif what == "votes" and form in ("csv", "json"):
        rows = votes_of(classroom)
        text = (
            csv_of(VOTE_COLUMNS, (row.values() for row in rows))
            if form == "csv"
            else json.dumps(rows, ensure_ascii=False, indent=1)
        )
    elif what == "attempts" and form in ("csv", "json"):
        text = (to_csv if form == "csv" else to_json)(attempts_of(classroom))
    else:
        raise Http404
    return as_file(classroom, what, form, text)


def as_file(classroom: Classroom, what: str, form: str, text: str) -> HttpResponse:
    """A file whose name says of which class it is, what it is, and of which day the class is."""
    media = "text/csv; charset=utf-8" if form == "csv" else "application/json"
    title = slugify(classroom.title, allow_unicode=True) or "class"
    name = f"{title}-{what}-{timezone.localdate(classroom.created)}.{form}"
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(text, content_type=media, headers={"Content-Disposition": disposition})


def export_json(classroom: Classroom) -> HttpResponse:
    """Everything that is kept of a class, as one object."""
    kept = {
        "title": classroom.title,
        "created": classroom.created.isoformat(),
        "expires": classroom.expires.isoformat(),
        "notes": classroom.notes,
        "students": [
            {
                "number": one.number,
                "name": one.name,
                "joined": one.joined.isoformat(),
                "removed": one.is_removed,
            }
            for one in classroom.participants.counted()
        ],
        "questions": [
            {"number": each.number, "kind": each.kind, "scenario": each.text, "step": each.step}
            for each in classroom.questions.all()
        ],
        "votes": votes_of(classroom),
        "attempts": json.loads(to_json(attempts_of(classroom))),
    }
    return as_file(classroom, "everything", "json", json.dumps(kept, ensure_ascii=False, indent=1))
