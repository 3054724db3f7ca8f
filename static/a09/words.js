/* The parts that an answer brings come unmarked. Here their words become links, by the rules of the server, which marks
   whole pages: the first of each word in a part, and none in what is pressed, in headings, pictures and formulas. */
"use strict";

(function () {
  const given = document.getElementById("words");
  if (!given) return;
  const rules = JSON.parse(given.textContent);
  const escaped = Object.keys(rules.forms).map(function (form) { return form.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"); });
  const forms = new RegExp("(^|[^\\w&#@/-])(" + escaped.join("|") + ")(?![\\w'[(=/-])", "gi");
  const isElsewhere = document.querySelector('input[name="embed"]') !== null;

  // With a capital it is the name of a transition.
  function isName(found) { return found === "Materialize"; }

  // Where each word stands in a text. A piece of a name that may be broken is no word.
  function wordsIn(node) {
    if (node.parentElement.localName === "code") {
      const slug = rules.names[node.data];
      return slug ? [[0, node.data, slug]] : [];
    }
    const before = node.previousSibling?.localName === "wbr" ? "_" : "";
    const after = node.nextSibling?.localName === "wbr" ? "_" : "";
    const found = Array.from((before + node.data + after).matchAll(forms));
    return found.filter(function (each) { return !isName(each[2]); })
      .map(function (each) { return [each.index + each[1].length - before.length, each[2], rules.forms[each[2].toLowerCase()]]; });
  }

  function linkTo(slug, text) {
    const link = document.createElement("a");
    link.className = "gloss";
    if (isElsewhere) Object.assign(link, { target: "_blank", rel: "noopener" });
    link.setAttribute("href", rules.address + slug);
    link.textContent = text;
    return link;
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
    textsOf(root).forEach(function (node) {
      let rest = node;
      let at = 0;
      wordsIn(node).forEach(function ([start, text, slug]) {
        if (seen.has(slug)) return;
        seen.add(slug);
        const word = rest.splitText(start - at);
        rest = word.splitText(text.length);
        at = start + text.length;
        word.replaceWith(linkTo(slug, text));
      });
    });
  }

  function markPart(part) {
    mark(part);
    part.querySelectorAll(rules.apart).forEach(mark);
  }

  document.body.addEventListener("htmx:oobBeforeSwap", function (event) {
    const part = event.detail.fragment.firstElementChild;
    if (part && part.matches(rules.parts)) markPart(part);
  });
  window.a09.markPart = markPart;
})();
