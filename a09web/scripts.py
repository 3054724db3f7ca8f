"""The scripts of the pages: native modules, each for one idea, in `static/a09/js/`.

A page names the ones that it begins with. It also names those that they import, so that a browser asks for all of them
at once instead of finding one after the other.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from markupsafe import Markup
from servestatic.storage import CompressedManifestStaticFilesStorage

FOLDER = "a09/js"
_IMPORT = re.compile(r'from "(\.{1,2}/[^"]+)";$', re.MULTILINE)
_PRELOAD = Markup('<link rel="modulepreload" href="{}">')
_SCRIPT = Markup('<script type="module" src="{}"></script>')


class HashedModules(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it has no types
    """Names each file by what is in it, and a module's imports by those names, too."""

    # Django's own way of doing this also reads what packages bring along, and stumbles over it.
    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        (f"{FOLDER}/*.js", ((r'(?P<matched>from "(?P<url>\.{1,2}/[^"]+)";)', 'from "%(url)s";'),)),
    )
    # A name changes with those of the modules below, and each pass carries that one step up.
    max_post_process_passes = 30


@cache
def modules(entry: str) -> Markup:
    """The elements by which a page gets a module and all that it needs."""
    below = [_PRELOAD.format(_address(name)) for name in imported_by(entry)]
    return Markup("\n  ").join([*below, _SCRIPT.format(_address(entry))])


@cache
def imported_by(entry: str) -> tuple[str, ...]:
    """The modules that one imports, and those that these import, each once. Names are paths without `.js`."""
    found: dict[str, None] = {}
    waiting = [entry]
    while waiting:
        new = [name for name in _imports(waiting.pop()) if name not in found]
        found |= dict.fromkeys(new)
        waiting += new
    return tuple(found)


def _imports(name: str) -> Iterator[str]:
    text = Path(settings.SCRIPTS_DIR, f"{name}.js").read_text(encoding="utf-8")
    for path in _IMPORT.findall(text):
        yield posixpath.normpath(posixpath.join(posixpath.dirname(name), path)).removesuffix(".js")


def _address(name: str) -> str:
    return static(f"{FOLDER}/{name}.js")
