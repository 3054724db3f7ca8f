"""What is different with `DEBUG=True`, while somebody changes the app: a change is seen without a restart by hand.

Changed code starts the process anew. Changed templates, styles and content need no restart: what was made from them is
forgotten before the next page. Everything else is as on a server for others, error pages and headers included.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import find
from django.core.exceptions import SuspiciousFileOperation
from django.template import engines
from servestatic import ServeStaticASGI

from a09web.memo import Memo

FOLDERS = ("templates", "static", "styles", "a09web")
CODE = {".py", ".pyc"}

Pages = Callable[[dict[str, Any], Any], Iterable[bytes]]


def static_from_sources(app: Any, add_headers: Callable[[Any, str, str], None]) -> ServeStaticASGI:
    """The static files as they are now, from where they are written, for browsers that ask each time."""
    return FromSources(app, autorefresh=True, max_age=0, add_headers_function=add_headers)


class FromSources(ServeStaticASGI):  # type: ignore[misc]  # it has no types
    """Asks the finders anew each time, as some make what they find."""

    def candidate_paths_for_url(self, url: str) -> Iterator[str]:
        if url.startswith(settings.STATIC_URL):
            with suppress(SuspiciousFileOperation):
                if found := find(url.removeprefix(settings.STATIC_URL)):
                    yield found


def never_outdated(pages: Pages) -> Pages:
    """WSGI middleware: a page is made from the files as they are now."""
    seen = set(_files())

    def answered(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        nonlocal seen
        if (now := set(_files())) != seen:
            seen = now
            forget()
        return pages(environ, start_response)

    return answered


def forget() -> None:
    """Empties what is kept of all files. The model is made from none."""
    templates: Any = engines["jinja2"]
    templates.env.cache.clear()
    ours = [name for name in sys.modules if name.startswith("a09web.") and not name.startswith("a09web.model.")]
    for thing in [thing for name in ours for thing in vars(sys.modules[name]).values()]:
        if isinstance(thing, Memo):
            thing.clear()
        elif callable(getattr(thing, "cache_clear", None)):
            thing.cache_clear()


def _files() -> Iterator[tuple[str, int, int]]:
    for folder in FOLDERS:
        for path in Path(settings.BASE_DIR, folder).rglob("*"):
            if path.suffix not in CODE and path.is_file():
                with suppress(FileNotFoundError):  # what an editor writes aside comes and goes
                    about = path.stat()
                    yield str(path), about.st_mtime_ns, about.st_size
