/** Times that pages tell in UTC (`<time datetime data-local>`), as the clock of whoever reads them shows them. */

const DAY = { day: "numeric", month: "long", year: "numeric" };
const TIME = { hour: "2-digit", minute: "2-digit" };

for (const time of document.querySelectorAll("time[data-local]")) {
  const at = new Date(time.dateTime);
  time.textContent = `${at.toLocaleDateString("en-GB", DAY)}, ${at.toLocaleTimeString("en-GB", TIME)}`;
}
