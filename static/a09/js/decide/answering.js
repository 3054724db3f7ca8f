/** A frame for everybody brings the question of a class with nobody's answer. What becomes of one's own. */

export const NOTHING = "nothing";
export const REMEMBER = "remember";
export const PUT_BACK = "put back";
export const FETCH = "fetch";

/** `asked`: the `question` and its `round`, and whether it stands here with one's own answer. `own`: the question and
 * the round of what is remembered; null if nothing is. `opened`: the question that was open when the page was loaded:
 * who opened it after it was asked may have answered elsewhere; of a later one this page is told. */
export function ofQuestion(asked, own, opened) {
  if (asked.isOwn) return REMEMBER;
  if (own && own.question === asked.question && own.round === asked.round) return PUT_BACK;
  return asked.question > opened ? NOTHING : FETCH;
}
