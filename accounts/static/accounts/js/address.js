/** The form of an address: asks for the fields of another country as soon as one is chosen, as its button does without a script. */

import { replaceParts } from "../../site/js/parts.js";

const form = document.querySelector("[data-address-form]");

async function askFor(country) {
  const body = new FormData(form);
  body.set("do", "country");
  const response = await fetch(form.action, { method: "POST", body, headers: { accept: "text/html" } });
  if (!response.ok || response.redirected) {
    throw new Error(`The page answered ${response.status}.`);
  }
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  // Who has chosen another one meanwhile has asked again.
  if (form.elements.country.value === country) {
    replaceParts(form, page, body);
  }
}

if (form instanceof HTMLFormElement) {
  const button = form.querySelector("[data-update]");
  button.hidden = true;
  form.elements.country.addEventListener("change", ({ target }) => {
    askFor(target.value).catch(() => {
      button.hidden = false;
    });
  });
}
