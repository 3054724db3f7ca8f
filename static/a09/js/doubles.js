/** After a step another one can come to where it stood: the second press of a double click does not take that one. */

const STEP = "#stage .happens :is(button[name='step'], a.act)";

let last = "";

function guard(event) {
  const hit = event.target.closest(STEP);
  if (!hit) return;
  if (event.detail > 1 && hit.id !== last) {
    event.preventDefault();
    event.stopPropagation();
  } else {
    last = hit.id;
  }
}

export function keepOffDoubles() {
  document.addEventListener("click", guard, { capture: true });
}
