/** On a page of one's own, which stays as it is, a line says what the class does now. */

import { follow } from "./following.js";

function tellNews(room, news) {
  let known = null;

  function tell(sentence) {
    news.textContent = sentence === news.dataset.known ? "" : `In class now: ${sentence}`;
  }

  async function ask() {
    try {
      const answer = await fetch(news.dataset.news);
      const sentence = answer.ok && !answer.redirected ? await answer.text() : "";
      if (sentence) tell(sentence.trim());
    } catch { /* the next frame, or the next turn, asks again */ }
  }

  function heard(frame) {
    if (frame.yours) return;
    const before = known;
    known = frame.version;
    const parts = frame.html && new DOMParser().parseFromString(frame.html, "text/html");
    const said = parts && parts.getElementById("sentence");
    if (said) tell(said.textContent.trim());
    else if (known !== before && (frame.base === undefined || frame.base !== before)) ask();
  }

  follow({ room, safe: "steps", heard, fetch: ask, show: () => { /* the page has no pill */ } });
}

export function followClass() {
  const room = document.body.dataset.classRoom;
  const news = document.getElementById("class-news");
  if (room && news) tellNews(room, news);
}
