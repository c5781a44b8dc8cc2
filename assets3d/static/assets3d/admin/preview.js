/** The shop's own viewer in the panel, and the looks to choose from. */

import { Stage } from "../viewer/stage.js";

export class Preview {
  /** @param {ParentNode} panel */
  constructor(panel) {
    const root = panel.querySelector("[data-viewer]");
    if (!(root instanceof HTMLElement)) {
      return;
    }
    const stage = new Stage(root);
    const looks = [...panel.querySelectorAll("[data-look]")];
    for (const look of looks) {
      look.addEventListener("click", () => {
        for (const other of looks) {
          other.setAttribute("aria-pressed", String(other === look));
        }
        stage.show(look.dataset.look, { src: look.dataset.src, srcset: look.dataset.srcset });
      });
    }
  }
}
