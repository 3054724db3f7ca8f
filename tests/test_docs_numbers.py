"""Every number in the documents is one that the code gives now, or is known to be none of the code's.

A claim is a piece of a document with its numbers put in by the code. A number that stands in no claim and is not listed
as `BESIDE` fails a test, so whoever writes a number says where it comes from. `mutation.md` tells what one run found,
and `load.md` what one run measured; `make mutate` and `make load` give those again.
"""

from __future__ import annotations

import inspect
import json
import re
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from procrastinate.manager import JobManager
from procrastinate.worker import Worker

from a09web import lanes, readiness, untouched
from a09web import settings as app_settings
from a09web.across.triage import triage
from a09web.api.clients import ADDRESS_SHARE
from a09web.api.views import api
from a09web.classroom import console, due, gradebook, models, rehearsal, screens
from a09web.exercises import verdict
from a09web.exercises.guide import percent
from a09web.exercises.kinds import KINDS, breaking, diagnosing, repairing
from a09web.exercises.kinds.breaking import BREAK
from a09web.exercises.kinds.diagnosing import DIAGNOSE
from a09web.exercises.kinds.predicting import PREDICT
from a09web.exercises.kinds.repairing import REPAIR
from a09web.exercises.models import Attempt
from a09web.exercises.reading import MOST_HINTS
from a09web.exercises.variants import MOST as MOST_VARIANTS
from a09web.foresight.lookout import WORK_AT_ONCE
from a09web.kit.panels import Panel
from a09web.kit.refusals import Stale
from a09web.lessons.checks import RECALLED
from a09web.lessons.content import lessons, topics
from a09web.links.files import QR_HOLDS
from a09web.links.unstored import path_of
from a09web.live import hub, painting
from a09web.logs.check import USUAL_LATE
from a09web.logs.shape import Line, shape_of
from a09web.logs.times import SECOND
from a09web.management.commands import check_log
from a09web.management.model_command import MISUSE
from a09web.model.explore import DEFAULT_LIMIT, Exploration, explore
from a09web.model.machine import machine_for
from a09web.model.matrix import bug_sets
from a09web.sandbox.limits import STEPS_FOR_ONE
from a09web.sandbox.standing import takes_away
from a09web.scenarios.address import LONGEST, OF_ANY, OF_THE_FIRST, encode
from a09web.scenarios.scenario import MAX_STEPS, Scenario
from a09web.scenarios.uploads import LONGEST as LONGEST_UPLOAD
from a09web.settings import DATA_UPLOAD_MAX_MEMORY_SIZE
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09 import bounds as limits
from a09web.workbooks.a09.bounds import Bounds
from a09web.workbooks.a09.logged import LOGGED
from a09web.workbooks.effects import EFFECTS
from tests.workbooks.desk import Bounds as Desk

from . import quick, test_architecture, test_scripts, test_templates
from .across import test_cases
from .load.classroom import __main__ as load
from .logs.queues import procrastinate_worker, test_procrastinate
from .sandbox.test_panels import LARGEST_ANSWER
from .specs import test_conformance as conformance
from .specs.variants import SETS

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = {"docs/mutation.md"}
"""What one run of `make mutate` found."""

NUMBER = re.compile(
    r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?!\w)|0x[0-9a-f]+|\b(?:[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|nine|ten|forty)\b"
)
WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

SMALLEST = Bounds(due=(1,), workers=1, max_time=1, max_epoch=1)
LARGEST = Bounds(
    due=(1,) * limits.MAX_RUNS, workers=limits.MAX_WORKERS,
    max_time=limits.MAX_MAX_TIME, max_epoch=limits.MAX_MAX_EPOCH,
)  # fmt: skip


@cache
def explored(*bugs: str) -> Exploration:
    return explore(machine_for(Bounds()), frozenset(bugs))


def states(*bugs: str) -> str:
    return f"{explored(*bugs).distinct:,}"


def word(number: int, *, capital: bool = False) -> str:
    return WORDS[number].capitalize() if capital else WORDS[number]


def steps(number: int) -> str:
    return f"{number} step{'' if number == 1 else 's'}"


def at_once(bounds: Bounds) -> str:
    """How many states are explored within a request."""
    return f"{WORK_AT_ONCE // len(machine_for(bounds).transitions):,}"


def read(path: str, pattern: str) -> str:
    """What a file says where the pattern has a group."""
    found = re.search(pattern, (ROOT / path).read_text())
    assert found is not None, path
    return found[1]


def the_cases() -> list[str]:
    return [f"{len(test_cases.all_cases())} public reports", f"by {word(len(triage().questions))} questions",
            " ".join(test_cases.written().split())]  # fmt: skip


def readme() -> list[str]:
    early, guards = frozenset({"EarlyRelease"}), [bug for bug in A09.bugs if "guard" in takes_away(A09, bug)[0]]
    far = explored("StaleCompletion")
    python = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    broken = machine_for(Bounds()).transition("Materialize(r1)").apply(machine_for(Bounds()).initial, early)
    prop = next(prop for prop in machine_for(Bounds()).properties if prop.name == "NoEarlyRunnable")
    repairs = min(len(A09.repairs_of(bug.name)) for bug in A09.bugs)
    return [
        f"Python {python.removeprefix('>=')} and a network",
        f"was taken at time {machine_for(Bounds()).variables(broken)['now']}, NoEarlyRunnable is broken",
        f'"{prop.why(broken)}", since which step',
        f"that were looked at ({states()} from the start)",
        f"the matrix of all {len(list(bug_sets(A09)))} bug sets",
        f"{word(len(A09.transitions))} transitions has numbered guards",
        f"**{word(len(A09.bugs), capital=True)} bugs, switched on or off",
        f"{word(len(guards), capital=True)} remove one guard, {word(len(A09.bugs) - len(guards))} skips one effect",
        f"one of {word(len(A09.bugs))} classic bugs",
        f"## The {word(len(A09.bugs))} bugs",
        f"**{word(len(lessons()), capital=True)} lessons**, ten minutes each",
        f"It has {word(len(lessons(EFFECTS)))} lessons of its own",
        f"choose among {word(repairs)} or more repairs",
        f"{word(len(topics()), capital=True)} pages go across them",
        f"that {explored('CheckpointAdvance').steps['CheckpointAfterDurableMaterialization']} steps were taken",
        f"{len(test_cases.all_cases())} public cases",
        f"asks {word(len(triage().questions))} questions",
        f"OpenAPI {api.get_openapi_schema()['openapi'].rpartition('.')[0]}",
        f"up to {max(load.SIZES):,} students",
        f"A {'seventh' if len(A09.properties) == 7 else len(A09.properties)} property, CompletedAtMostOnce",
        f"a run completed twice, after {explored('DuplicateMaterialization').steps['CompletedAtMostOnce']} steps",
        f"| StaleCompletion | guard 3 of Complete, `e = epoch[r]` | CompletedUsesCurrentEpoch | "
        f"{steps(far.steps['CompletedUsesCurrentEpoch'])} |",
        *(
            f"| {bug.name} | {takes_away(A09, bug)[0].removeprefix('removes ')}"
            for bug in A09.bugs
            if "guard" in takes_away(A09, bug)[0]
        ),
        *(f"| {bug.caught_by} | {steps(explored(bug.name).steps[bug.caught_by])} |" for bug in A09.bugs),
        *running(),
    ]


def running() -> list[str]:
    port = read("Makefile", r"(?m)^PORT [?]= (.+)$")
    return [f"http://127.0.0.1:{port}/"]


def contributing() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    node = json.loads((ROOT / "package.json").read_text())["engines"]["node"]
    expire = machine_for(Bounds()).transition("Expire(r1)")
    state = machine_for(Bounds()).initial
    for name in ("Tick", "Materialize(r1)", "Claim(w1,r1)", "Expire(r1)", "Claim(w1,r1)"):
        state = machine_for(Bounds()).transition(name).apply(state, frozenset())
    (failing,) = expire.failing(state, frozenset())
    return [
        f"Python {project['project']['requires-python'].removeprefix('>=')}, Node {node.removeprefix('>=')} with npm",
        f"Guard {failing.number} says: “{failing.sentence(state)}”",
        f"at most {quick.SECONDS} seconds",
        f"at most {test_architecture.LONGEST} lines",
        f"a module of at most {test_scripts.MOST_LINES} lines",
        f"at most {project['tool']['ruff']['line-length']} characters",
        *running(),
    ]


def glossary() -> list[str]:
    """Words, and no numbers."""
    return []


def model() -> list[str]:
    machine = machine_for(Bounds())
    small: Any = conformance.test_figures_and_shortest_breaks_of_every_bug_set_at_small_bounds
    larger: Any = conformance.test_figures_and_shortest_breaks_of_single_bugs_at_larger_bounds
    guard = machine.transition("Materialize(r1)").guards[4]
    largest = conformance.figures(conformance.LARGER[0][0], frozenset())
    layers = [" ".join(hex(int(one)) for one in layer.words[0]) for layer in explored("EarlyRelease").layers[:2]]
    return [
        f"the text with values (`{guard.test.filled(machine.initial)}`)",
        f'the reason ("{guard.test.because(machine.initial, False)}")',
        f"({len(machine.bounds.runs)} runs: {sum(machine.fields.widths.values())} bits)",
        *(f"layer {depth} [ {words} ]" for depth, words in enumerate(layers)),
        f"All {states('EarlyRelease')} states with EarlyRelease on",
        f"up to {at_once(Bounds())} states at the default bounds",
        f"from {at_once(SMALLEST)} states at the smallest bounds down to {at_once(LARGEST)} at the largest",
        f"are the workbook's {word(len(A09.bugs))}, each caught by one bug",
        f"{word(len(A09.liveness), capital=True)} are about liveness",
        f"for all {len(SETS)} bug sets at {word(len(small.pytestmark[0].args[1]) + 1)} bounds, and for "
        f"the single bugs at {word(len(larger.pytestmark[0].args[1]))} larger ones",
        f"for the correct model and the {word(len(A09.bugs))} bugs every single transition",
        f"liveness verdicts of all {len(SETS)} bug sets",
        f"up to {largest[0]:,} states",
    ]


def commands() -> list[str]:
    out = StringIO()
    call_command("explore", bugs="EarlyRelease", json=True, stdout=out)
    told = json.loads(out.getvalue())
    first = json.dumps(told["properties"]["NoEarlyRunnable"])
    usual = Bounds()
    return [
        f"itself every {due.SECONDS_BETWEEN_SCANS} seconds",
        f"1 to {limits.MAX_RUNS} runs, each from 1 to `MaxTime` | `{','.join(map(str, usual.due))}` |",
        f"| `--workers` | 1 to {limits.MAX_WORKERS} | {usual.workers} |",
        f"| where the clock stops, 1 to {limits.MAX_MAX_TIME} | {usual.max_time} |",
        f"| attempts at each run, 1 to {limits.MAX_MAX_EPOCH} | {usual.max_epoch} |",
        f"(default {DEFAULT_LIMIT:,})",
        f"the {word(len(A09.liveness))} liveness properties",
        f"all {len(list(bug_sets(A09)))} bug sets",
        f"exit status {MISUSE}.",
        f"the exit status is {MISUSE}.",
        f'"bounds": {json.dumps(told["bounds"])}',
        f'"distinct": {told["distinct"]}, "generated": {told["generated"]}, "depth": {told["depth"]},',
        f'"NoEarlyRunnable": {first}',
        f"the {word(len(A09.variable_names))} variables by name",
        "`index` (from 1)",
        f"| `{USUAL_LATE // SECOND}s`; `0` if the times of the log are numbers |",
        f"It ends with 0 for a clean log, {check_log.FOUND} if there are findings, and {check_log.UNREADABLE} if",
    ]


def logs() -> list[str]:
    found, unreadable = check_log.FOUND, check_log.UNREADABLE
    ends = f"The command ends with 0 for a clean log, {found} if there are findings, and {unreadable} if"
    return [ends, *(_log_line(line) for line in shape_of(A09, LOGGED))]


def _log_line(line: Line) -> str:
    fields, optional = (", ".join(f"`{field}`" for field in some) for some in (line.fields, line.optional))
    return f"| `{line.event}` | {line.says} | {fields}{f'; {optional} if known' if optional else ''} |"


def queues() -> list[str]:
    """The version of the library that the tests run, its defaults, and each test."""
    heartbeat, by_default = procrastinate_worker.HEARTBEAT, default(Worker, "update_heartbeat_interval")
    missed = default(JobManager.get_stalled_jobs, "seconds_since_heartbeat") / by_default
    return [
        "The promises are the {0} that the [bugs](../README.md#the-{0}-bugs) break".format(word(len(A09.bugs))),
        f"## procrastinate {version('procrastinate')}",
        f"come every {'tenth' if heartbeat == 0.1 else heartbeat} of a second, and "
        f"{word(round(test_procrastinate.STALLED / heartbeat))} missed ones are a stall",
        f"by default they come every {word(round(by_default))} seconds, and {word(round(missed))} are",
        *(f"`{name}`" for name in vars(test_procrastinate) if name.startswith("test_")),
    ]


def default(made: Callable[..., Any], argument: str) -> Any:
    return inspect.signature(made).parameters[argument].default


def links() -> list[str]:
    usual = Bounds()
    toggles = ("-DuplicateMaterialization", "+DuplicateMaterialization") * 30
    bugs = frozenset({"DuplicateMaterialization", "StaleCompletion", "CheckpointAdvance"})
    longest = len(encode(Scenario(bugs=bugs, steps=toggles, cursor=59, title="x" * 60)))
    return [
        f"`{path_of('1~bugs.StaleCompletion~Tick')[:-1]}",
        f"number of the format: `{OF_THE_FIRST}` for A09, or `{OF_ANY}`, and then",
        f"as in `{encode(Scenario(bounds=Desk(asked=(1, 2), max_mark=2), steps=('Enter(g2)',), cursor=1))}`",
        f"In format {OF_ANY} the bounds",
        f"| the due time of each run | `{'.'.join(map(str, usual.due))}` |",
        f"`workers.{usual.workers}`, `MaxTime.{usual.max_time}`, `MaxEpoch.{usual.max_epoch}`",
        f"at most {MAX_STEPS} steps and {LONGEST:,} characters",
        f"A QR code holds {QR_HOLDS:,} characters",
        f"At most {DATA_UPLOAD_MAX_MEMORY_SIZE // 1024} KiB are read, and {LONGEST_UPLOAD:,} characters.",
        f"{len(toggles)} steps fit into {-(-longest // 1000) * 1000:,} characters",
    ]


def settings() -> list[str]:
    read = re.findall(r'env_int\("(\w+)", ([\d_]+)\)', (ROOT / "a09web" / "settings.py").read_text())
    table = (ROOT / "docs" / "settings.md").read_text()
    rows = [line for line in table.splitlines() for name, _ in read if line.startswith(f"| `{name}`")]
    assert len(rows) == len(read)
    return [
        *(row.rpartition(" | ")[0] + f" | {int(dict(read)[row.split('`')[1]])} |" for row in rows),
        f"(and after {untouched.PROGRESS_DAYS} a learner's progress)",
        f"together {'forty' if ADDRESS_SHARE == 40 else ADDRESS_SHARE} times as many",
        f"the {word(len(A09.bugs))} bugs, each to break",
        f"for all {len(list(bug_sets(A09)))} bug sets",
        f"the {word(len(lessons()))} lessons",
    ]


def run_for_others() -> list[str]:
    hour, day = app_settings.SANDBOXES_PER_HOUR_AND_ADDRESS, 24
    one = BYTES["a sandbox"] + STEPS_FOR_ONE * BYTES["a step"]
    return [
        *(f"| {what} | {count} |" for what, count in BYTES.items()),
        f"one more for every {STEPS_FOR_ONE} steps",
        f"{hour:,} an hour from one address",
        f"so that an address can fill {megabytes(hour * day * one)} MB a day at most",
        f"a browser {app_settings.SANDBOXES_PER_HOUR} an hour",
        f"{megabytes(hour * day * BYTES['a short link'])} MB of short links",
        f"{app_settings.STUDENTS_PER_CLASS:,} students",
        f"{readiness.FILES_BESIDES + readiness.FILES_PER_STUDENT * app_settings.STUDENTS_PER_CLASS:,} files",
        f"{lanes.RETRY_SECONDS} seconds",
    ]


def megabytes(count: int) -> str:
    return f"{count // 1_000_000:,}"


BYTES = {"a sandbox": 330, "a step": 80, "a short link": 540, "a student": 200, "a vote": 90}
"""As `docs/run.md` tells; measured with SQLite, a thousand rows of each."""


def exercises() -> list[str]:
    def whole(*parts: float) -> list[int]:
        return [percent(part) for part in parts]

    full, *left = whole(*PREDICT.left)
    hints, shown = whole(*verdict.CAPS), whole(*(hint.cap for hint in BREAK.shown_hints))
    worth, again = whole(*repairing.WORTH.values()), whole(*REPAIR.left)
    assert REPAIR.left == DIAGNOSE.left
    attempt = Attempt(number=3, score=0.8, created=datetime(2026, 1, 1, 14, 5, tzinfo=UTC))
    return [
        f"has {word(len(KINDS))} kinds of question",
        f"over all {word(len(A09.properties) + len(A09.liveness))} properties",
        f"counts from 0 to {full}.",
        f"They count {full}; each step more costs {percent(breaking.STEP_COSTS)}; any schedule that breaks what was "
        f"asked counts {percent(breaking.FLOOR)} at least",
        f"{full} for a right answer. After one wrong answer {left[0]} are left, then {left[1]}, then {left[2]}.",
        f"{percent(diagnosing.NAME_ONLY)} for the right bug, {full} if the evidence",
        f"After a wrong name {again[1]} are left, then {again[2]}, then {again[3]};",
        f"{worth[0]} if it fixes the bug, {worth[1]} if it does so needlessly",
        f"forbidden), {worth[2]} if it is too strong (something waits for ever), {worth[3]} if it is too weak.",
        f"After a wrong repair {again[1]} are left, then {again[2]}, then {again[3]}.",
        f"After one hint an answer counts {hints[1]} at most, after two {hints[2]}, after three {hints[3]}.",
        f"from where you stand, {shown[0]} at most, and the next step of a shortest way, {shown[1]}.",
        f'"{attempt.receipt}"',
        f"up to {MOST_VARIANTS} variants",
    ]


def classroom() -> list[str]:
    students = int(read("templates/classroom/console.html", r'id="students"[^>]*value="(\d+)"'))
    assert students <= rehearsal.MOST_SIMULATED
    poll = int(read("static/a09/js/decide/waiting.js", r"POLL_MS = (\d+)"))
    days = read("a09web/settings.py", r'"CLASS_DAYS", (\d+)')
    return [
        f"and {word(models.CODE_LENGTH)} letters from the wall",
        f"a code of {word(models.CODE_LENGTH)} letters and digits",
        f"Rehearse with {students} simulated students",
        f"below {console.TEACH_AGAIN} % explain again; from {console.TEACH_AGAIN} to {console.EXPLAIN} % let",
        f"“Updating every {poll // 1000} s”",
        f"(nothing for {word(int(screens.STUCK_AFTER.total_seconds() // 60))} minutes)",
        f"`CLASS_DAYS` days ({days})",
        f"(the best answer), each of {gradebook.MOST}.",
    ]


def architecture() -> list[str]:
    silence = int(read("static/a09/js/decide/waiting.js", r"SILENCE_MS = (\d+)"))
    return [
        f"every heartbeat ({word(hub.HEARTBEAT_SECONDS)} seconds",
        f"silent for {silence // 1000} seconds",
        f"within a {'quarter' if painting.REST_SECONDS == 0.25 else painting.REST_SECONDS} of a second",
        f"scans every {due.SECONDS_BETWEEN_SCANS} seconds",
        f"the answer is a {Stale.status} with",
        f"exercises: {word(len(KINDS))} kinds",
        f"the {word(len(A09.bugs))} guards of the model",
        f"folded to {test_templates.LONGEST_LINE} columns",
    ]


def panels() -> list[str]:
    characters = word(len(Panel("board", "").hash))
    return [
        f"{characters} characters of BLAKE2",
        f"{characters.capitalize()}, because",
        f"at most {LARGEST_ANSWER // 1024} KiB",
        f"with status {Stale.status}",
        f"is a {Stale.status}: the fence",
        text_of("docs/panels.md").partition("<!-- example -->")[2].partition("<!-- /example -->")[0],
    ]


def the_api() -> list[str]:
    return [
        f"OpenAPI {api.get_openapi_schema()['openapi'].rpartition('.')[0]}.",
        f"it is a {Stale.status} and",
        f"together {'forty' if ADDRESS_SHARE == 40 else ADDRESS_SHARE} times",
    ]


def the_lessons() -> list[str]:
    return [f"which has {word(RECALLED)} at least,"]


def the_workbooks() -> list[str]:
    return [f"up to {word(MOST_HINTS)}, each stronger", f"with {word(RECALLED)} questions at least"]


def face() -> list[str]:
    return [f"stays below {int(read('tests/e2e/test_first_visit.py', r'MOST = ([0-9]+)'))} KB"]


CLAIMS = {
    "README.md": readme,
    "CONTRIBUTING.md": contributing,
    "docs/lessons.md": the_lessons,
    "docs/api.md": the_api,
    "docs/architecture.md": architecture,
    "docs/panels.md": panels,
    "docs/cases.md": the_cases,
    "docs/classroom.md": classroom,
    "docs/commands.md": commands,
    "docs/exercises.md": exercises,
    "docs/face.md": face,
    "docs/glossary.md": glossary,
    "docs/links.md": links,
    "docs/logs.md": logs,
    "docs/model.md": model,
    "docs/queues.md": queues,
    "docs/run.md": run_for_others,
    "docs/settings.md": settings,
    "docs/workbooks.md": the_workbooks,
}

BESIDE = {
    "README.md": [
        "the six bugs with a button", "PORT=8001", "can break in 3 steps", "?present=1",
        "a first change in ten minutes",
    ],
    "CONTRIBUTING.md": [
        "in ten minutes", "about ten minutes", "1. `make dev`",
        "/t/1~", "2. In another", "3. In `a09web", "4. Run the", "5. `make quick`",
        "6. `git", "randomly-seed=1234", "A09_LATENCY_MS=300", "-n 2",
    ],
    "docs/api.md": ["localhost:8000", "scenarios/1~", "scenarios/1/takes", "RFC 9457"],
    "docs/architecture.md": ["1. The page", "2. `services", "3. One", "4. After", "5. The answer", "So 500 votes"],
    "docs/classroom.md": [
        "0 all of them", "1. Stand", "2. The console", "3. **Revote", "4. **Reveal", "5. “Ask it", "versions 3 and 4",
        "also from `127.0.0.1`",
    ],
    "docs/exercises.md": ['"run 1", "Worker 1"', "sent ten times", "two to four sentences"],
    "docs/commands.md": ["such as `250ms` or `2s` | `0` |"],
    "docs/logs.md": ["127.0.0.1:8000", "`--skew 2s`", "number of the attempt, from 1."],
    "docs/queues.md": ["of eight that ask at once"],
    "docs/links.md": ["?embed=1", "none (422)", "UTF-16"],
    "docs/model.md": ["0 for none", "layer 2", "… run 1 …", "run 2 -", "distance is 0", "unsigned 64-bit word"],
    "docs/panels.md": [
        "within 8 KB", "it keeps five promises", "`entry-7`", "`entry-3` is", "`entry-2` is", "`entry-0` and `entry-1`",
        "1. **A", "2. **An", "3. **Nothing", "4. **What", "5. **A",
        '`{"version": 3, "base": 2,',
    ],
    "docs/workbooks.md": [
        "a number from 1", *(f"{number}. **" for number in range(1, 9)), "9. Register",
        "two to four sentences", "asked: [1, 1], max_mark: 1", "1. Make", "2. Make", "3. Write", "4. Ask",
    ],
    "docs/run.md": [
        "--host 192.168.178.20", "--host 0.0.0.0", "port 8000", "http://127.0.0.1:8000", "TRUSTED_PROXIES=127.0.0.1",
        "proxy_http_version 1.1", "proxy_read_timeout 1m", "answers 200 when", "else 503 with", "status 503",
    ],
    "docs/settings.md": ["?present=1", "?embed=1", "200 when all do, else 503"],
}  # fmt: skip
"""Examples, numbers of paragraphs and formats, and what only people decide: nothing that the code could give."""


def text_of(document: str) -> str:
    return " ".join((ROOT / document).read_text().split())


@pytest.mark.parametrize("document", CLAIMS)
def test_what_the_documents_count_is_what_the_code_gives(document: str) -> None:
    told = text_of(document)
    assert [claim for claim in CLAIMS[document]() if claim not in told] == []


@pytest.mark.parametrize("document", [*CLAIMS])
def test_every_number_in_the_documents_is_claimed_or_known_to_be_none_of_the_codes(document: str) -> None:
    told = text_of(document)
    covered: set[int] = set()
    for piece in (*CLAIMS[document](), *BESIDE.get(document, ())):
        for found in re.finditer(re.escape(piece), told):
            covered.update(range(*found.span()))
    unknown = [told[max(0, n.start() - 40) : n.end() + 20] for n in NUMBER.finditer(told) if n.start() not in covered]
    assert unknown == []


def test_every_document_is_looked_at() -> None:
    documents = {str(path.relative_to(ROOT)) for path in (ROOT / "docs").glob("*.md")}
    assert documents <= {*CLAIMS, *LEFT_OUT, "docs/load.md"}
