/** What the keyboard can do. Without it every control is still there. */

import { FOR_EVER, forget, keep, kept } from "./browser.js";
import { browse } from "./browsing.js";
import { isSideways, keyOf } from "./decide/keying.js";
import { press, toNext } from "./pressing.js";

const OFF = "a09-single-keys-off";
const YES = "yes";
const TYPED_INTO = "input:not([type=checkbox]), select, textarea, [contenteditable]";

const does = {
  ArrowLeft: () => browse((here) => here - 1),
  ArrowRight: () => browse((here) => here + 1),
  Home: () => browse(() => 0),
  End: () => browse((here, last) => last),
  u: () => press("undo"),
  r: () => press("redo"),
  h: () => press("shorten"),
  b: () => toNext(".bugs [role=switch]"),
  p: () => toNext(document.querySelector(".property-broken") ? ".property-broken summary" : ".property summary"),
  s: () => toNext('.ahead [id^="show-"]'),
  g: () => toNext('#trace [aria-current="step"]'),
  v: () => toNext("#source-title"),
  x: turnMode,
  "?": () => document.getElementById("keys").togglePopover(),
};

function toTransition(name) {
  return () => toNext(`.cell-enabled :is([id="do-${name}"], [id^="do-${name}."])`);
}

// Which letter leads to which transition is for the workbook to say.
function keepActs() {
  for (const act of document.getElementById("keys").dataset.acts.split(" ").filter(Boolean)) {
    const [letter, name] = act.split(":");
    does[letter] = toTransition(name);
  }
}

function turnMode() {
  const link = document.querySelector(document.body.dataset.mode === "text" ? ".to-picture" : ".to-text");
  if (link) location.assign(link.href);
}

function isTyping(event) {
  const withOther = event.ctrlKey || event.altKey || event.metaKey || event.getModifierState("AltGraph");
  return withOther || event.isComposing || event.target.closest(TYPED_INTO) !== null;
}

function isScrolling(event) {
  return event.shiftKey || event.target.closest('[role="region"][tabindex]') !== null;
}

// Whoever speaks to the computer, or types by accident, turns single keys off.
function keepSwitch(single) {
  single.checked = kept(FOR_EVER, OFF) !== YES;
  single.addEventListener("change", () => {
    if (single.checked) forget(FOR_EVER, OFF);
    else keep(FOR_EVER, OFF, YES);
  });
}

export function keepKeys() {
  const single = document.getElementById("single-keys");
  keepSwitch(single);
  keepActs();
  document.body.addEventListener("keydown", (event) => {
    if (isTyping(event)) return;
    const key = keyOf(event);
    if (isSideways(key) && isScrolling(event)) return;
    if (!single.checked && key !== "?") return;
    if (!Object.hasOwn(does, key) || (event.repeat && !isSideways(key))) return;
    event.preventDefault();
    does[key]();
  });
}
