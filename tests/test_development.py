"""With DEBUG=True a change is seen at the next reload of a page: a real server on a copy of the app that is changed."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from .servers import ROOT, environment, free_port, prepared_var_dir, running_server, wait_until

PLAYED = "/t/1~Tick/"
STRICT = ("Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy")


@dataclass(frozen=True)
class Changing:
    """A server, and the copy of the app that it serves."""

    folder: Path
    url: str

    def change(self, path: str, old: str, new: str) -> None:
        file = self.folder / path
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new))

    def get(self, path: str) -> httpx.Response:
        return httpx.get(self.url + path, trust_env=False, timeout=60)

    @property
    def log(self) -> str:
        return (self.folder / "server.log").read_text()


@pytest.fixture(scope="module")
def changing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Changing]:
    folder = tmp_path_factory.mktemp("changing")
    for name in ("a09web", "templates", "static", "styles"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", folder)
    shutil.copytree(prepared_var_dir(), folder / "var", ignore=shutil.ignore_patterns("static"))
    env = environment(folder / "var", {"DEBUG": "True"})
    port = free_port()
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=folder, env=env, stdout=log, stderr=log, start_new_session=True)
    try:
        server = Changing(folder, f"http://127.0.0.1:{port}")
        wait_until(lambda: process.poll() is not None or _answers(server), "the server answers")
        yield server
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _answers(server: Changing) -> bool:
    try:
        return server.get("/healthz").status_code == 200
    except httpx.HTTPError:
        return False


def test_a_changed_page_is_shown_at_once(changing: Changing) -> None:
    assert "Changed by hand" not in changing.get("/").text
    changing.change("a09web/workbooks/a09/home.html", "The worker was dead.", "Changed by hand")
    assert "Changed by hand" in changing.get("/").text


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ("sandbox/_board.html", PLAYED),
        ("sandbox/_cell.html", PLAYED),
        ("sandbox/_tally.html", PLAYED),
        ("links/trace.svg", f"{PLAYED}trace.svg"),
    ],
)
def test_a_part_that_was_rendered_before_is_rendered_anew(changing: Changing, template: str, path: str) -> None:
    file = changing.folder / "templates" / template
    before = changing.get(path)
    assert before.status_code == 200
    text = file.read_text()
    tag = re.search(r"<[a-z]+(?= )", text)
    assert tag is not None
    file.write_text(text.replace(tag[0], f'{tag[0]} data-changed="{file.stem}"', 1))
    assert f'data-changed="{file.stem}"' not in before.text
    assert f'data-changed="{file.stem}"' in changing.get(path).text


def test_a_changed_style_is_served_at_once_and_asked_for_each_time(changing: Changing) -> None:
    sheet = re.search(r'<link rel="stylesheet" href="([^"]+)"', changing.get("/").text)
    assert sheet is not None
    assert sheet[1] == "/static/a09/app.css"
    before = changing.get(sheet[1])
    assert before.headers["Cache-Control"] == "max-age=0, public"
    changing.change("styles/tokens.css", ":root {", "/* changed by hand */\n:root {")
    after = changing.get(sheet[1])
    assert "changed by hand" in after.text
    assert after.headers["ETag"] != before.headers["ETag"]
    assert not (changing.folder / "var" / "static").exists()


def test_what_packages_bring_is_served_as_well(changing: Changing) -> None:
    scripts = re.findall(r'<script (?:type="module" )?src="([^"]+)"', changing.get("/").text)
    assert len(scripts) > 1
    assert [changing.get(script).status_code for script in scripts] == [200] * len(scripts)


def test_a_changed_script_is_served_at_once_and_finds_the_others(changing: Changing) -> None:
    page = "static/a09/js/main.js"
    assert f'<script type="module" src="/{page}"></script>' in changing.get("/").text
    changing.change(page, "/** What runs on a page", "/** Changed by hand")
    changed = changing.get(f"/{page}").text
    assert "Changed by hand" in changed
    imports = re.findall(r'from "\./([^"]+)";', changed)
    assert len(imports) > 3
    answers = [changing.get(f"/static/a09/js/{name}") for name in imports]
    assert {answer.status_code for answer in answers} == {200}
    # A frame that is shut in has no origin, and a module is only given to whoever may read it.
    assert {answer.headers["Access-Control-Allow-Origin"] for answer in answers} == {"*"}


def test_changed_content_is_shown_at_once(changing: Changing) -> None:
    path = "a09web/workbooks/a09/lessons/early-release/lesson.yaml"
    title = re.search(r"^title: (.+)$", (changing.folder / path).read_text(), re.MULTILINE)
    assert title is not None
    assert "Changed lesson" not in changing.get("/lessons/").text
    changing.change(path, title[0], "title: Changed lesson")
    assert "Changed lesson" in changing.get("/lessons/").text


def test_changed_code_starts_the_server_anew(changing: Changing) -> None:
    changing.change("a09web/errors.py", "There is nothing at this address", "Nothing was ever here")

    def is_shown() -> bool:
        with suppress(httpx.TransportError):  # asked of the process that is just ending
            return "Nothing was ever here" in changing.get("/nothing/").text
        return False

    wait_until(is_shown, "the changed sentence is shown")


def test_a_page_that_breaks_shows_no_more_than_to_anybody_and_the_terminal_says_why(changing: Changing) -> None:
    file = changing.folder / "templates" / "matrix" / "page.html"
    text = file.read_text()
    file.write_text(text + "{{ no_such_name }}{% nonsense %}")
    try:
        answer = changing.get("/matrix/")
    finally:
        file.write_text(text)
    assert answer.status_code == 500
    assert "Something in the app broke" in answer.text
    assert not re.search(r"Traceback|nonsense|SECRET_KEY|INSTALLED_APPS", answer.text)
    assert "nonsense" in changing.log
    assert changing.get("/matrix/").status_code == 200


def test_headers_are_those_of_every_other_server(changing: Changing) -> None:
    with running_server() as usual:
        for path in ("/", "/nothing/"):
            ours, theirs = changing.get(path), httpx.get(usual.url + path, trust_env=False)
            assert ours.status_code == theirs.status_code
            assert [_directives(ours, name) for name in STRICT] == [_directives(theirs, name) for name in STRICT]


def _directives(answer: httpx.Response, name: str) -> set[str]:
    return {part.strip() for part in answer.headers[name].split(";")}
