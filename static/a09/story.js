/* The story on the home page: plays by itself once, and can be scrubbed. Without this script it stands at its end. */
(() => {
  "use strict";
  const PACE = 1700;
  const story = document.getElementById("story");
  if (!story) return;
  const last = Number(story.dataset.last);
  const play = document.getElementById("story-play");
  const slider = document.getElementById("story-at");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let timer = 0;

  const show = (at) => {
    slider.value = String(at);
    slider.setAttribute("aria-valuetext", story.querySelector(`[data-says="${at}"]`).textContent);
    for (const part of story.querySelectorAll("[data-step]")) {
      part.classList.toggle("still-ahead", Number(part.dataset.step) > at);
    }
    for (const words of story.querySelectorAll("[data-says]")) {
      words.classList.toggle("not-now", Number(words.dataset.says) !== at);
    }
  };

  const label = (word) => {
    play.textContent = word;
    play.setAttribute("aria-pressed", String(word === "Pause"));
  };

  const stop = () => {
    clearInterval(timer);
    timer = 0;
    label(Number(slider.value) === last ? "Play again" : "Play");
  };

  const start = () => {
    if (Number(slider.value) === last) show(0);
    label("Pause");
    timer = setInterval(() => {
      show(Number(slider.value) + 1);
      if (Number(slider.value) === last) stop();
    }, PACE);
  };

  play.addEventListener("click", () => (timer ? stop() : start()));
  slider.addEventListener("input", () => {
    show(Number(slider.value));
    stop();
  });
  story.classList.add("story-plays");
  story.querySelector(".story-controls").hidden = false;
  if (calm.matches) {
    show(last);
    stop();
  } else {
    show(0);
    start();
  }
})();
