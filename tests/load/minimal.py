"""Minimal Django views to measure against: one question to the database, one page of rows rendered from a template.

`/minimal/` is as Django comes, with its own template language; `jinja/` renders with the app's engine; `write/` also
changes one row in a transaction of its own, as a step has to. The app's own pages are beside them.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine, engines
from django.urls import include, path

from a09web.sandbox.models import Sandbox

ROW = "measured"
LINE = '<tr class="row"><th scope="row">{{ row }}</th><td>{{ name }}</td><td>{{ row }}</td><td>{{ note }}</td></tr>\n'
PAGE = f"<!doctype html><title>{{{{ name }}}}</title><table>{{% for row in rows %}}{LINE}{{% endfor %}}</table>"
BYTES_A_ROW = 95


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse(django_template().render(Context(shown(request))))


def jinja(request: HttpRequest) -> HttpResponse:
    return HttpResponse(jinja_template().render(shown(request), request))


def write(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        Sandbox.objects.filter(public_id=ROW).update(last_number=F("last_number") + 1)
    return jinja(request)


def shown(request: HttpRequest) -> dict[str, Any]:
    rows = range(int(request.GET["size"]) // BYTES_A_ROW)
    name = Sandbox.objects.order_by("pk").values_list("public_id", flat=True).first()
    return {"rows": rows, "name": name, "note": "a < b"}


@cache
def django_template() -> Any:
    return Engine().from_string(PAGE)


@cache
def jinja_template() -> Any:
    return engines["jinja2"].from_string(PAGE)


urlpatterns = [
    path("minimal/", plain),
    path("minimal/jinja/", jinja),
    path("minimal/write/", write),
    path("", include("a09web.urls")),
]
