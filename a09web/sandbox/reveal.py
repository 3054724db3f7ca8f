"""Who may see what. Every page, fragment and frame is made under one policy, decided on the server.

What a policy hides is not made at all, so no template can leak it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RevealPolicy:
    """What may be shown.

    flags: which bugs are on, and the switches. guards: what is enabled, and the verdict of each guard.
    reasons: the witnesses of a broken property and since when. blame: which bug broke it, and where.
    source: the TLA+. foresight: what a transition would do, and how far away a break is.
    invites: what to do next, and which bugs would break what cannot break, where no guide beside the page says or asks
    that.
    """

    name: str
    flags: bool = True
    guards: bool = True
    reasons: bool = True
    blame: bool = True
    source: bool = True
    foresight: bool = True
    invites: bool = True


OPEN = RevealPolicy("open")
GUIDED = RevealPolicy("guided", invites=False)
PREDICT = RevealPolicy("predict", blame=False, source=False, foresight=False)
BREAK = RevealPolicy("break", blame=False, foresight=False)
POINT = RevealPolicy("point", blame=False, invites=False)
FOLLOW = RevealPolicy("follow", foresight=False)
ASKED = RevealPolicy("asked", guards=False, blame=False, source=False, foresight=False)
DIAGNOSE = RevealPolicy(
    "diagnose", flags=False, guards=False, reasons=False, blame=False, source=False, foresight=False
)
