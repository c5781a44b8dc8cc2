/** Every stage of the page. A page that changes what is shown asks `stageOf` for the one it means. */

import { Stage } from "./stage.js";

/** @type {WeakMap<Element, Stage>} */
const stages = new WeakMap();

/**
 * @param {Element | null} root
 * @returns {Stage | undefined}
 */
export function stageOf(root) {
  return root ? stages.get(root) : undefined;
}

for (const root of document.querySelectorAll("[data-viewer]")) {
  if (root instanceof HTMLElement) {
    stages.set(root, new Stage(root));
  }
}
