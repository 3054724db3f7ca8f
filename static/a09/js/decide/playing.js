/** How a way that lies ahead in the trace is played. Nothing is shown that has not happened: each step is taken as by
 * Redo, so that the player only looks at where the page stands and says what is to be done next. */

export const PLAYING = "playing";
export const PAUSED = "paused";
export const ENDED = "ended";
export const LEFT = "left";

const PACE_MS = 1500;
const LONGEST_PACE_MS = 3000;
const READ_AT_ONCE = 40; // so many letters are read while one looks
const LETTER_MS = 25;

/** A way of `count` steps from where the page stands; null if there is none. `page`: the `steps` of its trace, each by
 * a name that no other has, `here` as a place among them, and whether that `isPresent`. */
export function begun(page, count) {
  const last = Math.min(page.here + count, page.steps.length - 1);
  if (!page.isPresent || last <= page.here) return null;
  return { steps: page.steps.slice(0, last + 1), from: page.here, here: page.here, mode: PLAYING };
}

/** The same way after the page has changed, whoever changed it. Whoever goes back or looks at another step wants to
 * look there, and who leaves the way has left it. */
export function seen(play, page) {
  const last = play.steps.length - 1;
  const isOnIt = page.here <= last && play.steps.every((step, index) => page.steps[index] === step);
  if (!isOnIt) return { ...play, mode: LEFT };
  if (!page.isPresent) return { ...play, mode: PAUSED };
  const mode = page.here < play.here ? PAUSED : play.mode;
  return { ...play, here: page.here, mode: page.here === last ? ENDED : mode };
}

export function paused(play) {
  return play.mode === PLAYING ? { ...play, mode: PAUSED } : play;
}

export function goneOn(play) {
  return play.mode === PAUSED ? { ...play, mode: PLAYING } : play;
}

/** How long a step stands before the next: as long as its sentence takes to be read. */
export function paceMs(sentence) {
  const longer = Math.max(0, sentence.length - READ_AT_ONCE) * LETTER_MS;
  return Math.min(LONGEST_PACE_MS, PACE_MS + longer);
}

/** Which step of how many was taken last. */
export function placeOf(play) {
  return { step: play.here - play.from, of: play.steps.length - 1 - play.from };
}
