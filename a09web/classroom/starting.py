"""What a class can start from."""

from __future__ import annotations

import re

from a09web.lessons.content import lessons
from a09web.links.models import ShortLink
from a09web.links.unstored import scenario_of
from a09web.model.bounds import InvalidInput
from a09web.sandbox.models import Sandbox
from a09web.sandbox.moment import Moment
from a09web.sandbox.tree import Tree
from a09web.scenarios.address import decode
from a09web.scenarios.scenario import Scenario

_SITE = r"(?:https?://[^\s/]+)?"
_LINK = re.compile(_SITE + r"/t/([^\s/?#]+)\S*")
_SHORT = re.compile(_SITE + r"/l/([a-z0-9]+)\S*")
_SANDBOX = re.compile(_SITE + r"(?:/s/)?([a-z0-9]+)/?\S*")


def scenario_from(text: str) -> Scenario:
    """What somebody names: a lesson by its slug or title, a link, a short link, a sandbox; empty for the start.

    Raises `InvalidInput`.
    """
    text = text.strip()
    if not text:
        return Scenario()
    for lesson in lessons():
        if text.casefold() in (lesson.slug, lesson.title.casefold()):
            return Scenario(bounds=lesson.bounds, bugs=lesson.bugs, title=lesson.title[:60])
    if found := _LINK.fullmatch(text):
        return decode(found[1]).scenario
    if found := _SHORT.fullmatch(text):
        link = ShortLink.objects.filter(public_id=found[1]).first()
        if link is not None:
            return link.opened.scenario
    elif found := _SANDBOX.fullmatch(text):
        sandbox = Sandbox.objects.prefetch_related("schedule").filter(public_id=found[1], held=False).first()
        if sandbox is not None:
            return scenario_of(Moment(sandbox, Tree.of(sandbox), sandbox.cursor, may_step=False))
    if re.match(r"[0-9]+~", text):
        return decode(text).scenario
    raise InvalidInput("Nothing is at that address. Paste the address of a scenario link, a short link or a sandbox.")
