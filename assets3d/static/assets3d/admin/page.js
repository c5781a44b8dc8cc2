/** The page of one 3D model: uploads, then watches until there is something to look at. */

import { Preview } from "./preview.js";
import { UploadBox } from "./upload.js";
import { Watch } from "./watch.js";

const page = document.querySelector("[data-asset]");

if (page instanceof HTMLElement) {
  const panel = page.querySelector("[data-panel]");
  const box = page.querySelector("[data-upload]");
  const watch = new Watch(page, panel, () => {
    upload?.rest();
    new Preview(panel);
  });
  const upload = box instanceof HTMLElement ? new UploadBox(box, { onSent: () => watch.start() }) : null;
  new Preview(panel);
  watch.startIfWorking();
}
