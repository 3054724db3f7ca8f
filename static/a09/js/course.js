/** How far the page is: the version that it shows, and what of the stage is on its way just now. */

export const course = {
  isFetching: false,
  isStepping: false,
  fetchesAgain: false,
  newest: 0, // the newest version that the room has told
};

const place = () => document.querySelector("[data-version]");

export function version() {
  return Number(place().dataset.version);
}

export function isAtPresent() {
  return place().dataset.present === "true";
}

export function boardHere() {
  return boardIn(document);
}

/** The board of which a page, or what came for it, shows the parts, if it says so. */
export function boardIn(parts) {
  return parts.querySelector("[data-sandbox]")?.dataset.sandbox ?? null;
}
