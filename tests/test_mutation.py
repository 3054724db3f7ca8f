"""What `make mutate` works on is the same code, and what it prints is where a mutant is."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from tests.mutation.copying import ROOT, functions, undecorated
from tests.mutation.report import again, report

HENS = """
from functools import cache, cached_property

asked = []


class Hen:
    @cached_property
    def eggs(self):
        asked.append("eggs")
        return 2

    @property
    def legs(self):
        return 2


@cache
def told(hen):
    asked.append("told")
    return hen.legs

"""

BODY = "    if a:\n        return {}\n    return 2\n"


def test_a_decorator_does_the_same_below_its_function() -> None:
    names: dict[str, object] = {}
    moved = undecorated(HENS)
    assert "@" not in moved
    check = "hen = Hen()\nfound = [hen.eggs, hen.eggs, hen.legs, told(hen), told(hen)]\n"
    exec(moved + check, names)
    assert names["found"] == [2] * 5
    assert names["asked"] == ["eggs", "told"]


def test_no_function_of_the_copy_stands_on_another_line() -> None:
    for path in sorted((ROOT / "a09web").glob("*/*.py")):
        was = path.read_text()
        places = [
            [(owner, each.name, each.lineno) for owner, each in functions(ast.parse(text))]
            for text in (was, undecorated(was))
        ]
        assert places[0] == places[1]


def mutants(folder: Path) -> Path:
    """A folder as mutmut leaves it: of three mutants of a function one was killed."""
    path, copy = Path("a09web/room/hen.py"), folder / "mutants" / "a09web" / "room"
    copy.mkdir(parents=True)
    (folder / path).parent.mkdir(parents=True)
    (folder / path).write_text("\n\ndef lay(a):\n" + BODY.format(1))
    names = ["orig", "1", "2", "3"]
    texts = [f"def x_lay__mutmut_{name}(a):\n{BODY.format(number)}" for number, name in enumerate(names, start=1)]
    (copy / "hen.py").write_text("\n\n".join(texts))
    codes = {
        "a09web.room.hen.x_lay__mutmut_1": 1,
        "a09web.room.hen.x_lay__mutmut_2": 0,
        "a09web.room.hen.x_lay__mutmut_3": 33,
    }
    meta = copy / "hen.py.meta"
    meta.write_text(json.dumps({"exit_code_by_key": codes}))
    return meta


def test_what_lives_is_printed_with_its_place_and_its_difference(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mutants(tmp_path)
    assert not report(tmp_path, "room")
    assert capsys.readouterr().out.splitlines() == [
        "",
        "a09web/room/hen.py:5 survived",
        "-        return 1",
        "+        return 3",
        "",
        "a09web/room/hen.py:5 reached by no test",
        "-        return 1",
        "+        return 4",
        "",
        "3 mutants: 1 killed, 1 survived, 1 reached by no test, 0 not tried",
    ]


def test_what_lives_is_tried_again_and_what_is_killed_is_not(tmp_path: Path) -> None:
    meta = mutants(tmp_path)
    again(tmp_path, "room")
    assert list(json.loads(meta.read_text())["exit_code_by_key"].values()) == [1, None, None]
