"""Many steps at once, without looking at the page in between."""

from __future__ import annotations

from playwright.sync_api import Page

TAKE_STEPS = """async (steps) => {
  const csrfmiddlewaretoken = document.querySelector("[name=csrfmiddlewaretoken]").value;
  let version = Number(document.querySelector(".controls").dataset.version);
  for (const [at, step] of steps) {
    const body = new URLSearchParams({csrfmiddlewaretoken, version, at, step});
    const answer = await fetch(location.pathname, {method: "POST", body, redirect: "manual"});
    if (answer.type !== "opaqueredirect") throw new Error(await answer.text());
    version += 1;
  }
}"""


def take_unseen(page: Page, steps: list[tuple[int, str]]) -> None:
    """Takes steps, each from the step that it names, and then shows the page."""
    page.evaluate(TAKE_STEPS, steps)
    page.reload()
