/** A word of the glossary says on the spot what it means, and lights what it means on the board. Without this it is a
 * link. */

import { isAlien } from "./browser.js";
import { placeOf } from "./decide/placing.js";

const CLOSE_MS = 200;
const box = document.createElement("div");
let words = null; // the glossary, once it was asked for
let word = null; // the link whose meaning is shown
let closing = 0;
let isFinger = false;

// The meanings come with the first that is asked for. If they do not come, the link still leads there.
async function glossary(address) {
  try {
    words ??= fetchPage(address);
    return await words;
  } catch {
    words = null;
    return null;
  }
}

async function fetchPage(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(String(answer.status));
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

async function show(link, { isTapped = false } = {}) {
  clearTimeout(closing);
  if (word === link) return;
  hide();
  word = link;
  const page = await glossary(link.pathname);
  const entry = page?.getElementById(link.hash.slice(1));
  if (!entry || word !== link || !link.isConnected) return;
  fill(entry, link, isTapped);
  box.showPopover();
  place();
  link.setAttribute("aria-describedby", box.id);
  light(entry.dataset.lights);
}

function fill(entry, link, isTapped) {
  const parts = entry.querySelectorAll("dd > p:not(.seen-at, .in-model), .in-model code");
  box.replaceChildren(...Array.from(parts, (part) => document.importNode(part, true)));
  if (!isTapped) return;
  const more = document.createElement("a");
  more.href = link.href;
  more.textContent = "In the glossary";
  box.append(more);
}

function place() {
  const guide = word.closest(".guide");
  const { clientWidth } = document.documentElement;
  const right = Math.min(clientWidth, guide ? guide.getBoundingClientRect().right : Infinity);
  const size = { width: box.offsetWidth, height: box.offsetHeight };
  const { left, top } = placeOf(word.getBoundingClientRect(), size, { right, height: innerHeight });
  box.style.left = `${left}px`;
  box.style.top = `${top}px`;
}

function hide() {
  clearTimeout(closing);
  if (!word) return;
  word.removeAttribute("aria-describedby");
  word = null;
  if (box.matches(":popover-open")) box.hidePopover();
  light("");
}

function light(selector) {
  for (const lit of document.querySelectorAll("[data-meant]")) lit.removeAttribute("data-meant");
  if (!selector) return;
  for (const one of selector.split(",")) {
    const boards = "main :is(.board, .lesson-board, .places, .workers)";
    for (const meant of document.querySelectorAll(`${boards} ${one.trim()}`)) meant.setAttribute("data-meant", "");
  }
}

function hideSoon() {
  clearTimeout(closing);
  closing = setTimeout(hide, CLOSE_MS);
}

function linkOf(event) {
  return event.target.closest?.("a.gloss") ?? null;
}

function pointAt(event) {
  if (event.pointerType === "touch") return;
  const link = linkOf(event);
  if (link) show(link);
  else if (box.contains(event.target)) clearTimeout(closing);
  else if (word && word !== document.activeElement) hideSoon();
}

function focusOn(event) {
  const link = linkOf(event);
  if (link?.matches(":focus-visible")) show(link);
  else if (!box.contains(event.target)) hide();
}

// A finger reads the meaning first, and goes on from there.
function tap(event) {
  const link = linkOf(event);
  if (link && isFinger && link !== word) {
    event.preventDefault();
    show(link, { isTapped: true });
  } else if (!link && !box.contains(event.target)) {
    hide();
  }
}

// Escape closes this alone, before what stands below it.
function escape(event) {
  if (event.key !== "Escape" || !box.matches(":popover-open")) return;
  event.stopPropagation();
  hide();
}

// Where the word goes, its meaning goes along.
function follow() {
  if (!word || !box.matches(":popover-open")) return;
  const at = word.isConnected && word.getBoundingClientRect();
  if (!at || at.bottom < 0 || at.top > innerHeight || !at.width) hide();
  else place();
}

export function tellMeanings() {
  if (isAlien || !box.showPopover) return; // shut in, or too old: there it is a link
  box.id = "gloss";
  box.popover = "manual";
  document.body.append(box);
  document.addEventListener("pointerover", pointAt);
  document.addEventListener("focusin", focusOn);
  document.addEventListener("pointerdown", (event) => { isFinger = event.pointerType === "touch"; }, true);
  document.addEventListener("click", tap);
  document.addEventListener("keydown", escape, true);
  document.addEventListener("scroll", follow, { capture: true, passive: true });
  window.addEventListener("resize", follow);
  document.addEventListener("htmx:afterSettle", follow);
}
