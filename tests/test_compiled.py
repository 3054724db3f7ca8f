"""Templates that were compiled once are not compiled again, unless anything is different."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import jinja2
import pytest
from django.test import override_settings

from a09web import compiled
from a09web.compiled import Compiled

Render = Callable[..., str]


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the templates that are compiled from now on."""
    found: list[str] = []
    compile_ = jinja2.Environment.compile

    def noted(self: jinja2.Environment, source: str, name: str, *rest: object) -> object:
        found.append(name)
        return compile_(self, source, name, *rest)  # type: ignore[call-overload]

    monkeypatch.setattr(jinja2.Environment, "compile", noted)
    return found


def rendered(folder: Path, text: str = "One {{ 'x' }}", filters: bytes = b"") -> str:
    """By a process that has just begun."""
    loader = jinja2.DictLoader({"page": text})
    return jinja2.Environment(loader=loader, bytecode_cache=Compiled(folder, filters)).get_template("page").render()


def test_a_template_is_compiled_once(tmp_path: Path, counted: list[str]) -> None:
    assert [rendered(tmp_path / "compiled") for _ in range(3)] == ["One x"] * 3
    assert counted == ["page"]


def test_another_text_is_compiled_anew(tmp_path: Path, counted: list[str]) -> None:
    assert [rendered(tmp_path, text) for text in ("One", "Two", "Two", "One")] == ["One", "Two", "Two", "One"]
    assert len(counted) == 3


def test_other_filters_another_jinja_and_another_secret_are_compiled_for_anew(
    tmp_path: Path, counted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a filter makes of a constant stands in what is compiled."""
    rendered(tmp_path)
    rendered(tmp_path, filters=b"others")
    monkeypatch.setattr(compiled, "version", lambda name: f"{name} of tomorrow")
    rendered(tmp_path, filters=b"others")
    with override_settings(SECRET_KEY="another"):
        rendered(tmp_path, filters=b"others")
        assert len(counted) == 4
        rendered(tmp_path, filters=b"others")
        assert len(counted) == 4


def cut(kept: bytes) -> bytes:
    return kept[:-9]


def changed(kept: bytes) -> bytes:
    return kept.replace(b"One", b"Two")


def emptied(kept: bytes) -> bytes:
    return b""


@pytest.mark.parametrize("harm", [cut, changed, emptied])
def test_a_file_that_was_harmed_does_not_count(
    tmp_path: Path, counted: list[str], harm: Callable[[bytes], bytes]
) -> None:
    assert rendered(tmp_path) == "One x"
    [file] = tmp_path.iterdir()
    assert harm(file.read_bytes()) != file.read_bytes()
    file.write_bytes(harm(file.read_bytes()))
    assert [rendered(tmp_path), rendered(tmp_path)] == ["One x", "One x"]
    assert len(counted) == 2


@pytest.mark.parametrize("place", ["a file", "nowhere/at all"])
def test_where_nothing_can_be_kept_pages_are_compiled_as_ever(tmp_path: Path, counted: list[str], place: str) -> None:
    (tmp_path / "a file").touch()
    assert [rendered(tmp_path / place), rendered(tmp_path / place)] == ["One x", "One x"]
    assert len(counted) == 2


def test_nothing_but_whole_files_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError("The disk is full.")

    monkeypatch.setattr("os.replace", full)
    assert rendered(tmp_path) == "One x"
    assert list(tmp_path.iterdir()) == []
