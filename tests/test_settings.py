"""An impossible or half configuration refuses to start, in one sentence that says how to fix it."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.utils.module_loading import import_string

from . import forking
from .servers import ROOT, environment, free_port, prepared_var_dir, running_server

SECRET = "a secret that is only for this test, and long enough for anybody who checks how long it is"
PRODUCTION = {
    "PRODUCTION": "True",
    "SECRET_KEY": SECRET,
    "ALLOWED_HOSTS": "example.org",
    "TRUSTED_PROXIES": "127.0.0.1",
}


def run(*arguments: str, var_dir: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return forking.run("manage.py", *arguments, env=environment(var_dir, env))


def run_by_python(*arguments: str, var_dir: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """The same in a process that nobody has prepared."""
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment(var_dir, env), capture_output=True, text=True, check=False, timeout=60
    )


def refusal(var_dir: Path, env: dict[str, str], *arguments: str) -> str:
    """What is said when the app refuses to start: one sentence or two, and nothing else."""
    done = run(*(arguments or ("check",)), var_dir=var_dir, env=env)
    assert done.returncode != 0, done.stdout
    assert "Traceback" not in done.stderr, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    return done.stderr.strip()


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({"PRODUCTION": "yes"}, "PRODUCTION must be True or False, not 'yes'."),
        ({"PRODUCTION": "true"}, "PRODUCTION must be True or False, not 'true'."),
        ({"PRODUCTION": ""}, "PRODUCTION must be True or False, not ''."),
        ({"DEBUG": "1"}, "DEBUG must be True or False, not '1'."),
        (
            {"DEBUG": "True", **PRODUCTION},
            "DEBUG and PRODUCTION cannot both be True. DEBUG is for whoever changes the app",
        ),
        ({"SANDBOXES_PER_HOUR": "many"}, "SANDBOXES_PER_HOUR must be a whole number, 1 or more, not 'many'."),
        ({"SANDBOXES_PER_HOUR": "0"}, "SANDBOXES_PER_HOUR must be a whole number, 1 or more, not '0'."),
        ({"SANDBOXES_PER_HOUR_AND_ADDRESS": "-1"}, "SANDBOXES_PER_HOUR_AND_ADDRESS must be a whole number,"),
        ({"STEPS_PER_SANDBOX": "1.5"}, "STEPS_PER_SANDBOX must be a whole number, 1 or more, not '1.5'."),
        ({"STEPS_PER_SANDBOX": "٣"}, "STEPS_PER_SANDBOX must be a whole number, 1 or more, not '٣'."),
        ({"SANDBOX_DAYS": ""}, "SANDBOX_DAYS must be a whole number, 1 or more, not ''."),
        ({"SANDBOX_DAYS": "9" * 5000}, "SANDBOX_DAYS must be "),
        ({"EXPLORE_STATES": "lots"}, "EXPLORE_STATES must be a whole number, 1 or more, not 'lots'."),
        ({"EXPLORE_SECONDS": "0"}, "EXPLORE_SECONDS must be a whole number, 1 or more, not '0'."),
        ({"ALLOWED_HOSTS": " , "}, "ALLOWED_HOSTS is empty. Name the hosts that this server answers for, with commas."),
        ({"SECRET_KEY_FILE": "/nowhere/at/all"}, "SECRET_KEY_FILE names /nowhere/at/all, which is not a file."),
        ({"SECRET_KEY": ""}, "SECRET_KEY is empty."),
        ({"SECRET_KEY": " "}, "SECRET_KEY is empty."),
        ({"VAR_DIR": ""}, "VAR_DIR is empty. Name a directory, or do not set it at all."),
        ({"ALLOWED_HOSTS": "https://example.org"}, "ALLOWED_HOSTS names 'https://example.org'. Name the host alone,"),
        (PRODUCTION | {"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS is *, which is every host."),
        ({"TRUSTED_PROXIES": "*"}, "TRUSTED_PROXIES names '*', which is no address and no network such as"),
        ({"DATABASE_URL": "mysql://user@host/name"}, "DATABASE_URL must begin with sqlite:/// or postgres://."),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL must begin with sqlite:/// or postgres://."),
        ({"DATABASE_URL": ""}, "DATABASE_URL must begin with sqlite:/// or postgres://."),
        ({"DATABASE_URL": "postgres://user@host:port/name"}, "DATABASE_URL"),
        ({"REDIS_URL": "nonsense"}, "REDIS_URL must begin with redis://"),
        ({"REDIS_URL": "http://127.0.0.1"}, "REDIS_URL must begin with redis://"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused(tmp_path: Path, env: dict[str, str], sentence: str) -> None:
    said = refusal(tmp_path, env)
    assert said.startswith("The settings do not fit together: ")
    assert sentence in said
    assert len(said) < 300


def test_a_process_that_nobody_has_prepared_refuses_alike(tmp_path: Path) -> None:
    wrong = {"PRODUCTION": "yes"}
    here = run("check", var_dir=tmp_path, env=wrong)
    there = run_by_python("check", var_dir=tmp_path, env=wrong)
    assert (here.returncode, here.stdout, here.stderr) == (there.returncode, there.stdout, there.stderr)
    assert there.returncode == 1


def test_a_var_dir_that_cannot_be_one_is_refused(tmp_path: Path) -> None:
    occupied = tmp_path / "file"
    occupied.write_text("")
    assert "VAR_DIR" in refusal(occupied, {})


def test_an_empty_secret_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "empty"
    file.write_text("\n")
    assert "SECRET_KEY_FILE" in refusal(tmp_path, {"SECRET_KEY_FILE": str(file)})


# Production


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_production_without_its_half_is_refused_with_what_to_set(tmp_path: Path, missing: str) -> None:
    env = {name: value for name, value in PRODUCTION.items() if name != missing}
    said = refusal(tmp_path, env)
    assert missing in said
    assert not (tmp_path / "secret-key").exists()


def test_production_takes_its_secret_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\n")
    env = {"PRODUCTION": "True", "SECRET_KEY_FILE": str(file), "ALLOWED_HOSTS": "example.org"}
    shown = settings(tmp_path, env)
    assert shown["SECRET_KEY"] == SECRET


def test_the_deployment_check_has_nothing_to_say(tmp_path: Path) -> None:
    done = run_by_python("check", "--deploy", "--fail-level", "WARNING", var_dir=tmp_path, env=PRODUCTION)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_a_short_secret_is_not_good_enough_for_production(tmp_path: Path) -> None:
    done = run("check", "--deploy", "--fail-level", "WARNING", var_dir=tmp_path, env=PRODUCTION | {"SECRET_KEY": "x"})
    assert done.returncode != 0


def settings(var_dir: Path, env: dict[str, str]) -> dict[str, Any]:
    code = "import json; from django.conf import settings as s; print(json.dumps({n: getattr(s, n) for n in dir(s)"
    code += " if n.isupper()}, default=str))"
    done = forking.run("-c", code, env=environment(var_dir, env))
    assert done.returncode == 0, done.stderr
    shown: dict[str, Any] = json.loads(done.stdout)
    return shown


def test_production_is_strict_with_browsers(tmp_path: Path) -> None:
    shown = settings(tmp_path, PRODUCTION)
    for name in ("SECURE_SSL_REDIRECT", "CSRF_COOKIE_SECURE", "OWNER_COOKIE_SECURE", "SECURE_HSTS_INCLUDE_SUBDOMAINS"):
        assert shown[name] is True
    assert shown["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert shown["DEBUG"] is False
    assert shown["ALLOWED_HOSTS"] == ["example.org"]


def test_production_behind_a_proxy(tmp_path: Path) -> None:
    with running_server(env=PRODUCTION, has_own_python=True) as server:
        https = {"Host": "example.org", "X-Forwarded-Proto": "https"}
        with httpx.Client(base_url=server.url, trust_env=False, timeout=30) as browser:
            plain = browser.get("/", headers={"Host": "example.org"})
            assert (plain.status_code, plain.headers["Location"]) == (301, "https://example.org/")
            page = browser.get("/", headers=https)
            assert page.status_code == 200
            assert "max-age=31536000" in page.headers["Strict-Transport-Security"]
            assert "Secure" in page.headers["Set-Cookie"]
            assert browser.get("/healthz", headers={"Host": "example.org"}).status_code == 200
            assert browser.get("/", headers={"X-Forwarded-Proto": "https"}).status_code == 400
            token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.text)
            assert token is not None
            cookie = page.headers["Set-Cookie"].partition(";")[0]
            sent = https | {"Cookie": cookie, "Referer": "https://example.org/"}
            made = browser.post("/s/", data={"csrfmiddlewaretoken": token[1]}, headers=sent)
            assert made.status_code == 302
            owner = next(c for c in made.headers.get_list("Set-Cookie") if c.startswith("a09_owner="))
            assert {"Secure", "HttpOnly", "SameSite=Lax"} <= {part.strip() for part in owner.split(";")}
            sent["Referer"] = "https://evil.example/"
            assert browser.post("/s/", data={"csrfmiddlewaretoken": token[1]}, headers=sent).status_code == 403


def test_passwords_are_hashed_slowly_though_not_in_the_tests(tmp_path: Path) -> None:
    shown = settings(tmp_path, PRODUCTION)["PASSWORD_HASHERS"]
    slow = import_string(shown[0])()
    assert slow.algorithm == "pbkdf2_sha256"
    assert slow.iterations >= 600_000


def test_what_somebody_says_who_is_no_proxy_of_ours_counts_for_nothing() -> None:
    with running_server(env=PRODUCTION | {"TRUSTED_PROXIES": "192.0.2.7"}) as server:
        https = {"Host": "example.org", "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
        assert server.get("/", headers=https).status_code == 301


# Before it serves


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        (PRODUCTION | {"SECRET_KEY": "x" * 49}, "SECRET_KEY has 49 characters, and a short one can be guessed."),
        ({name: PRODUCTION[name] for name in PRODUCTION if name != "TRUSTED_PROXIES"}, "TRUSTED_PROXIES names nobody"),
        ({"DATABASE_URL": "postgres://nobody@127.0.0.1:9/nothing"}, "The database cannot be reached: "),
        ({"DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3"}, "The database cannot be reached: unable to open"),
        ({"WORKBOOKS": "tests.workbooks.bare.BARE"}, "The workbook “bare” has no module in TLA+, which its links show"),
        ({}, "The database lacks tables or columns. Run manage.py migrate, and start again."),
        ({"STUDENTS_PER_CLASS": "99999999"}, "a class of 99999999 takes 200000298. Allow it more"),
    ],
)
def test_a_server_that_could_not_work_does_not_start(tmp_path: Path, env: dict[str, str], sentence: str) -> None:
    said = refusal(tmp_path, env, "serve", "--port", str(free_port()))
    assert sentence in said
    assert SECRET not in said


def test_a_server_without_its_redis_does_not_start(tmp_path: Path) -> None:
    shutil.copytree(prepared_var_dir(), tmp_path, dirs_exist_ok=True)
    env = {"REDIS_URL": f"redis://127.0.0.1:{free_port()}/0"}
    assert "Redis cannot be reached: " in refusal(tmp_path, env, "serve", "--port", str(free_port()))


def test_a_server_without_the_styles_of_its_pages_does_not_start(tmp_path: Path) -> None:
    shutil.copytree(prepared_var_dir(), tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("static"))
    said = refusal(tmp_path, {}, "serve", "--port", str(free_port()))
    assert "Run manage.py collectstatic --noinput, and start again." in said


def test_what_is_written_is_for_nobody_else_on_the_machine(tmp_path: Path) -> None:
    assert run_by_python("migrate", "--verbosity", "0", var_dir=tmp_path, env={}).returncode == 0
    assert {file.name: file.stat().st_mode & 0o077 for file in tmp_path.iterdir() if file.stat().st_mode & 0o077} == {}


# On one's own machine


def test_without_any_settings_a_secret_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    first = settings(tmp_path, {})
    assert settings(tmp_path, {})["SECRET_KEY"] == first["SECRET_KEY"]
    file = tmp_path / "secret-key"
    assert len(file.read_text()) >= 50
    assert file.stat().st_mode & 0o777 == 0o600
    assert first["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]
    assert first["DEBUG"] is False


def test_what_is_set_is_used(tmp_path: Path) -> None:
    shown = settings(tmp_path, {"SANDBOXES_PER_HOUR": "7", "ALLOWED_HOSTS": "a.example, b.example", "SECRET_KEY": "k"})
    assert (shown["SANDBOXES_PER_HOUR"], shown["SECRET_KEY"]) == (7, "k")
    assert shown["ALLOWED_HOSTS"] == ["a.example", "b.example"]
    assert str(tmp_path) in str(shown["DATABASES"]["default"]["NAME"])


# The server's port


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = refusal(tmp_path, {}, "serve", "--port", str(port))
    assert f"Nothing can be served at 127.0.0.1:{port}: Address already in use" in said
    assert "Choose another port" in said


@pytest.mark.parametrize("port", ["99999", "-1"])
def test_a_port_that_is_none_is_refused(tmp_path: Path, port: str) -> None:
    assert port in refusal(tmp_path, {}, "serve", f"--port={port}")


def test_a_host_that_is_not_ours_is_named(tmp_path: Path) -> None:
    said = refusal(tmp_path, {}, "serve", "--host", "192.0.2.1", "--port", str(free_port()))
    assert "Nothing can be served at 192.0.2.1" in said


def test_the_server_says_nothing_unless_something_is_wrong() -> None:
    with running_server(has_own_python=True) as quiet:
        quiet.get("/")
        quiet.terminate()
        assert quiet.log == ""
