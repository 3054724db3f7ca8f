"""What a class left, to be taken along or deleted: nicknames and answers, and nothing else is known."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpResponse

from a09web.exercises.cells import csv_of
from a09web.exercises.models import Work
from a09web.exercises.results import results, to_csv, to_json

from .asking import asked_in
from .models import Classroom, Vote

VOTE_COLUMNS = ("question", "asked", "round", "student", "answer", "right", "stored")


def votes_of(classroom: Classroom) -> list[dict[str, Any]]:
    """One row a vote, in the order of questions, rounds and names; none of the simulated students."""
    asked = {question.pk: asked_in(question) for question in classroom.questions.all()}
    titles = {key: each.title.replace("`", "") for key, each in asked.items()}
    right = {key: each.right for key, each in asked.items()}
    votes = Vote.objects.filter(question__classroom=classroom, participant__is_simulated=False)
    return [
        {
            "question": vote.question.number,
            "asked": titles[vote.question_id],
            "round": vote.round,
            "student": vote.participant.name,
            "answer": vote.choice,
            "right": vote.choice in right[vote.question_id],
            "stored": vote.stored.isoformat(),
        }
        for vote in votes.select_related("question", "participant").order_by(
            "question__number", "round", "participant__name"
        )
    ]


def works_of(classroom: Classroom) -> tuple[list[Work], dict[str, str]]:
    """All that was done with exercises in the class, and the names of those who did it."""
    names = {one.owner: one.name for one in classroom.participants.filter(is_simulated=False)}
    return list(Work.objects.filter(solver__in=list(names)).order_by("exercise", "solver")), names


def results_file(classroom: Classroom, kind: str) -> HttpResponse:
    """`votes.csv`, `votes.json`, `attempts.csv` or `attempts.json`."""
    what, _, form = kind.partition(".")
    if what == "votes" and form in ("csv", "json"):
        rows = votes_of(classroom)
        text = (
            csv_of(VOTE_COLUMNS, (row.values() for row in rows))
            if form == "csv"
            else json.dumps(rows, ensure_ascii=False, indent=1)
        )
    elif what == "attempts" and form in ("csv", "json"):
        works, names = works_of(classroom)
        text = (to_csv if form == "csv" else to_json)(results(works, names))
    else:
        raise Http404
    media = "text/csv; charset=utf-8" if form == "csv" else "application/json"
    return HttpResponse(text, content_type=media, headers={"Content-Disposition": f'attachment; filename="{kind}"'})


def export_json(classroom: Classroom) -> HttpResponse:
    """Everything that is kept of a class, as one object."""
    works, names = works_of(classroom)
    kept = {
        "title": classroom.title,
        "created": classroom.created.isoformat(),
        "expires": classroom.expires.isoformat(),
        "notes": classroom.notes,
        "students": [
            {"name": one.name, "joined": one.joined.isoformat(), "removed": one.is_removed}
            for one in classroom.participants.filter(is_simulated=False)
        ],
        "questions": [
            {"number": each.number, "kind": each.kind, "scenario": each.text, "step": each.step}
            for each in classroom.questions.all()
        ],
        "votes": votes_of(classroom),
        "attempts": json.loads(to_json(results(works, names))),
    }
    text = json.dumps(kept, ensure_ascii=False, indent=1)
    headers = {"Content-Disposition": 'attachment; filename="class.json"'}
    return HttpResponse(text, content_type="application/json", headers=headers)
