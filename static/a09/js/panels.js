/** The parts of the page: known by their hashes, sent only if they differ, and some of them folded until they are asked
 * for. */

import { holdBack, isHushed } from "./announcing.js";
import { HOLD, KEEP, KEEP_LOST, PUT, RENEW_ENTRY, fateOf, staysOpen, told } from "./decide/swapping.js";
import { keepLost } from "./notices.js";
import { markPart } from "./words.js";

const FOLD = ":is(.cell > details, #all-definitions)";
const FOR_PANELS = ["stage", "announcement", "browser", "looker"];

/** What the page tells the server of its parts. */
export function partsHere() {
  const entries = Array.from(document.querySelectorAll("#entries > [data-hash]"), (entry) => entry.dataset.hash);
  const panels = Array.from(document.querySelectorAll("[data-hash]:not(#entries > *)"), (panel) => ({
    id: panel.id,
    hash: panel.dataset.hash,
    whole: wholeOf(panel),
    isOpen: panel.querySelector(`${FOLD}[open]`) !== null,
  }));
  return told(entries, panels);
}

/** Whether guards are opened; `folded` if they are not here, with what is said of that: lost, or asked for, or not. */
export function hasOpen(folded = null) {
  return document.querySelector(`${FOLD}[open]${folded === null ? "" : `[data-folded="${folded}"]`}`) !== null;
}

// The hash of a part with all that it opens to; empty if that is not here.
function wholeOf(panel) {
  return panel.querySelector(`${FOLD}[data-folded]`) ? "" : panel.dataset.whole || "";
}

// A part is folded if what it opens to is not here or speaks of another state. Then it says whether that was asked
// for, and whether the answer was lost.
function fold(which, said) {
  for (const details of document.querySelectorAll(FOLD + which)) details.dataset.folded = said;
}

function ask(event) {
  event.detail.headers.Panels = partsHere();
  if (FOR_PANELS.includes(event.target.id)) fold("[open][data-folded]", "asked");
}

function lose(event) {
  const { status } = event.detail.xhr;
  const isLost = status < 200 || status >= 400;
  if (isLost && FOR_PANELS.includes(event.target.id)) fold('[open][data-folded="asked"]', "lost");
}

function swap(event) {
  const { target, fragment } = event.detail;
  const fresh = fragment.firstElementChild;
  if (fresh) markPart(fresh);
  const twin = fresh && target.id === "entries" ? document.getElementById(fresh.id) : null;
  const there = { id: target.id, text: target.textContent, hash: target.dataset.hash, whole: wholeOf(target) };
  const came = { text: fragment.textContent, hash: fresh?.dataset.hash, whole: fresh?.dataset.whole };
  const fate = fateOf(there, came, { isEntryThere: twin !== null, isHushed: isHushed() });
  event.detail.shouldSwap = fate === PUT || fate === KEEP_LOST;
  if (fate === KEEP) return;
  if (fate === KEEP_LOST) keepLost(target, fragment);
  else if (fate === RENEW_ENTRY) twin.replaceWith(fresh);
  else if (fate === HOLD) holdBack(fragment.textContent);
  else put(target, fresh);
}

// What a link names is looked for once more when it has come.
function seek() {
  document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

function put(old, fresh) {
  if (old.matches("#moves, #controls")) turn();
  if (!fresh) return;
  for (const details of old.querySelectorAll("details[id]")) {
    const same = fresh.querySelector(`#${CSS.escape(details.id)}`);
    if (same && staysOpen(details.dataset.default, same.dataset.default)) same.open = details.open;
  }
}

// The page turns to another state: what is folded speaks of the one before, and so does what was asked below a
// property. An answer that is still on its way finds nobody.
function turn() {
  fold(":not([open])", "");
  for (const asked of document.querySelectorAll(".takes:not(:empty)")) asked.replaceWith(asked.cloneNode(false));
}

/** `fetchFolded` is called when somebody opens what is not here. */
export function keepPanels(fetchFolded) {
  const { body } = document;
  body.addEventListener("htmx:configRequest", ask);
  body.addEventListener("htmx:afterRequest", lose);
  body.addEventListener("htmx:oobBeforeSwap", swap);
  body.addEventListener("toggle", (event) => {
    if (!event.target.matches(`${FOLD}[open][data-folded]`)) return;
    event.target.dataset.folded = "";
    fetchFolded();
    const { hash } = location;
    const isNamed = hash.length > 1 && event.target.querySelector(`#${CSS.escape(hash.slice(1))}`);
    if (isNamed) body.addEventListener("htmx:afterSettle", seek, { once: true });
  }, true);
}
