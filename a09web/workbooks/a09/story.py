"""The story that A09 begins with: a late result that counts."""

from __future__ import annotations

from a09web.model.declared import Story

STORY = Story(
    bug="StaleCompletion",
    steps=("Tick", "Materialize(r1)", "Claim(w1,r1)", "Expire(r1)", "Claim(w2,r1)", "Complete(w1,r1,1)"),
    words=(
        "A **run** is one piece of work. The **scanner** makes it ready once it is due; a **worker** has it for the "
        "time of a lease, and then it is another’s turn."
    ),
    begins="Work is planned, and nothing has happened yet.",
    title="A late result",
    question=(
        "w1 fell silent, its lease ran out, and w2 took over. But w1 was not dead. What does its late result do? "
        "Complete(w1,r1,1) tells."
    ),
    ends="The late result counts.",
    lanes=("clock", "scanner", "r1", "w1", "w2"),
)
