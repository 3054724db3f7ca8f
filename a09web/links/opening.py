"""The page where a trace of another tool, or the text of a link, becomes a scenario. `?sample=` fills one in."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from a09web.invalid_input import InvalidInput
from a09web.kit.dear import dear
from a09web.kit.outcome import Outcome
from a09web.model.bounds import Bounds
from a09web.sandbox.forms import NewSandbox
from a09web.scenarios.address import check_fits, decode, encode
from a09web.scenarios.traces.clothes import text_of
from a09web.scenarios.uploads import Upload, read_upload

from .samples import SAMPLES, sample
from .unstored import path_of

_LINK = re.compile(r"(?:https?://[^\s/]+)?/t/([^\s/?#]+)/?\S*")
_TEXT = re.compile(r"[0-9]+~[A-Za-z0-9._~-]*|[0-9]+")


@dear("POST")
@require_http_methods(["GET", "HEAD", "POST"])
def open_page(request: HttpRequest) -> HttpResponse:
    form = NewSandbox.of(request.POST)
    if request.method != "POST":
        return _page(request, form, Outcome())
    try:
        text = _given(request)
        if link := _link_in(text):
            decode(link)
            return HttpResponseRedirect(path_of(link))
        bounds: Bounds | None = form.parsed()[0] if "own_bounds" in request.POST else None
        upload = read_upload(text, bounds=bounds)
        check_fits(upload.scenario)
    except InvalidInput as wrong:
        return _page(request, form, Outcome.of(wrong))
    if not upload.told:
        return HttpResponseRedirect(path_of(encode(upload.scenario)))
    return _page(request, form, Outcome(), upload)


def _given(request: HttpRequest) -> str:
    """What was uploaded or pasted. Raises `InvalidInput`."""
    file = request.FILES.get("file")
    if file is not None:
        return text_of(file.read())
    text = request.POST.get("text", "")
    if not text.strip():
        raise InvalidInput("There is nothing to open yet: choose a file, or paste its text.")
    return text


def _link_in(text: str) -> str:
    """The text of the link, if that is what was given."""
    line = text.strip()
    found = _LINK.fullmatch(line)
    return found[1] if found else line if _TEXT.fullmatch(line) else ""


def _page(request: HttpRequest, form: NewSandbox, outcome: Outcome, upload: Upload | None = None) -> HttpResponse:
    context = {
        "form": form,
        "outcome": outcome,
        "upload": upload,
        "path": path_of(encode(upload.scenario)) if upload is not None else "",
        "samples": SAMPLES,
        "typed": {
            "text": request.POST.get("text", sample(request.GET.get("sample", ""))),
            "own_bounds": "own_bounds" in request.POST,
        },
    }
    return render(request, "links/open.html", context, status=outcome.status)
