"""The lookout of this process, and the questions that the pages ask it."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from a09web.foresight.lookout import Busy, Lookout, Pending
from a09web.foresight.questions import (
    EveryWay,
    Outlook,
    Way,
    WayTo,
    WhatBreaksIt,
    WhatCanBreak,
    WhatIsReachable,
    WhatItWouldTake,
)
from a09web.model.bounds import Bounds
from a09web.model.fields import State
from a09web.model.space import Space
from a09web.model.workbook import Bugs, Fair
from a09web.model.would_take import WouldTake


@cache
def lookout() -> Lookout:
    return Lookout(limit=settings.EXPLORE_STATES, seconds=settings.EXPLORE_SECONDS)


def what_can_break(bounds: Bounds, bugs: Bugs, state: State, fair: frozenset[str]) -> Outlook | Pending | Busy:
    """What can still break from a state; `Pending` while it is being found out."""
    found = lookout().ask(WhatCanBreak(bounds, bugs, state, fair))
    assert isinstance(found, Outlook | Pending | Busy)
    return found


def what_breaks_it(
    bounds: Bounds, bugs: Bugs, state: State, fair: frozenset[str], prop: str
) -> EveryWay | Pending | Busy:
    found = lookout().ask(WhatBreaksIt(bounds, bugs, state, fair, prop))
    assert isinstance(found, EveryWay | Pending | Busy)
    return found


def what_it_would_take(
    bounds: Bounds, bugs: Bugs, state: State, prop: str, chosen: Fair | None
) -> WouldTake | Pending | Busy:
    found = lookout().ask(WhatItWouldTake(bounds, bugs, state, prop, chosen))
    assert isinstance(found, WouldTake | Pending | Busy)
    return found


def what_is_reachable(bounds: Bounds, bugs: Bugs, fair: frozenset[str]) -> Space | Pending | Busy:
    found = lookout().ask(WhatIsReachable(bounds, bugs, fair))
    assert isinstance(found, Space | Pending | Busy)
    return found


def way_to(bounds: Bounds, bugs: Bugs, state: State) -> Way | Pending | Busy:
    found = lookout().ask(WayTo(bounds, bugs, state))
    assert isinstance(found, Way | Pending | Busy)
    return found
