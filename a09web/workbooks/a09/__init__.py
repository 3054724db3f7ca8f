"""The A09 workbook: work that is defined now and must run later, and six ways to get that wrong."""

from __future__ import annotations

from a09web.model.workbook import Workbook

from .bounds import Bounds
from .declaration import ACTORS, BUGS, FAIRNESS, LIVENESS, LOOK, MEASURE, PROPERTIES, TRANSITIONS, VARIABLES
from .logged import LOGGED
from .repairs import REPAIRS
from .silent import alone
from .sorts import EPOCHS, RUNS, WORKERS
from .status import zombies
from .story import STORY

A09 = Workbook(
    slug="a09",
    name="A09",
    bounds=Bounds,
    sorts=(RUNS, WORKERS, EPOCHS),
    about=RUNS,
    variables=VARIABLES,
    actors=ACTORS,
    transitions=TRANSITIONS,
    properties=PROPERTIES,
    look=LOOK,
    liveness=LIVENESS,
    fairness=FAIRNESS,
    bugs=BUGS,
    repairs=REPAIRS,
    schedule="due",
    work="EventuallyCompleted",
    done="All work is done: every run was completed.",
    story=STORY,
    measure=MEASURE,
    alone=alone,
    remarks=zombies,
    logged=LOGGED,
    noun="scheduler",
    smaller="fewer runs or workers, or let the clock stop earlier",
)
