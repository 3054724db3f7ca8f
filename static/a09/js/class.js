/** The small things of a class. */

import { keepAnswers } from "./answers.js";
import { FOR_THIS_TAB, keep, kept } from "./browser.js";
import { followClass } from "./news.js";
import { sayLost } from "./notices.js";
import { keepTimers } from "./timers.js";

const MINUTES = "a09-minutes";

// What was pressed while the server was away is not done, and says so. An answer bears its number, so that it may be
// given again.
function sayIfLost(event) {
  const form = event.target.closest("form");
  if (form?.id === "vote") sayLost("vote");
  else if (form?.closest(".console-bar, .console-head, .acts")) sayLost("act");
}

// How long a class discusses stays as the teacher set it, also when the console is loaded again.
function keepMinutes(minutes) {
  minutes.value = kept(FOR_THIS_TAB, MINUTES) || minutes.value;
  minutes.addEventListener("change", () => keep(FOR_THIS_TAB, MINUTES, minutes.value));
}

export function joinClass() {
  const minutes = document.getElementById("minutes");
  if (minutes) keepMinutes(minutes);
  document.body.addEventListener("htmx:sendError", sayIfLost);
  keepTimers();
  keepAnswers();
  followClass();
}
