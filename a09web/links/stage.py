"""The page of a link: whoever opens it stands at its moment, and each step leads to a longer link. Nothing is stored,
and no cookie is needed: everything is a GET."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from markupsafe import Markup

from a09web.invalid_input import InvalidInput
from a09web.kit.htmx import is_htmx
from a09web.kit.outcome import Outcome
from a09web.kit.panels import Panel
from a09web.kit.refusals import Refused
from a09web.kit.viewing import switch_mode
from a09web.sandbox.moment import Moment
from a09web.sandbox.played_branches import told_ahead
from a09web.sandbox.services import check_replays, switched
from a09web.sandbox.stage import Stage
from a09web.scenarios.address import Opened, check_fits, encode, fits
from a09web.scenarios.scenario import Scenario

from .finding import entry_in, looked_at
from .models import ShortLink
from .plain import with_links
from .summary import Summary
from .unstored import Unstored, moment_of, path_of, scenario_of, site_of

ACTS = ("step", "move", "fair", "show", "lay", "go", "shorten", "walk", "on")
EMBED, IN_FULL = "embed=1", "in-full"
PLAYED = "play"
"""In the address to which a page leads that has laid steps ahead."""


class LinkStage(Stage):
    template = "links/page.html"
    shown: Unstored

    def __init__(self, request: HttpRequest, opened: Opened, link: ShortLink | None = None) -> None:
        super().__init__(request)
        self.opened, self.link = opened, link
        self.shown = Unstored(opened.scenario)
        self.embedded = is_embedded(request)

    @property
    def asked(self) -> QueryDict:
        return self.request.GET

    def respond(self) -> HttpResponse:
        if "mode" in self.asked:
            return switch_mode(self.request, self.request.path)
        at, outcome = looked_at(self.request, self.opened)
        moment = moment_of(self.shown.scenario, at, embedded=self.embedded)
        if any(act in self.asked for act in ACTS):
            return self._acted(moment)
        if PLAYED in self.asked and not is_htmx(self.request):
            outcome = replace(outcome, ahead=told_ahead(moment, self.shown.scenario.steps[moment.entry.index :]))
        return self._framed(self.page(moment, outcome))

    def title(self, moment: Moment) -> str:
        return Summary(moment_of(self.shown.scenario)).title

    def panels(self, moment: Moment) -> dict[str, Panel]:
        panels = super().panels(moment)
        if self.embedded:
            here = f"{EMBED}&at={moment.at}"
            panels = {name: with_links(panel, here) for name, panel in panels.items()}
            address = self.request.build_absolute_uri(self._in_full(moment))
            link = Markup('<a class="top-button" href="{}" target="_blank" rel="noopener">Open it in full</a>').format(
                address
            )
            panels[IN_FULL] = Panel(IN_FULL, link)
        return panels

    def _in_full(self, moment: Moment) -> str:
        """The path of the moment, also where no link has room to say that it stands there."""
        seen = scenario_of(moment)
        return path_of(encode(seen)) if fits(seen) else f"{path_of(self.shown.text)}?at={moment.entry.index}"

    def context(self, moment: Moment) -> dict[str, Any]:
        origin = self.shown.origin if self.link is None else ""
        return {
            "link": self.link,
            "scenario": self.shown.scenario,
            "origin": ShortLink.objects.filter(public_id=origin).first() if origin else None,
            "summary": Summary(moment_of(self.shown.scenario)),
            "canonical": self.request.build_absolute_uri(path_of(self.shown.text)),
            "site": site_of(self.request),
        }

    def _acted(self, moment: Moment) -> HttpResponse:
        try:
            after, notice = self._after(moment)
        except (InvalidInput, Refused) as refused:
            return self._framed(self.page(moment, Outcome.of(refused)))
        path = path_of(encode(after)) + (f"?{EMBED}" if self.embedded else "")
        if not is_htmx(self.request):
            return self._framed(HttpResponseRedirect(_played(path) if self.ahead else path))
        self.shown = Unstored(after)
        response = self.page(moment_of(after, embedded=self.embedded), Outcome(notice, ahead=self.ahead))
        response["HX-Push-Url"] = path
        return self._framed(response)

    def _after(self, moment: Moment) -> tuple[Scenario, str]:
        """The scenario after what the form asks for, and what to say about it."""
        here = scenario_of(moment)
        notice = ""
        if "move" in self.asked:
            after = here.standing_at(entry_in(self.said("move"), here))
        elif "step" in self.asked:
            after = _stepped(here, self.said("step"))
        elif "fair" in self.asked:
            fair = switched(moment.workbook, moment.fair, self.said("fair"))
            after = replace(here, fair=None if fair == moment.workbook.default_fairness(moment.entry.bugs) else fair)
        else:
            start, names, notice = self.branch(moment)
            after = here.standing_at(start).followed_by(*names)
            if self.stays:
                after, self.ahead = after.standing_at(start), told_ahead(moment, names)
        check_fits(after)
        return after, notice

    def _framed(self, response: HttpResponse) -> HttpResponse:
        return framed(response) if self.embedded else response


def is_embedded(request: HttpRequest) -> bool:
    return request.GET.get("embed") == "1"


def framed(response: HttpResponse) -> HttpResponse:
    """An embedded page may stand in the pages of others; no other page may."""
    may_be_framed: Any = response
    may_be_framed._csp_replace = {"frame-ancestors": ["*"]}
    may_be_framed.xframe_options_exempt = True
    return response


def _played(path: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}{PLAYED}=1"


def _stepped(here: Scenario, name: str) -> Scenario:
    if here.steps[here.cursor : here.cursor + 1] == (name,):
        return here.standing_at(here.cursor + 1)
    after = here.followed_by(name)
    check_replays(after.replay())
    return after
