from __future__ import annotations

import pytest

from a09web.kit.panels import OnPage, Panel, changed, swaps


def test_a_panel_is_known_by_a_hash_of_what_it_shows() -> None:
    one, same, other = Panel("board", "<p>1</p>"), Panel("board", "<p>1</p>"), Panel("board", "<p>2</p>")
    assert one.hash == same.hash != other.hash
    assert one.element() == f'<div id="board" data-hash="{one.hash}"><p>1</p></div>\n'
    assert ' hx-swap-oob="true"' in one.element(swap=True)


@pytest.mark.parametrize(
    ("known", "sent"),
    [
        ("", ["board", "trace"]),
        ("board:{board}", ["trace"]),
        ("trace:{trace} board:{board}", []),
        ("board:0000 trace:{trace}", ["board"]),
        ("board trace:", ["board", "trace"]),
        ("::: trace:x:{trace} {board}", ["board", "trace"]),
        ("\x00 ☃ " * 500, ["board", "trace"]),
        ("board:{board}:open trace:{trace}:x", []),
        ("entries:... entries: board:{board}", ["trace"]),
    ],
)
def test_only_the_panels_that_a_browser_does_not_have_are_sent(known: str, sent: list[str]) -> None:
    panels = {name: Panel(name, f"<p>{name}</p>") for name in ("board", "trace")}
    told = known.format(**{name: panel.hash for name, panel in panels.items()})
    assert [panel.name for panel in changed(panels, OnPage.told(told))] == sent


def test_a_part_that_is_sent_brings_along_what_it_holds() -> None:
    entries = {f"entry-{number}": Panel(f"entry-{number}", str(number)) for number in range(3)}
    panels = {
        **entries,
        "trace": Panel("trace", "0 1 2", shape="a line", holds=("entry-",)),
        "board": Panel("board", ""),
    }
    assert [panel.name for panel in changed(panels, OnPage({}))] == ["trace", "board"]
    known = {name: panel.hash for name, panel in panels.items() if name != "entry-2"}
    assert swaps(panels, OnPage(known)) == [entries["entry-2"].append("entries")]
    assert swaps(panels, OnPage({name: panel.hash for name, panel in panels.items()} | {"entry-3": "0000"})) == [
        '<div id="entry-3" hx-swap-oob="delete"></div>'
    ]


def test_words_are_marked_in_a_whole_page_alone() -> None:
    panel = Panel("board", "a zombie", glosses=lambda html: html.replace("zombie", "<dfn>zombie</dfn>"))
    assert "<dfn>" in panel.element()
    assert "<dfn>" not in panel.element(swap=True)
