"""The scenario at whatever address somebody pastes: of a sandbox, a scenario, a short link, or the text of one."""

from __future__ import annotations

import re
from urllib.parse import unquote

from a09web.sandbox.models import Sandbox
from a09web.sandbox.moment import Moment
from a09web.sandbox.tree import Tree
from a09web.scenarios.address import Opened, decode

from .models import ShortLink
from .unstored import scenario_of

NOTHING = "Nothing is at that address. Paste the address of a scenario link, a short link or a sandbox."

_SITE = r"(?:(?:https?://)?[^\s/]+)?"
_TEXT = re.compile(r"[0-9]+(?:~\S*)?")
_LINK = re.compile(_SITE + r"/t/([^\s/?#]+)\S*")
_SHORT = re.compile(_SITE + r"/l/([a-z0-9]+)\S*")
_SANDBOX = re.compile(_SITE + r"/s/([a-z0-9]+)(?:[/?#]\S*)?")
_ID = re.compile(r"([a-z0-9]+)/?")


def opened_at(pasted: str) -> Opened | None:
    """None if nothing is there, or what a class or an exercise holds. Raises `InvalidInput` for a link that cannot be
    read; a sandbox stands where it stands now."""
    word = unquote(pasted.strip())
    if _TEXT.fullmatch(word):
        return decode(word)
    if found := _LINK.fullmatch(word):
        return decode(found[1])
    if found := _SHORT.fullmatch(word):
        link = ShortLink.objects.filter(public_id=found[1]).first()
        return link.opened if link is not None else None
    if found := _SANDBOX.fullmatch(word) or _ID.fullmatch(word):
        sandbox = Sandbox.objects.filter(public_id=found[1], is_attached=False).first()
        if sandbox is not None:
            return Opened(scenario_of(Moment(sandbox, Tree.of(sandbox), sandbox.cursor, may_step=False)))
    return None
