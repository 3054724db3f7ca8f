/** What follows from the time alone, so that nobody says when it changes. */

import { ask } from "./present.js";
import { leftOf } from "./decide/timing.js";

const SECOND_MS = 1000;
const REPAINT_MS = 20000;

function countDown() {
  for (const timer of document.querySelectorAll(".timer[data-ends]")) {
    timer.textContent = leftOf(Date.parse(timer.dataset.ends), Date.now());
  }
}

// Who is stuck follows from the time.
function repaint() {
  const shown = document.querySelector("[data-repaints]");
  if (shown && document.visibilityState !== "hidden") ask(shown.dataset.repaints, "#announcement");
}

export function keepTimers() {
  setInterval(countDown, SECOND_MS);
  countDown();
  setInterval(repaint, REPAINT_MS);
}
