/** Follows a room, however bad the connection is: a socket that says nothing for long is replaced, one that ends is
 * opened anew, and where sockets are blocked the present is fetched every few seconds. */

import { FOR_THIS_TAB, forget, keep, kept } from "./browser.js";
import {
  GONE, SENT_OUT, SILENCE_MS, afterClosing, mayReload, ofAnswer, pollMs, pollsAfter, reconnectMs,
} from "./decide/waiting.js";

const SENT_OUT_BY = "a09-sent-out-by-";

/** `page`: the path of its `room`, what of it is `safe`, and what to do: `heard(frame)`, `fetch()`,
 * `show(state, text)`. Returns what to do with each answer by HTTP. */
export function follow(page) {
  let socket = null;
  let attempts = 0;
  let silence = 0;
  let polling = 0;
  let isPolled = false;
  let waiting = 0;

  function connect() {
    clearTimeout(waiting);
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    socket = new WebSocket(`${scheme}//${location.host}${page.room}`);
    listen();
    socket.onmessage = heard;
    socket.onclose = lost;
  }

  function listen() {
    clearTimeout(silence);
    silence = setTimeout(() => socket.close(), SILENCE_MS);
  }

  function heard(event) {
    attempts = 0;
    clearTimeout(polling);
    polling = 0;
    isPolled = false;
    forget(FOR_THIS_TAB, `${SENT_OUT_BY}socket`);
    page.show("live", "Live");
    listen();
    page.heard(JSON.parse(event.data));
  }

  function lost(event) {
    clearTimeout(silence);
    if (!isPolled) showLost();
    const then = afterClosing(event.code);
    if (then === SENT_OUT) leave("socket");
    else if (then === GONE) page.show("lost", "This is gone");
    else comeBack();
  }

  function comeBack() {
    attempts += 1;
    if (pollsAfter(attempts) && !polling) poll();
    clearTimeout(waiting);
    waiting = setTimeout(connect, reconnectMs(attempts, Math.random()));
  }

  function showLost() {
    page.show("lost", `Reconnecting; your ${page.safe} are safe`);
  }

  function answered(xhr) {
    const { isShutOut, isGood, isThere } = ofAnswer(xhr.status, Boolean(xhr.getResponseHeader("Sandbox-Version")));
    if (isShutOut) {
      leave("answer");
      return;
    }
    if (isGood) forget(FOR_THIS_TAB, `${SENT_OUT_BY}answer`);
    if (!polling) return;
    isPolled = isThere; // only an answer shows that asking works
    if (isPolled) page.show("polling", "Updating every 3 s");
    else showLost();
  }

  function poll() {
    polling = setTimeout(() => {
      page.fetch();
      poll();
    }, pollMs(Math.random()));
  }

  // Loaded once more, the page says why it is not for this browser any more; if it does not, it stays as it is.
  function leave(by) {
    if (mayReload(kept(FOR_THIS_TAB, SENT_OUT_BY + by), location.href)) {
      keep(FOR_THIS_TAB, SENT_OUT_BY + by, location.href);
      location.reload();
    } else {
      page.show("gone", "Not open to you any more");
    }
  }

  function wake() {
    if (document.visibilityState === "hidden") return;
    page.fetch();
    if (socket.readyState > WebSocket.OPEN) connect();
  }

  // Not before htmx knows the page: until then a press loads it anew, so that it is not live yet.
  document.addEventListener("DOMContentLoaded", () => {
    document.addEventListener("visibilitychange", wake);
    window.addEventListener("online", wake);
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) wake();
    });
    connect();
  });
  return answered;
}
