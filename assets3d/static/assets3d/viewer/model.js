/** One live <model-viewer> with the shop's manners, and what its buttons do. */

import { SCENE } from "./scene.js";

const MANNERS = {
  "camera-controls": "",
  "touch-action": "pan-y",
};
// Instead of gliding to a halt the camera stops with the finger.
const STILL = { "interpolation-decay": "0" };
const ZOOM_STEPS = 3;
// How much larger or smaller than on its poster a model can be made to appear by the lens alone.
const CLOSEST = 3;
const FARTHEST = 1.6;
const DEGREES = 180 / Math.PI;

/**
 * The camera that took a model's poster.
 * @typedef {{ orbit: string, fieldOfView: number }} Framing the orbit in <model-viewer>'s words, the field of view in degrees
 */

/**
 * An element that is not on the page yet.
 * @param {string} name what the model shows, for people who cannot see it
 * @param {Framing | null} framing opens the model exactly over its poster
 * @returns {any} a <model-viewer>; it ships no types that a page without a build step could import
 */
export function createModel(name, framing) {
  const model = document.createElement("model-viewer");
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const attributes = { ...SCENE, ...MANNERS, ...(isCalm ? STILL : {}), ...(framing ? cameraOf(framing) : {}) };
  for (const [attribute, value] of Object.entries(attributes)) {
    model.setAttribute(attribute, value);
  }
  model.setAttribute("alt", `${name} in 3D. Turn it with the arrow keys.`);
  return model;
}

/**
 * The viewer's own limit would move a camera that the poster's framing puts beyond it.
 * @param {Framing} framing
 */
function cameraOf({ orbit }) {
  return { "camera-orbit": orbit, "max-camera-orbit": `auto auto ${orbit.split(" ")[2]}` };
}

/**
 * Makes a loaded model stand exactly where it stands on its poster, whatever the shape of its stage.
 *
 * The poster is square and is shown whole. The viewer counts its field of view from top to bottom, and widens it by
 * itself where the stage is narrower than the model; so the poster's is turned into the stage's, less that widening.
 * @param {any} model
 * @param {Framing} framing
 */
export function standOverPoster(model, { fieldOfView }) {
  const stage = model.clientWidth / model.clientHeight;
  const ideal = model.getIdealAspect();
  const reach = (Math.max(1, ideal) * Math.max(1, 1 / stage)) / Math.max(1, ideal / stage);
  const opened = magnified(fieldOfView, 1 / reach);
  model.minFieldOfView = `${magnified(opened, CLOSEST)}deg`;
  model.maxFieldOfView = `${magnified(opened, 1 / FARTHEST)}deg`;
  model.fieldOfView = `${opened}deg`;
  model.jumpCameraToGoal();
}

/**
 * @param {number} fieldOfView in degrees
 * @param {number} factor how much larger things shall appear
 */
function magnified(fieldOfView, factor) {
  return Math.atan(Math.tan(fieldOfView / 2 / DEGREES) / factor) * 2 * DEGREES;
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
