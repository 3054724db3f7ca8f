/** Where the focus goes if the control that was pressed has gone: to the present step of the trace; from a step that
 * cannot be taken any more, to the heading of what can happen now. What comes by itself moves no focus. */

const BACKGROUND = "announcement";
let pressed = null;

function remember(event) {
  if (event.target.id === BACKGROUND) return;
  const control = document.activeElement;
  pressed = { control, isStep: Boolean(control?.closest(".happens")), xhr: event.detail.xhr };
}

function handOn(event) {
  if (!pressed || event.detail.xhr !== pressed.xhr) return;
  const { control, isStep } = pressed;
  const { activeElement, body } = document;
  pressed = null;
  if (activeElement !== body || !control || control === body || control.isConnected) return;
  const heir = document.querySelector(isStep ? "#transitions-title" : '#trace [aria-current="step"]');
  if (heir) heir.focus({ preventScroll: true });
}

export function keepFocus() {
  document.body.addEventListener("htmx:beforeRequest", remember);
  document.body.addEventListener("htmx:afterSettle", handOn);
}
