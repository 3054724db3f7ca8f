"""The pages for what went wrong. Each says what happened, why, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from a09web.kit.htmx import is_htmx


def error_page(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    """A designed page, or for htmx the sentence as a notice in the page that asked."""
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


def server_error(request: HttpRequest) -> HttpResponse:
    return error_page(
        request,
        500,
        "Something in the app broke, and not on purpose",
        "Every step that was confirmed is stored. Please reload; if it happens again, tell whoever runs this server.",
    )
