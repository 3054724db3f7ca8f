/** Where what a word means is shown: under it, or above it where there is no room; always within the window, and in a
 * guide beside what it lights. */

const GAP = 6;
const EDGE = 8;

/** `at`: where the word is. `room`: how far it goes to the `right`, and its `height`. */
export function placeOf(at, { width, height }, room) {
  const fitsBelow = at.bottom + GAP + height <= room.height - EDGE;
  const fitsAbove = at.top >= height + GAP + EDGE;
  return {
    left: Math.max(EDGE, Math.min(at.left, room.right - width - EDGE)),
    top: fitsBelow || !fitsAbove ? at.bottom + GAP : at.top - GAP - height,
  };
}
