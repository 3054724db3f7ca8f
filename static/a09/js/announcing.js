/** What is said to those who listen instead of looking. While steps are played, nobody is told each of them. */

let isSilent = false;
let held = "";

export function isHushed() {
  return isSilent;
}

/** Keeps what is not said now for `speakAgain`. */
export function holdBack(sentence) {
  held = sentence;
}

export function hush() {
  isSilent = true;
}

/** From here on everything is said again, first of all what was held back last. */
export function speakAgain() {
  if (!isSilent) return;
  isSilent = false;
  if (held) announce(held);
  held = "";
}

export function announce(sentence) {
  const place = document.getElementById("announcement");
  if (place) place.textContent = sentence;
}
