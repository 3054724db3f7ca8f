/** How the picture moves from one state to the next. Whoever wants no motion gets none, nor does a step that comes
 * while the last one still moves. */

import { wantsCalm } from "./browser.js";

let move = null;

/** Whether what an answer changes is about to be put in by a move that has begun. */
export function isBeforeSwap() {
  return move !== null && !move.hasSwapped;
}

// htmx starts a move of the picture and drops its promises; a move that the next one cuts short is no error.
function catchMoves() {
  const start = document.startViewTransition.bind(document);
  const cutShort = () => { /* no error */ };
  document.startViewTransition = (update) => {
    const begun = start(update);
    const current = { begun, hasSwapped: false };
    move = current;
    begun.ready.catch(cutShort);
    begun.updateCallbackDone.then(() => { current.hasSwapped = true; }, cutShort);
    begun.finished.finally(() => { if (move === current) move = null; }).catch(cutShort);
    return begun;
  };
}

export function keepMoves() {
  if (document.startViewTransition) catchMoves();
  document.body.addEventListener("htmx:beforeTransition", (event) => {
    const isHurried = move !== null && move.hasSwapped;
    if (isHurried) move.begun.skipTransition();
    if (isHurried || wantsCalm()) event.preventDefault();
  });
}
