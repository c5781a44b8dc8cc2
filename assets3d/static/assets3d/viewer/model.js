/** One live <model-viewer> with the shop's manners, and what its buttons do. */

// The same camera, light and shadow as the posters have, so that the model stands where its picture stood.
const MANNERS = {
  "camera-controls": "",
  "touch-action": "pan-y",
  "camera-orbit": "30deg 75deg 105%",
  "shadow-intensity": "0.8",
  "shadow-softness": "1",
  exposure: "1",
  "interaction-prompt": "none",
  loading: "eager",
};
// Instead of gliding to a halt the camera stops with the finger.
const STILL = { "interpolation-decay": "0" };
const ZOOM_STEPS = 3;

/**
 * An element that is not on the page yet.
 * @param {string} name what the model shows, for people who cannot see it
 * @returns {any} a <model-viewer>; it ships no types that a page without a build step could import
 */
export function createModel(name) {
  const model = document.createElement("model-viewer");
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  for (const [attribute, value] of Object.entries({ ...MANNERS, ...(isCalm ? STILL : {}) })) {
    model.setAttribute(attribute, value);
  }
  model.setAttribute("alt", `${name} in 3D. Turn it with the arrow keys.`);
  return model;
}

/**
 * Dresses the model; "" is what it wears when it opens.
 * @param {any} model
 * @param {string} materialVariant
 */
export function wear(model, materialVariant) {
  model.variantName = materialVariant || null;
}

/**
 * @param {any} model
 * @param {number} direction 1 comes closer, -1 goes away
 */
export function zoom(model, direction) {
  model.zoom(direction * ZOOM_STEPS);
}

/** @param {any} model */
export function resetView(model) {
  model.resetTurntableRotation(0);
  for (const property of ["cameraOrbit", "cameraTarget", "fieldOfView"]) {
    // The property still says what it said at first; only its effect has been turned away by hand.
    model.requestUpdate(property, null);
  }
}

/**
 * Gives the keyboard to the model. The element itself takes no focus; the part of it that turns with the arrow keys does.
 * @param {any} model
 */
export function focusModel(model) {
  model.shadowRoot?.querySelector(".userInput")?.focus({ preventScroll: true });
}
