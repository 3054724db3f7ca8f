"""The scripts of all pages, `a09/page.js`: the modules of `static/a09/js/`, one after the other.

They are native modules, each for one idea. With `DEBUG=True` a browser gets them as they are, and names the file and
the line of an error. Otherwise it gets all as one plain script: some forty requests would be as many waits on a slow
line, and even from a browser's store they take a tenth of a second longer.
"""

from __future__ import annotations

import posixpath
import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from markupsafe import Markup

from .joining import Joined

NAME = "a09/page.js"
ENTRY = "main"
_IMPORT = re.compile(r'^import \{([^}]+)\} from "(\.{1,2}/[^"]+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?function (\w+)|const (\w+))", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export)\b.*$", re.MULTILINE)


class Script(Joined):
    """Finds the script, and puts it together if a module has changed."""

    name = NAME

    def text(self) -> str:
        return joined()


@cache
def script() -> Markup:
    """The element by which a page gets its scripts."""
    if settings.IN_DEVELOPMENT:
        return Markup('<script type="module" src="{}"></script>').format(static(f"a09/js/{ENTRY}.js"))
    return Markup('<script src="{}" defer></script>').format(static(NAME))


def joined() -> str:
    """All modules as one script, each in a function of its own, the ones that others need before these."""
    parts = "\n".join(_enclosed(name) for name in in_order())
    return f'"use strict";\n(() => {{\n{parts}\n}})();\n'


def in_order() -> tuple[str, ...]:
    """The modules that the pages need, as paths without `.js`. Raises `ValueError` if some need each other."""
    found: dict[str, bool] = {}

    def add(name: str) -> None:
        if found.get(name) is False:
            raise ValueError(f"The module {name} needs itself.")
        if name not in found:
            found[name] = False
            for path in imports_of(name):
                add(path)
            found[name] = True
            found[name] = found.pop(name)  # behind those that it needs

    add(ENTRY)
    return tuple(found)


def imports_of(name: str) -> list[str]:
    return [_path(name, path) for _, path in _IMPORT.findall(_read(name))]


def _read(name: str) -> str:
    return Path(settings.SCRIPTS_DIR, f"{name}.js").read_text(encoding="utf-8")


def _path(name: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), path))


def _enclosed(name: str) -> str:
    text = _read(name)
    exported = [function or const for _, function, const in _EXPORT.findall(text)]
    body = _EXPORT.sub(r"\1", text)
    body = _IMPORT.sub(lambda found: f"const {{{found[1]}}} = {_variable(_path(name, found[2]))};", body)
    if other := _OTHER.search(body):
        raise ValueError(f"In {name}.js this cannot be joined: {other[0]}")
    return f"const {_variable(name)} = (() => {{\n{body}return {{ {', '.join(exported)} }};\n}})();"


def _variable(name: str) -> str:
    return f"${name.replace('/', '$')}"
