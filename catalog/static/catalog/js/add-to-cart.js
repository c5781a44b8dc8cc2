/** Adding to the cart without leaving the page. Without this script the form posts and the cart page opens. */

import { showCartCount } from "../../site/js/cart-badge.js";
import { announce, showToast } from "../../site/js/toast.js";

/** @typedef {import("./picker.js").Variant} Variant */

const TRY_AGAIN = "The cart did not answer. Please try again.";

/**
 * @param {HTMLFormElement} form
 * @returns {{ offer: (variant: Variant) => void }} `offer` makes the button speak of the version that is chosen
 */
export function enhanceAddToCart(form) {
  const button = form.querySelector("[data-add-button]");
  let isBusy = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isBusy) {
      return;
    }
    isBusy = true;
    try {
      await add(form);
    } finally {
      isBusy = false;
    }
  });
  return {
    offer(variant) {
      if (button instanceof HTMLButtonElement) {
        button.disabled = variant.isSoldOut;
        button.textContent = variant.isSoldOut ? "Sold out" : "Add to cart";
      }
    },
  };
}

/** @param {HTMLFormElement} form */
async function add(form) {
  announce("Adding to the cart");
  try {
    const response = await fetch(form.action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams(/** @type {any} */ (new FormData(form))),
    });
    const answer = await response.json();
    if (!response.ok) {
      showToast(answer.detail ?? TRY_AGAIN);
      return;
    }
    showCartCount(answer.count);
    showToast(answer.message ?? "It is in your cart.", { text: "View cart", href: form.dataset.cartUrl ?? "/cart/" });
  } catch {
    showToast(TRY_AGAIN);
  }
}
