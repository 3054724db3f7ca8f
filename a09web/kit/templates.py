"""A template by its path."""

from __future__ import annotations

from typing import Any

from django.template import engines


def template(path: str) -> Any:
    """The compiled template. Its own `render` makes a part of a page, without what a request brings along."""
    backend: Any = engines["jinja2"]
    return backend.env.get_template(path)
