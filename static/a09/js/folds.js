/** What opens on a page: a sheet closes when one turns to something else, and what a link names is unfolded. */

function closeSheets(except) {
  for (const sheet of document.querySelectorAll(".share[open]")) {
    if (sheet === except) continue;
    const hadFocus = sheet.contains(document.activeElement);
    sheet.open = false;
    if (hadFocus) sheet.querySelector("summary").focus();
  }
}

function unfold() {
  const named = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  const fold = named && named.closest("details:not([open])");
  if (!fold) return;
  fold.open = true;
  named.scrollIntoView();
}

export function keepFolds() {
  const { body } = document;
  body.addEventListener("click", (event) => closeSheets(event.target.closest(".share")));
  body.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeSheets(null);
  });
  window.addEventListener("hashchange", unfold);
  unfold();
}
