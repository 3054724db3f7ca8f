/** The tour: offered at one's first own sandbox, and among the keys for ever; opened links show what broke at once. */

import { FOR_EVER, keep, kept } from "./browser.js";
import { beside } from "./decide/placing.js";

const TOURED = "a09-toured";
const YES = "yes";
const WITHOUT = ["present", "of-link", "watching-only", "in-lesson"];
const BEFORE_THE_FIRST = -1;
const HAS_ROOM = "(min-width: 48rem)";

function unlight() {
  for (const shown of document.querySelectorAll("[data-toured]")) shown.removeAttribute("data-toured");
}

function lead(tour) {
  const stops = Array.from(tour.querySelectorAll("li"));
  const next = document.getElementById("tour-next");
  const no = document.getElementById("tour-leave");
  const again = document.getElementById("tour-again");
  let stop = BEFORE_THE_FIRST;

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
    tour.dataset.stop = String(stop);
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
    keep(FOR_EVER, TOURED, YES);
  }

  function advance() {
    stop += 1;
    if (stop === stops.length) leave();
    else show();
  }

  function begin() {
    document.getElementById("keys").hidePopover();
    tour.hidden = false;
    stop = 0;
    show();
    next.focus();
  }

  window.addEventListener("scroll", place, { passive: true });
  window.addEventListener("resize", place);
  no.addEventListener("click", leave);
  next.addEventListener("click", advance);
  again.addEventListener("click", begin);
  again.hidden = false;
  document.body.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !tour.hidden) leave();
  });
  tour.hidden = kept(FOR_EVER, TOURED) === YES;
}

export function offerTour() {
  const tour = document.getElementById("tour");
  const isOwn = !WITHOUT.some((kind) => document.body.classList.contains(kind));
  if (tour && isOwn) lead(tour);
}
