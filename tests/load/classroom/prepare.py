"""Run beside a server, with its settings: makes classes with students by the app's own services, and prints the cookies
that let their browsers in, as one JSON object."""

from __future__ import annotations

import json
import sys
from typing import Any


def main(sizes: list[int]) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User

    from a09web.classroom.services import open_class
    from a09web.scenarios.scenario import Scenario
    from a09web.sessions import SessionStore

    user, _ = User.objects.get_or_create(username="load")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    start = Scenario(bugs=frozenset(["EarlyRelease"]), steps=("Materialize(r1)", "Claim(w1,r1)", "Tick"))
    classes = [_class(open_class(teacher=user, title="Load", scenario=start), size) for size in sizes]
    made = {"teacher": f"{settings.SESSION_COOKIE_NAME}={session.session_key}", "classes": classes}
    sys.stdout.write(json.dumps(made))


def _class(room: Any, size: int) -> dict[str, Any]:
    from django.http import HttpResponse

    from a09web.classroom.membership import cookie_name, remember_member
    from a09web.classroom.models import Participant

    students = [
        Participant(classroom=room, public_id=f"{room.public_id}-{number}", name=f"Student {number}")
        for number in range(size)
    ]
    Participant.objects.bulk_create(students)
    cookies = []
    for student in students:
        response = HttpResponse()
        remember_member(response, room, student.public_id)
        name = cookie_name(room.public_id)
        cookies.append(f"{name}={response.cookies[name].value}")
    return {"id": room.public_id, "code": room.code, "sandbox": room.sandbox.public_id, "students": cookies}


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]])
