/** Buttons that do something, or nothing, on the page alone. */

// A button that can do nothing now keeps its place and its focus, but does nothing.
function refuse(event) {
  if (event.target.closest('[aria-disabled="true"]')) event.preventDefault();
}

// To stop looking is to stop asking: the server drops a question that nobody asks any more.
function stopLooking(event) {
  if (!event.target.closest("[data-stop-looking]")) return;
  const line = event.target.closest(".looking-ahead");
  line.className = "looked-ahead";
  line.replaceChildren("Not looking ahead. The next step looks again.");
}

// What stands in a field can be copied; without this it is selected by hand.
function offerCopies() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copies]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}

async function copy(button) {
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).value);
  button.textContent = "Copied";
}

export function keepButtons() {
  document.body.addEventListener("click", refuse, true);
  document.body.addEventListener("click", stopLooking);
  offerCopies();
}
