/** What to do with a frame of the room or an answer by HTTP: either may come late, or speak of another page. */

export const FETCH = "fetch";
export const FETCH_AFTERWARDS = "fetch afterwards";
export const SWAP = "swap";
export const NOTHING = "nothing";
export const ASK_AGAIN = "ask again";
export const RELOAD = "reload";

/** What a frame calls for. `frame`: `version`, `base`, `hasParts`, `isYours` if it speaks of this person alone. `page`:
 * its `version`, and what is so of it just now. */
export function ofFrame(frame, page) {
  if (frame.isYours) return page.isBusy ? FETCH_AFTERWARDS : FETCH;
  if (page.lacksGuards) return FETCH;
  if (frame.version === page.version || page.isStepping) return NOTHING;
  if (!page.isAtPresent) return FETCH;
  const fits = frame.hasParts && frame.base === page.version;
  return fits && page.isForFrames && !page.hasOpen ? SWAP : FETCH;
}

/** What becomes of an answer that names a version: whether it `isDropped`, whether its notice is kept all the same, and
 * what to do `next`. `answer`: its `version`, what asked for it, and the parts and the place that it was made for. */
export function ofAnswer(answer, page) {
  const isOld = answer.version < page.version;
  if (answer.isStep) return { isDropped: isOld, keepsNotice: false, next: NOTHING };
  const isMisfit = isOld || answer.madeFor !== page.parts || page.isMoving;
  const isUnwanted = page.isStepping || (answer.isFetch && answer.place !== page.place);
  const again = answer.isFetch || answer.isPost ? FETCH : ASK_AGAIN; // what was sent must not be sent again
  return {
    isDropped: isMisfit || isUnwanted,
    keepsNotice: isMisfit && answer.isPost,
    next: isMisfit && !isUnwanted ? again : NOTHING,
  };
}

/** Whether what came is of another board: that may have other runs and workers, whose parts have no place here. */
export function isOfOther(boardThere, boardThatCame) {
  return boardThere !== null && boardThatCame !== null && boardThere !== boardThatCame;
}
