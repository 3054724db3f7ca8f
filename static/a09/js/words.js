/** The parts that an answer brings come unmarked. Here their words become links, by the rules of the server, which
 * marks whole pages: the first of each word in a part, and none in what is pressed, in headings, pictures, formulas. */

import { formsOf, wordsIn } from "./decide/wording.js";

const given = document.getElementById("words");
const rules = given && JSON.parse(given.textContent);
const forms = rules && formsOf(Object.keys(rules.forms));
const isElsewhere = document.querySelector('input[name="embed"]') !== null;

function linkTo(slug, text) {
  const link = document.createElement("a");
  link.className = "gloss";
  if (isElsewhere) Object.assign(link, { target: "_blank", rel: "noopener" });
  link.setAttribute("href", rules.address + slug);
  link.textContent = text;
  return link;
}

// A piece of a name that may be broken is no word.
function wordsOf(node) {
  if (node.parentElement.localName === "code") {
    const slug = rules.names[node.data];
    return slug ? [{ start: 0, text: node.data, slug }] : [];
  }
  const isCutBefore = node.previousSibling?.localName === "wbr";
  const isCutAfter = node.nextSibling?.localName === "wbr";
  const found = wordsIn(forms, node.data, { actions: rules.actions, isCutBefore, isCutAfter });
  return found.map(({ start, text }) => ({ start, text, slug: rules.forms[text.toLowerCase()] }));
}

// What is apart is marked for itself.
function textsOf(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    const isApart = parent.closest(rules.apart) !== (root.closest(rules.apart) || null);
    if (!isApart && !parent.closest(rules.unmarked)) texts.push(walker.currentNode);
  }
  return texts;
}

function mark(root) {
  const seen = new Set();
  for (const node of textsOf(root)) {
    let rest = node;
    let at = 0;
    for (const { start, text, slug } of wordsOf(node)) {
      if (seen.has(slug)) continue;
      seen.add(slug);
      const word = rest.splitText(start - at);
      rest = word.splitText(text.length);
      at = start + text.length;
      word.replaceWith(linkTo(slug, text));
    }
  }
}

/** Marks the words of a part that came, if the server marks such parts. */
export function markPart(part) {
  if (!rules || !part.matches(rules.parts)) return;
  mark(part);
  for (const apart of part.querySelectorAll(rules.apart)) mark(apart);
}
