/** A stage: a poster in a button which, pressed, gives way to the model it shows. */

import { chooseFile } from "./choose.js";
import { amountOf, downloadModel } from "./download.js";
import { createModel, focusModel, resetView, standOverPoster, wear, zoom } from "./model.js";
import { Room } from "./room.js";
import { canDraw, isNetworkGenerous, loadRuntime, prefetchRuntime } from "./runtime.js";
import { Watchdog } from "./watchdog.js";

const SILENCE_MS = 15_000;

export class Stage {
  /** @type {any} */
  #model = null;
  #modelAddress = "";
  /** @type {AbortController | null} */
  #attempt = null;
  #bytes = 0;
  #root;
  #room;
  #facts;

  /** @param {HTMLElement} root an element as assets3d/components/viewer.html writes it */
  constructor(root) {
    this.#root = root;
    this.#facts = {
      files: filesOf(root),
      name: root.dataset.name ?? "",
      script: root.dataset.script ?? "",
      decoder: root.dataset.decoder ?? "",
      framing: framingOf(root),
    };
    this.#room = new Room(root);
    this.#room.show(root.dataset.materialVariant ?? "");
    this.#listen();
    this.#prepare();
  }

  /**
   * Shows another version of the same thing, in the picture and, when it is there, on the model.
   * @param {string} materialVariant "" for the one the model opens with
   * @param {{ src: string, srcset: string } | null} poster null leaves the picture as it is
   */
  show(materialVariant, poster) {
    this.#root.dataset.materialVariant = materialVariant;
    this.#room.show(materialVariant);
    const image = this.#root.querySelector("[data-viewer-image]");
    if (poster && image instanceof HTMLImageElement && image.srcset !== poster.srcset) {
      image.srcset = poster.srcset;
      image.src = poster.src;
    }
    if (this.#model) {
      wear(this.#model, materialVariant);
    }
  }

  /** Loads the model and hands the keyboard to it. Never throws: a failure is told on the stage. */
  async open() {
    if (this.#attempt) {
      return;
    }
    if (!canDraw()) {
      this.#fail("This browser cannot show 3D.", { canRetry: false });
      return;
    }
    const attempt = new AbortController();
    this.#attempt = attempt;
    this.#enter("loading");
    const watchdog = new Watchdog(SILENCE_MS, () => attempt.abort());
    try {
      await this.#load(attempt.signal, watchdog);
    } catch {
      // Whatever it was, the poster stays and there is a way to try again. A closed stage stays closed.
      if (this.#attempt === attempt) {
        this.close();
        this.#fail("3D could not load.", { canRetry: true });
      }
    } finally {
      watchdog.stop();
    }
  }

  /** Takes the model down and gives its memory back; the poster is there again. */
  close() {
    this.#attempt?.abort();
    this.#attempt = null;
    this.#model?.remove();
    this.#model = null;
    URL.revokeObjectURL(this.#modelAddress);
    this.#enter("poster");
  }

  /**
   * @param {AbortSignal} signal
   * @param {Watchdog} watchdog
   */
  async #load(signal, watchdog) {
    const { files, name, script, decoder, framing } = this.#facts;
    const { url, bytes } = await chooseFile(files);
    signal.throwIfAborted();
    this.#bytes = bytes;
    this.#progress(0);
    const [address] = await Promise.all([
      downloadModel(url, {
        signal,
        onBytes: (received) => {
          watchdog.pat();
          this.#progress(received);
        },
      }),
      unlessAborted(loadRuntime(script, decoder), signal),
    ]);
    signal.throwIfAborted();
    this.#modelAddress = address;
    this.#model = createModel(name, framing);
    const loaded = unlessAborted(loadOf(this.#model), signal);
    this.#model.addEventListener("progress", () => watchdog.pat());
    this.#model.src = address;
    this.#part("[data-viewer-place]").replaceChildren(this.#model);
    this.#say(bytes ? "Unpacking" : "");
    await loaded;
    if (framing) {
      standOverPoster(this.#model, framing);
    }
    wear(this.#model, this.#root.dataset.materialVariant ?? "");
    await this.#model.updateComplete;
    this.#enter("live");
    focusModel(this.#model);
  }

  #listen() {
    this.#part("[data-viewer-open]").addEventListener("click", () => this.open());
    for (const button of this.#root.querySelectorAll("[data-viewer-zoom]")) {
      const direction = Number(button.getAttribute("data-viewer-zoom"));
      button.addEventListener("click", () => zoom(this.#model, direction));
    }
    this.#part("[data-viewer-reset]").addEventListener("click", () => resetView(this.#model));
    addEventListener("pagehide", () => this.close());
  }

  /** Fetches the viewer's script ahead of the click, when a pointer or the keyboard comes near or time allows. */
  #prepare() {
    const prefetch = () => prefetchRuntime(this.#facts.script);
    for (const sign of ["pointerenter", "focusin"]) {
      this.#root.addEventListener(sign, prefetch, { once: true });
    }
    if (isNetworkGenerous() && "requestIdleCallback" in window) {
      addEventListener("load", () => requestIdleCallback(prefetch), { once: true });
    }
  }

  /** @param {number} received */
  #progress(received) {
    const bar = this.#part("[data-viewer-progress]");
    if (bar instanceof HTMLProgressElement) {
      bar.max = this.#bytes || 1;
      bar.value = received;
    }
    this.#say(amountOf(received, this.#bytes));
  }

  /** @param {string} text */
  #say(text) {
    this.#part("[data-viewer-amount]").textContent = text;
  }

  /**
   * @param {string} sentence
   * @param {{ canRetry: boolean }} options
   */
  #fail(sentence, { canRetry }) {
    this.#enter("failed");
    const message = Object.assign(document.createElement("span"), { textContent: sentence });
    const parts = [message];
    if (canRetry) {
      const retry = Object.assign(document.createElement("button"), {
        type: "button",
        className: "link-button",
        textContent: "Try again",
      });
      retry.addEventListener("click", () => this.open());
      parts.push(retry);
    }
    this.#part("[data-viewer-failure]").replaceChildren(...parts);
  }

  /** @param {"poster" | "loading" | "live" | "failed"} state */
  #enter(state) {
    this.#root.dataset.state = state;
    this.#root.setAttribute("aria-busy", String(state === "loading"));
    this.#part("[data-viewer-failure]").replaceChildren();
  }

  /**
   * @param {string} selector
   * @returns {HTMLElement}
   */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.#root.querySelector(selector));
  }
}

/**
 * @param {HTMLElement} root
 * @returns {import("./choose.js").ModelFiles}
 */
function filesOf(root) {
  const { modelUrl, modelBytes, webpUrl, webpBytes, liteUrl, liteBytes } = root.dataset;
  return {
    web: { url: modelUrl ?? "", bytes: Number(modelBytes) },
    webp: webpUrl ? { url: webpUrl, bytes: Number(webpBytes) } : null,
    lite: liteUrl ? { url: liteUrl, bytes: Number(liteBytes) } : null,
  };
}

/**
 * @param {HTMLElement} root
 * @returns {import("./model.js").Framing | null}
 */
function framingOf(root) {
  const { cameraOrbit, fieldOfView } = root.dataset;
  return cameraOrbit && fieldOfView ? { orbit: cameraOrbit, fieldOfView: Number(fieldOfView) } : null;
}

/**
 * Settles when the model has been drawn, or has said why it cannot be.
 * @param {HTMLElement} model
 */
function loadOf(model) {
  return new Promise((resolve, reject) => {
    model.addEventListener("load", resolve, { once: true });
    model.addEventListener("error", reject, { once: true });
  });
}

/**
 * The promise, given up when the signal aborts.
 * @template Value
 * @param {Promise<Value>} promise
 * @param {AbortSignal} signal
 * @returns {Promise<Value>}
 */
function unlessAborted(promise, signal) {
  return Promise.race([
    promise,
    new Promise((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    }),
  ]);
}
