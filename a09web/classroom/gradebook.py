"""One table of a class: a row for each who took part, a column for each question and each exercise."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Min

from a09web.exercises.cells import BYTE_ORDER_MARK, csv_of
from a09web.exercises.models import Work
from a09web.exercises.services import exercise_with_key, title_of

from .asking import asked_in
from .models import Classroom, Participant, Vote

MOST = 100
CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
"""What stands before the grades in a file that the gradebook of Canvas takes."""
POINTS_POSSIBLE = "    Points Possible"
MOODLE = ("Username", "Student")
"""The same for the import of grades of Moodle, which asks for the column that says who somebody is."""


@dataclass(frozen=True)
class Line:
    """Somebody with a mark of 100 for each column, or None where nothing was answered."""

    one: Participant
    marks: tuple[int | None, ...]


@dataclass(frozen=True)
class Gradebook:
    """`columns` are the titles, each another; the lines are in the order of the numbers."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def present(self) -> tuple[Line, ...]:
        """Those who were not taken out."""
        return tuple(line for line in self.lines if not line.one.is_removed)


def gradebook_of(classroom: Classroom) -> Gradebook:
    """Of a question the latest answer counts, 100 if it is right; of an exercise the best one."""
    columns = [*_questions(classroom), *_exercises(classroom)]
    everybody = classroom.participants.counted().order_by("number", "joined", "pk")
    return Gradebook(
        columns=_each_another(title for title, _ in columns),
        lines=tuple(Line(one, tuple(marks.get(one.pk) for _, marks in columns)) for one in everybody),
    )


Titled = tuple[str, dict[int, int]]
"""The title of a column, and the marks by the keys of participants."""


def _questions(classroom: Classroom) -> list[Titled]:
    """A question to which no answer is right gives no marks."""
    made: list[Titled] = []
    for question in classroom.questions.all():
        asked = asked_in(question)
        right = asked.right
        latest = Vote.objects.filter(question=question).order_by("round").values_list("participant", "choice")
        marks = {who: MOST * (choice in right) for who, choice in latest} if right else {}
        made.append((f"Question {question.number}: {asked.title.replace('`', '')}", marks))
    return made


def _exercises(classroom: Classroom) -> list[Titled]:
    """Those that somebody began, in the order in which that was, and the present one."""
    solvers = {one.owner: one.pk for one in classroom.participants.counted()}
    begun = Work.objects.filter(solver__in=list(solvers))
    keys = list(begun.values_list("exercise", flat=True).annotate(first=Min("created")).order_by("first", "exercise"))
    if classroom.exercise and classroom.exercise not in keys:
        keys.append(classroom.exercise)
    marks: dict[str, dict[int, int]] = {key: {} for key in keys}
    for work in begun.annotate(handed_in=Count("attempts")).filter(handed_in__gt=0):
        marks[work.exercise][solvers[work.solver]] = round(MOST * work.best)
    return [(f"Exercise: {title_of(exercise_with_key(key))}", marks[key]) for key in keys]


def _each_another(titles: Iterable[str]) -> tuple[str, ...]:
    """Titles of which the second like one has a number behind it."""
    made: list[str] = []
    for title in titles:
        like = sum(known == title or known.startswith(f"{title}, ") for known in made)
        made.append(f"{title}, {like + 1}" if like else title)
    return tuple(made)


# As files


def table_csv(book: Gradebook) -> str:
    columns = ("number", "student", "taken out", *book.columns)
    rows = ((line.one.number, line.one.name, "yes" if line.one.is_removed else "", *line.marks) for line in book.lines)
    return csv_of(columns, rows)


def canvas_csv(book: Gradebook, title: str) -> str:
    """As the gradebook of Canvas writes and takes it; who somebody is it finds by the login."""
    points = (POINTS_POSSIBLE, *("" for _ in CANVAS[1:]), *(MOST for _ in book.columns))
    rows = ((line.one.name, "", "", line.one.name, "", *line.marks) for line in book.present)
    return _without_mark(csv_of((*CANVAS, *_headed(book, title)), (points, *rows)))


def moodle_csv(book: Gradebook, title: str) -> str:
    """As the import of grades of Moodle takes it: a name for the user, and a column for each grade."""
    rows = ((line.one.name, line.one.name, *line.marks) for line in book.present)
    return _without_mark(csv_of((*MOODLE, *_headed(book, title)), rows))


def _headed(book: Gradebook, title: str) -> list[str]:
    """The columns with the class before them: a course has many. Canvas takes digits in brackets at the end for the
    number of an assignment of its own."""
    return [re.sub(r"\((\d+)\)\s*$", r"[\1]", f"{title}, {column}") for column in book.columns]


def _without_mark(text: str) -> str:
    return text.removeprefix(BYTE_ORDER_MARK)
