/** How long to wait for a room that is silent, lost or blocked, and what its last word means. */

export const SILENCE_MS = 25000;
const LONGEST_WAIT_MS = 5000;
const FIRST_WAIT_MS = 250;
const FAILURES_TO_POLL = 2;
const POLL_MS = 3000;
const POLLS_APART = 0.6;
const OURS = 4000; // the codes from here on are the app's own
const NOT_FOR_YOU = 4403;

export const SENT_OUT = "sent out";
export const GONE = "gone";
export const AGAIN = "again";

/** What becomes of a page whose socket has ended with that code. */
export function afterClosing(code) {
  if (code === NOT_FOR_YOU) return SENT_OUT;
  return code >= OURS ? GONE : AGAIN;
}

/** Until a socket is opened anew; `chance`, from 0 to 1, keeps a class from coming back all at once. */
export function reconnectMs(attempts, chance) {
  return chance * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempts);
}

/** Sockets may be blocked where pages are not. */
export function pollsAfter(attempts) {
  return attempts >= FAILURES_TO_POLL;
}

export function pollMs(chance) {
  return POLL_MS * (1 - POLLS_APART / 2 + POLLS_APART * chance);
}

/** What an answer by HTTP shows of the connection. One that knows no such page is a reason to load it anew. */
export function ofAnswer(status, namesVersion) {
  const isShutOut = (status === 403 || status === 404) && !namesVersion;
  return { isShutOut, isGood: status >= 200 && status < 300, isThere: status > 0 };
}

/** Whether to load a page anew that is not for this browser any more: once, for it may say why. `sentFrom` is the
 * address that was loaded anew last; undefined if that cannot be kept. */
export function mayReload(sentFrom, address) {
  return sentFrom !== undefined && sentFrom !== address;
}
