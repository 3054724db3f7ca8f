"""Who may come where, as data for `test_who.py`.

What came of a request is HTTP's status, or `in` where one is sent to sign in, `door` where one is sent to the door of
the class, and `on` where one is sent anywhere else. It is said of each of `PEOPLE`, in their order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PEOPLE = ("owner", "member", "stranger", "other teacher", "signed out")
ALL, ALL_GO_ON, NOT_SO = "200 200 200 200 200", "on on on on on", "405 405 405 405 405"
ITS_TEACHER, THE_DOOR = "200 in in 404 in", "door door door door door"


@dataclass(frozen=True)
class Who:
    """An address with an example of it, what comes of GET and of POST with these fields, and who may change by it what
    is the owner's."""

    path: str
    get: str
    post: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    writers: tuple[str, ...] = ("owner",)


ADDRESSES = {
    "": Who("/", ALL, NOT_SO),
    "s/": Who("/s/", ALL, ALL_GO_ON),
    "w/<slug:slug>/": Who("/w/a09/", ALL, ALL_GO_ON),
    "w/<slug:slug>/matrix/": Who("/w/a09/matrix/", ALL, NOT_SO),
    "s/<slug:public_id>/": Who("/s/{sandbox}/", ALL, "on 403 403 403 403", {"version": "0", "at": "0", "step": "Tick"}),
    "s/<slug:public_id>/fork/": Who("/s/{sandbox}/fork/", ALL_GO_ON, ALL_GO_ON),
    "s/<slug:public_id>/compare/": Who("/s/{sandbox}/compare/", ALL, NOT_SO),
    "s/<slug:public_id>/space/": Who("/s/{sandbox}/space/", ALL, NOT_SO),
    "s/<slug:public_id>/settings/": Who(
        "/s/{sandbox}/settings/", ALL, "422 422 422 422 422", {"version": "0", "due": "1,2"}
    ),
    "s/<slug:public_id>/ways/<slug:prop>/": Who("/s/{sandbox}/ways/NoEarlyRunnable/", ALL, NOT_SO),
    "s/<slug:public_id>/takes/<slug:prop>/": Who("/s/{sandbox}/takes/NoEarlyRunnable/", ALL, NOT_SO),
    "s/<slug:public_id>/share/": Who("/s/{sandbox}/share/", ALL_GO_ON, NOT_SO),
    "t/": Who("/t/", ALL, "422 422 422 422 422", {"text": "1~~Tick"}),
    "t/<str:text>/": Who("/t/{text}/", ALL, NOT_SO),
    "t/<str:text>/fork/": Who("/t/{text}/fork/", NOT_SO, ALL_GO_ON),
    "t/<str:text>/share/": Who("/t/{text}/share/", ALL, ALL_GO_ON, {"title": "y"}),
    "t/<str:text>/compare/": Who("/t/{text}/compare/", ALL, NOT_SO),
    "t/<str:text>/space/": Who("/t/{text}/space/", ALL, NOT_SO),
    "t/<str:text>/ways/<slug:prop>/": Who("/t/{text}/ways/NoEarlyRunnable/", ALL, NOT_SO),
    "t/<str:text>/takes/<slug:prop>/": Who("/t/{text}/takes/NoEarlyRunnable/", ALL, NOT_SO),
    "t/<str:text>/<str:name>": Who("/t/{text}/trace.txt", ALL, NOT_SO),
    "l/<slug:public_id>/": Who("/l/{link}/", ALL, NOT_SO),
    "l/<slug:public_id>/share/": Who("/l/{link}/share/", ALL, NOT_SO),
    "l/<slug:public_id>/fork/": Who("/l/{link}/fork/", NOT_SO, ALL_GO_ON),
    "l/<slug:public_id>/qr.svg": Who("/l/{link}/qr.svg", ALL, NOT_SO),
    "l/<slug:public_id>/<path:rest>": Who("/l/{link}/trace.txt", ALL_GO_ON, NOT_SO),
    "logs/": Who("/logs/", ALL, "422 422 422 422 422", {"log": "nothing of a log"}),
    "meet/": Who("/meet/", ALL, NOT_SO),
    "which/": Who("/which/", ALL, NOT_SO),
    "which/<path:way>/": Who("/which/twice/once/", ALL, NOT_SO),
    "cases/": Who("/cases/", ALL, NOT_SO),
    "w/<slug:slug>/lessons/": Who("/w/a09/lessons/", ALL, NOT_SO),
    "w/<slug:slug>/lessons/<slug:name>/": Who("/w/a09/lessons/early-release/", ALL, ALL),
    "w/<slug:slug>/lessons/<slug:name>/<slug:part>/": Who(
        "/w/a09/lessons/early-release/break/", ALL, "409 409 409 409 409"
    ),
    "w/<slug:slug>/exercises/": Who("/w/a09/exercises/", ALL, NOT_SO),
    "w/<slug:slug>/exercises/<slug:name>/": Who("/w/a09/exercises/busy-hands/", ALL, ALL_GO_ON, {"start": "1"}),
    "w/<slug:slug>/glossary/": Who("/w/a09/glossary/", ALL, NOT_SO),
    "oembed/": Who("/oembed/?url=http://testserver/l/{link}/", ALL, NOT_SO),
    "matrix/": Who("/matrix/", ALL, NOT_SO),
    "glossary/": Who("/glossary/", ALL, NOT_SO),
    "lessons/": Who("/lessons/", ALL, NOT_SO),
    "lessons/continue/<str:ticket>/": Who("/lessons/continue/nothing/", "404 404 404 404 404", "404 404 404 404 404"),
    "lessons/<slug:name>/": Who("/lessons/early-release/", ALL, ALL),
    "lessons/<slug:name>/<slug:part>/": Who("/lessons/early-release/break/", ALL, "409 409 409 409 409"),
    "exercises/": Who("/exercises/", ALL, NOT_SO),
    "exercises/made/": Who("/exercises/made/", "200 in in 200 in", NOT_SO),
    "exercises/made/new/": Who("/exercises/made/new/", "200 in in 200 in", "422 in in 422 in"),
    "exercises/made/<slug:public_id>/": Who("/exercises/made/{exercise}/", ITS_TEACHER, "422 in in 404 in"),
    "exercises/made/<slug:public_id>/delete/": Who("/exercises/made/{exercise}/delete/", ITS_TEACHER, ITS_TEACHER),
    "exercises/made/<slug:public_id>/results/": Who("/exercises/made/{exercise}/results/", ITS_TEACHER, NOT_SO),
    "exercises/made/<slug:public_id>/results.<slug:form>": Who(
        "/exercises/made/{exercise}/results.csv", ITS_TEACHER, NOT_SO
    ),
    "exercises/x/<slug:public_id>/": Who("/exercises/x/{exercise}/", ALL, ALL_GO_ON, {"start": "1"}),
    "exercises/<slug:name>/": Who("/exercises/busy-hands/", ALL, ALL_GO_ON, {"start": "1"}),
    "c/": Who("/c/", ALL, ALL_GO_ON, {"code": "{code}"}),
    "C/": Who("/C/", ALL_GO_ON, ALL_GO_ON),
    "C/<code:code>/": Who("/C/{code}/", ALL_GO_ON, ALL_GO_ON),
    "c/<code:code>/": Who("/c/{code}/", ALL, "422 on 422 422 422"),
    "c/<code:code>/screen/": Who("/c/{code}/screen/", ALL, NOT_SO),
    "c/<code:code>/vote/": Who(
        "/c/{code}/vote/",
        NOT_SO,
        "door 409 door door door",
        {"number": "1", "round": "1", "nth": "1", "choice": "none"},
    ),
    "c/<code:code>/copy/": Who("/c/{code}/copy/", "door on door door door", "door on door door door", {"key": "k"}),
    "c/<code:code>/mine/": Who("/c/{code}/mine/", THE_DOOR, THE_DOOR),
    "c/<code:code>/exercise/": Who("/c/{code}/exercise/", THE_DOOR, THE_DOOR),
    "c/<code:code>/news/": Who("/c/{code}/news/", "door 200 door door door", NOT_SO),
    "c/<code:code>/me/": Who("/c/{code}/me/", "door 200 door door door", "door on door door door"),
    "c/<code:code>/back/": Who("/c/{code}/back/", ALL, "422 422 422 422 422", {"resume": "ZZZZZZ"}),
    "c/<code:code>/qr.svg": Who("/c/{code}/qr.svg", ALL, NOT_SO),
    "teach/": Who("/teach/", "200 in in 200 in", "on in in on in", {"title": "Another"}),
    "teach/sign-in/": Who("/teach/sign-in/", ALL, ALL, {"username": "ada", "password": "wrong"}),
    "teach/sign-out/": Who("/teach/sign-out/", NOT_SO, ALL_GO_ON),
    "teach/sign-up/": Who("/teach/sign-up/", ALL, ALL),
    "teach/first/<str:ticket>/": Who("/teach/first/x/", "410 410 410 410 410", "410 410 410 410 410"),
    "teach/<slug:public_id>/": Who(
        "/teach/{room}/", ITS_TEACHER, "on in in 404 in", {"version": "0", "at": "0", "step": "Tick"}
    ),
    "teach/<slug:public_id>/do/": Who("/teach/{room}/do/", "on in in 404 in", "on in in 404 in", {"do": "end"}),
    "teach/<slug:public_id>/progress/": Who("/teach/{room}/progress/", ITS_TEACHER, NOT_SO),
    "teach/<slug:public_id>/people/": Who("/teach/{room}/people/", ITS_TEACHER, NOT_SO),
    "teach/<slug:public_id>/traces/": Who("/teach/{room}/traces/", ITS_TEACHER, NOT_SO),
    "teach/<slug:public_id>/exercises/": Who("/teach/{room}/exercises/", ITS_TEACHER, NOT_SO),
    "teach/<slug:public_id>/results/": Who("/teach/{room}/results/", ITS_TEACHER, NOT_SO),
    "teach/<slug:public_id>/afterwards/": Who("/teach/{room}/afterwards/", ITS_TEACHER, NOT_SO),
    "teach/<slug:public_id>/export.json": Who("/teach/{room}/export.json", ITS_TEACHER, NOT_SO),
    "teach/<slug:public_id>/delete/": Who("/teach/{room}/delete/", ITS_TEACHER, "on in in 404 in"),
    "teach/<slug:public_id>/<str:kind>": Who("/teach/{room}/votes.csv", ITS_TEACHER, NOT_SO),
    "healthz": Who("/healthz", ALL, NOT_SO),
}


@dataclass(frozen=True)
class Operation:
    """An operation of the API with an example, the JSON that it is sent, and what comes of it: for the token of the
    owner, for another one, and without any."""

    path: str
    said: str
    given: Mapping[str, Any] | None = None


OPERATIONS = {
    ("get", "api/openapi.json"): Operation("/api/openapi.json", "200 200 200"),
    ("get", "api/"): Operation("/api/", "200 200 200"),
    ("post", "api/sandboxes"): Operation("/api/sandboxes", "201 201 201", {}),
    ("get", "api/sandboxes/<sandbox_id>"): Operation("/api/sandboxes/{sandbox}", "200 200 200"),
    ("post", "api/sandboxes/<sandbox_id>/steps"): Operation(
        "/api/sandboxes/{sandbox}/steps", "200 403 401", {"version": 0, "step": "Tick", "at": 0}
    ),
    ("post", "api/sandboxes/<sandbox_id>/moves"): Operation(
        "/api/sandboxes/{sandbox}/moves", "200 403 401", {"version": 0, "to": 0}
    ),
    ("get", "api/sandboxes/<sandbox_id>/outlook"): Operation("/api/sandboxes/{sandbox}/outlook", "200 200 200"),
    ("get", "api/sandboxes/<sandbox_id>/takes/<prop>"): Operation(
        "/api/sandboxes/{sandbox}/takes/NoEarlyRunnable", "200 200 200"
    ),
    ("get", "api/sandboxes/<sandbox_id>/shortened"): Operation("/api/sandboxes/{sandbox}/shortened", "422 422 422"),
    ("get", "api/sandboxes/<sandbox_id>/scenario"): Operation("/api/sandboxes/{sandbox}/scenario", "200 200 200"),
    ("post", "api/scenarios"): Operation("/api/scenarios", "200 200 200", {}),
    ("get", "api/scenarios/<text>"): Operation("/api/scenarios/{text}", "200 200 200"),
    ("get", "api/scenarios/<text>/outlook"): Operation("/api/scenarios/{text}/outlook", "200 200 200"),
    ("get", "api/scenarios/<text>/takes/<prop>"): Operation(
        "/api/scenarios/{text}/takes/NoEarlyRunnable", "200 200 200"
    ),
    ("get", "api/scenarios/<text>/shortened"): Operation("/api/scenarios/{text}/shortened", "422 422 422"),
    ("get", "api/scenarios/<text>/files/<name>"): Operation("/api/scenarios/{text}/files/trace.txt", "200 200 200"),
    ("post", "api/logs"): Operation("/api/logs", "422 422 422", {"no": "event"}),
    ("post", "api/traces"): Operation("/api/traces", "422 422 422", {"trace": "nothing"}),
    ("post", "api/links"): Operation("/api/links", "201 201 201", {"text": "{text}"}),
    ("get", "api/links/<link_id>"): Operation("/api/links/{link}", "200 200 200"),
}

ROOMS = {
    "s": ("sandbox", "yes yes yes yes yes"),
    "c": ("room", "yes yes no no no"),
    "t": ("room", "yes no no no no"),
}
"""The kinds of rooms of sockets, whose room the example is, and who may watch it."""
