"""Students who all take names that look alike, each in a thread with a connection of its own: `python -m
tests.classroom.race`.

A process of its own, because it runs on the database that the environment names, with the settings of the app. Prints
as JSON who came in, round by round.
"""

from __future__ import annotations

import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.db import connection  # noqa: E402

from a09web.classroom.joining import join  # noqa: E402
from a09web.classroom.models import Classroom  # noqa: E402
from a09web.classroom.services import open_class, rename  # noqa: E402
from a09web.kit.refusals import Refused  # noqa: E402
from a09web.scenarios.scenario import Scenario  # noqa: E402

NAMES = ("Anna", "ANNA", "Аnna", "anna", "Ａnna", "An\u200cna")
ROUNDS = 8


def round_of(classroom: Classroom) -> list[str]:
    last = join(classroom=classroom, ticket=f"last {classroom.pk}", roll=0)
    barrier = threading.Barrier(len(NAMES))

    def take(name: str) -> None:
        try:
            seen = Classroom.objects.get(pk=classroom.pk)
            connection.close()  # PostgreSQL lends fewer connections than there are students
            barrier.wait(timeout=30)
            if name == NAMES[-1]:
                rename(participant=last, name=name)
            else:
                join(classroom=seen, ticket=f"{name} {classroom.pk}", roll=0, own=name)
        except Refused:
            return
        finally:
            connection.close()

    with ThreadPoolExecutor(len(NAMES)) as pool:
        list(pool.map(take, NAMES))
    return [name for name in classroom.participants.values_list("name", flat=True) if name in NAMES]


if __name__ == "__main__":
    ada = User.objects.create_user("ada")
    rooms = [open_class(teacher=ada, title="", scenario=Scenario()) for _ in range(ROUNDS)]
    Classroom.objects.update(own_names=True)
    sys.stdout.write(json.dumps([round_of(Classroom.objects.get(pk=room.pk)) for room in rooms]))
