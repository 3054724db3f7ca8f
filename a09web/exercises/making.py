"""What a teacher's form holds, and the exercise that it makes, with what is wrong told by field."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from django.http import QueryDict

from a09web.model.bounds import InvalidInput
from a09web.model.names import in_order
from a09web.sandbox.models import Sandbox, new_public_id
from a09web.sandbox.tree import Tree
from a09web.scenarios.address import decode, encode
from a09web.scenarios.scenario import Scenario

from .answers import solution
from .exercise import BREAK, DIAGNOSE, PREDICT, Exercise
from .reading import BadExercise, read_exercise, values_of
from .results import fewest
from .variants import variants
from .verdict import Verdict

LONGEST = 6000
# The fields of the form that tell of a problem in what they were made of.
STANDS_FOR = {"bounds": "scenario", "bugs": "scenario", "steps": "scenario"}


@dataclass
class Form:
    """The form as it was filled in: nothing is lost when it is refused. `problems` tells what is wrong, by field."""

    kind: str = BREAK
    title: str = ""
    story: str = ""
    scenario: str = ""
    target: str = ""
    only: bool = False
    asked: str = ""
    hypotheses: list[str] = field(default_factory=list)
    hints: str = ""
    # Makes the same form, sent again, the same exercise.
    key: str = field(default_factory=new_public_id)
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of_post(cls, post: QueryDict) -> Form:
        def said(name: str) -> str:
            return str(post.get(name, ""))[:LONGEST]

        return cls(
            kind=said("kind"),
            title=said("title"),
            story=said("story"),
            scenario=said("scenario"),
            target=said("target"),
            only="only" in post,
            asked=said("asked"),
            hypotheses=[str(each)[:LONGEST] for each in post.getlist("hypotheses")],
            hints=said("hints"),
            key=said("key") or new_public_id(),
        )

    @classmethod
    def of_exercise(cls, exercise: Exercise) -> Form:
        values = values_of(exercise)
        return cls(
            kind=exercise.kind,
            title=exercise.title,
            story=exercise.story,
            scenario=encode(exercise.scenario),
            target=exercise.target,
            only=exercise.only,
            asked=exercise.asked,
            hypotheses=values.get("hypotheses", []),
            hints="\n".join(exercise.hints),
        )

    def read(self) -> Exercise | None:
        """The exercise, or None with `problems` filled in."""
        try:
            scenario = scenario_of(self.scenario)
        except InvalidInput as wrong:
            self.problems["scenario"] = str(wrong)
            scenario = Scenario()
        try:
            found = read_exercise(self.values(scenario), key="new")
        except BadExercise as wrong:
            for name, problem in wrong.problems.items():
                self.problems.setdefault(STANDS_FOR.get(name, name), problem)
            return None
        return None if self.problems else found

    def values(self, scenario: Scenario) -> dict[str, Any]:
        """What `read_exercise` reads."""
        bounds = scenario.bounds
        own: dict[str, dict[str, Any]] = {
            BREAK: {"target": self.target, "only": self.only},
            PREDICT: {"asked": self.asked.replace(" ", "")},
            DIAGNOSE: {"hypotheses": self.hypotheses},
        }
        return {
            "kind": self.kind,
            "title": self.title,
            "story": self.story,
            "bounds": {
                "due": list(bounds.due),
                "workers": bounds.workers,
                "max_time": bounds.max_time,
                "max_epoch": bounds.max_epoch,
            },
            "bugs": in_order(scenario.bugs),
            "steps": list(scenario.steps[: scenario.cursor]),
            "hints": [line for line in self.hints.splitlines() if line.strip()],
            **own.get(self.kind, {}),
        }


def scenario_of(text: str) -> Scenario:
    """The scenario that somebody pasted: the address of a link or of a sandbox, or what such an address ends in.

    What lies behind the step where it stands is left out. Raises `InvalidInput`.
    """
    word = unquote(text.strip())
    if not word:
        raise InvalidInput("Paste the address of a sandbox or of a scenario here.")
    path = word.partition("?")[0].partition("#")[0]
    parts = [part for part in path.split("/") if part]
    if "t" in parts[:-1]:
        word = parts[parts.index("t") + 1]
    elif "s" in parts[:-1]:
        return _of_sandbox(parts[parts.index("s") + 1])
    elif "~" not in word and len(parts) == 1 and word != "1":
        return _of_sandbox(word)
    opened = decode(word)
    if opened.refusal is not None:
        raise InvalidInput(opened.complaint)
    return opened.scenario


def _of_sandbox(public_id: str) -> Scenario:
    found = Sandbox.objects.filter(public_id=public_id, held=False).first()
    if found is None:
        raise InvalidInput(f"There is no sandbox “{public_id[:60]}”, and it is not the text of a scenario either.")
    steps = tuple(node.name for node in Tree.of(found).path(found.cursor))
    return Scenario(bounds=found.bounds, bugs=found.bugs, steps=steps, cursor=len(steps))


@dataclass(frozen=True)
class Preview:
    """What the teacher is told of an exercise that can be set."""

    exercise: Exercise
    solution: Verdict
    fewest: int | None
    variants: int


def preview_of(exercise: Exercise) -> Preview:
    return Preview(exercise, solution(exercise), fewest(exercise), len(variants(exercise)))
