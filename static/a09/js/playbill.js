/** What one sees of a way that is played: the step that was taken last, one sentence about it, and the controls. */

import { ENDED, PAUSED, placeOf } from "./decide/playing.js";

export function part(name) {
  return document.getElementById(name ? `player-${name}` : "player");
}

/** Shows where a way stands; `sentences` are those about its steps, as far as they are known. */
export function showPlace(play, sentences) {
  const { step, of } = placeOf(play);
  part("place").textContent = step ? `Step ${step} of ${of}` : "";
  part("step").textContent = step ? document.querySelector("#trace [aria-current]").textContent : "";
  part("says").textContent = step ? sentenceHere(sentences[step - 1]) : sentences.before;
  part("bar").max = of;
  part("bar").value = step;
}

function sentenceHere(sentence) {
  const entry = document.querySelector("#trace .entry-here");
  const broke = entry.querySelector(".mark-broke")?.textContent.trim();
  const said = sentence || entry.querySelector(".words").textContent;
  return broke ? `${said} This step ${broke}.` : said;
}

export function showMode(mode) {
  const isOver = mode === ENDED;
  const hadFocus = part().contains(document.activeElement);
  part().dataset.mode = mode;
  part("pause").textContent = mode === PAUSED ? "Go on" : "Pause";
  part("pause").hidden = isOver;
  part("next").hidden = isOver;
  part("leave").textContent = isOver ? "Close" : "Stop";
  if (isOver && hadFocus) part("leave").focus({ preventScroll: true });
}

export function raise() {
  part().hidden = false;
  part("pause").focus({ preventScroll: true });
  document.getElementById("board").scrollIntoView({ block: "nearest" });
}

export function lower() {
  const hadFocus = part().contains(document.activeElement);
  part().hidden = true;
  if (hadFocus) document.querySelector('#trace [aria-current="step"]').focus({ preventScroll: true });
}
