/** What the page says of a press that got no answer, and until when. */

const STEP_IN_ROOM =
  "The server did not answer, so it is not known whether the step was taken. " +
  "It is shown here as soon as the connection is back.";
const STEP_IN_LINK = "The server did not answer. Nothing was lost: press again when it is back.";
const LOOK = "The server did not answer. Please try again when the connection is back.";
const VOTE = "Not stored yet: the server did not answer. Press again when it is back.";
const ACT =
  "The server did not answer, so it is not known whether this was done. Look, and press again when it is back.";

/** `isShown`: what was lost, or was not, is seen as soon as the next frame comes. */
export function saidOf(what, isInRoom) {
  if (what === "step") return { sentence: isInRoom ? STEP_IN_ROOM : STEP_IN_LINK, isShown: true };
  if (what === "look") return { sentence: LOOK, isShown: true };
  if (what === "vote") return { sentence: VOTE, isShown: false };
  return what === "act" ? { sentence: ACT, isShown: false } : null;
}

/** A line stands until a later press is answered: the answer to an earlier one may still be on its way. */
export function isOver(pressOfLine, pressAnswered) {
  return pressOfLine < pressAnswered;
}
