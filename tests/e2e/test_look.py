"""How it looks and whether everybody can use it: sizes, schemes, contrast, targets, motion.

With A09_SHOTS=folder the layout tests leave their pictures there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Literal
from zlib import crc32

import pytest
from playwright.sync_api import Page

from .axe import axe
from .visitors import Visitor

Shoot = Callable[[Page, str], None]
Scheme = Literal["light", "dark"]
SIZES = {"phone": (390, 844), "tablet": (768, 1024), "laptop": (1280, 800), "desktop": (1920, 1080)}
SCHEMES: tuple[Scheme, ...] = ("light", "dark")

# What reaches beyond its own box or over other words, or is too small to be hit. Links within a sentence may be as
# small as the text.
MISFITS = """() => {
  const shown = (element) => element.checkVisibility({visibilityProperty: true}) && element.getClientRects().length;
  const named = (element) => `${element.tagName} ${element.id || element.textContent.trim().slice(0, 40)}`;
  const clipped = (element) => element !== null
    && (getComputedStyle(element).clipPath === "inset(50%)" || clipped(element.parentElement));
  const controls = [...document.querySelectorAll("button, summary, a, input, select, [role=switch]")].filter(shown);
  const found = [];
  const page = document.documentElement;
  if (page.scrollWidth > innerWidth) found.push(`the page is ${page.scrollWidth} wide, the window ${innerWidth}`);
  for (const control of controls) {
    if (control.matches(".skip, .visually-hidden") || control.closest(".space-scroll, .matrix-scroll, .tree")) continue;
    const inSentence = control.matches("a") && control.closest("p, .branches, [class*=also], :not(th) > .gloss");
    const target = control.closest("label") || control;
    const {width, height, right} = target.getBoundingClientRect();
    if (!inSentence && (width < 23.9 || height < 23.9)) found.push(`small: ${named(control)} ${width} x ${height}`);
    const scrolls = control.closest(".entries");
    if (!scrolls && right > innerWidth + 1) found.push(`outside: ${named(control)} ends at ${right}`);
    if (control.matches("button, summary, a") && control.scrollWidth > control.clientWidth + 1
        && getComputedStyle(control).display !== "inline") {
      found.push(`cut off: ${named(control)} ${control.scrollWidth} > ${control.clientWidth}`);
    }
  }
  for (const cell of document.querySelectorAll("td, th")) {
    if (shown(cell) && cell.scrollWidth > cell.clientWidth + 1) {
      found.push(`too narrow: ${cell.tagName} ${cell.textContent.trim()} ${cell.scrollWidth} > ${cell.clientWidth}`);
    }
  }
  for (const item of document.querySelectorAll(".properties li")) {
    const lines = [];
    const texts = document.createTreeWalker(item, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      if (!texts.currentNode.textContent.trim() || !shown(texts.currentNode.parentElement)) continue;
      if (clipped(texts.currentNode.parentElement)) continue;
      const range = new Range();
      range.selectNodeContents(texts.currentNode);
      for (const {left, right, top, bottom} of range.getClientRects()) {
        const over = lines.find((line) =>
          line.left < right - 3 && left + 3 < line.right && line.top < bottom - 3 && top + 3 < line.bottom);
        if (over) found.push(`one over the other: ${over.text} and ${texts.currentNode.textContent}`);
        lines.push({left, right, top, bottom, text: texts.currentNode.textContent});
      }
    }
  }
  return found;
}"""


def open_window(page: Page, size: str) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})


def each_scheme(page: Page, size: str) -> Iterator[Scheme]:
    open_window(page, size)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        yield scheme


def misfits(page: Page, name: str, shoot: Shoot | None, sizes: Iterable[str] = SIZES) -> list[str]:
    """What does not fit in each window. Light or dark makes no difference to that, only to the pictures."""
    found = []
    for size in sizes:
        open_window(page, size)
        found += [f"{size}: {misfit}" for misfit in page.evaluate(MISFITS)]
        if shoot is not None:
            for scheme in each_scheme(page, size):
                shoot(page, f"{name}-{size}-{scheme}")
    return found


STANDARDS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
WHOLE: dict[str, object] = {"runOnly": STANDARDS, "resultTypes": ["violations"]}
LOOKS: dict[str, object] = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "target-size"]},
    "resultTypes": ["violations"],
}


LOOKS_OF_SIZES = pytest.mark.parametrize(
    "looks",
    [
        pytest.param({"phone": "dark", "laptop": "light"}, id="dark phone, light laptop"),
        pytest.param({"phone": "light", "laptop": "dark"}, id="light phone, dark laptop", marks=pytest.mark.night),
    ],
)
"""The schemes in which axe looks at a page: each with one size, and the other way round at night."""


def violations(page: Page, name: str, looks: dict[str, Scheme]) -> list[str]:
    """What axe finds against WCAG 2.2 AA. What is the same in every window and scheme is looked at once, and so is
    contrast, which takes longest: on the phone for some pages, on the laptop for the others."""
    found = []
    for size, scheme in looks.items():
        open_window(page, size)
        page.emulate_media(color_scheme=scheme)
        options = WHOLE if (size, scheme) == ("laptop", "light") else LOOKS
        if size != ("phone", "laptop")[crc32(name.encode()) % 2]:
            if options is LOOKS:  # what is left of it, the size of targets, is among the misfits
                continue
            options = {**options, "rules": {"color-contrast": {"enabled": False}}}
        for violation in axe(page, options)["violations"]:
            nodes = [f"{node['target']} {node['failureSummary']}" for node in violation["nodes"]]
            found.append(f"{name} {size} {scheme}: {violation['id']}\n" + "\n".join(nodes))
    return found


WATCH_MOTION = """
window.moved = [];
window.reachable = [];
window.moving = 0;
const start = document.startViewTransition.bind(document);
document.startViewTransition = (update) => {
  const transition = start(update);
  window.moving += 1;
  transition.finished.then(() => { window.moving -= 1; });
  transition.ready.then(() => {
    const {x, y} = document.getElementById("do-Tick").getBoundingClientRect();
    window.moved.push(...document.getAnimations().map((each) => each.effect.pseudoElement || each.animationName));
    window.reachable.push(document.elementFromPoint(x + 5, y + 5) !== document.documentElement);
  });
  return transition;
};
"""


def transition_names(page: Page) -> list[str]:
    names: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("main *")]
          .map((element) => getComputedStyle(element).viewTransitionName).filter((name) => name !== "none")"""
    )
    return names


@pytest.mark.moving
def test_a_run_moves_from_place_to_place(visitor: Visitor) -> None:
    visitor.context.add_init_script(WATCH_MOTION)
    sandbox = visitor.new_sandbox(bugs="DuplicateMaterialization")
    sandbox.take("Tick", "Materialize(r1)")
    names = transition_names(sandbox.page)
    assert len(names) == len(set(names)) == 3  # a token, its ticket that was left, the other ticket
    sandbox.page.wait_for_function("() => window.moving === 0")  # what comes in a hurry does not move
    sandbox.take("Claim(w1,r1)")
    sandbox.page.wait_for_function("() => window.moved.includes('::view-transition-group(token-r1)')")


@pytest.mark.moving
def test_a_click_is_not_lost_while_something_moves(visitor: Visitor) -> None:
    visitor.context.add_init_script(WATCH_MOTION)
    sandbox = visitor.new_sandbox(bugs="MissingMaterialization")
    sandbox.take("Tick")
    sandbox.page.wait_for_function("() => window.reachable.length > 0")
    assert sandbox.page.evaluate("() => window.reachable") == [True]


def test_nothing_moves_when_the_person_wants_no_motion(visitor: Visitor) -> None:
    visitor.context.add_init_script(WATCH_MOTION)
    sandbox = visitor.new_sandbox(bugs="DuplicateMaterialization")
    sandbox.take("Tick", "Materialize(r1)", "Claim(w1,r1)")
    assert transition_names(sandbox.page) == []
    assert sandbox.page.evaluate("() => window.moved") == []


def test_light_and_dark_are_both_designed(page: Page) -> None:
    colours = {}
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        colours[scheme] = page.evaluate(
            "() => [document.documentElement, document.querySelector('main .card')].map((e) => getComputedStyle(e))"
            ".flatMap((style) => [style.color, style.backgroundColor])"
        )
    assert all(light != dark for light, dark in zip(*colours.values(), strict=True))
