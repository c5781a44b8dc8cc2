/** The cart page: a new quantity counts as soon as it is chosen. Without this script there is an "Update" button. */

import { showCartCount } from "../../site/js/cart-badge.js";

const page = document.querySelector("[data-cart-page]");
if (page instanceof HTMLElement) {
  showCartCount(Number(page.dataset.count));
}

for (const form of document.querySelectorAll("[data-quantity-form]")) {
  if (form instanceof HTMLFormElement) {
    form.querySelector("[data-quantity-button]")?.setAttribute("hidden", "");
    form.addEventListener("change", () => form.requestSubmit());
  }
}
