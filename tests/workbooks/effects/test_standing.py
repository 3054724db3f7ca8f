"""What is waited for where nothing goes on, and why the step that would bring it is not taken."""

from __future__ import annotations

import pytest

from a09web.model.explore import explore
from a09web.model.machine import machine_for
from a09web.model.replay import replay
from a09web.model.stuck import standstill, stuck_for
from a09web.workbooks.effects import EFFECTS
from a09web.workbooks.effects.bounds import Bounds

from .known import OWN, RETRY, STUCK

ANSWERED = (*OWN["EarlyAnswer"][1], "Complete(w1,r1,1)")
FORGOT_AND_RETRIED = (*OWN["KeyForgotten"][1], "Expire(r1)", "Claim(w2,r1)", "Send(w2,r1,2)", "Answer(r1,2)")


@pytest.mark.parametrize(
    ("bug", "steps", "why"),
    [
        (
            "AckBeforeEffect",
            OWN["AckBeforeEffect"][1],
            "r1 waits: Send(w1,r1,1) is never enabled again. w1 does not work on attempt 1 of r1.",
        ),
        (
            "EarlyAnswer",
            ANSWERED,
            "r1 waits: Apply(r1,1) is enabled, but nobody promises that it is ever taken. "
            "Only the request of the current attempt is repeated, and only until it is answered.",
        ),
        (
            "StaleEffect",
            OWN["StaleEffect"][1],
            "All work is done: every run is completed, and its effect has happened.",
        ),
    ],
)
def test_why_it_stays(bug: str, steps: tuple[str, ...], why: str) -> None:
    bugs = frozenset({bug})
    played = replay(Bounds(), bugs, steps)
    found = standstill(played.machine, played.last.state, bugs, EFFECTS.default_fairness(bugs))
    assert found is not None
    assert found.sentence.endswith(why)


@pytest.mark.parametrize(("bug", "goal"), STUCK)
def test_where_a_goal_is_missed_for_ever_its_step_is_named(bug: str, goal: str) -> None:
    bugs = frozenset({bug})
    found = explore(machine_for(Bounds()), bugs, fair=EFFECTS.default_fairness(bugs))
    state = found.nearest(goal)
    assert state is not None
    [concrete] = [one for one in found.machine.liveness if one.name == goal]
    (waiting,) = stuck_for(found.machine, state, bugs, EFFECTS.default_fairness(bugs), concrete).waiting
    wanted = "Forget" if goal == "EventuallyForgotten" else ("Send", "Apply")
    assert waiting.transition.startswith(wanted)
    assert waiting.why.endswith(".")


@pytest.mark.parametrize(
    ("at", "step"),
    list(enumerate(["Claim(w1,r1)", "Send(w1,r1,1)", "Apply(r1,1)", "Answer(r1,1)", "Claim(w1,r1)", "Send(w2,r1,2)"])),
)
def test_a_run_waits_for_what_comes_next(at: int, step: str) -> None:
    played = replay(Bounds(), frozenset(), RETRY[:at])
    [goal] = [one for one in played.machine.liveness if one.name == EFFECTS.work]
    (waiting,) = stuck_for(played.machine, played.last.state, frozenset(), (), goal).waiting
    assert waiting.transition == step


@pytest.mark.parametrize("bugs", [*((bug,) for bug in EFFECTS.bug_names), EFFECTS.bug_names], ids="+".join)
def test_in_every_state_there_is_a_step_to_wait_for(bugs: tuple[str, ...]) -> None:
    found = explore(machine_for(Bounds()), frozenset(bugs))
    for layer in found.layers:
        for state in map(layer.state, range(len(layer))):
            for goal in found.machine.liveness:
                for waiter in goal.unmet(state):
                    assert waiter.needs(state) in found.machine.by_name
