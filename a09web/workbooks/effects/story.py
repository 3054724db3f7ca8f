"""A bug of the workbook as a story: a key for each attempt."""

from __future__ import annotations

from a09web.model.declared import Story

STORY = Story(
    bug="KeyPerAttempt",
    steps=(
        "Claim(w1,r1)",
        "Send(w1,r1,1)",
        "Expire(r1)",
        "Claim(w2,r1)",
        "Send(w2,r1,2)",
        "Apply(r1,2)",
        "Apply(r1,1)",
    ),
    words=(
        "A **run** is one charge of a card. A **worker** asks for it, and if it falls silent, another tries again. The "
        "**receiver** moves the money, and remembers a key by which it knows a request again."
    ),
    begins="A card is to be charged, and nobody has begun.",
    title="Two keys for one charge",
    question=(
        "w1 asked for the charge and fell silent, so w2 asked, too, and the card was charged. Now the request of w1 "
        "arrives after all, with a key of its own. What does the receiver do? Apply(r1,1) tells."
    ),
    ends="The card is charged twice.",
)
