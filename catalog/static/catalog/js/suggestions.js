/**
 * Suggestions below the search field while somebody types: a combobox with a list (WAI-ARIA Authoring Practices 1.2).
 * The focus stays in the field; arrows go through the list, Enter follows what they are on, Escape closes it. Without
 * this module, and while the shop does not answer, the field is one like any other.
 */

import { announce } from "../../site/js/toast.js";

// Nobody reads a list for each letter of a word that is typed at one go.
const PAUSE_MS = 150;
const FEWEST_LETTERS = 2;
const LIST_ID = "suggestions";

/** One field with its list. */
class Combobox {
  /** @type {AbortController | null} */
  #running = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #asked = "";

  /** @param {HTMLInputElement} field */
  constructor(field) {
    this.field = field;
    this.list = document.createElement("div");
    Object.assign(this.list, { id: LIST_ID, className: "suggestions", hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Suggestions");
    field.after(this.list);
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", LIST_ID);
    field.setAttribute("aria-expanded", "false");
    field.addEventListener("input", () => this.#wait());
    field.addEventListener("keydown", (event) => this.#press(event));
    field.addEventListener("blur", () => this.close());
    // Pressing into the list must not take the focus out of the field, which would close it before the link is followed.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
  }

  /** @returns {HTMLAnchorElement[]} */
  get options() {
    return [...this.list.querySelectorAll("a")];
  }

  close() {
    clearTimeout(this.#timer);
    this.#running?.abort();
    this.#asked = "";
    this.list.hidden = true;
    this.list.replaceChildren();
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }

  #wait() {
    clearTimeout(this.#timer);
    this.#running?.abort();
    if (this.field.value.trim().length < FEWEST_LETTERS) {
      this.close();
    } else {
      this.#timer = setTimeout(() => this.#ask(), PAUSE_MS);
    }
  }

  async #ask() {
    const text = this.field.value;
    if (text === this.#asked) {
      return;
    }
    const running = new AbortController();
    this.#running = running;
    try {
      const address = `${this.field.dataset.suggestions}?${new URLSearchParams({ q: text })}`;
      const response = await fetch(address, { signal: running.signal });
      const found = response.ok ? await response.text() : "";
      if (!running.signal.aborted) {
        this.#asked = text;
        this.#show(found);
      }
    } catch {
      // Aborted because more was typed, or the shop cannot be reached: then there are no suggestions.
    }
  }

  /** @param {string} markup */
  #show(markup) {
    this.list.replaceChildren(...new DOMParser().parseFromString(markup, "text/html").body.children);
    const { options } = this;
    options.forEach((option, number) => {
      option.id = `${LIST_ID}-${number}`;
    });
    const isShown = options.length > 0 && document.activeElement === this.field;
    this.list.hidden = !isShown;
    this.field.setAttribute("aria-expanded", String(isShown));
    this.field.removeAttribute("aria-activedescendant");
    if (isShown) {
      announce(options.length === 1 ? "1 suggestion" : `${options.length} suggestions`);
    }
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || this.list.hidden) {
      return;
    }
    const { options } = this;
    const place = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      // One place more than options: the field itself lies between the last and the first.
      const places = options.length + 1;
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.#goTo(options, ((place + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && place >= 0) {
      event.preventDefault();
      options[place].click();
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.close();
    }
  }

  /**
   * @param {HTMLAnchorElement[]} options
   * @param {number} place -1 for the field itself
   */
  #goTo(options, place) {
    options.forEach((option, number) => {
      option.setAttribute("aria-selected", String(number === place));
    });
    if (place < 0) {
      this.field.removeAttribute("aria-activedescendant");
    } else {
      this.field.setAttribute("aria-activedescendant", options[place].id);
      options[place].scrollIntoView({ block: "nearest" });
    }
  }
}

const field = document.querySelector("input[data-suggestions]");
if (field instanceof HTMLInputElement) {
  new Combobox(field);
}
