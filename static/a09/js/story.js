/** The story on the home page: plays by itself once, and can be scrubbed. Without this script it stands at its end. */

import { wantsCalm } from "./browser.js";

const PACE_MS = 1700;

export function playStory(story) {
  const last = Number(story.dataset.last);
  const play = document.getElementById("story-play");
  const slider = document.getElementById("story-at");
  let timer = 0;

  function show(at) {
    slider.value = String(at);
    slider.setAttribute("aria-valuetext", story.querySelector(`[data-says="${at}"]`).textContent);
    for (const part of story.querySelectorAll("[data-step]")) {
      part.classList.toggle("still-ahead", Number(part.dataset.step) > at);
    }
    for (const words of story.querySelectorAll("[data-says]")) {
      words.classList.toggle("not-now", Number(words.dataset.says) !== at);
    }
  }

  function label(word) {
    play.textContent = word;
    play.setAttribute("aria-pressed", String(word === "Pause"));
  }

  function stop() {
    clearInterval(timer);
    timer = 0;
    label(Number(slider.value) === last ? "Play again" : "Play");
  }

  function goOn() {
    show(Number(slider.value) + 1);
    if (Number(slider.value) === last) stop();
  }

  function start() {
    if (Number(slider.value) === last) show(0);
    label("Pause");
    timer = setInterval(goOn, PACE_MS);
  }

  play.addEventListener("click", () => (timer ? stop() : start()));
  slider.addEventListener("input", () => {
    show(Number(slider.value));
    stop();
  });
  story.classList.add("story-plays");
  story.querySelector(".story-controls").hidden = false;
  if (wantsCalm()) {
    show(last);
    stop();
  } else {
    show(0);
    start();
  }
}
