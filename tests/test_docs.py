"""The documents name everything that the code offers."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands
from django.urls import get_resolver

from a09web.workbooks.a09 import A09

from .servers import SETTINGS

ROOT = Path(__file__).resolve().parent.parent
DOCS = "\n".join(path.read_text() for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
SUFFIXES = {".html", ".md", ".py", ".svg", ".yaml"}
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


def test_every_bug_property_transition_and_variable_is_documented() -> None:
    names = [
        *A09.bug_names,
        *A09.property_names,
        *(transition.name for transition in A09.transitions),
        *A09.variable_names,
    ]
    assert [name for name in names if name not in DOCS] == []


def test_every_setting_that_is_read_from_the_environment_is_documented() -> None:
    source = (ROOT / "a09web" / "settings.py").read_text()
    read = re.findall(r'(?:env_\w+|environ\.get)\(\s*"(\w+)"', source)
    assert len(read) > 8
    assert set(read) <= SETTINGS


def test_every_command_of_the_app_is_documented() -> None:
    ours = [name for name, app in get_commands().items() if str(app).startswith("a09web")]
    assert "explore" in ours
    documented = (ROOT / "docs" / "commands.md").read_text()
    assert [name for name in ours if f"`{name}`" not in documented] == []


def test_every_page_is_documented() -> None:
    documented = (ROOT / "docs" / "settings.md").read_text()
    routes = [str(pattern.pattern) for pattern in get_resolver().url_patterns]
    pages = ["/" + re.sub(r"<\w+:(?:public_)?(\w+)>", r"<\1>", route) for route in routes]
    assert "/s/<id>/" in pages
    assert [page for page in pages if f"`{page}`" not in documented] == []


@pytest.mark.parametrize("document", [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")], ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    broken = [target for target in LINK.findall(document.read_text()) if not (document.parent / target).exists()]
    assert broken == []


def test_the_commands_that_the_readme_opens_with_are_targets_of_make() -> None:
    readme, makefile = (ROOT / "README.md").read_text(), (ROOT / "Makefile").read_text()
    targets = re.findall(r"^make (\w+)", readme, re.MULTILINE)
    assert targets[:2] == ["run", "test"]
    assert [target for target in targets if not re.search(rf"^[\w -]*\b{target}\b[\w -]*:", makefile, re.M)] == []


def test_the_first_change_can_be_made_as_it_is_told() -> None:
    """Before somebody makes it, and after: it fails no other test."""
    told = " ".join((ROOT / "CONTRIBUTING.md").read_text().split())
    found = re.search(r"In `([^`]+)` change `([^`]+)` into `([^`]+)`.*change the sentence in `([^`]+)`", told)
    assert found is not None
    code, old, new, test = found.groups()
    sources = [path for folder in ("a09web", "tests", "templates") for path in (ROOT / folder).rglob("*.*")]
    texts = {str(path.relative_to(ROOT)): path.read_text() for path in sources if path.suffix in SUFFIXES}
    assert {path for path, text in texts.items() if old in text or new in text} == {code, test}


def test_what_newcomers_are_led_to_is_there() -> None:
    told = (ROOT / "CONTRIBUTING.md").read_text()
    paths = {
        path
        for path in re.findall(r"[`\s](\.?\w[\w./-]*/[\w./-]+\.(?:py|md|txt|in|yaml))\b", told)
        if "://" not in path
    }
    assert len(paths) > 8
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []
    tests = re.findall(r"(tests/\w+\.py)::(\w+)", told + (ROOT / "README.md").read_text())
    assert tests
    assert [name for path, name in tests if f"def {name}(" not in (ROOT / path).read_text()] == []


def test_the_newest_version_in_the_changelog_is_that_of_the_project() -> None:
    versions = re.findall(r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    numbers = [tuple(map(int, version.split("."))) for version in versions]
    assert numbers == sorted(set(numbers), reverse=True)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert versions[0] == project["version"]


def test_what_runs_before_a_commit_is_here_already() -> None:
    """No hook is fetched from elsewhere, and each names a tool that the tests and checks need anyway."""
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    assert [repository["repo"] for repository in hooks] == ["local"]
    tools = {hook["entry"].split()[0].removeprefix(".venv/bin/") for hook in hooks[0]["hooks"]}
    assert tools == {"ruff", "djlint"}
    assert tools <= set((ROOT / "requirements-dev.in").read_text().split())
