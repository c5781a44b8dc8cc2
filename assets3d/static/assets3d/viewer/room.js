/** The link that stands the model into the reader's room: only where the device can, and always the chosen look. */

// The true size is the point of looking at a product in a room, so fingers do not change it.
const TRUE_SIZE = "#allowsContentScaling=0";
const SCENE_VIEWER = "intent://arvr.google.com/scene-viewer/1.2";

export class Room {
  /** @type {HTMLAnchorElement | null} */
  #link;

  /** @param {HTMLElement} root an element as assets3d/components/viewer.html writes it */
  constructor(root) {
    this.#link = root.querySelector("[data-viewer-room]");
  }

  /** @param {string} materialVariant "" for the look that the model opens with */
  show(materialVariant) {
    if (this.#link === null) {
      return;
    }
    const address = opensUsdz() ? this.#usdzOf(materialVariant) : opensSceneViewer() ? this.#sceneViewer() : "";
    this.#link.hidden = !address;
    if (address) {
      this.#link.href = address;
    }
  }

  /** @param {string} materialVariant */
  #usdzOf(materialVariant) {
    /** @type {Record<string, string>} */
    const urls = JSON.parse(this.#link?.dataset.usdz ?? "{}");
    const url = urls[materialVariant];
    return url ? url + TRUE_SIZE : "";
  }

  #sceneViewer() {
    const { glb, name } = this.#link?.dataset ?? {};
    if (!glb) {
      return "";
    }
    const facts = new URLSearchParams({
      file: new URL(glb, document.baseURI).href,
      mode: "ar_preferred",
      resizable: "false",
      title: name ?? "",
    });
    const fallback = encodeURIComponent(location.href);
    const intent = `scheme=https;package=com.google.android.googlequicksearchbox;action=android.intent.action.VIEW`;
    return `${SCENE_VIEWER}?${facts}#Intent;${intent};S.browser_fallback_url=${fallback};end;`;
  }
}

/** Quick Look of iPhone and iPad; a Mac says no. */
function opensUsdz() {
  return document.createElement("a").relList.supports?.("ar") ?? false;
}

/** Android's, which these two browsers do not hand over to. */
function opensSceneViewer() {
  return /android/i.test(navigator.userAgent) && !/firefox|OculusBrowser/i.test(navigator.userAgent);
}
