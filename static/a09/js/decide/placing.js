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

/* A card that speaks of something stands beside it and over nothing of it. */
const AWAY = 12;

const within = (wanted, size, room) => Math.max(EDGE, Math.min(wanted, room - size - EDGE));

/** `thing`: its `left`, `top`, `right` and `bottom` in the window; `card` and `room`: a `width` and a `height`. The
 * `left` and the `top` of the card; null where there is no room for it beside the thing. */
export function beside(thing, card, room) {
  const left = within(thing.left, card.width, room.width);
  const top = within(thing.top, card.height, room.height);
  const places = [
    { left, top: thing.bottom + AWAY },
    { left: thing.right + AWAY, top },
    { left: thing.left - card.width - AWAY, top },
    { left, top: thing.top - card.height - AWAY },
  ];
  const fits = (place) => place.left >= EDGE && place.top >= EDGE &&
    place.left + card.width <= room.width - EDGE && place.top + card.height <= room.height - EDGE;
  return places.find(fits) || null;
}
