"""Whatever is done in a class, in any order and with old requests sent again: what everybody sees is what is stored,
and what is stored is what was answered last, in time."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from a09web.classroom import painters
from a09web.classroom.console import Taught
from a09web.classroom.models import ASKING, PHASES, ROUND_OF, Classroom, Vote
from a09web.classroom.screens import Seen

from .making import act, ask, joined, opened, step, teacher

CHOICES = ("NoEarlyRunnable", "none", "refused", "AtMostOneClaimer")
_numbers = count()


@dataclass
class Student:
    """A student as this test knows it: `votes` holds choice and count by question and round."""

    client: Client
    row: Any
    is_out: bool = False
    votes: dict[tuple[int, int], tuple[str, int]] = field(default_factory=dict)


class AnyOrder(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.ada = teacher(f"ada{next(_numbers)}")
        self.room = opened(self.ada, lesson="early-release")
        self.students: list[Student] = []
        self.questions = 0
        self.revealed: set[int] = set()
        self.phase = "explore"
        self.sent: list[tuple[Student, dict[str, Any]]] = []
        self.last_version = -1

    def student(self, number: int) -> Student:
        return self.students[number % len(self.students)]

    @property
    def round(self) -> int | None:
        return None if self.questions in self.revealed else ROUND_OF.get(self.phase)

    @rule()
    @precondition(lambda self: len(self.students) < 4)
    def join(self) -> None:
        self.students.append(Student(*joined(self.room)))

    @rule()
    @precondition(lambda self: self.questions < 4)
    def ask(self) -> None:
        assert ask(self.ada, self.room, "Materialize(r1)", self.questions + 1) == 302
        self.questions += 1
        self.phase = "predict"

    @rule()
    @precondition(lambda self: self.questions)
    def ask_the_same_again(self) -> None:
        """The request for the latest question, sent twice, asks nothing new and turns to nothing. It is refused where
        the sandbox stands elsewhere, as that would be another question."""
        assert ask(self.ada, self.room, "Materialize(r1)", self.questions) in (302, 422)

    @rule(phase=st.sampled_from(PHASES))
    def turn(self, phase: str) -> None:
        allowed = phase != "exercise" and (phase not in ASKING or self.questions)
        again = phase in ROUND_OF and self.questions in self.revealed
        status = act(self.ada, self.room, "phase", phase=phase)
        assert status == (302 if allowed and not again else 422)
        if status == 302:
            self.phase = phase
            if phase == "reveal":
                self.revealed.add(self.questions)

    @rule(who=st.integers(0, 9), choice=st.sampled_from(CHOICES))
    @precondition(lambda self: self.students and self.questions)
    def vote(self, who: int, choice: str) -> None:
        student, number = self.student(who), self.round or 1
        _, nth = student.votes.get((self.questions, number), ("", 0))
        fields = {"number": self.questions, "round": number, "choice": choice, "nth": nth + 1}
        self.send(student, fields)
        if self.round is not None and not student.is_out:
            student.votes[self.questions, number] = (choice, nth + 1)

    @rule(which=st.integers(0, 99))
    @precondition(lambda self: self.sent)
    def replay(self, which: int) -> None:
        """An old request comes again. It counts only if it was sent before its time and is the next one now."""
        student, fields = self.sent[which % len(self.sent)]
        key = (fields["number"], fields["round"])
        before = student.votes.get(key)
        is_open = self.round == fields["round"] and self.questions == fields["number"] and not student.is_out
        self.send(student, fields)
        if is_open and fields["nth"] == (before[1] if before else 0) + 1:
            student.votes[key] = (fields["choice"], fields["nth"])

    def send(self, student: Student, fields: dict[str, Any]) -> None:
        answer = student.client.post(f"/c/{self.room.code}/vote/", fields)
        assert answer.status_code in (302, 403, 409, 422)
        self.sent.append((student, fields))

    @rule(who=st.integers(0, 9))
    @precondition(lambda self: self.students)
    def take_out_or_let_in(self, who: int) -> None:
        student = self.student(who)
        act(self.ada, self.room, "restore" if student.is_out else "remove", who=student.row.public_id)
        student.is_out = not student.is_out

    @rule(name=st.sampled_from(["Tick", "Materialize(r1)", "+DuplicateClaim", "Claim(w1,r1)"]))
    def step(self, name: str) -> None:
        step(self.ada, self.room, name)

    @rule(state=st.sampled_from(["hidden", "counts", "shown"]))
    def histogram(self, state: str) -> None:
        act(self.ada, self.room, "histogram", state=state)

    @invariant()
    def what_is_stored_is_what_was_answered(self) -> None:
        stored = {
            (vote.participant_id, vote.question.number, vote.round): (vote.choice, vote.nth)
            for vote in Vote.objects.filter(question__classroom=self.room).select_related("question")
        }
        expected = {(one.row.pk, *key): vote for one in self.students for key, vote in one.votes.items()}
        assert stored == expected

    @invariant()
    def the_tallies_are_the_rows(self) -> None:
        room = Classroom.objects.select_related("sandbox", "question").get(pk=self.room.pk)
        assert room.phase == self.phase
        seen = Taught(room)
        assert seen.students == sum(not one.is_out for one in self.students)
        for number, tally in enumerate(seen.tallies if self.questions else (), start=1):
            counted: dict[str, int] = {}
            for one in self.students:
                if not one.is_out and (vote := one.votes.get((self.questions, number))):
                    counted[vote[0]] = counted.get(vote[0], 0) + 1
            assert tally == counted

    @invariant()
    def what_is_painted_is_the_present(self) -> None:
        picture = painters.paint_class(self.room.public_id)
        assert picture is not None
        assert picture.version >= self.last_version
        self.last_version = picture.version
        room = Classroom.objects.select_related("sandbox", "question").get(pk=self.room.pk)
        fresh = Seen(room)
        shown = picture.html({})
        if fresh.question is not None and fresh.shows_count:  # then the count of answers is the only one
            assert f"{fresh.answered} of {fresh.students} answered" in shown
        else:
            assert f"<b>{fresh.students}</b> joined" in shown


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.parametrize("orders", [8, pytest.param(30, marks=pytest.mark.night)])
def test_any_order_keeps_the_tallies_equal_to_the_rows(orders: int) -> None:
    run_state_machine_as_test(
        AnyOrder,
        settings=settings(
            max_examples=orders,
            stateful_step_count=25,
            phases=[Phase.generate],
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
