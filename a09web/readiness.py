"""What `serve` looks at before it serves. A server that could not work does not start, and says why and what to do."""

from __future__ import annotations

import resource
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.templatetags.static import static
from redis.exceptions import RedisError

from a09web.specs.modules import module_of
from a09web.workbooks import WORKBOOKS

from . import health
from .wording import counted

STYLES = "a09/app.css"
"""The file that every page loads."""
SHORTEST_SECRET = 50
FILES_BESIDES = 300
"""Open files that are no connection of a student: the database, Redis, static files, people without a class."""
FILES_PER_STUDENT = 2
"""A socket, and a request."""


class NotReady(Exception):
    """Why nothing can be served, in a sentence that says what to do."""


def check() -> None:
    """Raises `NotReady`."""
    for each in CHECKS:
        each()


def raise_file_limit() -> None:
    """As many files may be open as the system lets this process have, and that must do for a full class."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    needed = FILES_BESIDES + FILES_PER_STUDENT * settings.STUDENTS_PER_CLASS
    if hard != resource.RLIM_INFINITY and hard < needed:
        raise NotReady(
            f"This process may open {counted(hard, 'file')}, and a class of {settings.STUDENTS_PER_CLASS} takes "
            f"{needed}. Allow it more (ulimit -Hn, or LimitNOFILE of systemd), or set STUDENTS_PER_CLASS lower."
        )


def _secret() -> None:
    if settings.PRODUCTION and len(settings.SECRET_KEY) < SHORTEST_SECRET:
        raise NotReady(
            f"SECRET_KEY has {counted(len(settings.SECRET_KEY), 'character')}, and a short one can be guessed. "
            f"Set it to a random text of {SHORTEST_SECRET} or more."
        )


def _proxies() -> None:
    if settings.PRODUCTION and not settings.TRUSTED_PROXIES:
        raise NotReady(
            "PRODUCTION is True, so that everybody must come by TLS, and TRUSTED_PROXIES names nobody who speaks it. "
            "Set it to the address of the proxy in front of this server, such as 127.0.0.1."
        )


def _modules() -> None:
    for workbook in WORKBOOKS.values():
        module = module_of(workbook)
        if not module.is_file():
            raise NotReady(
                f"The workbook “{workbook.slug}” has no module in TLA+, which its links show and hand out: there is no "
                f"file {module}. Write it (docs/workbooks.md says how), or take the workbook out of WORKBOOKS."
            )


def _static_files() -> None:
    try:
        static(STYLES)
    except ValueError:
        raise NotReady(
            "The styles and scripts of the pages have not been collected. Run manage.py collectstatic --noinput, and "
            "start again."
        ) from None


def _database() -> None:
    try:
        connection.ensure_connection()
    except DatabaseError as problem:
        raise NotReady(
            f"The database cannot be reached: {_line(problem)}. Is DATABASE_URL right, and does it run?"
        ) from None


def _tables() -> None:
    try:
        health.check_migrations()
    except health.Unmigrated:
        raise NotReady("The database lacks tables or columns. Run manage.py migrate, and start again.") from None


def _writing() -> None:
    try:
        health.check_database()
    except DatabaseError as problem:
        raise NotReady(
            f"The database cannot be written: {_line(problem)}. Is there room on the disk, and is it not locked?"
        ) from None


def _redis() -> None:
    try:
        health.check_cache()
    except RedisError as problem:
        raise NotReady(f"Redis cannot be reached: {_line(problem)}. Is REDIS_URL right, and does it run?") from None


def _line(problem: Exception) -> str:
    return " ".join(str(problem).split()).rstrip(".")[:200]


CHECKS: tuple[Callable[[], None], ...] = (
    raise_file_limit,
    _secret,
    _proxies,
    _modules,
    _database,
    _tables,
    _writing,
    _redis,
    _static_files,
)
