"""What can be pressed or filled has a name, and whoever says what stands on it means it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .visitors import NOT_FOUND, Visitor

# The controls whose name lacks the words that are seen on them, and those that have none. A sign alone, such as an
# arrow or a question mark, is no word.
MISNAMED = """() => {
  const words = (text) => text.normalize("NFKC").toLowerCase().replace(/[^\\p{L}\\p{N}]+/gu, " ").trim();
  const unseen = ".vh, .visually-hidden, [aria-hidden=true], title, option, noscript";
  const controls = "a[href], button, summary, input:not([type=hidden]), select, textarea";
  const seen = (element) => {
    const found = [];
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const holder = texts.currentNode.parentElement;
      if (!holder.closest(unseen) && holder.checkVisibility()) found.push(texts.currentNode.textContent);
    }
    return words(found.join(" "));
  };
  const named = (ids) => ids.split(" ").map((id) => (document.getElementById(id) || {}).textContent || "").join(" ");
  const found = [];
  for (const control of document.querySelectorAll(controls)) {
    if (!control.checkVisibility()) continue;
    const labels = [...(control.labels || [])];
    const own = control.matches("input, select, textarea") ? "" : seen(control);
    const label = own || labels.map(seen).join(" ").trim();
    const given = control.getAttribute("aria-labelledby") ? named(control.getAttribute("aria-labelledby"))
      : control.getAttribute("aria-label");
    const alt = [...control.querySelectorAll("img, title")].map((each) => each.alt || each.textContent).join(" ");
    const name = words(given || (labels.length ? labels.map((each) => each.textContent).join(" ") : control.textContent)
      || alt || control.title);
    if (!name && !(own === "" && control.textContent.trim())) found.push(`no name: ${control.outerHTML.slice(0, 120)}`);
    else if (given && label && !name.includes(label)) found.push(`seen “${label}”, called “${name}”`);
  }
  return found;
}"""

BROKEN = "1~bugs.StaleCompletion~Tick~Materialize.r1~Claim.w1.r1~Expire.r1~Complete.w1.r1.1"
PAGES = [
    "/", "/s/", "/lessons/", "/lessons/stale-completion/", "/lessons/stale-completion/predict/",
    "/lessons/stale-completion/repair/", "/lessons/mirror-images/", "/exercises/", "/exercises/busy-hands/",
    "/exercises/the-crowded-run/", "/matrix/", "/glossary/", "/c/", "/teach/sign-in/", "/api/", "/t/",
    f"/t/{BROKEN}/", f"/t/{BROKEN}/share/", "/t/1~Tick/space/", "/t/1~Tick/compare/",
    "/t/1~bugs.DuplicateClaim/ways/AtMostOneClaimer/",
]  # fmt: skip


def misnamed(page: Page) -> list[str]:
    found: list[str] = page.evaluate(MISNAMED)
    return [f"{page.url.partition('/')[2]}: {each}" for each in found]


def test_what_is_seen_on_a_control_is_part_of_its_name(visitor: Visitor) -> None:
    page = visitor.tab("/lessons/")
    found = []
    for address in PAGES:
        page.goto(visitor.home + address)
        found += misnamed(page)
    sandbox = visitor.new_sandbox("Tick", "Materialize(r1)", bugs="DuplicateMaterialization")
    sandbox.page.locator("#tools > summary").click()
    found += misnamed(sandbox.page)
    page.goto(f"{sandbox.address}settings/")
    found += misnamed(page)
    visitor.expect_complaint(NOT_FOUND)
    page.goto(visitor.home + "/nothing/")
    found += misnamed(page)
    assert sorted(set(found)) == []


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
