"""The first account: whoever starts a server on which nobody can sign in is given a link to make it in the browser."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import login
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from a09web.kit.dear import dear

SECONDS = 3600
_SIGNER = TimestampSigner(salt="first-teacher")
_WHAT = "first"
GONE = "The first teacher has an account already. Others are made with manage.py create_teacher."
OLD = "This link is no longer good. End the server and start it again: it prints a new one, which is good for an hour."


def is_wanted() -> bool:
    """Whether nobody can sign in yet."""
    return not User.objects.exists()


def path() -> str:
    """The path of the link, which is good for an hour and for one account."""
    return reverse("first_teacher", args=[_SIGNER.sign(_WHAT)])


@dear("POST")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def make_first(request: HttpRequest, ticket: str) -> HttpResponse:
    """The form, and the account. Who has it is signed in."""
    sentence = OLD if not _is_good(ticket) else GONE if not is_wanted() else ""
    if sentence:
        return render(request, "classroom/first_teacher.html", {"sentence": sentence}, status=410)
    form: Any = UserCreationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = _made(form)
        if made is None:
            return render(request, "classroom/first_teacher.html", {"sentence": GONE}, status=410)
        login(request, made)
        return HttpResponseRedirect(reverse("teach"))
    return render(request, "classroom/sign_up.html", {"form": form}, status=422 if form.errors else 200)


@transaction.atomic
def _made(form: Any) -> User | None:
    """The account; None if somebody else was faster. Who comes at the same time waits at the row of the accounts' type:
    there is no other yet."""
    ContentType.objects.select_for_update().get(app_label="auth", model="user")
    return form.save() if is_wanted() else None


def _is_good(ticket: str) -> bool:
    try:
        return _SIGNER.unsign(ticket, max_age=SECONDS) == _WHAT
    except BadSignature:
        return False
