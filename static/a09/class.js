/* The small things of a class: timers that count down, and news of the class on pages of one's own. */
"use strict";

(function () {
  const NEWS_MS = 1500;

  function countDown() {
    document.querySelectorAll(".timer[data-ends]").forEach(function (timer) {
      const left = Math.max(0, Math.round((Date.parse(timer.dataset.ends) - Date.now()) / 1000));
      timer.textContent = left ? Math.floor(left / 60) + ":" + String(left % 60).padStart(2, "0") + " left" : "time is up";
    });
  }
  setInterval(countDown, 1000);
  countDown();

  // What one answered stands below the question that it answers, and goes with it.
  function showMine() {
    const mine = document.getElementById("my-answer");
    const asked = document.querySelector("#ask [data-question]");
    if (mine) mine.hidden = !asked || asked.dataset.question !== mine.dataset.question || Boolean(document.getElementById("ask-mine"));
  }
  document.body.addEventListener("htmx:afterSettle", showMine);
  document.body.addEventListener("htmx:oobAfterSwap", showMine);
  showMine();

  // A page of one's own stays as it is; a line says that the class has gone on.
  const room = document.body.dataset.classRoom;
  const news = document.getElementById("class-news");
  if (!room || !news) return;
  let known = null;
  let wait = NEWS_MS;

  function listen() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(scheme + "//" + location.host + room);
    socket.onmessage = function (event) {
      wait = NEWS_MS;
      const frame = JSON.parse(event.data);
      if (known === null) known = frame.version;
      if (frame.html && /id="now"/.test(frame.html)) {
        const phase = new DOMParser().parseFromString(frame.html, "text/html").querySelector("#now .phase b");
        if (phase) news.textContent = "In class now: " + phase.textContent + ".";
      } else if (frame.version > known && !news.textContent) {
        news.textContent = "The class has gone on.";
      }
      known = frame.version;
    };
    socket.onclose = function (event) {
      if (event.code >= 4000) return;
      wait = Math.min(wait * 2, 15000);
      setTimeout(listen, wait * (0.5 + Math.random() / 2));
    };
  }
  listen();
})();
