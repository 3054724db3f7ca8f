/** Plays a way that was laid ahead: one step after the other at a readable pace. Each is a press of Redo, a request of
 * its own, because each is a step that all who watch see. Whoever wants no motion presses Redo. */

import { announce, hush, speakAgain } from "./announcing.js";
import { isAlien, wantsCalm } from "./browser.js";
import { isAtPresent } from "./course.js";
import { LEFT, PLAYING, begun, goneOn, paceMs, paused, placeOf, seen } from "./decide/playing.js";
import { counted } from "./decide/wording.js";
import { lower, part, raise, showMode, showPlace } from "./playbill.js";
import { press } from "./pressing.js";
import { whenAnswered } from "./stepping.js";

let play = null;
let sentences = [];
let timer = 0;

function pageNow() {
  const links = Array.from(document.querySelectorAll('#trace [role="listitem"] > a'));
  return {
    steps: links.map((link) => `${link.id} ${link.textContent}`),
    here: links.findIndex((link) => link.hasAttribute("aria-current")),
    isPresent: isAtPresent(),
  };
}

// The answer that laid the way says so in its notice, which is for those who play it by hand.
function beginIfTold() {
  const notice = document.querySelector("#notice [data-ahead]");
  const way = notice && begun(pageNow(), Number(notice.dataset.ahead));
  if (!way || isAlien || wantsCalm()) return;
  sentences = Array.from(notice.querySelectorAll(".by-step"), (step) => step.content.textContent);
  sentences.before = notice.querySelector(".told").textContent;
  notice.remove();
  begin(way);
}

function begin(way) {
  play = way;
  hush();
  showPlace(play, sentences);
  showMode(play.mode);
  raise();
  announce(`${sentences.before} It is played now, in ${counted(placeOf(play).of, "step")}. Escape stops.`.trim());
  pressSoon();
}

function pressSoon() {
  clearTimeout(timer);
  if (play.mode === PLAYING) timer = setTimeout(press, paceMs(part("says").textContent), "redo");
}

function turn(next) {
  const hasMoved = next.here !== play.here;
  const hasTurned = next.mode !== play.mode;
  play = next;
  if (play.mode === LEFT) {
    leave();
    return;
  }
  if (hasMoved) showPlace(play, sentences);
  if (hasTurned) showMode(play.mode);
  if (!hasMoved && !hasTurned) return;
  if (play.mode === PLAYING) hush();
  else speakAgain();
  pressSoon();
}

// Of a press that was lost or refused the page says why.
function answered(isLost) {
  if (!play) return;
  const before = play.here;
  turn(isLost ? { ...play, mode: LEFT } : seen(play, pageNow()));
  if (play && play.here === before) turn(paused(play));
}

function leave() {
  clearTimeout(timer);
  play = null;
  lower();
  speakAgain();
}

function pauseOrGoOn() {
  turn(play.mode === PLAYING ? paused(play) : goneOn(play));
}

function stepByHand() {
  turn(paused(play));
  press("redo");
}

// It is played once, and not again whenever the page is fetched.
function forgetAddress() {
  const query = new URLSearchParams(location.search);
  if (!query.has("play")) return;
  query.delete("play");
  history.replaceState(history.state, "", location.pathname + (query.size ? `?${query}` : ""));
}

export function keepPlayer() {
  const { body } = document;
  if (!part()) return;
  forgetAddress();
  body.addEventListener("htmx:afterSettle", () => {
    if (play) turn(seen(play, pageNow()));
    beginIfTold();
  });
  whenAnswered(answered);
  part("pause").addEventListener("click", pauseOrGoOn);
  part("next").addEventListener("click", stepByHand);
  part("leave").addEventListener("click", leave);
  body.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && play && !document.querySelector(":popover-open")) leave();
  });
  document.addEventListener("visibilitychange", () => {
    if (play && document.visibilityState === "hidden") turn(paused(play));
  });
  document.addEventListener("DOMContentLoaded", beginIfTold);
}
