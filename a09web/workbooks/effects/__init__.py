"""The effect beyond the fence: what a worker asks of somebody else must happen exactly once."""

from __future__ import annotations

from a09web.model.workbook import Workbook

from .bounds import Bounds
from .declaration import ACTORS, BUGS, FAIRNESS, LIVENESS, LOOK, MEASURE, PROPERTIES, TRANSITIONS, VARIABLES
from .repairs import REPAIRS
from .silent import alone
from .sorts import ATTEMPTS, RUNS, WORKERS
from .status import zombies

EFFECTS = Workbook(
    slug="effects",
    name="Effects",
    bounds=Bounds,
    sorts=(RUNS, WORKERS, ATTEMPTS),
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
    work="EventuallyDone",
    done="All work is done: every run is completed, and its effect has happened.",
    measure=MEASURE,
    alone=alone,
    remarks=zombies,
)
