/* What plain forms cannot do: follow a sandbox live, keep the page quiet when nothing changed, light what belongs together. */
"use strict";

(function () {
  const body = document.body;
  // In a frame that its page has shut in, nothing may be stored or asked for: there all goes by links.
  const isAlien = self.origin === "null";
  if (isAlien) body.setAttribute("hx-disable", "");

  const pill = document.getElementById("connection");
  const SILENCE_MS = 25000;
  const LONGEST_WAIT_MS = 5000;
  const LOOKING_MS = 700;
  const MISFIT_MS = 50;
  const NEIGHBOUR_PX = 56;
  const FAILURES_TO_POLL = 2;
  const POLL_MS = 3000;
  const NOT_FOR_YOU = 4403;
  const SENT_OUT = "a09-sent-out-by-";
  const FOLD = ":is(.cell > details, #all-definitions)";
  const BACKGROUND = "announcement";
  const FOR_PANELS = ["stage", "announcement", "browser", "looker"];

  // Tell the server what is on the page, so that it sends only what differs. Of what is open all has to be up to date;
  // of what is closed only what is seen.
  function panels() {
    const entries = Array.from(document.querySelectorAll("#entries > [data-hash]"), function (entry) { return entry.dataset.hash; });
    const others = Array.from(document.querySelectorAll("[data-hash]:not(#entries > *)"), function (panel) {
      const isOpen = panel.querySelector(FOLD + "[open]") !== null;
      return panel.id + ":" + (isOpen ? wholeOf(panel) + ":open" : panel.dataset.hash);
    });
    return others.concat("entries:" + entries.join(".")).join(" ");
  }

  // The hash of a part with all that it opens to; empty if that is not here.
  function wholeOf(panel) {
    return panel.querySelector(FOLD + "[data-folded]") ? "" : panel.dataset.whole || "";
  }

  // A part is folded if what it opens to is not here or speaks of another state. Then it says whether that was asked
  // for, and whether the answer was lost.
  function fold(which, said) {
    document.querySelectorAll(FOLD + which).forEach(function (details) { details.dataset.folded = said; });
  }

  body.addEventListener("htmx:configRequest", function (event) {
    event.detail.headers["Panels"] = panels();
    if (FOR_PANELS.includes(event.target.id)) fold("[open][data-folded]", "asked");
  });
  body.addEventListener("htmx:afterRequest", function (event) {
    const status = event.detail.xhr.status;
    if (FOR_PANELS.includes(event.target.id) && (status < 200 || status >= 400)) fold('[open][data-folded="asked"]', "lost");
  });

  body.addEventListener("htmx:oobBeforeSwap", function (event) {
    const target = event.detail.target;
    if (target.id === "notice") { keepLost(target, event.detail.fragment); return; }
    const fresh = event.detail.fragment.firstElementChild;
    const isSaid = target.matches("#announcement, #alarm") && target.textContent === event.detail.fragment.textContent;
    const isThere = fresh && target.dataset.hash && target.dataset.hash === fresh.dataset.hash &&
      (!fresh.dataset.whole || fresh.dataset.whole === wholeOf(target));
    const again = fresh && target.id === "entries" ? document.getElementById(fresh.id) : null;
    if (again) again.replaceWith(fresh);
    if (isSaid || isThere || again) {
      event.detail.shouldSwap = false;
      return;
    }
    if (target.matches("#moves, #controls")) turn();
    keepOpen(target, fresh);
  });

  // The page turns to another state: what is folded speaks of the one before, and so does what was asked below a
  // property. An answer that is still on its way finds nobody.
  function turn() {
    fold(":not([open])", "");
    document.querySelectorAll(".takes:not(:empty)").forEach(function (told) { told.replaceWith(told.cloneNode(false)); });
  }

  // Details that somebody opened or closed stay so when their panel is renewed, unless what they tell has turned.
  function keepOpen(old, fresh) {
    if (!fresh) return;
    old.querySelectorAll("details[id]").forEach(function (details) {
      const same = fresh.querySelector("#" + CSS.escape(details.id));
      if (same && same.dataset.default === details.dataset.default) same.open = details.open;
    });
  }

  // What the page says of a press that was lost stands until a later press is answered: the answer to an earlier one may
  // still be on its way.
  let presses = 0;
  const pressesOf = new WeakMap();

  function keepLost(old, fresh) {
    (fresh.querySelector("#notice") || fresh).append(...old.querySelectorAll("[data-lost]"));
  }

  body.addEventListener("htmx:beforeSend", function (event) {
    if (event.target.id !== BACKGROUND) pressesOf.set(event.detail.xhr, ++presses);
  });
  body.addEventListener("htmx:beforeOnLoad", function (event) {
    const press = pressesOf.get(event.detail.xhr) || 0;
    document.querySelectorAll("#notice [data-lost]").forEach(function (line) { if (Number(line.dataset.lost) < press) line.remove(); });
  });

  body.addEventListener("htmx:sendError", function (event) {
    if (event.target.id === "stage") {
      say(body.dataset.room
        ? "The server did not answer, so it is not known whether the step was taken. It is shown here as soon as the connection is back."
        : "The server did not answer. Nothing was lost: press again when it is back.", true);
    } else if (event.target.matches("a, #looker, #browser")) {
      say("The server did not answer. Please try again when the connection is back.", true);
    }
  });

  // Follows a room, however bad the connection is: a socket that says nothing for long is replaced, one that ends is
  // opened anew, and where sockets are blocked the present is fetched every few seconds.
  function follow(page) {
    let socket = null;
    let attempts = 0;
    let silence = 0;
    let polling = 0;
    let isPolled = false;
    let waiting = 0;

    function connect() {
      clearTimeout(waiting);
      const scheme = location.protocol === "https:" ? "wss:" : "ws:";
      socket = new WebSocket(scheme + "//" + location.host + page.room);
      listen();
      socket.onmessage = heard;
      socket.onclose = lost;
    }

    function listen() {
      clearTimeout(silence);
      silence = setTimeout(function () { socket.close(); }, SILENCE_MS);
    }

    function heard(event) {
      attempts = 0;
      clearTimeout(polling);
      polling = 0;
      isPolled = false;
      remember("socket", null);
      page.show("live", "Live");
      listen();
      page.heard(JSON.parse(event.data));
    }

    function lost(event) {
      clearTimeout(silence);
      if (!isPolled) showLost();
      if (event.code === NOT_FOR_YOU) { leave("socket"); return; }
      if (event.code >= 4000) { page.show("lost", "This is gone"); return; }
      attempts += 1;
      if (attempts >= FAILURES_TO_POLL && !polling) poll();
      clearTimeout(waiting);
      waiting = setTimeout(connect, Math.random() * Math.min(LONGEST_WAIT_MS, 250 * Math.pow(2, attempts)));
    }

    function showLost() { page.show("lost", "Reconnecting; your " + page.safe + " are safe"); }

    // Only an answer shows that asking works. One that knows no such page is a reason to load it anew.
    function answered(xhr) {
      const isShutOut = (xhr.status === 403 || xhr.status === 404) && !xhr.getResponseHeader("Sandbox-Version");
      if (isShutOut) { leave("answer"); return; }
      if (xhr.status >= 200 && xhr.status < 300) remember("answer", null);
      if (!polling) return;
      isPolled = xhr.status > 0;
      if (isPolled) page.show("polling", "Updating every 3 s"); else showLost();
    }

    function poll() {
      polling = setTimeout(function () { page.fetch(); poll(); }, POLL_MS * (0.7 + 0.6 * Math.random()));
    }

    // Loaded once more, the page says why it is not for this browser any more; if it does not, it stays as it is.
    function leave(by) {
      if (sentOut(by) === location.href) { page.show("gone", "Not open to you any more"); return; }
      remember(by, location.href);
      location.reload();
    }

    function wake() {
      if (document.visibilityState === "hidden") return;
      page.fetch();
      if (socket.readyState > WebSocket.OPEN) connect();
    }
    // Not before htmx knows the page: until then a press loads it anew, so that it is not live yet.
    document.addEventListener("DOMContentLoaded", function () {
      document.addEventListener("visibilitychange", wake);
      window.addEventListener("online", wake);
      window.addEventListener("pageshow", function (event) { if (event.persisted) wake(); });
      connect();
    });
    return { answered: answered };
  }
  window.a09 = { follow: follow };

  function sentOut(by) {
    try { return sessionStorage.getItem(SENT_OUT + by); } catch { return location.href; }
  }

  function remember(by, address) {
    try {
      if (address) sessionStorage.setItem(SENT_OUT + by, address);
      else sessionStorage.removeItem(SENT_OUT + by);
    } catch { /* nothing is kept here */ }
  }

  // A sheet closes when one turns to something else.
  function closeSheets(except) {
    document.querySelectorAll(".share[open]").forEach(function (sheet) {
      if (sheet === except) return;
      const hadFocus = sheet.contains(document.activeElement);
      sheet.open = false;
      if (hadFocus) sheet.querySelector("summary").focus();
    });
  }
  body.addEventListener("click", function (event) { closeSheets(event.target.closest(".share")); });
  body.addEventListener("keydown", function (event) { if (event.key === "Escape") closeSheets(null); });

  // htmx starts a move of the picture and drops its promises; a move that the next one cuts short is no error.
  let move = null;
  if (document.startViewTransition) {
    const start = document.startViewTransition.bind(document);
    document.startViewTransition = function (update) {
      const begun = start(update);
      const current = { begun: begun, hasSwapped: false };
      move = current;
      begun.ready.catch(function () { /* cut short */ });
      begun.updateCallbackDone.then(function () { current.hasSwapped = true; }, function () { /* cut short */ });
      begun.finished.finally(function () { if (move === current) move = null; }).catch(function () { /* cut short */ });
      return begun;
    };
  }

  // Whoever wants no motion gets none, nor does a step that comes while the last one still moves.
  body.addEventListener("htmx:beforeTransition", function (event) {
    const isHurried = move !== null && move.hasSwapped;
    if (isHurried) move.begun.skipTransition();
    if (isHurried || matchMedia("(prefers-reduced-motion: reduce)").matches) event.preventDefault();
  });

  // A control that was pressed and has gone leaves its focus to the present step of the trace; a step that cannot be
  // taken any more, to the heading of what can happen now. What comes by itself moves no focus.
  let pressed = null;
  body.addEventListener("htmx:beforeRequest", function (event) {
    if (event.target.id !== "announcement") pressed = { control: document.activeElement, isStep: Boolean(document.activeElement?.closest(".happens")), xhr: event.detail.xhr };
  });
  body.addEventListener("htmx:afterSettle", function (event) {
    if (!pressed || event.detail.xhr !== pressed.xhr) return;
    const control = pressed.control;
    const heir = pressed.isStep ? "#transitions-title" : '#trace [aria-current="step"]';
    pressed = null;
    if (document.activeElement !== body || !control || control === body || control.isConnected) return;
    const here = document.querySelector(heir);
    if (here) here.focus({ preventScroll: true });
  });

  // A button that can do nothing now keeps its place and its focus, but does nothing.
  body.addEventListener("click", function (event) {
    if (event.target.closest('[aria-disabled="true"]')) event.preventDefault();
  }, true);

  // To stop looking is to stop asking: the server drops a question that nobody asks any more.
  body.addEventListener("click", function (event) {
    if (!event.target.closest("[data-stop-looking]")) return;
    const line = event.target.closest(".looking-ahead");
    line.className = "looked-ahead";
    line.replaceChildren("Not looking ahead. The next step looks again.");
  });

  // Times are told as the reader's own clock has them; without this in UTC, which is said.
  function tellLocally() {
    document.querySelectorAll("time[data-shows]").forEach(function (time) {
      const [date, clock] = new Date(time.dateTime).toLocaleString("sv-SE").split(" ");
      const minutes = clock.slice(0, -3);
      time.textContent = { minutes: minutes, seconds: clock, date: date + " " + minutes }[time.dataset.shows];
      time.removeAttribute("data-shows");
    });
  }
  ["htmx:afterSwap", "htmx:oobAfterSwap"].forEach(function (type) { body.addEventListener(type, tellLocally); });
  tellLocally();

  // What a link of the page names is opened, however it is folded.
  function unfold() {
    const named = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    const fold = named && named.closest("details:not([open])");
    if (!fold) return;
    fold.open = true;
    named.scrollIntoView();
  }
  window.addEventListener("hashchange", unfold);
  unfold();

  // A large picture shows where one stands.
  function showHere() {
    document.querySelectorAll(".tree, .space-scroll").forEach(function (frame) {
      const here = frame.querySelector(".branch-here, .node-here");
      if (!here) return;
      const outer = frame.getBoundingClientRect();
      const inner = here.getBoundingClientRect();
      frame.scrollBy(inner.left - outer.left - outer.width / 2, inner.top - outer.top - outer.height / 2);
    });
  }
  body.addEventListener("htmx:afterSettle", showHere);
  showHere();

  // The trace is a row that may be longer than it shows. Whenever another step is looked at, or the row is as wide as it
  // was not, that step is brought into sight; else the row stays where somebody has moved it to. The page stays anyway.
  let seen = {};

  function keepStepInSight() {
    const row = document.getElementById("entries");
    const here = row && row.querySelector(".entry-here");
    if (!here) return;
    if (row.scrollWidth > row.clientWidth) row.tabIndex = 0; else row.removeAttribute("tabindex");
    const now = { row: row, link: here.querySelector("a").id, width: row.clientWidth };
    if (now.row !== seen.row) { rowWidth.disconnect(); rowWidth.observe(row); }
    const isSeen = Object.keys(now).every(function (each) { return now[each] === seen[each]; });
    seen = now;
    if (isSeen) return;
    const outer = row.getBoundingClientRect();
    const inner = here.getBoundingClientRect();
    const margin = Math.max(0, Math.min(NEIGHBOUR_PX, (outer.width - inner.width) / 2));
    if (inner.left - margin < outer.left) row.scrollLeft -= outer.left - inner.left + margin;
    else if (inner.right + margin > outer.right) row.scrollLeft += inner.right - outer.right + margin;
  }
  const rowWidth = new ResizeObserver(keepStepInSight);
  body.addEventListener("htmx:afterSettle", keepStepInSight);
  keepStepInSight();
  window.a09.keepStepInSight = keepStepInSight;

  // `isShown`: what was lost, or was not, is seen as soon as the next frame comes.
  function say(sentence, isShown) {
    const notice = document.getElementById("notice");
    if (!notice) return;
    const line = document.createElement("p");
    line.className = "notice";
    line.dataset.lost = String(presses);
    if (isShown) line.dataset.shown = "";
    line.textContent = sentence;
    notice.replaceChildren(line);
  }
  window.a09.say = say;

  // Pointing at one mark of a violation lights the others.
  function light(event) {
    const marked = event.target.closest ? event.target.closest("[data-breaks]") : null;
    document.querySelectorAll("[data-lit]").forEach(function (element) { element.removeAttribute("data-lit"); });
    if (!marked || event.type === "pointerout" || event.type === "focusout") return;
    marked.dataset.breaks.split(" ").forEach(function (property) {
      document.querySelectorAll('[data-breaks~="' + CSS.escape(property) + '"]').forEach(function (element) {
        element.setAttribute("data-lit", "");
      });
    });
  }
  ["pointerover", "pointerout", "focusin", "focusout"].forEach(function (type) { body.addEventListener(type, light); });

  // What stands in a field can be copied; without this it is selected by hand.
  document.querySelectorAll("[data-copies]").forEach(function (button) {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(document.getElementById(button.dataset.copies).value).then(function () { button.textContent = "Copied"; });
    });
  });

  // Live. A link has a stage to step on, and no room in which others step.
  const isLive = Boolean(body.dataset.room);
  if (!isLive && !document.getElementById("stage")) return;

  let fetching = false;
  let stepping = false;
  let again = false;
  let newest = 0;

  function place() { return document.querySelector("[data-version]"); }
  function version() { return Number(place().dataset.version); }
  function isAtPresent() { return place().dataset.present === "true"; }

  function show(state, text) {
    if (pill.dataset.state === state) return;
    pill.dataset.state = state;
    pill.textContent = text;
  }

  function heard(frame) {
    document.querySelectorAll("#notice [data-shown]").forEach(function (line) { line.remove(); });
    if (frame.yours) { again = fetching || stepping; fetchPresent(); return; }
    newest = frame.version;
    if (document.querySelector(FOLD + '[open][data-folded="lost"]')) { fetchPresent(); return; }
    if (newest === version() || stepping) return;
    if (!isAtPresent()) { fetchPresent(); return; }
    const isForUs = body.dataset.role === "viewer" || body.dataset.frames === "all";
    if (frame.html && frame.base === version() && isForUs && !document.querySelector(FOLD + "[open]")) {
      htmx.swap("#stage", frame.html, { swapStyle: "none", transition: true }, { afterSettleCallback: fetchIfOpened });
    } else {
      fetchPresent();
    }
  }

  // A frame has no guards. Who opened a cell before it was put in has those of the state before.
  function fetchIfOpened() { if (document.querySelector(FOLD + "[open]")) fetchPresent(); }

  // One's own step comes back on the socket too, often before the answer to it.
  // Until the page shows the answer, another click would speak of a page that is gone.
  body.addEventListener("htmx:beforeRequest", function (event) {
    if (event.target.id !== "stage") return;
    if (stepping) event.preventDefault();
    stepping = true;
    body.dataset.stepping = "";
  });
  ["htmx:afterSettle", "htmx:sendError"].forEach(function (type) {
    body.addEventListener(type, function () {
      if (!stepping) return;
      stepping = false;
      delete body.dataset.stepping;
      htmx.trigger(body, "a09:answered", { isLost: type === "htmx:sendError" });
      if (newest > version()) fetchPresent(); else fetchFolded();
    });
  });

  // In an embedded page each step is a link, which is taken as a button is where the frame allows it.
  body.addEventListener("click", function (event) {
    const act = event.target.closest("#stage a.act[href]");
    if (!act || isAlien || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
    event.preventDefault();
    htmx.ajax("GET", act.getAttribute("href"), { source: "#stage", target: "#stage", swap: "none transition:true" })
      .catch(function () { /* the page says that the server does not answer */ });
  });

  // The state of record comes by plain HTTP: this moment, as the server sees it now.
  function fetchPresent() {
    if (fetching || stepping || isAlien) return;
    fetching = true;
    htmx.ajax("GET", location.pathname + location.search, { source: "#announcement", target: "#stage", swap: "none transition:true" })
      .catch(function () { /* the socket tells when the server is back */ })
      .finally(function () {
        fetching = false;
        lookAgain();
        if (!again) { fetchFolded(); return; }
        again = false;
        fetchPresent();
      });
  }

  // What a link names is looked for once more when it has come.
  function seek() { document.getElementById(location.hash.slice(1))?.scrollIntoView(); }

  // What was opened and nobody has asked for.
  function fetchFolded() { if (document.querySelector(FOLD + '[open][data-folded=""]')) fetchPresent(); }

  // An answer that speaks of an older version, or of another moment than the one that is looked at, comes too late.
  // One that was made for a page that has changed meanwhile does not fit any more, and is asked for again.
  body.addEventListener("htmx:beforeOnLoad", function (event) {
    const told = event.detail.xhr.getResponseHeader("Sandbox-Version");
    const asked = event.detail.requestConfig;
    if (!told) return;
    const isOld = Number(told) < version();
    if (event.target.id === "stage") { if (isOld) event.preventDefault(); return; }
    const isFetch = event.target.id === "announcement";
    const isMisfit = isOld || asked.headers["Panels"] !== panels() || (move !== null && !move.hasSwapped);
    const isUnwanted = stepping || (isFetch && asked.path !== location.pathname + location.search);
    if (isMisfit || isUnwanted) event.preventDefault();
    if (isMisfit && asked.verb === "post") keepNotice(event.detail.xhr.responseText);
    const isDone = isFetch || asked.verb === "post"; // what was sent must not be sent again
    if (isMisfit && !isUnwanted) setTimeout(isDone ? fetchPresent : askAgain, MISFIT_MS, asked.path, event.target);
  });

  // The parts that come with an answer are fetched anew; what it says stands in no other.
  function keepNotice(html) {
    const told = new DOMParser().parseFromString(html, "text/html").getElementById("notice");
    if (!told) return;
    const notice = document.getElementById("notice");
    keepLost(notice, told);
    notice.replaceChildren(...told.childNodes);
  }

  function askAgain(path, source) {
    htmx.ajax("GET", path, { source: source, target: "#stage", swap: "none" })
      .catch(function () { /* the page says that the server does not answer */ });
  }

  // While the server looks ahead, ask how far it is.
  let looking = 0;
  function lookAgain() {
    clearTimeout(looking);
    if (document.querySelector(".looking-ahead")) looking = setTimeout(fetchPresent, LOOKING_MS);
  }
  body.addEventListener("htmx:afterSettle", lookAgain);

  body.addEventListener("a09:fetch", fetchPresent);

  body.addEventListener("toggle", function (event) {
    if (!event.target.matches(FOLD + "[open][data-folded]")) return;
    event.target.dataset.folded = "";
    fetchFolded();
    const isNamed = location.hash.length > 1 && event.target.querySelector("#" + CSS.escape(location.hash.slice(1)));
    if (isNamed) body.addEventListener("htmx:afterSettle", seek, { once: true });
  }, true);

  lookAgain();
  if (!isLive) return;
  const followed = follow({ room: body.dataset.room, safe: body.dataset.safe || "steps", heard: heard, fetch: fetchPresent, show: show });
  body.addEventListener("htmx:afterRequest", function (event) {
    if (event.target.id === "announcement") followed.answered(event.detail.xhr);
  });
})();
