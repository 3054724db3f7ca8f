/* A word of the glossary says on the spot what it means, and lights what it means on the board. Without this it is a link. */
"use strict";

(function () {
  if (self.origin === "null" || !document.body.showPopover) return; // shut in, or too old: there it is a link
  const CLOSE_MS = 200;
  const GAP = 6;
  const EDGE = 8;
  let words = null; // the glossary, once it was asked for
  let word = null; // the link whose meaning is shown
  let closing = 0;

  const box = document.createElement("div");
  box.id = "gloss";
  box.popover = "manual";
  document.body.append(box);

  // The meanings come with the first that is asked for. If they do not come, the link still leads there.
  function glossary(address) {
    words = words || fetch(address).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.text();
    }).then(function (html) { return new DOMParser().parseFromString(html, "text/html"); });
    return words.catch(function () { words = null; return null; });
  }

  function show(link, isTapped) {
    clearTimeout(closing);
    if (word === link) return;
    hide();
    word = link;
    glossary(link.pathname).then(function (page) {
      const entry = page && page.getElementById(link.hash.slice(1));
      if (!entry || word !== link || !link.isConnected) return;
      fill(entry, link, isTapped);
      box.showPopover();
      place();
      link.setAttribute("aria-describedby", "gloss");
      light(entry.dataset.lights);
    });
  }

  function fill(entry, link, isTapped) {
    const parts = entry.querySelectorAll("dd > p:not(.seen-at, .in-model), .in-model code");
    box.replaceChildren(...Array.from(parts, function (part) { return document.importNode(part, true); }));
    if (!isTapped) return;
    const more = document.createElement("a");
    more.href = link.href;
    more.textContent = "In the glossary";
    box.append(more);
  }

  // Under the word, or above it where there is no room; always within the window, and in a guide beside what it lights.
  function place() {
    const at = word.getBoundingClientRect();
    const wide = box.offsetWidth;
    const high = box.offsetHeight;
    const below = at.bottom + GAP + high <= innerHeight - EDGE || at.top < high + GAP + EDGE;
    const guide = word.closest(".guide");
    const right = Math.min(document.documentElement.clientWidth, guide ? guide.getBoundingClientRect().right : Infinity);
    box.style.left = Math.max(EDGE, Math.min(at.left, right - wide - EDGE)) + "px";
    box.style.top = (below ? at.bottom + GAP : at.top - GAP - high) + "px";
  }

  function hide() {
    clearTimeout(closing);
    if (!word) return;
    word.removeAttribute("aria-describedby");
    word = null;
    if (box.matches(":popover-open")) box.hidePopover();
    light("");
  }

  function light(selector) {
    document.querySelectorAll("[data-meant]").forEach(function (element) { element.removeAttribute("data-meant"); });
    if (!selector) return;
    selector.split(",").forEach(function (one) {
      document.querySelectorAll("main :is(.board, .lesson-board, .places, .workers) " + one.trim()).forEach(function (element) { element.setAttribute("data-meant", ""); });
    });
  }

  function later() {
    clearTimeout(closing);
    closing = setTimeout(hide, CLOSE_MS);
  }

  function linkOf(event) { return event.target.closest ? event.target.closest("a.gloss") : null; }

  document.addEventListener("pointerover", function (event) {
    if (event.pointerType === "touch") return;
    const link = linkOf(event);
    if (link) show(link); else if (box.contains(event.target)) clearTimeout(closing); else if (word && word !== document.activeElement) later();
  });
  document.addEventListener("focusin", function (event) {
    const link = linkOf(event);
    if (link && link.matches(":focus-visible")) show(link); else if (!box.contains(event.target)) hide();
  });

  // A finger reads the meaning first, and goes on from there.
  let finger = false;
  document.addEventListener("pointerdown", function (event) { finger = event.pointerType === "touch"; }, true);
  document.addEventListener("click", function (event) {
    const link = linkOf(event);
    if (link && finger && link !== word) { event.preventDefault(); show(link, true); return; }
    if (!link && !box.contains(event.target)) hide();
  });
  // Escape closes this alone, before what stands below it.
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || !box.matches(":popover-open")) return;
    event.stopPropagation();
    hide();
  }, true);

  // Where the word goes, its meaning goes along.
  function follow() {
    if (!word || !box.matches(":popover-open")) return;
    const at = word.isConnected && word.getBoundingClientRect();
    if (!at || at.bottom < 0 || at.top > innerHeight || !at.width) hide(); else place();
  }
  document.addEventListener("scroll", follow, { capture: true, passive: true });
  window.addEventListener("resize", follow);
  document.addEventListener("htmx:afterSettle", follow);
})();
