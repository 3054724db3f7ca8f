"""Errors as problem details (RFC 9457), and an API that says so in its OpenAPI document."""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError

from a09web.invalid_input import InvalidInput
from a09web.kit.refusals import Refused

MEDIA_TYPE = "application/problem+json"
METHODS = ("get", "post")
WHERE_IT_IS_SENT = 2
"""So many names of a place say only that it is in the body, or in the query."""


class Problem(Schema):
    """What went wrong. `title` is HTTP's name of the status, `detail` one sentence that says what to do."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


class Unknown(Exception):
    """The client did not say who it is, or not truly."""


def problem(status: int, detail: str) -> HttpResponse:
    said = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    response = HttpResponse(json.dumps(said, ensure_ascii=False), status=status, content_type=MEDIA_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        response["Retry-After"] = "60"
    return response


def problems_only(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware. Whatever the API refuses is a problem, also what Ninja says in plain text, such as a method that an
    address does not know."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.path.startswith("/api/") or response.status_code < HTTPStatus.BAD_REQUEST:
            return response
        if response["Content-Type"] == MEDIA_TYPE:
            return response
        told = problem(response.status_code, f"{HTTPStatus(response.status_code).description}.")
        if "Allow" in response:
            told["Allow"] = response["Allow"]
        return told

    return middleware


class Api(NinjaAPI):
    """Ninja's API, with the media type of problems where an answer is one."""

    def __init__(self, **about: Any) -> None:
        super().__init__(**about)
        self._documents: dict[str, Any] = {}

    def get_openapi_schema(self, **how: Any) -> Any:
        """The document; the same object at each call, because it takes long to make."""
        key = json.dumps(how, sort_keys=True)
        if key not in self._documents:
            self._documents[key] = self._document(**how)
        return self._documents[key]

    def _document(self, **how: Any) -> Any:
        document = super().get_openapi_schema(**how)
        for path in document["paths"].values():
            for operation in (path[method] for method in METHODS if method in path):
                for status, response in operation["responses"].items():
                    if int(status) >= HTTPStatus.BAD_REQUEST and "content" in response:
                        response["content"] = {MEDIA_TYPE: next(iter(response["content"].values()))}
        return document


def explain_errors(api: NinjaAPI) -> None:
    """Makes every refusal of the app a problem."""

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, error: Refused) -> HttpResponse:
        return problem(error.status, str(error))

    @api.exception_handler(InvalidInput)
    def invalid(request: HttpRequest, error: InvalidInput) -> HttpResponse:
        return problem(422, str(error))

    @api.exception_handler(Unknown)
    def unknown(request: HttpRequest, error: Unknown) -> HttpResponse:
        return problem(401, str(error))

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(404, "There is nothing at this address.")

    @api.exception_handler(HttpError)
    def malformed(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(error.status_code, f"{error}.")

    @api.exception_handler(ValidationError)
    def misshapen(request: HttpRequest, error: ValidationError) -> HttpResponse:
        first = error.errors[0]
        return problem(422, f"{'.'.join(map(str, first['loc'][WHERE_IT_IS_SENT:]))}: {first['msg']}.")
