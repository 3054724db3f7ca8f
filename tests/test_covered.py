"""The table of `make coverage`."""

from __future__ import annotations

from tests.covered import APP, by_room, table


def test_modules_are_summed_by_room() -> None:
    files = {
        APP / "lessons" / "guide.py": (10, 1),
        APP / "lessons" / "views.py": (20, 2),
        APP / "management" / "commands" / "serve.py": (5, 5),
        APP / "http.py": (7, 0),
    }
    assert by_room(files) == {"(no room)": (7, 0), "lessons": (30, 3), "management": (5, 5)}


def test_what_is_not_whole_is_never_a_hundred_per_cent() -> None:
    shown = table({"api": (10_000, 1), "live": (3, 0)})
    assert shown.splitlines()[1:] == [
        "api                 10,000        1       99.9",
        "live                     3        0      100.0",
        "all                 10,003        1       99.9",
    ]
