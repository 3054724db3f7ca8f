"""The effect beyond the fence: what a worker asks of somebody else must happen exactly once."""

from __future__ import annotations

from a09web.model.workbook import Workbook

from .bounds import Bounds
from .bugs import BUGS
from .declaration import ACTORS, FAIRNESS, LIVENESS, LOOK, MEASURE, PROPERTIES, TRANSITIONS, VARIABLES
from .repairs import REPAIRS
from .silent import alone
from .sorts import ATTEMPTS, RUNS, WORKERS
from .status import zombies
from .story import STORY

# The answer to the first attempt is lost, and the second is recognised: one charge.
EXAMPLE = (
    "Claim(w1,r1)",
    "Send(w1,r1,1)",
    "Apply(r1,1)",
    "Expire(r1)",
    "Claim(w2,r1)",
    "Send(w2,r1,2)",
    "Answer(r1,2)",
    "Complete(w2,r1,2)",
)

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
    title="The effect beyond the fence",
    purpose=(
        "A job must do one thing to the outside world: charge a card, send a mail. Exactly once, as far as anybody can "
        "see. But workers fall silent and others take over, requests arrive late and twice, and answers get lost. What "
        "guards the row in our own database does not guard the card: that is charged on the other side of the wire."
    ),
    example=EXAMPLE,
    story=STORY,
    measure=MEASURE,
    alone=alone,
    remarks=zombies,
    noun="system",
    smaller="fewer runs or workers, or fewer attempts",
)
