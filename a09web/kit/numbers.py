"""Numbers in forms and addresses."""

from __future__ import annotations

from django.http import QueryDict

from a09web.invalid_input import InvalidInput


def parse_count(what: str, text: str) -> int:
    """A number from 0 on, as somebody typed it. Raises `InvalidInput`."""
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise InvalidInput(f"{what} must be a number.")
    return int(text)


def number_in(form: QueryDict, name: str, default: int | None = None) -> int:
    """A number in a form. Raises `InvalidInput`."""
    if default is not None and name not in form:
        return default
    return parse_count(f"The field “{name}” of the form", form.get(name, ""))
