/** Controls are pressed from elsewhere: by keys, and by things in the picture. */

import { whenAnswered } from "./stepping.js";

// Keys come faster than answers: what is pressed meanwhile is done afterwards, in its order.
const pressed = [];

/** Presses a control by its id, now or after the step that is on its way. */
export function press(id) {
  if ("stepping" in document.body.dataset) pressed.push(id);
  else document.getElementById(id)?.click();
}

function pressNext(isLost) {
  if (isLost) pressed.length = 0;
  const next = pressed.shift();
  if (next) setTimeout(press, 0, next);
}

/** To the next of several controls; from the last back to the first. */
export function toNext(selector) {
  const all = Array.from(document.querySelectorAll(selector)).filter((one) => one.checkVisibility());
  if (!all.length) return;
  const next = all[(all.indexOf(document.activeElement) + 1) % all.length];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

// Choosing a thing in the picture presses the button that does the same.
function choose(event) {
  const thing = event.target.closest("[data-presses]");
  const control = thing && document.getElementById(thing.dataset.presses);
  if (!control) return;
  if (control.matches("summary")) {
    control.focus();
    control.scrollIntoView({ block: "nearest" });
  }
  control.click();
}

// A switch that is a link is pressed with the blank, too.
function pressSwitch(event) {
  if (event.key !== " " || !event.target.matches("a[role=switch]")) return;
  event.preventDefault();
  event.target.click();
}

export function keepPressing() {
  whenAnswered(pressNext);
  document.body.addEventListener("keydown", pressSwitch);
  document.body.addEventListener("click", choose);
}
