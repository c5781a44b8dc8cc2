/** The page of an import: fetches its panel anew while it is worked on. */

const EVERY_MS = 1000;

const page = document.querySelector("[data-import]");

async function look() {
  try {
    const answer = await fetch(page.dataset.panelUrl, { signal: AbortSignal.timeout(10_000) });
    // Logged out meanwhile: the page says so when it is loaded again.
    if (answer.redirected) {
      location.reload();
      return;
    }
    if (answer.ok) {
      page.innerHTML = await answer.text();
    }
  } catch {
    // The network is away; it is asked again.
  }
  watch();
}

function watch() {
  if (page.querySelector("[data-working]")) {
    setTimeout(look, EVERY_MS);
  }
}

if (page instanceof HTMLElement) {
  watch();
}
