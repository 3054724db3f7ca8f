"""Teachers sign in and up; students never do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.forms import AuthenticationForm, UserCreationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from a09web.kit.client import client_of
from a09web.kit.dear import dear
from a09web.kit.htmx import page_of, to
from a09web.kit.limits import Share, TooMany
from a09web.kit.owner import remembered
from a09web.live.hub import hub

from .rooms import teacher_by

WRONG_PASSWORDS = Share("sign-in", seconds=600, of_client=20, of_address=600)
"""Each costs a third of a second in a lane of its own besides."""
SIGN_UPS = Share("sign-up", seconds=3600, of_client=5, of_address=60)
TOO_MANY_ACCOUNTS = "Very many accounts were made from here within an hour. Please try again later."


def signed_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for teachers; others sign in first, and come back to the page that they see."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        seen = page_of(request)
        path = urlsplit(seen).path or request.get_full_path()
        return to(request, f"{reverse('sign_in')}?{urlencode({'next': path})}")

    return asked


class SignIn(LoginView):
    """The page where a teacher signs in. Wrong tries are counted by who makes them: were they counted by the name,
    anybody could lock anybody out."""

    template_name = "classroom/sign_in.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            WRONG_PASSWORDS.check(client_of(request), "")
        except TooMany as tired:
            form = AuthenticationForm(request)
            return self.render_to_response(self.get_context_data(form=form, is_tired=True), status=tired.status)
        return super().post(request, *args, **kwargs)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return remembered(request, super().dispatch(request, *args, **kwargs))

    def get_context_data(self, **known: Any) -> dict[str, Any]:
        return super().get_context_data(may_sign_up=settings.TEACHERS_MAY_SIGN_UP, **known)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        WRONG_PASSWORDS.count(client_of(self.request))
        return super().form_invalid(form)


sign_in = dear("POST")(SignIn.as_view())


class SignOut(LogoutView):
    """Signs a teacher out, and ends what this browser watches as their own."""

    next_page = "home"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        key = request.session.session_key
        response = super().post(request, *args, **kwargs)
        if key is not None:
            transaction.on_commit(partial(hub.dismiss_everywhere, teacher_by(key)), robust=True)
        return response


@dear("POST")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    if not settings.TEACHERS_MAY_SIGN_UP:
        raise Http404
    form: Any = UserCreationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            SIGN_UPS.check(client_of(request), TOO_MANY_ACCOUNTS)
        except TooMany as tired:
            form.add_error("username", str(tired))
        else:
            SIGN_UPS.count(client_of(request))
            login(request, form.save())
            return HttpResponseRedirect(reverse("teach"))
    return render(request, "classroom/sign_up.html", {"form": form}, status=422 if form.errors else 200)
