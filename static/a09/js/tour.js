/** The tour: offered on a first visit to a sandbox of one's own; whoever opens a link sees what broke at once. */

import { FOR_EVER, keep, kept } from "./browser.js";
import { beside } from "./decide/placing.js";

const TOURED = "a09-toured";
const YES = "yes";
const WITHOUT = ["present", "of-link", "watching-only", "in-lesson"];
const OFFERED = -1;
const HAS_ROOM = "(min-width: 48rem)";

function unlight() {
  for (const shown of document.querySelectorAll("[data-toured]")) shown.removeAttribute("data-toured");
}

function lead(tour) {
  const stops = Array.from(tour.querySelectorAll("li"));
  const next = document.getElementById("tour-next");
  const no = document.getElementById("tour-leave");
  let stop = OFFERED;

  function place() {
    const shown = document.querySelector("[data-toured]");
    const room = { width: document.documentElement.clientWidth, height: innerHeight };
    const at = shown && matchMedia(HAS_ROOM).matches
      ? beside(shown.getBoundingClientRect(), tour.getBoundingClientRect(), room) : null;
    tour.style.inset = at ? `${at.top}px auto auto ${at.left}px` : "";
  }

  function show() {
    unlight();
    stops.forEach((one, index) => { one.hidden = index !== stop; });
    tour.querySelector(".tour-offer").hidden = true;
    tour.querySelector(".aside").textContent = `${stop + 1} of ${stops.length}`;
    next.textContent = stop === stops.length - 1 ? "Done" : "Next";
    no.textContent = "Leave the tour";
    const shown = document.querySelector(stops[stop].dataset.shows);
    if (shown) {
      shown.setAttribute("data-toured", "");
      shown.scrollIntoView({ block: "nearest" });
    }
    place();
  }

  function leave() {
    tour.hidden = true;
    unlight();
    window.removeEventListener("scroll", place);
    window.removeEventListener("resize", place);
    keep(FOR_EVER, TOURED, YES);
  }

  window.addEventListener("scroll", place, { passive: true });
  window.addEventListener("resize", place);
  no.addEventListener("click", leave);
  next.addEventListener("click", () => {
    stop += 1;
    if (stop === stops.length) leave();
    else show();
  });
  document.body.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !tour.hidden) leave();
  });
  tour.hidden = false;
}

export function offerTour() {
  const tour = document.getElementById("tour");
  const isOwn = !WITHOUT.some((kind) => document.body.classList.contains(kind));
  if (tour && isOwn && kept(FOR_EVER, TOURED) !== YES) lead(tour);
}
