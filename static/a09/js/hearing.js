/** What the room tells of the stage: a frame is put in where it fits, else the present is fetched. */

import { course, isAtPresent, version } from "./course.js";
import { FETCH, FETCH_AFTERWARDS, SWAP, ofFrame } from "./decide/arriving.js";
import { follow } from "./following.js";
import { dropShown } from "./notices.js";
import { hasOpen } from "./panels.js";
import { fetchPresent, isElsewhere } from "./present.js";

function show(state, text) {
  const pill = document.getElementById("connection");
  if (pill.dataset.state === state) return;
  pill.dataset.state = state;
  pill.textContent = text;
}

function heard(frame) {
  dropShown();
  if (!frame.yours) course.newest = frame.version;
  const { role, frames } = document.body.dataset;
  const then = ofFrame(
    { isYours: Boolean(frame.yours), version: frame.version, base: frame.base, hasParts: Boolean(frame.html) },
    {
      version: version(),
      isBusy: course.isFetching || course.isStepping,
      isStepping: course.isStepping,
      isAtPresent: isAtPresent(),
      isForFrames: role === "viewer" || frames === "all",
      hasOpen: hasOpen(),
      lacksGuards: hasOpen("lost"),
    },
  );
  if (then === FETCH_AFTERWARDS) course.fetchesAgain = true;
  if (then === FETCH) fetchPresent();
  if (then === SWAP && !isElsewhere(frame.html)) swap(frame.html);
}

function swap(html) {
  htmx.swap("#stage", html, { swapStyle: "none", transition: true }, { afterSettleCallback: fetchIfOpened });
}

// A frame has no guards. Who opened a cell before it was put in has those of the state before.
function fetchIfOpened() {
  if (hasOpen()) fetchPresent();
}

/** Follows the room of the page. */
export function hear() {
  const { room, safe } = document.body.dataset;
  const answered = follow({ room, safe: safe || "steps", heard, fetch: fetchPresent, show });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.target.id === "announcement") answered(event.detail.xhr);
  });
}
