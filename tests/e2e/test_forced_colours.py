"""A switch says how it stands, also where the system gives the colours."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .visitors import Visitor


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_switch_shows_how_it_stands_in_forced_colours(visitor: Visitor, scheme: str) -> None:
    sandbox = visitor.new_sandbox(bugs="StaleCompletion")
    sandbox.page.emulate_media(forced_colors="active", color_scheme=scheme)  # type: ignore[arg-type]
    looks = {
        name: sandbox.page.locator(f"#bug-{name} > .knob").evaluate(
            """(knob) => {
              const [track, dot] = [getComputedStyle(knob), getComputedStyle(knob, "::after")];
              return {track: track.backgroundColor, dot: dot.backgroundColor, edge: track.borderTopWidth, at: dot.left};
            }"""
        )
        for name in ("StaleCompletion", "DuplicateClaim")
    }
    on, off = looks.values()
    for look in (on, off):
        assert look["dot"] != look["track"]
        assert float(look["edge"].removesuffix("px")) >= 1
    assert on["track"] != off["track"]
    assert on["at"] != off["at"]
    expect(sandbox.switch("StaleCompletion")).to_have_attribute("aria-checked", "true")
