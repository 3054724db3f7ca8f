"""The pages for what went wrong. Each says what happened, why, and what to do."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from redis.exceptions import RedisError

from a09web.api.problems import problem
from a09web.kit.htmx import is_htmx

AWAY = (OperationalError, InterfaceError, RedisError)
"""How the database and Redis say that they cannot be reached, or cannot write."""
RETRY_SECONDS = 5
JSON = "application/json"
_NUL_IN_JSON = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def error_page(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    """A designed page, for htmx the sentence as a notice in the page that asked, and for programs a problem."""
    if request.path.startswith("/api/"):
        return problem(status, sentence)
    context = {"title": title, "sentence": sentence, "status": status}
    template = "_notice_only.html" if is_htmx(request) else "error.html"
    return render(request, template, context, status=status)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return error_page(
        request,
        400,
        "That request made no sense",
        "The address or the form was malformed. Please go back and try again.",
    )


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return error_page(request, 403, "Not allowed", "This is not yours to change. You can look at it, or fork it.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_page(
        request,
        403,
        "Your browser did not prove that the form is its own",
        "The form is from an older visit, or cookies are blocked for this site. Nothing was done. "
        "Allow cookies, reload the page, and try again.",
    )


def refused_unread(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware. Answers for what `WholeRequest` did not read to its end, and says so in a header."""

    def middleware(request: HttpRequest) -> HttpResponse:
        status = request.headers.get("X-A09-Refused", "")
        if status == "413":
            return too_large(request)
        return took_too_long(request) if status == "408" else get_response(request)

    return middleware


def too_large(request: HttpRequest) -> HttpResponse:
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024
    return error_page(
        request,
        413,
        "That is more than is read",
        f"At most {most} KiB are read at once, and nothing was done. The longest trace that opens here is far shorter: "
        "take away what is not part of it, such as other runs, and try again.",
    )


def took_too_long(request: HttpRequest) -> HttpResponse:
    return error_page(
        request,
        408,
        "That took too long to arrive",
        "The line is slow, or it was cut. Nothing was done. Please go back and try again.",
    )


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return error_page(
        request,
        404,
        "There is nothing at this address",
        "The link may be mistyped, or the sandbox was left untouched for so long that it was deleted.",
    )


def away(request: HttpRequest) -> HttpResponse:
    """The database or Redis is away, or the disk is full. It heals by itself when they are back."""
    response = error_page(
        request,
        503,
        "The app cannot reach what it stores things in",
        "Nothing was done. Every step that was confirmed is stored. Please try again in a moment; if it happens again, "
        "tell whoever runs this server.",
    )
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def without_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware. Refuses every text with the character NUL in it, which no keyboard types and PostgreSQL does not
    store."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return bad_request(request) if any("\0" in text for text in _texts(request)) else get_response(request)

    return middleware


def _texts(request: HttpRequest) -> Iterator[str]:
    """Whatever a request says."""
    yield request.path
    yield from request.COOKIES.values()
    for said in (request.GET, request.POST):
        for name, values in said.lists():
            yield name
            yield from values
    if request.content_type == JSON and _NUL_IN_JSON.search(request.body):
        yield "\0"


def server_error(request: HttpRequest) -> HttpResponse:
    if isinstance(sys.exc_info()[1], AWAY):
        return away(request)
    return error_page(
        request,
        500,
        "Something in the app broke, and not on purpose",
        "Every step that was confirmed is stored. Please reload; if it happens again, tell whoever runs this server.",
    )
