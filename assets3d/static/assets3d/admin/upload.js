/** Chooses a file, asks for permission, sends it straight to storage, and says in words what went wrong. */

import { Sending } from "./sending.js";

const NEWS_EVERY = 0.25;

export class UploadBox {
  #root;
  #onSent;
  /** @type {File | null} */
  #file = null;
  /** @type {Sending | null} */
  #sending = null;
  #toldAt = 0;

  /**
   * @param {HTMLElement} root an element as assets3d/admin/upload.html writes it
   * @param {{ onSent: () => void }} listeners
   */
  constructor(root, { onSent }) {
    this.#root = root;
    this.#onSent = onSent;
    const file = this.#part("file");
    // The admin's own script writes the name of a chosen file into a text field, which there is none of here.
    file.hasChangeListener = true;
    file.addEventListener("change", () => this.#choose(file.files));
    this.#part("cancel").addEventListener("click", () => this.#cancel());
    this.#part("retry").addEventListener("click", () => this.#send());
    this.#part("form").addEventListener("submit", (event) => event.preventDefault());
    this.#listenToDrops(this.#part("box"));
    addEventListener("beforeunload", (event) => {
      if (this.#sending) {
        event.preventDefault();
      }
    });
    // A quick hand chooses before this script has arrived.
    this.#choose(file.files);
  }

  /** Takes back what was said of the last upload, once its verdict is on the page. */
  rest() {
    if (!this.#sending) {
      this.#news("");
    }
  }

  #listenToDrops(box) {
    const over = (event) => {
      event.preventDefault();
      box.classList.toggle("upload__box--over", event.type === "dragover" && !this.#sending);
    };
    box.addEventListener("dragover", over);
    box.addEventListener("dragleave", over);
    box.addEventListener("drop", (event) => {
      over(event);
      if (!this.#sending) {
        this.#choose(event.dataTransfer.files);
      }
    });
  }

  /** @param {FileList | null} files */
  #choose(files) {
    this.#file = files?.[0] ?? null;
    if (!this.#file) {
      return;
    }
    const problem = files.length > 1 ? "Choose one file at a time." : this.#problemWith(this.#file);
    if (problem) {
      this.#part("progress").hidden = true;
      this.#fail(problem, { canRetry: false });
    } else {
      this.#send();
    }
  }

  /** What the shop would refuse is told before anything is asked of it. */
  #problemWith(file) {
    const kinds = this.#part("file").accept.split(",");
    if (!kinds.some((ending) => file.name.toLowerCase().endsWith(ending))) {
      return `${file.name} is of a kind that cannot be shown. ${this.#root.dataset.kinds}`;
    }
    if (file.size === 0) {
      return `${file.name} is empty. Export the model again.`;
    }
    if (file.size > Number(this.#root.dataset.mostBytes)) {
      return `${file.name} has ${megabytes(file.size)}, which is more than can be uploaded.`;
    }
    return "";
  }

  async #send() {
    const file = this.#file;
    const sending = new Sending((sent, speed) => this.#progress(sent, file.size, speed));
    this.#sending = sending;
    this.#toldAt = 0;
    this.#begin(file);
    try {
      const ticket = await this.#ask(file);
      await sending.post(ticket, file);
      this.#end("The file has arrived and is being looked at.");
      this.#onSent();
    } catch (error) {
      if (sending.isCancelled) {
        this.#end("The upload was cancelled. Nothing was changed.");
      } else {
        this.#fail(error.message, { canRetry: true });
      }
    }
  }

  /** Permission for this file; throws an Error whose message is for the merchant. */
  async #ask(file) {
    let response;
    try {
      response = await fetch(this.#root.dataset.startUrl, {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          "X-CSRFToken": this.#root.querySelector("[name=csrfmiddlewaretoken]").value,
        },
        body: JSON.stringify({ filename: file.name, bytes: file.size }),
      });
    } catch {
      throw new Error("The shop cannot be reached. Check your connection and try again.");
    }
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    if (response.redirected || response.status === 403 || !isJson) {
      throw new Error("The shop did not allow the upload. Reload the page, log in again, and choose the file once more.");
    }
    const answer = await response.json();
    if (!response.ok) {
      throw new Error(answer.message);
    }
    return answer;
  }

  #cancel() {
    this.#sending?.cancel();
    this.#part("file").focus();
  }

  #begin(file) {
    this.#problem("");
    this.#part("name").textContent = file.name;
    this.#part("progress").hidden = false;
    this.#part("cancel").hidden = false;
    this.#part("retry").hidden = true;
    this.#part("file").disabled = true;
    this.#progress(0, file.size, 0);
    this.#news(`Uploading ${file.name}.`);
  }

  #progress(sent, size, speed) {
    this.#part("bar").value = sent / size;
    const percent = Math.floor((sent / size) * 100);
    const pace = speed ? `, ${megabytes(speed)}/s` : "";
    this.#part("amount").textContent = `${percent} % of ${megabytes(size)}${pace}`;
    if (sent / size >= this.#toldAt + NEWS_EVERY) {
      this.#toldAt = Math.floor(sent / size / NEWS_EVERY) * NEWS_EVERY;
      this.#news(`${percent} % uploaded.`);
    }
  }

  #end(sentence) {
    this.#sending = null;
    this.#part("progress").hidden = true;
    this.#part("cancel").hidden = true;
    this.#part("file").disabled = false;
    // So that the same file can be chosen again.
    this.#part("file").value = "";
    this.#news(sentence);
  }

  #fail(sentence, { canRetry }) {
    this.#end("");
    this.#problem(sentence);
    this.#part("retry").hidden = !canRetry;
    if (canRetry) {
      this.#part("retry").focus();
    }
  }

  #problem(sentence) {
    const place = this.#part("problem");
    place.textContent = sentence;
    place.hidden = !sentence;
    this.#part("file").setAttribute("aria-invalid", String(Boolean(sentence)));
  }

  #news(sentence) {
    this.#part("news").textContent = sentence;
  }

  /** @returns {any} */
  #part(name) {
    return this.#root.querySelector(`[data-upload-${name}]`);
  }
}

/** @param {number} bytes */
function megabytes(bytes) {
  return bytes < 1e5 ? `${Math.max(1, Math.round(bytes / 1e3))} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
