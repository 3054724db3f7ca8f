/** What this browser lets a page do. */

// In a frame that its page has shut in, nothing may be stored or asked for: there all goes by links.
export const isAlien = self.origin === "null";

export const FOR_EVER = "localStorage";
export const FOR_THIS_TAB = "sessionStorage";

/** What was kept under a name; null if nothing was, undefined if nothing may be kept here. */
export function kept(where, name) {
  try {
    return window[where].getItem(name);
  } catch {
    return undefined;
  }
}

export function keep(where, name, value) {
  try {
    window[where].setItem(name, value);
  } catch { /* nothing is kept here */ }
}

export function forget(where, name) {
  try {
    window[where].removeItem(name);
  } catch { /* nothing is kept here */ }
}

/** Whether a click is meant for this page, and not for another tab or window. */
export function isForHere(event) {
  return !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button);
}

export function wantsCalm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
