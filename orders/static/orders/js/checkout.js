/**
 * The checkout page. Asks for prices and fields anew when country, method or billing change, as its buttons do without
 * a script; and one click orders once. The server makes sure of that too; this only says that it is working.
 */

const ASKING = ["country", "region", "billing-country", "shipping_method", "is_billed_elsewhere"];
const TOO_MANY = 429;
const form = document.querySelector("[data-checkout-form]");

/** Puts the parts of the page that came into the one that is shown; what has the focus gets it back. */
function replaceParts(page) {
  const focused = document.activeElement?.id;
  for (const part of form.querySelectorAll("[data-part]")) {
    const fresh = page.querySelector(`[data-part="${part.dataset.part}"]`);
    if (fresh) {
      part.innerHTML = fresh.innerHTML;
      part.hidden = fresh.hidden;
    }
  }
  if (focused && document.activeElement?.id !== focused) {
    document.getElementById(focused)?.focus();
  }
  hideUpdates(true);
}

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
    // Too many codes of vouchers: the page says so beside the field.
    if (!(response.ok || response.status === TOO_MANY) || response.redirected) {
      throw new Error(`The page answered ${response.status}.`);
    }
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (number === asked) {
      replaceParts(page);
    }
  } catch {
    hideUpdates(false);
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
  let country = form.elements.country.value;
  form.addEventListener("change", ({ target }) => {
    if (target.name === "country" && target.value === country) {
      return;
    }
    country = form.elements.country.value;
    if (ASKING.includes(target.name)) {
      void ask("do", "update");
    }
  });
}
