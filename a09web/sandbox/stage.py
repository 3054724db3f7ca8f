"""A sandbox on a page: what a request does to it, and the answer. `/s/<id>/` is one, and so is a part of a lesson."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from a09web.invalid_input import InvalidInput
from a09web.kit.htmx import is_htmx, page_of, trigger_of
from a09web.kit.numbers import number_in
from a09web.kit.outcome import Outcome
from a09web.kit.owner import is_known, owner_of, remember
from a09web.kit.panels import OnPage, Panel, swaps
from a09web.kit.refusals import Refused
from a09web.kit.viewing import is_presented, mode_of, switch_mode

from .finding import again_or_404, looked_at, may_step
from .models import Sandbox
from .moment import Moment
from .panels import render_panels, render_twins
from .played_branches import shorter, shortest_break, steps_from_here, steps_from_start, switched_on, told_ahead, walk
from .reveal import OPEN, RevealPolicy
from .rooms import publish_change
from .services import Gone, add_branch, check_exists, move_cursor, switch_fairness, take_step
from .setup import Setup
from .tree import ROOT, Tree

# The page asks by itself for what it shows, so that what was said to the last action stays.
BACKGROUND = "announcement"


class Stage:
    """A page with something to play with, stored or not. With htmx only the parts that differ are sent."""

    template = "sandbox/page.html"
    policy: RevealPolicy = OPEN
    shown: Setup
    ahead: tuple[str, ...] = ()
    """A sentence for each step that was laid ahead of where one stands."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def address(self) -> str:
        """The path of the page."""
        return self.shown.get_absolute_url()

    @property
    def asked(self) -> QueryDict:
        """The form that was sent."""
        return self.request.POST

    def said(self, name: str) -> str:
        """What the form says under a name."""
        return str(self.asked[name])

    def panels(self, moment: Moment) -> dict[str, Panel]:
        """The parts of the page that a step can change."""
        return render_panels(moment)

    def title(self, moment: Moment) -> str:
        """The title of the page, if a step changes it."""
        return ""

    def context(self, moment: Moment) -> dict[str, Any]:
        """What the whole page needs besides."""
        return {}

    def page(self, moment: Moment, outcome: Outcome) -> HttpResponse:
        panels = self.panels(moment)
        context = {"moment": moment, "sandbox": moment.sandbox, "outcome": outcome, "action": self.address}
        if is_htmx(self.request):
            parts = swaps(panels, OnPage.told(self.request.headers.get("Panels", "")))
            context |= {
                "parts": parts,
                "title": self.title(moment),
                "is_background": trigger_of(self.request) == BACKGROUND,
            }
            response = render(self.request, "sandbox/_changes.html", context, status=outcome.status)
        else:
            address = self.request.build_absolute_uri(moment.sandbox.get_absolute_url())
            context |= {
                "twins": render_twins(moment.workbook) if moment.policy.source else "",
                "panels": panels,
                "address": address,
            }
            context |= {"mode": mode_of(self.request), "present": is_presented(self.request), **self.context(moment)}
            response = render(self.request, self.template, context, status=outcome.status)
        patch_vary_headers(response, ["HX-Request", "Cookie"])
        response["Cache-Control"] = "no-store"
        response["Sandbox-Version"] = str(moment.live_version)
        return response

    def branch(self, moment: Moment) -> tuple[int, tuple[str, ...], str]:
        """A shortest break, a shorter trace, a random walk or the like: from which step, the steps, and what to say
        about them."""
        asked = self.asked
        if not moment.policy.foresight:
            raise Refused("Here the way is yours to find: take one step after another.")
        if "lay" in asked:
            return moment.at, *steps_from_here(moment, self.said("lay"))
        if "go" in asked:
            return ROOT, steps_from_start(moment, self.said("go")), ""
        if "show" in asked:
            return moment.at, *shortest_break(moment, self.said("show"))
        if "shorten" in asked:
            return ROOT, *shorter(moment, self.said("shorten"))
        if "on" in asked:
            return moment.at, *switched_on(moment, self.said("on"))
        if "walk" in asked:
            seed = number_in(asked, "seed") if asked.get("seed") else None
            return moment.at, *walk(moment, seed, until_broken=self.said("walk") == "break")
        raise Refused("The form asks for nothing: choose a step, or a way to move.")

    @property
    def stays(self) -> bool:
        """Whether the branch that is asked for lies ahead, to be played step by step."""
        return "show" in self.asked or "lay" in self.asked


class SandboxStage(Stage):
    """A stored sandbox on a page. Its address answers GET, and POST with a `step` to take, a step to `move` to and
    so on."""

    shown: Sandbox

    def __init__(self, request: HttpRequest, shown: Sandbox, owner: str = "") -> None:
        """`owner` is who steps it; without one, the name in the browser's cookie."""
        super().__init__(request)
        self.shown, self.owner = shown, owner or owner_of(request)
        self.is_named = not owner

    def respond(self) -> HttpResponse:
        if self.request.method == "POST":
            return self._posted()
        if "mode" in self.request.GET:
            return switch_mode(self.request, self.address)
        tree = Tree.of(self.shown)
        at, outcome = looked_at(self.request, self.shown, tree)
        return self._remembered(self.page(self._moment(tree, at), outcome))

    def _posted(self) -> HttpResponse:
        tree = Tree.of(self.shown)
        outcome = self._act(tree)
        if outcome.status != 200:  # what was refused may have been made from an outdated tree
            self.shown = again_or_404(self.shown)
            tree = Tree.of(self.shown)
        if is_htmx(self.request) or outcome.notice or outcome.ahead:
            response = self.page(self._moment(tree, self.shown.cursor), outcome)
            if "at=" in page_of(self.request):
                response["HX-Push-Url"] = self.address
        else:
            response = HttpResponseRedirect(self.address)
        return self._remembered(response)

    def _remembered(self, response: HttpResponse) -> HttpResponse:
        """Gives the browser its name with the page, before the first step: so a double click is not taken for two
        people. The name lasts a year from when a page was loaded last."""
        is_page = not is_htmx(self.request)
        if self.is_named and (is_page or not is_known(self.request, self.owner)):
            remember(response, self.owner)
        return response

    def _moment(self, tree: Tree, at: int) -> Moment:
        return Moment(self.shown, tree, at, may_step(self.shown, self.owner), self.policy, self.address)

    def _act(self, tree: Tree) -> Outcome:
        before = copy(self.shown)
        try:
            notice = self._write(tree)
        except Gone:
            raise Http404 from None
        except (InvalidInput, Refused) as refused:
            return Outcome.of(refused)
        self.publish(tree, before)
        return Outcome(notice, ahead=self.ahead)

    def publish(self, tree: Tree, before: Sandbox) -> None:
        """Tells all who watch. It is called after the commit."""
        publish_change(self.shown, tree, before)

    def _write(self, tree: Tree) -> str:
        """Does what the form asks for; returns what to say about it."""
        post = self.asked
        who: dict[str, Any] = {"sandbox": self.shown, "tree": tree, "actor": self.owner}
        who["version"] = number_in(post, "version")
        if "move" in post:
            move_cursor(**who, to=number_in(post, "move"))
            return ""
        at = number_in(post, "at")
        if "step" in post:
            take_step(**who, at=at, name=self.said("step"))
            return ""
        if "fair" in post:
            switch_fairness(**who, at=at, switch=self.said("fair"))
            return ""
        check_exists(tree, at)
        moment = self._moment(tree, at)
        at, names, notice = self.branch(moment)
        add_branch(**who, at=at, names=names, stay=self.stays)
        self.ahead = told_ahead(moment, names) if self.stays else ()
        return notice
