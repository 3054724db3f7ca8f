/** The trace: arrows move a mark at once, and the page follows as fast as the server answers. */

import { isAlien, isForHere } from "./browser.js";
import { ask } from "./present.js";
import { showStep } from "./sight.js";

let wanted = null;
let isAsking = false;

function links() {
  return Array.from(document.querySelectorAll('#trace [role="listitem"] > a'));
}

/** Looks at another step: `to` says which, from the one that is looked at and the last one. */
export function browse(to) {
  const all = links();
  const here = wanted ?? all.findIndex((link) => link.hasAttribute("aria-current"));
  const next = Math.max(0, Math.min(all.length - 1, to(here, all.length - 1)));
  if (next === here) return;
  wanted = next;
  mark(all[next]);
  follow();
}

function mark(link) {
  for (const entry of document.querySelectorAll(".entry-here")) entry.classList.remove("entry-here");
  const entry = link.closest(".entry");
  entry.classList.add("entry-here");
  showStep();
  entry.parentElement.parentElement.scrollIntoView({ block: "nearest", inline: "nearest" });
}

// The projector view stays one while somebody browses in it.
function isProjected() {
  return document.body.classList.contains("present");
}

function addressOf(link) {
  return location.pathname + link.getAttribute("href") + (isProjected() ? "&present=1" : "");
}

async function follow() {
  if (isAsking || wanted === null) return;
  const aim = wanted;
  const address = addressOf(links()[aim]);
  if (isAlien) {
    location.assign(address);
    return;
  }
  isAsking = true;
  history.replaceState(history.state, "", address);
  await ask(address, "#browser");
  isAsking = false;
  if (wanted === aim) {
    wanted = null;
    return;
  }
  const at = links()[wanted];
  if (at) mark(at);
  follow();
}

// A link of the trace shows its step without leaving the page.
function look(event) {
  const link = event.target.closest("#trace a[href*='at=']");
  if (!link || isAlien || !isForHere(event)) return;
  event.preventDefault();
  ask(addressOf(link), "#looker");
}

// An address that the server gives says nothing of the projector.
function stayProjected() {
  if (!isProjected() || location.search.includes("present=1")) return;
  const query = location.search ? `${location.search}&` : "?";
  history.replaceState(history.state, "", `${location.pathname}${query}present=1`);
}

export function keepBrowsing() {
  document.body.addEventListener("click", look);
  document.body.addEventListener("htmx:pushedIntoHistory", stayProjected);
}
