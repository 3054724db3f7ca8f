/** Pointing at one mark of a violation lights the others. */

function light(event) {
  const marked = event.target.closest?.("[data-breaks]");
  for (const lit of document.querySelectorAll("[data-lit]")) lit.removeAttribute("data-lit");
  if (!marked || event.type === "pointerout" || event.type === "focusout") return;
  for (const property of marked.dataset.breaks.split(" ")) {
    const others = document.querySelectorAll(`[data-breaks~="${CSS.escape(property)}"]`);
    for (const other of others) other.setAttribute("data-lit", "");
  }
}

export function keepMarks() {
  for (const type of ["pointerover", "pointerout", "focusin", "focusout"]) document.body.addEventListener(type, light);
}
