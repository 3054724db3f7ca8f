/** What of an answer is put on the page: a part that is there stays, with its focus and what is opened in it. */

export const KEEP = "keep";
export const PUT = "put";
export const RENEW_ENTRY = "renew entry";
export const KEEP_LOST = "keep lost";
export const HOLD = "hold";

const ANNOUNCEMENT = "announcement";
const SPOKEN = new Set([ANNOUNCEMENT, "alarm"]);

/** What a page tells of its parts, so that it is sent only what differs. Of what is open all has to be up to date, of
 * what is closed only what is seen. `entries` are the hashes of the trace. */
export function told(entries, panels) {
  const words = panels.map(({ id, hash, whole, isOpen }) => `${id}:${isOpen ? `${whole}:open` : hash}`);
  return [...words, `entries:${entries.join(".")}`].join(" ");
}

/** The fate of a part that an answer brings. `there` and `fresh` have `text`, `hash` and `whole`, `there` its `id`. */
export function fateOf(there, fresh, { isEntryThere = false, isHushed = false } = {}) {
  if (there.id === "notice") return KEEP_LOST;
  if (there.id === "entries" && isEntryThere) return RENEW_ENTRY;
  if (there.id === ANNOUNCEMENT && isHushed) return HOLD;
  if (SPOKEN.has(there.id) && there.text === fresh.text) return KEEP;
  return isSame(there, fresh) ? KEEP : PUT;
}

function isSame(there, fresh) {
  return Boolean(there.hash) && there.hash === fresh.hash && (!fresh.whole || fresh.whole === there.whole);
}

/** Whether details that somebody opened or closed stay so when they come anew: unless what they tell has turned. */
export function staysOpen(wasDefault, isDefault) {
  return wasDefault === isDefault;
}
