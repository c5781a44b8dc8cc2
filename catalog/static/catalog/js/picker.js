/** The choice between versions: price, stock, measures and address follow it. */

import { announce } from "../../site/js/toast.js";

/**
 * @typedef {object} Variant
 * @property {number} id
 * @property {string} sku
 * @property {string} name
 * @property {string[]} [values]
 * @property {string} price
 * @property {string} was
 * @property {string} lowest
 * @property {string} stock
 * @property {boolean} isSoldOut
 * @property {boolean} isScarce
 * @property {string} dimensions
 * @property {string} weight
 * @property {string} gtin
 * @property {string} mpn
 * @property {string} materialVariant
 * @property {{ src: string, srcset: string } | null} poster
 */

const SHOWN = /** @type {const} */ ([
  "price", "was", "lowest", "stock", "dimensions", "weight", "sku", "mpn", "gtin",
]);

/**
 * Calls `onChosen` for the version that is chosen now, and for every one chosen later.
 * @param {HTMLFormElement} form
 * @param {Variant[]} variants
 * @param {(variant: Variant) => void} onChosen
 */
export function enhancePicker(form, variants, onChosen) {
  const chosen = () => variants.find((variant) => String(variant.id) === new FormData(form).get("variant"));
  const apply = () => {
    const variant = chosen();
    if (variant) {
      showFacts(variant);
      onChosen(variant);
    }
    return variant;
  };
  form.addEventListener("change", (event) => {
    if (!(event.target instanceof HTMLInputElement) || event.target.name !== "variant") {
      return;
    }
    const variant = apply();
    if (variant) {
      rememberInAddress(variant);
      announce(`${variant.name}: ${variant.price}, ${variant.stock}`);
    }
  });
  apply();
}

/** @param {Variant} variant */
function showFacts(variant) {
  for (const fact of SHOWN) {
    const place = document.querySelector(`[data-shown="${fact}"]`);
    if (place) {
      place.textContent = variant[fact];
    }
    const row = document.querySelector(`[data-row="${fact}"]`);
    if (row instanceof HTMLElement) {
      row.hidden = variant[fact] === "";
    }
  }
  const stock = document.querySelector("[data-stock]");
  if (stock instanceof HTMLElement) {
    stock.dataset.stock = variant.isSoldOut ? "none" : variant.isScarce ? "few" : "plenty";
  }
}

/**
 * The address now opens the page with this version, without a step in the history for each look.
 * @param {Variant} variant
 */
function rememberInAddress(variant) {
  const address = new URL(location.href);
  address.searchParams.set("sku", variant.sku);
  history.replaceState(history.state, "", address);
}
