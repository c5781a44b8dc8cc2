/** The checkout page: one click orders once. The server makes sure of it too; this only says that it is working. */

const form = document.querySelector("[data-checkout-form]");
const button = document.querySelector("[data-order-button]");

if (form instanceof HTMLFormElement && button instanceof HTMLButtonElement) {
  const label = button.textContent;
  let isSending = false;

  form.addEventListener("submit", (event) => {
    if (isSending) {
      event.preventDefault();
      return;
    }
    isSending = true;
    button.setAttribute("aria-disabled", "true");
    button.textContent = "Placing your order…";
  });

  // Back from the next page: the form may be sent again, and leads to the same order.
  addEventListener("pageshow", () => {
    isSending = false;
    button.removeAttribute("aria-disabled");
    button.textContent = label;
  });
}
