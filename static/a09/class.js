/* The small things of a class: timers that count down, one's own answers, and news on pages of one's own. */
"use strict";

(function () {
  const REPAINT_MS = 20000;
  const OWN_MS = 2000;

  function countDown() {
    document.querySelectorAll(".timer[data-ends]").forEach(function (timer) {
      const left = Math.max(0, Math.round((Date.parse(timer.dataset.ends) - Date.now()) / 1000));
      timer.textContent = left ? Math.floor(left / 60) + ":" + String(left % 60).padStart(2, "0") + " left" : "time is up";
    });
  }
  setInterval(countDown, 1000);
  countDown();

  // Who is stuck follows from the time, so that nobody says when it changes.
  setInterval(function () {
    const shown = document.querySelector("[data-repaints]");
    if (!shown || document.visibilityState === "hidden") return;
    htmx.ajax("GET", shown.dataset.repaints, { source: "#announcement", target: "#stage", swap: "none" })
      .catch(function () { /* the page says that the server does not answer */ });
  }, REPAINT_MS);

  // What one answered stands below the question that it answers, and goes with it.
  function showMine() {
    const mine = document.querySelector("#my-answer [data-question]");
    const asked = document.querySelector("#ask [data-question]");
    if (mine) mine.hidden = !asked || asked.dataset.question !== mine.dataset.question || Boolean(document.getElementById("ask-mine"));
  }

  // A frame for everybody brings the question with nobody's answer. One's own is put back. If this page was opened after
  // it was asked, one may have answered elsewhere, so that the answer is fetched; of a later one this page is told.
  let own = null;
  let fetching = 0;
  function keepOwn() {
    const asked = document.querySelector("#vote [data-whose]");
    if (!asked) return;
    const form = document.getElementById("ask-mine");
    const key = asked.dataset.question + "." + asked.dataset.round;
    if (asked.dataset.whose === "own") {
      if (form) own = { key: key, form: form.cloneNode(true) };
      return;
    }
    asked.dataset.whose = "own";
    if (form && own && own.key === key) { form.replaceWith(own.form.cloneNode(true)); return; }
    if (Number(asked.dataset.question) > Number(document.getElementById("vote").dataset.asked)) return;
    clearTimeout(fetching);
    fetching = setTimeout(function () { htmx.trigger(document.body, "a09:fetch"); }, 300 + Math.random() * OWN_MS);
  }

  // What was pressed while the server was away is not done, and says so. An answer bears its number, so that it may be
  // given again.
  document.body.addEventListener("htmx:sendError", function (event) {
    const pressed = event.target.closest("form");
    if (pressed && pressed.id === "vote") a09.say("Not stored yet: the server did not answer. Press again when it is back.");
    else if (pressed && pressed.closest(".console-bar, .console-head, .acts")) a09.say("The server did not answer, so it is not known whether this was done. Look, and press again when it is back.");
  });

  // Whoever has scrolled away from an open question sees that there is one.
  const vote = document.getElementById("vote");
  const toAsk = document.getElementById("to-ask");
  let isInView = true;
  function showWay() {
    if (toAsk) toAsk.hidden = isInView || !document.getElementById("ask-mine");
  }
  if (toAsk) new IntersectionObserver(function (seen) { isInView = seen[seen.length - 1].isIntersecting; showWay(); }).observe(vote);

  // How long a class discusses stays as the teacher set it, also when the console is loaded again.
  const minutes = document.getElementById("minutes");
  if (minutes) {
    try { minutes.value = sessionStorage.getItem("a09-minutes") || minutes.value; } catch { /* nothing is kept here */ }
    minutes.addEventListener("change", function () {
      try { sessionStorage.setItem("a09-minutes", minutes.value); } catch { /* nor here */ }
    });
  }

  // Another board may have other runs and workers, so that the parts of this page are not those of that one.
  function onBoard() {
    const board = document.querySelector("[data-sandbox]");
    return board ? board.dataset.sandbox : "";
  }
  const board = onBoard();

  function renewed() {
    keepOwn();
    showMine();
    showWay();
    if (onBoard() !== board) location.reload();
  }
  document.body.addEventListener("htmx:afterSettle", renewed);
  document.body.addEventListener("htmx:oobAfterSwap", renewed);
  renewed();

  // A page of one's own stays as it is; a line says what the class does now.
  const room = document.body.dataset.classRoom;
  const news = document.getElementById("class-news");
  if (!room || !news) return;
  let known = null;

  function tell(sentence) {
    news.textContent = sentence === news.dataset.known ? "" : "In class now: " + sentence;
  }

  function ask() {
    fetch(news.dataset.news)
      .then(function (answer) { return answer.ok && !answer.redirected ? answer.text() : ""; })
      .then(function (sentence) { if (sentence) tell(sentence.trim()); })
      .catch(function () { /* the next frame, or the next turn, asks again */ });
  }

  function heard(frame) {
    if (frame.yours) return;
    const before = known;
    known = frame.version;
    const said = frame.html && new DOMParser().parseFromString(frame.html, "text/html").getElementById("sentence");
    if (said) tell(said.textContent.trim());
    else if (known !== before && (frame.base === undefined || frame.base !== before)) ask();
  }

  a09.follow({ room: room, safe: "steps", heard: heard, fetch: ask, show: function () { /* the page has no pill */ } });
})();
