/** The state of record comes by plain HTTP: this moment, as the server sees it now. */

import { isAlien } from "./browser.js";
import { boardHere, boardIn, course, version } from "./course.js";
import { ASK_AGAIN, FETCH, NOTHING, isOfOther, ofAnswer } from "./decide/arriving.js";
import { isBeforeSwap } from "./moves.js";
import { keepNotice } from "./notices.js";
import { hasOpen, partsHere } from "./panels.js";

const MISFIT_MS = 50;
const LOOKING_MS = 700;
const BACKGROUND = "announcement";
let looking = 0;

function placeHere() {
  return location.pathname + location.search;
}

/** A question by GET, whose answer changes parts of the page. That nothing answers is said by `notices.js` or, where
 * the page asks by itself, seen as soon as the room is back. */
export function ask(path, source, swap = "none") {
  return htmx.ajax("GET", path, { source, target: "#stage", swap }).catch(() => { /* see above */ });
}

export function fetchPresent() {
  if (course.isFetching || course.isStepping || isAlien) return;
  course.isFetching = true;
  ask(placeHere(), `#${BACKGROUND}`, "none transition:true").finally(() => {
    course.isFetching = false;
    lookAgain();
    if (!course.fetchesAgain) {
      fetchFolded();
      return;
    }
    course.fetchesAgain = false;
    fetchPresent();
  });
}

/** Fetches what was opened and nobody has asked for. */
export function fetchFolded() {
  if (hasOpen("")) fetchPresent();
}

/** While the server looks ahead, ask how far it is. */
function lookAgain() {
  clearTimeout(looking);
  if (document.querySelector(".looking-ahead")) looking = setTimeout(fetchPresent, LOOKING_MS);
}

// An answer that speaks of an older version, or of another moment than the one that is looked at, comes too late.
// One that was made for a page that has changed meanwhile does not fit any more, and is asked for again.
function check(event) {
  const { xhr, requestConfig: asked } = event.detail;
  const told = xhr.getResponseHeader("Sandbox-Version");
  if (!told) return;
  const answer = {
    version: Number(told),
    isStep: event.target.id === "stage",
    isFetch: event.target.id === BACKGROUND,
    isPost: asked.verb === "post",
    madeFor: asked.headers.Panels,
    place: asked.path,
  };
  const page = {
    version: version(),
    parts: partsHere(),
    place: placeHere(),
    isMoving: isBeforeSwap(),
    isStepping: course.isStepping,
  };
  const { isDropped, keepsNotice, next } = ofAnswer(answer, page);
  if (isDropped) event.preventDefault();
  if (keepsNotice) keepNotice(xhr.responseText);
  if (next !== NOTHING) setTimeout(again, MISFIT_MS, next, asked.path, event.target);
}

function again(next, path, source) {
  if (next === FETCH) fetchPresent();
  if (next === ASK_AGAIN) ask(path, source);
}

/** Whether parts that came are those of another board. Then the page is loaded anew, as it has no place for them. */
export function isElsewhere(html) {
  if (!html.includes("data-sandbox")) return false;
  const came = new DOMParser().parseFromString(html, "text/html");
  const isOther = isOfOther(boardHere(), boardIn(came));
  if (isOther) location.reload();
  return isOther;
}

export function keepPresent() {
  const { body } = document;
  body.addEventListener("htmx:beforeOnLoad", check);
  body.addEventListener("htmx:beforeSwap", (event) => {
    if (isElsewhere(event.detail.serverResponse)) event.detail.shouldSwap = false;
  });
  body.addEventListener("htmx:afterSettle", lookAgain);
  lookAgain();
}
