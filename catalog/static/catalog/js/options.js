/** A choice for each option: together they choose the version, and the versions say what each choice leads to. */

/** @typedef {import("./picker.js").Variant} Variant */

const SOLD_OUT = "sold out";
const ELSEWHERE = "not in this combination";

/**
 * Lets the radio buttons of the options choose the version, whose own button is the one that is sent.
 * @param {HTMLFormElement} form
 * @param {Variant[]} variants
 */
export function enhanceOptions(form, variants) {
  const groups = [...form.querySelectorAll("[data-option]")].map(buttonsOf);
  form.addEventListener("change", (event) => {
    const group = groups.findIndex((buttons) => buttons.some((button) => button === event.target));
    if (group >= 0) {
      const wanted = groups.map((buttons) => buttons.find((button) => button.checked)?.value ?? "");
      const variant = nearest(variants, wanted, group);
      showChoices(groups, variants, variant);
      choose(form, variant);
    }
  });
}

/**
 * The version that has the value chosen last and most of the others; of several, one that can be bought, then the first.
 * @param {Variant[]} variants
 * @param {string[]} wanted a value of each option
 * @param {number} decisive the number of the option that was chosen last
 * @returns {Variant}
 */
export function nearest(variants, wanted, decisive) {
  const agreeing = (/** @type {Variant} */ variant) =>
    wanted.filter((value, number) => valuesOf(variant)[number] === value).length;
  const points = (/** @type {Variant} */ variant) => 2 * agreeing(variant) + (variant.isSoldOut ? 0 : 1);
  const possible = variants.filter((variant) => valuesOf(variant)[decisive] === wanted[decisive]);
  return possible.reduce((best, variant) => (points(variant) > points(best) ? variant : best));
}

/**
 * @param {HTMLInputElement[][]} groups
 * @param {Variant[]} variants
 * @param {Variant} chosen
 */
function showChoices(groups, variants, chosen) {
  groups.forEach((buttons, number) => {
    for (const button of buttons) {
      button.checked = valuesOf(chosen)[number] === button.value;
      const exchanged = valuesOf(chosen).map((value, each) => (each === number ? button.value : value));
      const note = noteOn(variants, exchanged);
      const label = button.closest("label");
      label?.toggleAttribute("data-gone", note !== "");
      const place = label?.querySelector("[data-note]");
      if (place) {
        place.textContent = note;
      }
    }
  });
}

/**
 * @param {Variant[]} variants
 * @param {string[]} values
 */
function noteOn(variants, values) {
  const variant = variants.find((each) => valuesOf(each).every((value, number) => value === values[number]));
  if (!variant) {
    return ELSEWHERE;
  }
  return variant.isSoldOut ? SOLD_OUT : "";
}

/**
 * @param {HTMLFormElement} form
 * @param {Variant} variant
 */
function choose(form, variant) {
  const button = form.querySelector(`input[name="variant"][value="${variant.id}"]`);
  if (button instanceof HTMLInputElement) {
    button.checked = true;
    button.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

/** @param {Element} group */
function buttonsOf(group) {
  return [...group.querySelectorAll("input")];
}

/** @param {Variant} variant */
function valuesOf(variant) {
  return variant.values ?? [];
}
