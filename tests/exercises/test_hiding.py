"""What is hidden reaches no browser before it is earned."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from a09web.exercises.content import by_key
from a09web.exercises.exercise import Exercise
from a09web.exercises.kinds.diagnosing import DIAGNOSE
from a09web.exercises.kinds.kind import Kind
from a09web.exercises.kinds.predicting import PREDICT, right_answers
from a09web.exercises.kinds.repairing import REPAIR
from a09web.exercises.models import Work
from a09web.exercises.services import forget
from a09web.model.workbook import Workbook
from tests.sandbox.visiting import html, text

from .working import Solver, starter

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


@dataclass(frozen=True)
class Probe:
    """What is tried at a diagnosis: a step that all bugs allow, and others that all refuse. `of` are two bugs."""

    key: str
    step: str
    refused: tuple[str, ...]
    prop: str
    of: tuple[str, str]

    @property
    def workbook(self) -> Workbook[Any]:
        return starter(self.key).workbook

    @property
    def tries(self) -> tuple[str, ...]:
        one, other = self.of
        return (*self.refused, "Jump", f"+{one}", f"-{one}", f"+{other}")


PROBES = (
    Probe(
        key="case-a",
        step="Tick",
        refused=("Complete(w1,r1,1)", "Claim(w2,r2)"),
        prop="AtMostOneClaimer",
        of=("EarlyRelease", "StaleCompletion"),
    ),
    Probe(
        key="effects/case-a",
        step="Claim(w1,r1)",
        refused=("Apply(r1,1)", "Claim(w2,r1)"),
        prop="AppliedAtMostOnce",
        of=("EarlyAnswer", "StaleEffect"),
    ),
)


def address_of(key: str) -> str:
    slug, _, name = key.rpartition("/")
    return f"/w/{slug}/exercises/{name}/" if slug else f"/exercises/{name}/"


def seen(response: HttpResponse) -> tuple[int, dict[str, str], str]:
    """All of a response but the token of the form, the cookies and the time."""
    headers = {name: value for name, value in response.headers.items() if name not in ("Set-Cookie", "Expires")}
    return response.status_code, headers, TOKEN.sub("", text(response))


def difference(one: Any, other: Any) -> list[str]:
    """What a test tells of two responses that should be one."""
    before, after = ([*map(str, each[1].items()), *each[2].splitlines()] for each in (one, other))
    changed = difflib.unified_diff(before, after, lineterm="", n=0)
    return [line for line in changed if not line.startswith(("---", "+++"))][:8]


def everything_before_an_answer(solver: Solver, probe: Probe) -> list[Any]:
    """Every page and every answer on the way to the first attempt, as far as all six bugs behave alike."""
    shown = [solver.get(), solver.post(start="1"), solver.get(), solver.get("?at=0"), solver.get("?mode=text")]
    shown += [solver.get(), solver.get("?mode=picture")]
    shown += [solver.act(step=probe.step), solver.get()]
    for step in probe.tries:
        shown += [solver.act(step=step), solver.act(htmx=True, step=step), solver.get()]
    asks: list[dict[str, Any]] = [{field: value} for field, value in [
        ("walk", "steps"), ("walk", "break"), ("show", probe.prop), ("lay", probe.step), ("go", probe.step),
        ("shorten", probe.prop),
        ("on", probe.of[0]), ("fair", f"-{probe.step.partition('(')[0]}"), ("move", "0"), ("move", "1"),
    ]]  # fmt: skip
    for fields in asks:
        shown += [solver.act(**fields), solver.act(htmx=True, **fields)]
    shown += [
        solver.post(draft="1", bug=probe.of[1], refused=""),
        solver.get(),
        solver.post(hint="1"),
        solver.get(),
    ]
    shown += [
        solver.post(draft="1", bug="Nothing"),
        solver.get("?at=999"),
        solver.post(step=probe.step, version="0", at="0"),
    ]
    return [seen(response) for response in shown if response.status_code != 404]


@pytest.fixture
def _get_allows_404(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Solver, "get", lambda self, query="": self.client.get(self.address + query))


@pytest.mark.django_db
@pytest.mark.usefixtures("_get_allows_404")
@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.key)
def test_diagnose_looks_the_same_whatever_the_bug_is(
    client: Client, monkeypatch: pytest.MonkeyPatch, probe: Probe
) -> None:
    """Byte for byte: the same bytes, the same ids, the same headers, for all six bugs."""
    found, names = {}, probe.workbook.bug_names
    client.get(address_of(probe.key))
    for bug in names:
        exercise = starter(probe.key)
        hidden = replace(exercise, scenario=replace(exercise.scenario, bugs=frozenset({bug})))
        monkeypatch.setitem(by_key(probe.workbook), probe.key, hidden)
        forget(Work.objects.all())
        found[bug] = everything_before_an_answer(Solver(client, probe.key, address_of(probe.key)), probe)
    first = found[names[0]]
    assert len(first) > 40
    for bug in names[1:]:
        for number, (one, other) in enumerate(zip(first, found[bug], strict=True)):
            assert one == other, f"answer {number} differs under {bug}: {difference(one, other)}"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "key", [*(exercise.key for exercise in by_key().values() if exercise.kind is DIAGNOSE), "effects/case-d"]
)
def test_diagnose_offers_no_way_around(client: Client, key: str) -> None:
    solver = Solver(client, key, address_of(key))
    solver.start()
    same_everywhere = r'(?s)<symbol.*?</symbol>|<nav class="site".*?</nav>|<script type="application/json".*?</script>'
    page = re.sub(same_everywhere, "", text(solver.get()))
    sandbox = solver.work.sandbox
    assert sandbox is not None
    assert sandbox.is_attached
    assert sandbox.public_id not in page
    assert not re.search(r"/(s|t|l|api|ws)/", page)
    assert not re.search(r"(?i)\b(fork|share|settings|compare|blame|culprit)\b", page)
    named = [bug for bug in starter(key).workbook.bug_names if bug in re.sub(r"<option.*?</option>", "", page)]
    assert named == []
    for path in ("", "compare/", "space/", "settings/", "share/", "ways/AtMostOneClaimer/", "takes/AtMostOneClaimer/"):
        assert client.get(f"/s/{sandbox.public_id}/{path}").status_code == 404
    assert client.get(f"/api/v1/sandboxes/{sandbox.public_id}").status_code == 404


@pytest.mark.django_db
def test_diagnose_says_only_that_a_step_was_refused(client: Client) -> None:
    solver = Solver(client, "case-a")
    solver.start()
    refused = solver.act(htmx=True, step="Claim(w1,r1)")
    assert refused.status_code == 422
    assert "<code>Claim(w1,r1)</code> was refused." in text(refused)
    assert "materialized, so there is nothing" not in text(refused)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [PREDICT, REPAIR], ids=lambda kind: kind.slug)
def test_a_form_does_not_mark_its_right_answer(client: Client, kind: Kind) -> None:
    """Its page is the same for an exercise with the same scenario and another answer."""
    exercise = next(each for each in by_key().values() if each.kind is kind)
    solver = Solver(client, exercise.key)
    page = html(solver.get())
    options = page.all("input", name="choice" if kind is PREDICT else "parts")
    assert len(options) > 3
    asked = {"required"} if kind is PREDICT else set()
    assert {frozenset(option.attributes) for option in options} == {frozenset({"type", "name", "value"} | asked)}


@pytest.mark.django_db
def test_a_wrong_prediction_is_not_told_the_right_one(client: Client) -> None:
    solver = Solver(client, "busy-hands")
    (right,) = right_answers(solver.mine)
    solver.hand_in(choice="NoOverdueScheduled")
    answer = html(solver.get()).by_id("answer")
    assert right not in answer.text


@pytest.mark.django_db
def test_break_shows_no_way(client: Client) -> None:
    solver = Solver(client, "back-from-the-dead")
    solver.start()
    asks: list[dict[str, Any]] = [{"show": "CompletedUsesCurrentEpoch"}, {"walk": "break"}, {"lay": "Tick"}]
    for fields in asks:
        assert "yours to find" in html(solver.act(**fields)).notice
    assert "would do" not in text(solver.get()).lower()


def test_exercises_that_differ_in_their_bug_have_different_answers() -> None:
    """So that the tests above compare what has to be hidden."""
    hidden: list[Exercise] = [starter(f"case-{letter}") for letter in "abcdef"]
    assert len({exercise.bugs for exercise in hidden}) == 6
