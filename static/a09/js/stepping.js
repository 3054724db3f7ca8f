/** One's own steps. Each comes back on the socket too, often before the answer to it: until the page shows the answer,
 * another press would speak of a page that is gone. */

import { isAlien, isForHere } from "./browser.js";
import { course, version } from "./course.js";
import { ask, fetchFolded, fetchPresent } from "./present.js";

const listeners = [];

/** Calls `tell(isLost)` after each step, as soon as the next may be taken. */
export function whenAnswered(tell) {
  listeners.push(tell);
}

function begin(event) {
  if (event.target.id !== "stage") return;
  if (course.isStepping) event.preventDefault();
  course.isStepping = true;
  document.body.dataset.stepping = "";
}

function end(event) {
  if (!course.isStepping) return;
  course.isStepping = false;
  delete document.body.dataset.stepping;
  for (const tell of listeners) tell(event.type === "htmx:sendError");
  if (course.newest > version()) fetchPresent();
  else fetchFolded();
}

// In an embedded page each step is a link, which is taken as a button is where the frame allows it.
function follow(event) {
  const act = event.target.closest("#stage a.act[href]");
  if (!act || isAlien || !isForHere(event)) return;
  event.preventDefault();
  ask(act.getAttribute("href"), "#stage", "none transition:true");
}

export function keepStepping() {
  const { body } = document;
  body.addEventListener("htmx:beforeRequest", begin);
  body.addEventListener("htmx:afterSettle", end);
  body.addEventListener("htmx:sendError", end);
  body.addEventListener("click", follow);
}
