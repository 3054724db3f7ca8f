/** One's own answers in a class: they stand below the question that they answer, and go with it. */

import { fetchPresent } from "./present.js";
import { FETCH, PUT_BACK, REMEMBER, ofQuestion } from "./decide/answering.js";

const SOON_MS = 300;
const APART_MS = 2000;
let own = null; // the form with what was answered last, its question and its round
let fetching = 0;

function showMine() {
  const mine = document.querySelector("#my-answer [data-question]");
  if (!mine) return;
  const asked = document.querySelector("#ask [data-question]");
  const isOther = !asked || asked.dataset.question !== mine.dataset.question;
  mine.hidden = isOther || document.getElementById("ask-mine") !== null;
}

function keepOwn() {
  const place = document.querySelector("#vote [data-whose]");
  if (!place) return;
  const form = document.getElementById("ask-mine");
  const { question, round, whose } = place.dataset;
  const asked = { question: Number(question), round, isOwn: whose === "own" };
  const opened = Number(document.getElementById("vote").dataset.asked);
  place.dataset.whose = "own";
  const then = ofQuestion(asked, form ? own : null, opened);
  if (then === REMEMBER && form) own = { ...asked, form: form.cloneNode(true) };
  if (then === PUT_BACK) form.replaceWith(own.form.cloneNode(true));
  if (then === FETCH) fetchSoon();
}

// Not all of a class at once.
function fetchSoon() {
  clearTimeout(fetching);
  fetching = setTimeout(fetchPresent, SOON_MS + Math.random() * APART_MS);
}

// Whoever has scrolled away from an open question sees that there is one.
function keepWay() {
  const toAsk = document.getElementById("to-ask");
  let isInView = true;
  function show() {
    if (toAsk) toAsk.hidden = isInView || !document.getElementById("ask-mine");
  }
  if (toAsk) {
    const watch = new IntersectionObserver((seen) => {
      isInView = seen.at(-1).isIntersecting;
      show();
    });
    watch.observe(document.getElementById("vote"));
  }
  return show;
}

export function keepAnswers() {
  const showWay = keepWay();
  function renewed() {
    keepOwn();
    showMine();
    showWay();
  }
  document.body.addEventListener("htmx:afterSettle", renewed);
  document.body.addEventListener("htmx:oobAfterSwap", renewed);
  renewed();
}
