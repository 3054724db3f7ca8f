"""A minimal Django view to measure against: one question to the database, one page of rows rendered from a template."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from a09web.sandbox.models import Sandbox

ROW = (
    '<tr class="row"><th scope="row">{{ row }}</th><td>{{ name }}</td><td>{{ row * 2 }}</td><td>{{ note }}</td></tr>\n'
)
PAGE = f"<!doctype html><title>{{{{ name }}}}</title><table>{{% for row in rows %}}{ROW}{{% endfor %}}</table>"
BYTES_A_ROW = 100


def page(request: HttpRequest) -> HttpResponse:
    rows = range(int(request.GET["size"]) // BYTES_A_ROW)
    name = Sandbox.objects.order_by("pk").values_list("public_id", flat=True).first()
    return HttpResponse(template().render({"rows": rows, "name": name, "note": "a < b"}, request))


@cache
def template() -> Any:
    return engines["jinja2"].from_string(PAGE)


urlpatterns = [path("", page)]
