/** Times are told as the reader's own clock has them; without this in UTC, which is said. */

function tell() {
  for (const time of document.querySelectorAll("time[data-shows]")) {
    const [date, clock] = new Date(time.dateTime).toLocaleString("sv-SE").split(" ");
    const minutes = clock.slice(0, -3);
    time.textContent = { minutes, seconds: clock, date: `${date} ${minutes}` }[time.dataset.shows];
    time.removeAttribute("data-shows");
  }
}

export function tellTimes() {
  for (const type of ["htmx:afterSwap", "htmx:oobAfterSwap"]) document.body.addEventListener(type, tell);
  tell();
}
