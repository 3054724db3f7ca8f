/** Which key was meant: what is printed on it counts, whatever Caps Lock and Shift say; where that is no Latin letter,
 * the place of the key. */

const NAMED = /^[A-Z][A-Za-z0-9]+$/;
const OTHER_SCRIPT = /^[^\p{Script=Latin}\p{ASCII}]+$/u;
const SIDEWAYS = new Set(["ArrowLeft", "ArrowRight", "Home", "End"]);

export function keyOf({ key, code, shiftKey }) {
  if (NAMED.test(key)) return key;
  const printed = key.normalize("NFKC").toLowerCase();
  if (!OTHER_SCRIPT.test(printed)) return printed;
  if (code === "Slash" && shiftKey) return "?";
  return code.startsWith("Key") ? code.slice(3).toLowerCase() : "";
}

/** These run through the trace while they are held, and scroll what can be scrolled. */
export function isSideways(key) {
  return SIDEWAYS.has(key);
}
