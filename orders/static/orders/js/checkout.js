/**
 * The checkout page. Asks for prices and fields anew when country, method or billing change, as its buttons do without
 * a script; and one click orders once. The server makes sure of that too; this only says that it is working.
 */

import { replaceParts } from "../../site/js/parts.js";
import { showToast } from "../../site/js/toast.js";

const ASKING = ["country", "region", "billing-country", "shipping_method", "is_billed_elsewhere"];
/** With them the page is the page all the same, and says beside a field what cannot be had right now. */
const SAYING_WHY = [429, 503];
const FORM = "[data-checkout-form]";
const form = document.querySelector(FORM);

/** Their buttons are for who has no script. */
function hideUpdates(isHidden) {
  for (const button of form.querySelectorAll("[data-update]")) {
    button.hidden = isHidden;
  }
}

let asked = 0;

async function ask(name, value) {
  const number = ++asked;
  const body = new FormData(form);
  body.set(name, value);
  try {
    const response = await fetch(location.href, { method: "POST", body, headers: { accept: "text/html" } });
    if (response.redirected) {
      // The cart was ordered or changed elsewhere: there is nothing to price here any more.
      location.assign(response.url);
      return;
    }
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!(response.ok || SAYING_WHY.includes(response.status)) || !page.querySelector(FORM)) {
      throw new Error(`The page answered ${response.status}.`);
    }
    if (number === asked) {
      replaceParts(form, page, body);
      hideUpdates(true);
    }
  } catch {
    hideUpdates(false);
    showToast("The shop did not answer. Please press “Update” to see what it costs.");
  }
}

/** What was wrong with a field is no longer said once it is written anew; ordering judges it again. */
function forgive(field) {
  if (field.getAttribute("aria-invalid")) {
    field.removeAttribute("aria-invalid");
    document.getElementById(`${field.id}_error`)?.replaceChildren();
  }
}

function orderOnce() {
  let isSending = false;

  form.addEventListener("submit", (event) => {
    const { submitter } = event;
    if (submitter?.name === "do") {
      // With the voucher's buttons only prices change; an address out of the book changes every field.
      if (!submitter.value.startsWith("use-address")) {
        event.preventDefault();
        if (submitter.value === "drop-voucher") {
          form.elements.voucher_code.value = "";
        }
        void ask("do", submitter.value);
      }
      return;
    }
    if (isSending) {
      event.preventDefault();
      return;
    }
    isSending = true;
    // A page with errors came by sending, too: whoever comes back to it is to be led to the order, not asked to send again.
    history.replaceState(history.state, "", location.href);
    const button = form.querySelector("[data-order-button]");
    if (button) {
      button.setAttribute("aria-disabled", "true");
      button.textContent = "Placing your order…";
    }
  });

  // Back from the next page: the form may be sent again, and leads to the same order.
  addEventListener("pageshow", (event) => {
    if (event.persisted && isSending) {
      location.reload();
    }
  });
}

if (form instanceof HTMLFormElement) {
  hideUpdates(true);
  orderOnce();
  form.addEventListener("input", ({ target }) => forgive(target));
  form.addEventListener("keydown", (event) => {
    // Whoever presses Enter behind a voucher's code wants to see what it takes off, and not to order yet.
    if (event.key === "Enter" && event.target === form.elements.voucher_code && !event.isComposing) {
      event.preventDefault();
      void ask("do", "update");
    }
  });
  // Where a tax service is asked, the total follows the address: its last parts, so that not each line of it asks anew.
  const asking = new Set([...ASKING, ...(form.dataset.askedBy?.split(" ") ?? [])]);
  let country = form.elements.country.value;
  form.addEventListener("change", ({ target }) => {
    if (target.name === "country" && target.value === country) {
      return;
    }
    country = form.elements.country.value;
    if (asking.has(target.name)) {
      void ask("do", "update");
    }
  });
}
