/** Words: how many of something there are, and where those of the glossary stand in a text. */

/** `1 step`, `2 steps`. */
export function counted(number, what) {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

/** What finds the forms of the words: whole ones, and no part of a name or a formula. */
export function formsOf(words) {
  const escaped = words.map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`(^|[^\\w&#@/-])(${escaped.join("|")})(?![\\w'[(=/-])`, "gi");
}

/** The words of a text, each with where it starts; written as an action, it is the name of that. A text that was cut
 * out of a name goes on before or after. */
export function wordsIn(forms, text, { actions = [], isCutBefore = false, isCutAfter = false } = {}) {
  const before = isCutBefore ? "_" : "";
  const found = Array.from((before + text + (isCutAfter ? "_" : "")).matchAll(forms));
  return found
    .filter(([, , word]) => !actions.includes(word))
    .map((each) => ({ start: each.index + each[1].length - before.length, text: each[2] }));
}
