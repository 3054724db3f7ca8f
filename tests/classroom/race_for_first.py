"""Several who make the first account at once, each in a thread with a connection of its own: `python -m
tests.classroom.race_for_first`. Prints as JSON the names that there are then, round by round.

A process of its own, because it runs on the database that the environment names, with the settings of the app.
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
from django.test import Client  # noqa: E402

from a09web.classroom import first_teacher  # noqa: E402

NAMES, ROUNDS, PASSWORD = ("ada", "eve", "bob", "lin"), 4, "a quiet room"


def round_of() -> list[str]:
    User.objects.all().delete()
    connection.close()
    link, barrier = first_teacher.path(), threading.Barrier(len(NAMES))

    def make(name: str) -> None:
        barrier.wait(timeout=30)
        try:
            fields = {"username": name, "password1": PASSWORD, "password2": PASSWORD}
            Client(headers={"Host": "127.0.0.1"}).post(link, fields)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(NAMES)) as pool:
        list(pool.map(make, NAMES))
    return list(User.objects.values_list("username", flat=True))


if __name__ == "__main__":
    sys.stdout.write(json.dumps([round_of() for _ in range(ROUNDS)]))
