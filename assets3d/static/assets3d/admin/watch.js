/** Asks where the upload stands while that can change, and fetches the panel anew when there is more to see. */

const EVERY_MS = 1000;
// A smaller version takes minutes, and nobody waits for it.
const IN_BACKGROUND_MS = 5000;
const MOST_MS = 15_000;

export class Watch {
  #page;
  #panel;
  #onPanel;
  #timer = 0;
  #failures = 0;

  /**
   * @param {HTMLElement} page carries the two addresses
   * @param {Element} panel what is replaced when the work has ended
   * @param {() => void} onPanel called when it was
   */
  constructor(page, panel, onPanel) {
    this.#page = page;
    this.#panel = panel;
    this.#onPanel = onPanel;
  }

  startIfWorking() {
    if (this.#panel.querySelector("[data-working]")) {
      this.#wait(EVERY_MS);
    }
  }

  start() {
    this.#failures = 0;
    this.#wait(0);
  }

  #wait(milliseconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), milliseconds);
  }

  async #ask() {
    try {
      const state = await (await fetchOwn(this.#page.dataset.stateUrl)).json();
      this.#failures = 0;
      this.#show(state);
      if (!state.is_busy && state.shows !== this.#panel.querySelector("[data-shows]")?.dataset.shows) {
        await this.#refresh();
      }
      if (state.is_working) {
        this.#wait(state.is_busy ? EVERY_MS : IN_BACKGROUND_MS);
      }
    } catch (error) {
      this.#stumble(error);
    }
  }

  async #refresh() {
    const text = await (await fetchOwn(this.#page.dataset.panelUrl)).text();
    const fresh = new DOMParser().parseFromString(text, "text/html");
    this.#panel.replaceChildren(...fresh.body.childNodes);
    this.#onPanel();
  }

  #show(state) {
    if (state.filename) {
      this.#panel.querySelector("[data-filename]").textContent = state.filename;
    }
    const chip = this.#panel.querySelector("[data-chip]");
    chip.textContent = state.label;
    chip.className = `asset-chip asset-chip--${state.tone}`;
    say(this.#panel.querySelector("[data-sentence]"), state.sentence);
    const bar = this.#panel.querySelector("[data-bar]");
    bar.hidden = state.state !== "converting";
    bar.value = state.percent;
    this.#showSmaller(state.smaller);
    this.#trouble("");
  }

  /** @param {{ sentence: string, percent: number | null } | null} smaller */
  #showSmaller(smaller) {
    const place = this.#panel.querySelector("[data-smaller]");
    if (!place || !smaller) {
      return;
    }
    const bar = this.#panel.querySelector("[data-smaller-bar]");
    bar.hidden = smaller.percent === null;
    bar.value = smaller.percent ?? 0;
    place.textContent = smaller.sentence;
  }

  #stumble(error) {
    this.#failures += 1;
    if (error instanceof LoggedOut) {
      this.#trouble("You have been logged out. Reload the page and log in again; the work goes on meanwhile.");
      return;
    }
    this.#trouble("The shop does not answer. The page keeps asking.");
    this.#wait(Math.min(MOST_MS, EVERY_MS * 2 ** this.#failures));
  }

  #trouble(sentence) {
    const place = this.#panel.querySelector("[data-trouble]");
    place.textContent = sentence;
    place.hidden = !sentence;
  }
}

/** A live region speaks whenever it is written to, so only changes are. */
function say(place, sentence) {
  if (place.textContent !== sentence) {
    place.textContent = sentence;
  }
}

export class LoggedOut extends Error {}

/** A page of the admin; throws LoggedOut when it leads to the log-in, Error when it is not there. */
async function fetchOwn(address) {
  const response = await fetch(address, { headers: { Accept: "application/json, text/html" }, cache: "no-store" });
  if (response.redirected) {
    throw new LoggedOut();
  }
  if (!response.ok) {
    throw new Error(`answered ${response.status}`);
  }
  return response;
}
