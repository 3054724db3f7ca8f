"""A class at a real server, with its teacher and its students, each known by a cookie."""

from __future__ import annotations

import json
from dataclasses import dataclass

from tests import forking
from tests.servers import Browser, Server, environment


@dataclass
class Taught:
    """A class: the pages of its console and of what its teacher does, the path of its room under `/ws`, its code, and
    the cookies of those who are in."""

    page: str
    act: str
    room: str
    code: str
    teacher: str
    students: list[str]

    def browser(self, server: Server, cookie: str) -> Browser:
        """The browser of somebody who is known by that cookie, at a server."""
        browser = Browser(server)
        name, _, value = cookie.partition("=")
        browser.http.cookies.set(name, value)
        return browser


def class_at(server: Server, students: int = 1) -> Taught:
    """A new class with so many students, made beside the server in its database."""
    env = environment(server.var_dir, server.env)
    made = forking.run("-m", "tests.load.classroom.prepare", str(students), env=env)
    assert made.returncode == 0, made.stderr
    told = json.loads(made.stdout)
    room = told["classes"][0]
    return Taught(
        f"/teach/{room['id']}/",
        f"/teach/{room['id']}/do/",
        f"/c/{room['id']}/",
        room["code"],
        told["teacher"],
        room["students"],
    )
