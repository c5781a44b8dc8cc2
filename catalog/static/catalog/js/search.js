/**
 * The search page without reloading it: whatever is changed among the filters is asked at once, and only what was
 * found is put anew, so that nobody loses their place in the form. Without this module the form works by its button.
 */

import { announce } from "../../site/js/toast.js";

/** @type {AbortController | null} */
let running = null;

/**
 * What the form asks, without the fields that were left empty.
 * @param {HTMLFormElement} form
 * @returns {string}
 */
function addressOf(form) {
  const asked = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value !== "") {
      asked.append(name, value);
    }
  }
  return `${form.action}?${asked}`;
}

/**
 * Takes over what was found, the number of filters, and what is wrong with which field.
 * @param {Document} fresh
 */
function show(fresh) {
  const results = document.querySelector("[data-results]");
  const found = fresh.querySelector("[data-results]");
  if (!results || !found) {
    throw new Error("This is not the search page.");
  }
  results.replaceWith(found);
  document.title = fresh.title;
  for (const selector of ["[data-filter-count]", ".field__error[id]"]) {
    for (const shown of document.querySelectorAll(selector)) {
      const said = shown.id ? fresh.getElementById(shown.id) : fresh.querySelector(selector);
      shown.textContent = said?.textContent ?? "";
      shown.toggleAttribute("hidden", shown.id !== "" && !shown.textContent);
      document.querySelector(`[aria-describedby="${CSS.escape(shown.id)}"]`)
        ?.setAttribute("aria-invalid", String(shown.textContent !== ""));
    }
  }
  announce(found.querySelector("h2")?.textContent ?? "");
}

/** @param {HTMLFormElement} form */
async function ask(form) {
  running?.abort();
  running = new AbortController();
  const address = addressOf(form);
  document.querySelector("[data-results]")?.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(address, { signal: running.signal, headers: { Accept: "text/html" } });
    show(new DOMParser().parseFromString(await response.text(), "text/html"));
    history.replaceState(null, "", address);
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "AbortError")) {
      // Whatever it is, the browser says it better by going there.
      location.assign(address);
    }
  }
}

const form = document.querySelector("[data-search-form]");
if (form instanceof HTMLFormElement) {
  form.addEventListener("change", (event) => {
    const changed = event.target;
    if (changed instanceof HTMLSelectElement && changed.name === "category") {
      // Another shelf has other filters.
      location.assign(addressOf(form));
    } else if (!(changed instanceof HTMLInputElement && changed.name === "q")) {
      ask(form);
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    location.assign(addressOf(form));
  });
}
