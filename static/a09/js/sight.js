/** What is looked at is in sight, in pictures and rows that are larger than they show. */

const NEIGHBOUR_PX = 56;
let seen = {};
let rowWidth = null;

/** A large picture shows where one stands. */
export function showHere() {
  for (const frame of document.querySelectorAll(".tree, .space-scroll")) {
    const here = frame.querySelector(".branch-here, .node-here");
    if (!here) continue;
    const outer = frame.getBoundingClientRect();
    const inner = here.getBoundingClientRect();
    const left = inner.left - outer.left - outer.width / 2;
    frame.scrollBy(left, inner.top - outer.top - outer.height / 2);
  }
}

/** The trace is a row that may be longer than it shows. Whenever another step is looked at, or the row has another
 * width, that step is brought into sight; else the row stays where somebody has moved it to. The page stays anyway. */
export function showStep() {
  const row = document.getElementById("entries");
  const here = row?.querySelector(".entry-here");
  if (!here) return;
  if (row.scrollWidth > row.clientWidth) row.tabIndex = 0;
  else row.removeAttribute("tabindex");
  const now = { row, link: here.querySelector("a").id, width: row.clientWidth };
  if (now.row !== seen.row) watch(row);
  const isSeen = Object.keys(now).every((each) => now[each] === seen[each]);
  seen = now;
  if (!isSeen) bringIn(row, here);
}

function watch(row) {
  rowWidth.disconnect();
  rowWidth.observe(row);
}

function bringIn(row, here) {
  const outer = row.getBoundingClientRect();
  const inner = here.getBoundingClientRect();
  const margin = Math.max(0, Math.min(NEIGHBOUR_PX, (outer.width - inner.width) / 2));
  if (inner.left - margin < outer.left) row.scrollLeft -= outer.left - inner.left + margin;
  else if (inner.right + margin > outer.right) row.scrollLeft += inner.right - outer.right + margin;
}

export function keepStepInSight() {
  rowWidth = new ResizeObserver(showStep);
  document.body.addEventListener("htmx:afterSettle", showStep);
  showStep();
}

export function keepHereInSight() {
  document.body.addEventListener("htmx:afterSettle", showHere);
  showHere();
}
