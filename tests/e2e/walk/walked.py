"""The whole walk, made once in a run of the tests: who came where, on a server whose data is kept for the browsers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from a09web.classroom.models import ASKING
from tests import run
from tests.servers import running_server, temporary_directory

from .markup import TYPED
from .places import Place
from .strangers import Person

LARGEST = {"due": "1,2,3,8", "workers": "3", "max_time": "8", "max_epoch": "3"}
BUGS = "StaleCompletion DuplicateClaim EarlyRelease DuplicateMaterialization CheckpointAdvance MissingMaterialization"
SETTINGS = {"TEACHERS_MAY_SIGN_UP": "True", "WORKBOOKS": "tests.workbooks.desk.DESK"}
IN_A_ROW = list(enumerate(("Tick", "Materialize(r1)", "Claim(w1,r1)", "Expire(r1)", "Claim(w2,r1)", "Tick", "Tick")))
LATE = "1~bugs.StaleCompletion~title.A_late_result~Tick~Materialize.r1~Claim.w1.r1~Expire.r1~Complete.w1.r1.1"
STATES: dict[str, tuple[dict[str, Any], list[tuple[int, str]]]] = {
    "a late result": (
        {"bugs": ["StaleCompletion", "MissingMaterialization", "EarlyRelease"]},
        [*IN_A_ROW, (5, "Complete(w1,r1,1)")],
    ),
    "the largest": (
        {**LARGEST, "bugs": BUGS.split()},
        [*IN_A_ROW[:5], (5, "Claim(w3,r1)"), (6, "Materialize(r2)"), (7, "AdvanceCheckpoint"), (8, "Claim(w3,r2)")],
    ),
    "sixty steps": (LARGEST, [(at, f"{'-' if at % 2 else '+'}DuplicateMaterialization") for at in range(60)]),
    "many branches": (
        {**LARGEST, "bugs": BUGS.split()},
        [
            *(
                (0, step)
                for step in ("Tick", "Materialize(r1)", "Materialize(r2)", "Materialize(r3)", "Materialize(r4)")
            ),
            *(
                (1, step)
                for step in ("Tick", "Materialize(r1)", "Materialize(r2)", "Materialize(r3)", "Materialize(r4)")
            ),
            *((7, f"Claim({worker},r1)") for worker in ("w1", "w2", "w3")),
            (7, "Materialize(r2)"),
        ],
    ),
}
"""Sandboxes with much to show: their fields, and their steps, each from the step of that number."""
OTHER_WAYS = {"text": "?mode=text", "the projector": "?present=1", "an old step": "?at=2"}
"""How else the page of a sandbox can be looked at."""
SHOWN_SO = ("a late result", "the largest")
IN_CLASS = ("the console", "the wall", "a student")
HARD = (
    *STATES,
    *(f"{name}, {way}" for name in SHOWN_SO for way in OTHER_WAYS),
    "the largest, in somebody else's browser",
    "a late result, embedded",
    "a late result, one step back, embedded",
    "a broken link",
    *(f"{phase}: {where}" for phase in ("predict", "discuss", "reveal") for where in IN_CLASS),
)
"""The names of the places that are made to be hard to show."""
STUDENTS = frozenset(f"c/<code>/{page}" for page in ("", "exercise/", "mine/", "me/", "back/"))
EXERCISE = {
    "scenario": "/t/1~bugs.EarlyRelease/",
    "target": "NoEarlyRunnable",
    "story": "A shop bills its customers at the end of each month, and one of the bills went out too early.",
}


@dataclass(frozen=True)
class Walked:
    """What the walk left: the data of its server, the places, and the cookies by which each person is known."""

    data: Path
    places: list[Place]
    cookies: dict[str, dict[str, str]]
    answers: set[tuple[str, str]]

    @property
    def kinds(self) -> set[str]:
        return {place.kind for place in self.places}

    def of_kind(self, kind: str, *, by_day: bool = False) -> list[Place]:
        """One place of each look, where somebody was last; by day without a second look for the wall."""
        found = {place.looks: place for place in self.places if place.kind == kind}
        plain = {looks: place for looks, place in found.items() if "projector" not in looks}
        return list((plain if by_day and plain else found).values())


def walked() -> Walked:
    folder = run.once("walked", _walk)
    told = json.loads((folder / "walked.json").read_text(encoding="utf-8"))
    places = [Place(**{**place, "looks": tuple(place["looks"])}) for place in told["places"]]
    return Walked(folder / "data", places, told["cookies"], {(kind, what) for kind, what in told["answers"]})


def _walk(folder: Path) -> None:
    data = temporary_directory("walk-")
    with running_server(data, SETTINGS, options=["--tell"]) as server:
        for_the_first_teacher = next(word for word in server.log.split() if "/teach/first/" in word)
        people = list(_everybody(server.url, for_the_first_teacher))
        hard = list(_hard(people))
        told: dict[str, Any] = {
            "places": [asdict(place) for person in people for place in person.places()] + [asdict(one) for one in hard],
            "cookies": {person.name: person.cookies() for person in people},
            "answers": sorted({answer for person in people for answer in person.answers}),
        }
        for person in people:
            person.http.close()
        server.terminate()
    data.rename(folder / "data")
    (folder / "walked.json").write_text(json.dumps(told, indent=1), encoding="utf-8")


def _everybody(home: str, for_the_first_teacher: str) -> Iterator[Person]:
    """Whoever only looks; whoever does the lessons and exercises; a teacher, and a student; who is given a link."""
    stranger = Person("a stranger", home, most=2, has_forms=False)
    stranger.walk("/", for_the_first_teacher)
    yield stranger
    learner = Person("a learner", home, most=2, avoids=frozenset({"teach/sign-in/", "teach/sign-up/"}))
    learner.walk("/")
    yield learner
    teacher = Person("a teacher", home, EXERCISE, most=1, avoids=learner.kinds)
    teacher.walk("/teach/")
    teacher.walk("/exercises/made/")  # which were none at first
    yield teacher
    student = Person("a student", home, most=1, avoids=learner.kinds | teacher.kinds - STUDENTS)
    student.walk(next(address for address in teacher.seen if address.endswith("/screen/")).removesuffix("screen/"))
    yield student
    guest = Person("a guest", home, most=2, has_forms=False, avoids=stranger.kinds)
    guest.walk(*(address for address in learner.seen if "/l/" in address or address.count("/s/")))
    yield guest


def _hard(people: list[Person]) -> Iterator[Place]:
    """What is hard to show, made as a learner and a teacher make it."""
    stranger, learner, teacher, student = people[:4]
    made = {name: _sandbox(learner, fields, steps) for name, (fields, steps) in STATES.items()}
    for name, address in made.items():
        yield Place(name, learner.name, address)
    for way, query in OTHER_WAYS.items():
        who = "a reader" if way == "text" else learner.name
        yield from (Place(f"{name}, {way}", who, made[name] + query) for name in SHOWN_SO)
    yield Place("the largest, in somebody else's browser", stranger.name, made["the largest"])
    yield Place("a late result, embedded", "a reader of a blog", f"/t/{LATE}/?embed=1")
    yield Place("a late result, one step back, embedded", "a reader of a blog", f"/t/{LATE}/?embed=1&at=3")
    yield Place("a broken link", stranger.name, "/s/nothing-here/")
    for phase in ("predict", "discuss", "reveal"):
        room = _class(teacher, student, made["the largest"], phase)
        yield Place(f"{phase}: the console", teacher.name, room["console"])
        yield Place(f"{phase}: the wall", teacher.name, room["class"] + "screen/")
        yield Place(f"{phase}: a student", student.name, room["class"])


def _sandbox(learner: Person, fields: dict[str, Any], steps: list[tuple[int, str]]) -> str:
    """The address of a sandbox in which these steps were taken, each from the step of this number."""
    address = learner.fill_in("/s/", **fields)
    for version, (at, step) in enumerate(steps):
        learner.fill_in(address, version=version, at=at, step=step)
    return address


def _class(teacher: Person, student: Person, board: str, phase: str) -> dict[str, str]:
    """A class about this board, in which the student has joined, and is asked a question."""
    console = teacher.fill_in("/teach/", title=TYPED["title"], source=teacher.home + board, lesson="")
    page = teacher.look(teacher.http.get(teacher.home + console))
    assert page is not None
    screen = next(address for address in page.links if address.endswith("/screen/")).removeprefix(teacher.home)
    room = screen.removesuffix("screen/")
    student.fill_in(room)
    teacher.fill_in(console, students=30)
    teacher.fill_in(console, about="Materialize(r1)", kind="breaks")
    for each in ASKING[1 : ASKING.index(phase) + 1]:
        teacher.fill_in(console, do="phase", phase=each)
    return {"console": console, "class": room}
