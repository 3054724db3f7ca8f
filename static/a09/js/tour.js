/** The tour: on a first visit to a sandbox of one's own. Whoever opens somebody's link sees what broke at once. */

import { FOR_EVER, keep, kept } from "./browser.js";

const TOURED = "a09-toured";
const YES = "yes";
const WITHOUT = ["present", "of-link", "watching-only", "in-lesson"];

function unlight() {
  for (const shown of document.querySelectorAll("[data-toured]")) shown.removeAttribute("data-toured");
}

function lead(tour) {
  const stops = Array.from(tour.querySelectorAll("li"));
  const next = document.getElementById("tour-next");
  let stop = 0;

  function show() {
    unlight();
    stops.forEach((one, index) => { one.hidden = index !== stop; });
    tour.querySelector(".aside").textContent = `${stop + 1} of ${stops.length}`;
    next.textContent = stop === stops.length - 1 ? "Done" : "Next";
    const shown = document.querySelector(stops[stop].dataset.shows);
    if (!shown) return;
    shown.setAttribute("data-toured", "");
    if (stop > 0) shown.scrollIntoView({ block: "nearest" });
  }

  function leave() {
    tour.hidden = true;
    unlight();
    keep(FOR_EVER, TOURED, YES);
  }

  document.getElementById("tour-leave").addEventListener("click", leave);
  next.addEventListener("click", () => {
    stop += 1;
    if (stop === stops.length) leave();
    else show();
  });
  document.body.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !tour.hidden) leave();
  });
  tour.hidden = false;
  show();
}

export function offerTour() {
  const tour = document.getElementById("tour");
  const isOwn = !WITHOUT.some((kind) => document.body.classList.contains(kind));
  if (tour && isOwn && kept(FOR_EVER, TOURED) !== YES) lead(tour);
}
