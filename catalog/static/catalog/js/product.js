/** The product page: choosing a version changes everything that is said and shown; buying keeps the page. */

import { stageOf } from "../../assets3d/viewer/viewer.js";
import { enhanceAddToCart } from "./add-to-cart.js";
import { enhanceOptions } from "./options.js";
import { enhancePicker } from "./picker.js";

/** @typedef {import("./picker.js").Variant} Variant */

const form = document.querySelector("[data-add-to-cart]");
const facts = document.getElementById("variants")?.textContent;

if (form instanceof HTMLFormElement && facts) {
  const stage = stageOf(document.querySelector("[data-viewer]"));
  const plainImage = document.querySelector(".product__stage > .stage > img");
  const addToCart = enhanceAddToCart(form);
  /** @type {Variant[]} */
  const variants = JSON.parse(facts);
  enhanceOptions(form, variants);
  enhancePicker(form, variants, (variant) => {
    stage?.show(variant.materialVariant, variant.poster);
    if (plainImage instanceof HTMLImageElement && variant.poster) {
      Object.assign(plainImage, variant.poster);
    }
    addToCart.offer(variant);
  });
}
