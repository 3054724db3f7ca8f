"""Pages travel compressed if they are text. A picture is small as it is, and so is an answer to htmx, of which a class
may want hundreds at once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from a09web.kit.htmx import is_htmx

TEXT = ("text/", "application/json", "application/problem+json", "image/svg+xml")


class CompressText(GZipMiddleware):
    """Django's own, which makes the length of a page say nothing of the secrets in it."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> Any:
        if is_htmx(request) or not response.get("Content-Type", "").startswith(TEXT):
            return response
        return super().process_response(request, response)
