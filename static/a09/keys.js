/* What the keyboard can do, the tour, and the small things around the page. Without it every control is still there. */
"use strict";

(function () {
  const body = document.body;
  const keys = document.getElementById("keys");
  const single = document.getElementById("single-keys");
  const OFF = "a09-single-keys-off";
  const isAlien = self.origin === "null"; // see app.js

  // Whoever speaks to the computer, or types by accident, turns single keys off.
  single.checked = !kept(OFF);
  single.addEventListener("change", function () { keep(OFF, !single.checked); });

  function kept(name) { try { return localStorage.getItem(name) === "yes"; } catch (refused) { return false; } }
  function keep(name, yes) {
    try { if (yes) localStorage.setItem(name, "yes"); else localStorage.removeItem(name); } catch (refused) { /* not kept, then */ }
  }

  // The trace: arrows move a mark at once, and the page follows as fast as the server answers.
  let wanted = null;
  let asking = false;

  function links() { return Array.from(document.querySelectorAll('#trace [role="listitem"] > a')); }

  function browse(to) {
    const all = links();
    const here = wanted !== null ? wanted : all.findIndex(function (link) { return link.hasAttribute("aria-current"); });
    const next = Math.max(0, Math.min(all.length - 1, to(here, all.length - 1)));
    if (next === here) return;
    wanted = next;
    mark(all[next]);
    ask();
  }

  function mark(link) {
    document.querySelectorAll(".entry-here").forEach(function (entry) { entry.classList.remove("entry-here"); });
    const entry = link.closest(".entry");
    entry.classList.add("entry-here");
    window.a09.keepStepInSight();
    entry.parentElement.parentElement.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  // The projector view stays one while somebody browses in it.
  function addressOf(link) {
    return location.pathname + link.getAttribute("href") + (body.classList.contains("present") ? "&present=1" : "");
  }

  function ask() {
    if (asking || wanted === null) return;
    const aim = wanted;
    const address = addressOf(links()[aim]);
    if (isAlien) { location.assign(address); return; }
    asking = true;
    history.replaceState(history.state, "", address);
    htmx.ajax("GET", address, { source: "#browser", target: "#stage", swap: "none" })
      .catch(function () { /* the page says that the server does not answer */ })
      .finally(function () {
        asking = false;
        if (wanted === aim) { wanted = null; return; }
        const at = links()[wanted];
        if (at) mark(at);
        ask();
      });
  }

  // A link of the trace shows its step without leaving the page.
  body.addEventListener("click", function (event) {
    const link = event.target.closest("#trace a[href*='at=']");
    if (!link || isAlien || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
    event.preventDefault();
    htmx.ajax("GET", addressOf(link), { source: "#looker", target: "#stage", swap: "none" })
      .catch(function () { /* the page says that the server does not answer */ });
  });

  // To the next of several controls; from the last back to the first.
  function toNext(selector) {
    const all = Array.from(document.querySelectorAll(selector)).filter(function (one) { return one.checkVisibility(); });
    if (!all.length) return;
    const next = all[(all.indexOf(document.activeElement) + 1) % all.length];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  // Keys come faster than answers: what is pressed meanwhile is done afterwards, in its order.
  const pressed = [];

  function press(id) {
    if ("stepping" in body.dataset) { pressed.push(id); return; }
    const control = document.getElementById(id);
    if (control) control.click();
  }
  body.addEventListener("a09:answered", function (event) {
    if (event.detail.isLost) pressed.length = 0;
    const next = pressed.shift();
    if (next) setTimeout(function () { press(next); }, 0);
  });

  function transition(name) {
    return function () { toNext('.cell-enabled [id^="do-' + name + '"]'); };
  }

  const does = {
    ArrowLeft: function () { browse(function (here) { return here - 1; }); },
    ArrowRight: function () { browse(function (here) { return here + 1; }); },
    Home: function () { browse(function () { return 0; }); },
    End: function () { browse(function (here, last) { return last; }); },
    u: function () { press("undo"); },
    r: function () { press("redo"); },
    h: function () { press("shorten"); },
    t: transition("Tick"), m: transition("Materialize"), a: transition("AdvanceCheckpoint"),
    c: transition("Claim"), f: transition("Complete"), e: transition("Expire"),
    b: function () { toNext(".bugs [role=switch]"); },
    p: function () { toNext(document.querySelector(".property-broken summary") ? ".property-broken summary" : ".property summary"); },
    s: function () { toNext('.ahead [id^="show-"]'); },
    g: function () { toNext('#trace [aria-current="step"]'); },
    v: function () { toNext("#source-title"); },
    x: function () { const link = document.querySelector(body.dataset.mode === "text" ? ".to-picture" : ".to-text"); if (link) location.assign(link.href); },
    "?": function () { keys.togglePopover(); },
  };

  // What is printed on a key counts, whatever Caps Lock and Shift say; where that is no Latin letter, the place of the key.
  const NAMED = /^[A-Z][A-Za-z0-9]+$/;
  const OTHER_SCRIPT = /^[^\p{Script=Latin}\p{ASCII}]+$/u;

  function keyOf(event) {
    if (NAMED.test(event.key)) return event.key;
    const printed = event.key.normalize("NFKC").toLowerCase();
    if (!OTHER_SCRIPT.test(printed)) return printed;
    if (event.code === "Slash" && event.shiftKey) return "?";
    return event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : "";
  }

  body.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.getModifierState("AltGraph")) return;
    if (event.target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]")) return;
    const key = keyOf(event);
    const sideways = ["ArrowLeft", "ArrowRight", "Home", "End"].includes(key);
    if (sideways && (event.shiftKey || event.target.closest('[role="region"][tabindex]'))) return;
    if (!single.checked && key !== "?") return;
    const act = Object.hasOwn(does, key) ? does[key] : null;
    if (!act || (event.repeat && !sideways)) return;
    event.preventDefault();
    act();
  });

  // A switch that is a link is pressed with the blank, too.
  body.addEventListener("keydown", function (event) {
    if (event.key !== " " || !event.target.matches("a[role=switch]")) return;
    event.preventDefault();
    event.target.click();
  });

  // Choosing a thing in the picture presses the button that does the same.
  body.addEventListener("click", function (event) {
    const thing = event.target.closest("[data-presses]");
    if (!thing) return;
    const control = document.getElementById(thing.dataset.presses);
    if (!control) return;
    if (control.matches("summary")) { control.focus(); control.scrollIntoView({ block: "nearest" }); }
    control.click();
  });

  // An address that the server gives says nothing of the projector.
  body.addEventListener("htmx:pushedIntoHistory", function () {
    if (!body.classList.contains("present") || location.search.includes("present=1")) return;
    history.replaceState(history.state, "", location.pathname + (location.search ? location.search + "&" : "?") + "present=1");
  });

  // The tour: on a first visit to a sandbox of one's own. Whoever opens somebody's link sees what broke at once.
  const TOURED = "a09-toured";
  const tour = document.getElementById("tour");
  if (!tour) return;
  const stops = Array.from(tour.querySelectorAll("li"));
  let stop = 0;

  function showStop() {
    document.querySelectorAll("[data-toured]").forEach(function (shown) { shown.removeAttribute("data-toured"); });
    stops.forEach(function (one, index) { one.hidden = index !== stop; });
    tour.querySelector(".aside").textContent = (stop + 1) + " of " + stops.length;
    document.getElementById("tour-next").textContent = stop === stops.length - 1 ? "Done" : "Next";
    const shown = document.querySelector(stops[stop].dataset.shows);
    if (!shown) return;
    shown.setAttribute("data-toured", "");
    if (stop > 0) shown.scrollIntoView({ block: "nearest" });
  }

  function leaveTour() {
    tour.hidden = true;
    document.querySelectorAll("[data-toured]").forEach(function (shown) { shown.removeAttribute("data-toured"); });
    keep(TOURED, true);
  }

  document.getElementById("tour-leave").addEventListener("click", leaveTour);
  document.getElementById("tour-next").addEventListener("click", function () {
    stop += 1;
    if (stop === stops.length) leaveTour(); else showStop();
  });
  body.addEventListener("keydown", function (event) { if (event.key === "Escape" && !tour.hidden) leaveTour(); });
  const own = !["present", "of-link", "watching-only", "in-lesson"].some(function (kind) { return body.classList.contains(kind); });
  if (!kept(TOURED) && own) { tour.hidden = false; showStop(); }
})();
