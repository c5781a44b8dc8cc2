/**
 * The cart page: a new quantity counts as soon as it is chosen, and whoever chose it stays where they are: arrow keys
 * choose one after another. Without this script there is an "Update" button.
 */

import { showCartCount } from "../../site/js/cart-badge.js";
import { announce, showToast } from "../../site/js/toast.js";

const page = document.querySelector("[data-cart-page]");

function hideButtons(isHidden) {
  for (const button of page.querySelectorAll("[data-quantity-button]")) {
    button.hidden = isHidden;
  }
}

/** Shows the cart as it is now; what has the focus gets it back. */
function show(fresh) {
  const focused = document.activeElement?.id;
  page.innerHTML = fresh.innerHTML;
  hideButtons(true);
  if (focused) {
    document.getElementById(focused)?.focus({ preventScroll: true });
  }
  showCartCount(Number(fresh.dataset.count));
  announce([...page.querySelectorAll("[role=status]")].map((message) => message.textContent).join(" "));
}

/** The cart page after this form was sent. */
async function send(action, body) {
  const response = await fetch(action, { method: "POST", body, headers: { accept: "text/html" } });
  const answer = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = answer.querySelector("[data-cart-page]");
  if (!response.ok || !fresh) {
    throw new Error(`The cart answered ${response.status}.`);
  }
  return fresh;
}

let newest = 0;
let before = Promise.resolve();

/** One after another, so that what was chosen last counts; it alone is shown. */
function change(form) {
  const number = ++newest;
  const { action } = form;
  const body = new FormData(form);
  before = before
    .then(() => send(action, body))
    .then((fresh) => {
      if (number === newest) {
        show(fresh);
      }
    })
    .catch(() => {
      showToast("The cart did not answer. Please try again.");
      hideButtons(false);
    });
}

if (page instanceof HTMLElement) {
  showCartCount(Number(page.dataset.count));
  hideButtons(true);
  page.addEventListener("change", ({ target }) => {
    const form = target.closest("[data-quantity-form]");
    if (form) {
      change(form);
    }
  });
}
