/** What the page says of a press: the server's notice, and what was lost on the way to it. */

import { isOver, saidOf } from "./decide/losing.js";

const BACKGROUND = "announcement";
let presses = 0;
const pressesOf = new WeakMap();

/** Says that a press was lost: a `step`, a `look`, a `vote` or an `act`. */
export function sayLost(what) {
  const notice = document.getElementById("notice");
  const said = saidOf(what, Boolean(document.body.dataset.room));
  if (!notice || !said) return;
  const line = document.createElement("p");
  line.className = "notice";
  line.dataset.lost = String(presses);
  if (said.isShown) line.dataset.shown = "";
  line.textContent = said.sentence;
  notice.replaceChildren(line);
}

/** A notice that comes leaves what was lost where it is. */
export function keepLost(old, fresh) {
  (fresh.querySelector("#notice") || fresh).append(...old.querySelectorAll("[data-lost]"));
}

/** Puts the notice of an answer on the page whose parts do not fit any more: what it says stands in no other. */
export function keepNotice(html) {
  const told = new DOMParser().parseFromString(html, "text/html").getElementById("notice");
  if (!told) return;
  const notice = document.getElementById("notice");
  keepLost(notice, told);
  notice.replaceChildren(...told.childNodes);
}

/** A frame has come: whatever was lost or not, it is seen. */
export function dropShown() {
  for (const line of document.querySelectorAll("#notice [data-shown]")) line.remove();
}

function dropAnswered(event) {
  const press = pressesOf.get(event.detail.xhr) || 0;
  for (const line of document.querySelectorAll("#notice [data-lost]")) {
    if (isOver(Number(line.dataset.lost), press)) line.remove();
  }
}

export function keepNotices() {
  const { body } = document;
  body.addEventListener("htmx:beforeSend", (event) => {
    if (event.target.id !== BACKGROUND) pressesOf.set(event.detail.xhr, ++presses);
  });
  body.addEventListener("htmx:beforeOnLoad", dropAnswered);
  body.addEventListener("htmx:sendError", (event) => {
    if (event.target.id === "stage") sayLost("step");
    else if (event.target.matches("a, #looker, #browser")) sayLost("look");
  });
}
