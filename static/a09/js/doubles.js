/** After a step another one can come to where it stood: the second press of a double click does not take that one. */

import { isStray } from "./decide/doubles.js";

const STEP = "#stage .happens :is(button[name='step'], a.act)";

let before = null;

function guard(event) {
  const hit = event.target.closest(STEP);
  if (!hit || event.detail === 0) return; // 0: by a key, or by a script
  const press = { control: hit.id, x: event.clientX, y: event.clientY, at: event.timeStamp };
  if (isStray(before, press)) {
    event.preventDefault();
    event.stopPropagation();
  } else {
    before = press;
  }
}

export function keepOffDoubles() {
  document.addEventListener("click", guard, { capture: true });
}
