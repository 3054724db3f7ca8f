/* What can be seen wrong with a page in its window. Each check returns sentences: which thing, and what is wrong with it. */
"use strict";

window.walk = (function () {
  const CONTROLS = "a[href], button, summary, input:not([type=hidden]), select, textarea, [role=switch], [tabindex='0']";
  const HEADINGS = "h1, h2, h3, h4";
  const UNSEEN = ".vh, .visually-hidden, .skip, [hidden], script, style, noscript, option, title, symbol";
  const SLACK = 1.5; // a line of text may reach so far over an edge: that is rounding
  const OVERLAP = 3;
  const LONGEST_NAME = 45; // what is longer, such as an address, may be broken anywhere

  const style = (element, pseudo) => getComputedStyle(element, pseudo);
  const holder = (node) => (node.nodeType === Node.TEXT_NODE ? node.parentElement : node);

  function said(thing) {
    const words = (thing.getAttribute("aria-label") || thing.textContent || thing.value || "").trim().replace(/\s+/g, " ").slice(0, 50);
    const name = thing.id ? "#" + thing.id : thing.tagName.toLowerCase() + (thing.classList[0] ? "." + thing.classList[0] : "");
    return words ? `${name} “${words}”` : name;
  }

  // What was found out stays right until something opens or the window changes.
  let known = new Map();
  function once(name, find) {
    return (element) => {
      if (!known.has(name)) known.set(name, new Map());
      const answers = known.get(name);
      if (!answers.has(element)) answers.set(element, find(element));
      return answers.get(element);
    };
  }

  const isClipped = once("isClipped", (element) => element !== null &&
    (element.matches(UNSEEN) || style(element).clipPath === "inset(50%)" || isClipped(element.parentElement)));

  const isSeen = once("isSeen", (element) => {
    if (!element.checkVisibility({visibilityProperty: true, opacityProperty: true})) return false;
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && !isClipped(element);
  });

  // What holds it and can be scrolled in this direction.
  function scroller(axis) {
    return once("scroller" + axis, (element) => {
      if (element === null || element === document.body || element.parentElement === document.body) return null;
      const parent = element.parentElement;
      const isOne = /auto|scroll/.test(style(parent)["overflow" + axis]) &&
        (axis === "X" ? parent.scrollWidth > parent.clientWidth : parent.scrollHeight > parent.clientHeight);
      return isOne ? parent : scrolls[axis](parent);
    });
  }
  const scrolls = {X: (element) => scroller("X")(element), Y: (element) => scroller("Y")(element)};

  const texts = once("texts", (root) => {
    const found = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      if (walker.currentNode.textContent.trim() && isSeen(walker.currentNode.parentElement)) found.push(walker.currentNode);
    }
    return found;
  });

  // A text of SVG whose letters have places of their own is as many things.
  function letters(text) {
    const toWindow = text.getScreenCTM();
    return Array.from({length: text.getNumberOfChars()}, (_, index) => {
      const {x, y, width, height} = text.getExtentOfChar(index);
      const [from, to] = [new DOMPoint(x, y), new DOMPoint(x + width, y + height)].map((point) => point.matrixTransform(toWindow));
      return new DOMRect(from.x, from.y, to.x - from.x, to.y - from.y);
    });
  }

  function lines(node) {
    const {parentElement: parent} = node;
    if (parent.matches("text") && parent.x.baseVal.numberOfItems > 1) return letters(parent);
    const range = new Range();
    range.selectNodeContents(node);
    return Array.from(range.getClientRects()).filter((box) => box.width > 2 && box.height > 2);
  }

  const labels = (control) => Array.from(control.labels || []);
  // A control that is not seen itself stands for its label.
  function target(control) {
    if (control.matches("input[type=checkbox], input[type=radio]") && style(control).opacity === "0") return labels(control)[0] || control;
    return control;
  }

  const controls = once("controls", (root) => Array.from(root.querySelectorAll(CONTROLS)).filter((each) => isSeen(target(each)) && !each.closest("svg.space, .tree")));

  /* Outside of the window, or cut. */

  function outside(root) {
    const found = [];
    const page = document.scrollingElement;
    if (page.scrollWidth > innerWidth + 0.5) found.push(`the page is ${page.scrollWidth} wide, the window ${innerWidth}`);
    const wide = document.documentElement.clientWidth;
    const beyond = (box) => box.right > wide + SLACK || box.left < -SLACK;
    for (const control of controls(root)) {
      const box = target(control).getBoundingClientRect();
      if (beyond(box) && !scrolls.X(control)) found.push(`outside: ${said(control)} from ${Math.round(box.left)} to ${Math.round(box.right)}`);
    }
    for (const node of texts(root)) {
      if (lines(node).some(beyond) && !scrolls.X(node.parentElement)) found.push(`outside: the words ${said(holder(node))}`);
    }
    return found;
  }

  // The words that an element cuts off and that nobody can read elsewhere on the page.
  function cut(root) {
    const found = [];
    for (const element of root.querySelectorAll("*")) {
      const how = style(element);
      const hidesX = /hidden|clip/.test(how.overflowX), hidesY = /hidden|clip/.test(how.overflowY);
      if (!(hidesX || hidesY) || !isSeen(element) || element.matches("input, svg, svg *")) continue;
      if (!(hidesX && element.scrollWidth > element.clientWidth + 1) && !(hidesY && element.scrollHeight > element.clientHeight + 1)) continue;
      const edge = element.getBoundingClientRect();
      const lost = texts(element).filter((node) => lines(node).some((box) =>
        (hidesX && box.right > edge.right + SLACK) || (hidesY && box.bottom > edge.bottom + SLACK)));
      const missing = lost.filter((node) => !isSaidElsewhere(element, node.textContent));
      if (missing.length) found.push(`cut off: ${said(element)}, from “${missing[0].textContent.trim().slice(0, 40)}”`);
    }
    for (const control of controls(root)) {
      if (!control.matches("button, summary, a, select") || style(control).display === "inline") continue;
      if (control.scrollWidth > control.clientWidth + 1 && !/auto|scroll/.test(style(control).overflowX)) {
        found.push(`too narrow: ${said(control)} needs ${control.scrollWidth} and has ${control.clientWidth}`);
      }
    }
    for (const cell of root.querySelectorAll("td, th")) {
      if (isSeen(cell) && cell.scrollWidth > cell.clientWidth + 1) found.push(`too narrow: the cell ${said(cell)}`);
    }
    return found;
  }

  // What the verdict leaves out for want of room stands below it, word by word.
  const plain = (text) => text.replace(/\s+/g, " ").trim();
  const BESIDES = new Set(["Also", "All", "broken", "missed", "safety", "properties", "hold"]);
  const tokens = (text) => text.match(/[\p{L}\p{N}_]+/gu) || [];
  function isSaidElsewhere(element, words) {
    const said = Array.from(document.querySelectorAll(".claims, .properties"), (panel) => panel.textContent).join(" ");
    return element.closest(".verdict") !== null && tokens(words).every((token) => said.includes(token) || BESIDES.has(token));
  }

  // Names that go on in the next line without a sign between.
  function broken(root) {
    const found = [];
    const range = new Range();
    for (const node of texts(root)) {
      if (node.parentElement.closest("svg") || lines(node).length < 2) continue;
      for (const {0: name, index} of node.textContent.matchAll(/[\p{L}\p{N}_]{2,}/gu)) {
        if (name.length > LONGEST_NAME) continue;
        range.setStart(node, index);
        range.setEnd(node, index + name.length);
        const tops = Array.from(range.getClientRects()).filter((box) => box.width > 0.5).map((box) => box.top);
        if (tops.length && Math.max(...tops) - Math.min(...tops) > 6) found.push(`broken in the middle: “${name}” in ${said(holder(node))}`);
      }
    }
    return found;
  }

  /* One over the other. */

  function overlaps(root) {
    const found = [];
    const all = [];
    for (const node of texts(root)) {
      const element = node.parentElement;
      if (isClamped(element)) continue; // the lines that are left out are anywhere
      const layer = layerOf(element);
      for (const box of lines(node)) {
        const inner = shrunk(box, element);
        if (inner) all.push({...inner, node, layer});
      }
    }
    all.sort((one, other) => one.top - other.top);
    all.forEach((one, index) => {
      for (let next = index + 1; next < all.length && all[next].top < one.bottom - OVERLAP; next += 1) {
        const other = all[next];
        if (one.layer !== other.layer || one.node === other.node) continue;
        if (one.node.textContent === other.node.textContent && one.node.parentElement.closest("svg")) continue; // a mark on it
        if (other.left < one.right - OVERLAP && one.left < other.right - OVERLAP && one.bottom - OVERLAP > other.top) {
          found.push(`one over the other: “${plain(one.node.textContent).slice(0, 40)}” and “${plain(other.node.textContent).slice(0, 40)}” in ${said(holder(other.node))}`);
        }
      }
    });
    return found;
  }

  // What lies above the page, or scrolls in it, has a layer of its own.
  const layerOf = once("layerOf", (element) => {
    if (element === null || element === document.body) return document.body;
    const how = style(element);
    const isOne = /fixed|sticky/.test(how.position) || /auto|scroll/.test(how.overflowX + how.overflowY) ||
      (how.position === "absolute" && how.zIndex !== "auto" && how.zIndex > 3);
    return isOne ? element : layerOf(element.parentElement);
  });

  const isClamped = once("isClamped", (element) => element !== null &&
    (!/^(none|)$/.test(style(element).webkitLineClamp || "") || isClamped(element.parentElement)));

  const clips = once("clips", (element) => {
    if (element === null || element === document.body) return [];
    return [...(/hidden|clip/.test(style(element).overflowY) ? [element] : []), ...clips(element.parentElement)];
  });

  // The box of a line without the air above and below its letters, which lines share; and only what is not cut off.
  function shrunk(box, element) {
    const size = parseFloat(style(element).fontSize);
    const air = element.closest("svg") ? box.height * 0.2 : Math.max(0, (box.height - size) / 2);
    const edge = {left: box.left, right: box.right, top: box.top + air, bottom: box.bottom - air};
    for (const each of clips(element)) {
      const clip = each.getBoundingClientRect();
      edge.bottom = Math.min(edge.bottom, clip.bottom);
      edge.right = Math.min(edge.right, clip.right);
    }
    return edge.bottom - edge.top > 2 ? edge : null;
  }

  function areOne(thing, found) {
    if (!found || thing.contains(found) || found.contains(thing)) return true;
    const label = found.closest("label");
    if (label && (label.control === thing || label.contains(thing))) return true;
    return labels(found).some((each) => each === thing || each.contains(thing) || thing.contains(each));
  }

  // Whether something is painted there, or only takes the clicks, as the link of a whole column does.
  function isPainted(found, upTo) {
    for (let each = found; each && !each.contains(upTo); each = each.parentElement) {
      const how = style(each);
      if (!/rgba\(.*, 0\)|transparent/.test(how.backgroundColor) || how.backgroundImage !== "none") return true;
      if (each.matches("img, input, canvas, video")) return true;
    }
    return false;
  }

  function points(box) {
    const left = Math.max(box.left, 0), right = Math.min(box.right, document.documentElement.clientWidth);
    const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
    if (right - left < 2 || bottom - top < 2) return [];
    const at = (x, y) => [left + x * (right - left), top + y * (bottom - top)];
    return [at(0.5, 0.5), at(0.12, 0.25), at(0.88, 0.25), at(0.12, 0.75), at(0.88, 0.75)];
  }

  // What lies over a thing after one has gone there, by the keyboard or by a link.
  function covered(root) {
    const found = [];
    for (const control of controls(root)) {
      target(control).scrollIntoView({block: "nearest", inline: "nearest"});
      found.push(...coveredAt(target(control), control));
    }
    for (const heading of root.querySelectorAll(HEADINGS)) {
      if (!isSeen(heading)) continue;
      heading.scrollIntoView({block: "start"});
      found.push(...coveredAt(heading, heading));
    }
    return found;
  }

  function coveredAt(thing, control) {
    const box = style(thing).display === "inline" ? lines(thing)[0] : thing.getBoundingClientRect();
    if (!box) return [];
    const all = points(box);
    const places = box.height > 0.25 * innerHeight ? all.slice(1, 3) : all; // of what is so tall the head is enough
    if (!places.length) return [`not in sight when one goes to it: ${said(control)} ${where(box)}`];
    for (const place of places) {
      const over = document.elementFromPoint(...place);
      if (areOne(thing, over) || areOne(control, over)) continue;
      if (!thing.matches(CONTROLS) && !isPainted(over, thing)) continue;
      if (place !== all[0] && isInItsCorner(over, thing, box)) continue;
      return [`covered: ${said(control)} ${where(box)} lies under ${said(over)}`];
    }
    return [];
  }

  // A small control that stands in the corner of a large one, beside its words.
  function isInItsCorner(over, thing, box) {
    const small = over.closest(CONTROLS);
    if (!small || small.parentElement.parentElement !== thing.parentElement) return false;
    const {width, height} = small.getBoundingClientRect();
    return width * height < 0.3 * (box.right - box.left) * (box.bottom - box.top);
  }

  const where = (box) => `(${[box.left, box.top, box.right, box.bottom].map(Math.round).join(", ")})`;

  // Words that something is painted over, wherever one scrolls to.
  function buried(root) {
    const found = [];
    for (const node of texts(root)) {
      const element = node.parentElement;
      if (element.closest("svg") || isClamped(element)) continue;
      let over = overWords(node);
      for (const block of ["center", "start", "end"]) {
        if (over === null) break;
        element.scrollIntoView({block, inline: "nearest"});
        over = overWords(node);
      }
      if (over !== null) found.push(`covered: the words ${said(element)} ${where(lines(node)[0])} lie under ${over ? said(over) : "the edge"}`);
    }
    return found;
  }

  // What is painted over the first line of these words; null if nothing is, undefined if they are out of sight.
  function overWords(node) {
    const [box] = lines(node);
    if (!box) return null;
    const [middle] = points(box);
    if (!middle || middle[0] > box.right || middle[1] > box.bottom) return undefined;
    const over = document.elementFromPoint(...middle);
    return areOne(node.parentElement, over) || !isPainted(over, node.parentElement) ? null : over;
  }

  /* Announced: what scrolls says so. */

  function unannounced(root) {
    const found = [];
    for (const each of root.querySelectorAll("*")) {
      const how = style(each);
      if (!/auto|scroll/.test(how.overflowY) || each.scrollHeight <= each.clientHeight + 2 || !isSeen(each)) continue;
      const hasBar = each.offsetWidth - each.clientWidth > parseFloat(how.borderLeftWidth) + parseFloat(how.borderRightWidth) + 1;
      if (hasBar || how.backgroundAttachment.includes("local") || each.matches("textarea, pre")) continue;
      const edge = each.getBoundingClientRect().bottom;
      const within = controls(document.body).filter((control) => each.contains(control));
      const beyond = within.filter((control) => target(control).getBoundingClientRect().top >= edge - 4);
      const isHalf = within.some((control) => {
        const box = target(control).getBoundingClientRect();
        return box.top < edge - 4 && box.bottom > edge + 4;
      });
      if (beyond.length && !isHalf) found.push(`nothing says that ${said(each)} goes on: ${said(beyond[0])} is below`);
    }
    return found;
  }

  /* The keyboard. */

  function order(root) {
    const found = [];
    const flows = (element) => element.closest("table, .panel, nav, form:not(#stage), fieldset, .head, header, .guide, [popover], .tools > div") || root;
    const all = controls(root).filter((each) => each.tabIndex === 0 && !isFixed(each));
    for (let next = 1; next < all.length; next += 1) {
      const [before, after] = [all[next - 1], all[next]];
      if (isOrdered(before) || isOrdered(after)) continue;
      if (flows(before) !== flows(after) || before.contains(after) || after.closest("svg")) continue;
      const [one, other] = [target(before).getBoundingClientRect(), target(after).getBoundingClientRect()];
      if (other.bottom <= one.top + 1 && other.left < one.right - 1) found.push(`Tab goes back up: from ${said(before)} to ${said(after)}`);
    }
    return found;
  }

  // There the keyboard goes where the eye does, in browsers that can.
  const ORDERED = ".happens, .marks, .top"; // the same in those that cannot, where it goes by the page
  const isOrdered = once("isOrdered", (element) => CSS.supports("reading-flow", "normal")
    ? element !== document.body && (style(element).readingFlow !== "normal" || isOrdered(element.parentElement))
    : element.closest(ORDERED) !== null);
  const isFixed = (element) => layerOf(element) !== document.body;

  // Where the keyboard is has to be seen. The caret shows it in a field.
  function unfocused(root) {
    const found = [];
    for (const control of controls(root)) {
      control.focus({focusVisible: true, preventScroll: true});
      if (document.activeElement !== control) continue;
      const ways = [control, control.closest("label"), ...labels(control), control.parentElement].filter(Boolean);
      const isShown = [...ways.map((each) => style(each)), style(control, "::after"), ...Array.from(control.children, (each) => style(each))]
        .some((how) => (how.outlineStyle !== "none" && parseFloat(how.outlineWidth) > 0) || how.boxShadow !== "none");
      if (!isShown) found.push(`the focus is not seen on ${said(control)}`);
    }
    if (document.activeElement) document.activeElement.blur();
    return found;
  }

  /* Names. */

  const wordsIn = (text) => text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  const UNREAD = ".vh, .visually-hidden, [aria-hidden=true], title, option, noscript";

  function readOn(element) {
    const found = [];
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      if (!parent.closest(UNREAD) && parent.checkVisibility()) found.push(walker.currentNode.textContent);
    }
    return wordsIn(found.join(" "));
  }

  // Controls without a name, and those whose name lacks the words that are read on them. A sign alone is no word.
  function misnamed() {
    const found = [];
    for (const control of document.querySelectorAll("a[href], button, summary, input:not([type=hidden]), select, textarea")) {
      if (!control.checkVisibility()) continue;
      const own = control.matches("input, select, textarea") ? "" : readOn(control);
      const label = own || labels(control).map(readOn).join(" ").trim();
      const ids = control.getAttribute("aria-labelledby");
      const given = ids ? ids.split(" ").map((id) => (document.getElementById(id) || {}).textContent || "").join(" ") : control.getAttribute("aria-label");
      const alt = Array.from(control.querySelectorAll("img, title"), (each) => each.alt || each.textContent).join(" ");
      const called = labels(control).length ? labels(control).map((each) => each.textContent).join(" ") : control.textContent;
      const name = wordsIn(given || called || alt || control.title);
      if (!name && (own || !control.textContent.trim())) found.push(`no name: ${control.outerHTML.slice(0, 120)}`);
      else if (given && label && !name.includes(label)) found.push(`misnamed: “${label}” is called “${name}”`);
    }
    return found;
  }

  /* What opens. */

  const isFloating = (element) => /absolute|fixed/.test(style(element).position);
  const sheetOf = (details) => Array.from(details.children).find((each) => !each.matches("summary") && isFloating(each));

  // Opens what unfolds in its place, and what a tick unfolds; menus and sheets are left.
  function unfold() {
    for (let more = true; more;) {
      known = new Map();
      more = false;
      for (const details of document.querySelectorAll("details:not([open], [data-walked])")) {
        if (!isSeen(details.querySelector("summary"))) continue;
        details.dataset.walked = "";
        details.querySelector("summary").click();
        details.open = true;
        if (sheetOf(details)) details.open = false;
        else more = true;
      }
    }
    for (const tick of document.querySelectorAll("input[type=checkbox]:not([name])")) if (isSeen(target(tick)) && !tick.checked && tick.id !== "single-keys") tick.click();
  }

  let menus = null; // what opens a sheet is found out once: to open all that opens, only to see how, takes long

  function findMenus() {
    return Array.from(document.querySelectorAll("details:not([open])")).filter((details) => {
      if (!isSeen(details.querySelector("summary"))) return false;
      details.open = true;
      const isOne = sheetOf(details) !== undefined;
      details.open = false;
      return isOne;
    });
  }

  function openers() {
    known = new Map();
    menus = menus || findMenus();
    const folds = menus.filter((details) => isSeen(details.querySelector("summary"))).map((details) =>
      ({opener: details.querySelector("summary"), sheet: () => sheetOf(details), close: () => { details.open = false; }}));
    const popovers = Array.from(document.querySelectorAll("[popovertarget]:not([popovertargetaction=hide])")).filter(isSeen)
      .map((button) => [button, document.getElementById(button.getAttribute("popovertarget"))])
      .map(([button, sheet]) => ({opener: button, sheet: () => sheet, close: () => sheet.hidePopover()}));
    return [...folds, ...popovers];
  }

  function sheets() {
    const found = [];
    for (const {opener, sheet: opened, close} of openers()) {
      opener.scrollIntoView({block: "nearest"});
      opener.click();
      known = new Map();
      const sheet = opened();
      const about = (each) => `${said(opener)} opened: ${each}`;
      if (!sheet || !isSeen(sheet)) found.push(about("nothing is seen"));
      else found.push(...lies(sheet).map(about), ...[cut, broken, overlaps, unannounced, covered].flatMap((check) => check(sheet)).map(about));
      close();
    }
    known = new Map();
    return found;
  }

  // A sheet lies within the window, and above everything.
  function lies(sheet) {
    const box = sheet.getBoundingClientRect();
    const wrong = [];
    if (box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || (box.bottom > innerHeight + 1 && style(sheet).position === "fixed")) wrong.push(`it is outside ${where(box)}`);
    if (box.bottom > innerHeight + 1 && !wrong.length) sheet.scrollIntoView({block: "nearest"});
    for (const [x, y] of points(sheet.getBoundingClientRect())) {
      const over = document.elementFromPoint(x, y);
      if (!sheet.contains(over)) { wrong.push(`it lies under ${over ? said(over) : "nothing"}`); break; }
    }
    return wrong;
  }

  /* Together. */

  const CHECKS = {outside, cut, broken, overlaps, covered, buried, unannounced, order};
  function look(names) {
    document.documentElement.style.scrollBehavior = "auto";
    known = new Map();
    const found = (names || Object.keys(CHECKS)).flatMap((name) => CHECKS[name](document.body));
    scrollTo({top: 0, left: 0, behavior: "instant"});
    return found;
  }

  return {look, sheets, unfold, misnamed, unfocused: () => unfocused(document.body)};
})();
