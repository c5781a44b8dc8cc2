/** One file on its way to storage. `fetch` tells nothing of how far a request is, so this is an XMLHttpRequest. */

const SILENCE_MS = 30_000;
const SPEED_OVER_MS = 3000;

export class Sending {
  isCancelled = false;
  #onProgress;
  #request = new XMLHttpRequest();
  #samples = [];
  #silence = 0;

  /** @param {(sent: number, bytesPerSecond: number) => void} onProgress */
  constructor(onProgress) {
    this.#onProgress = onProgress;
  }

  /**
   * Resolves once storage has the file; rejects with an Error whose message is for the merchant.
   * @param {{ url: string, fields: Record<string, string> }} ticket
   * @param {File} file
   */
  post(ticket, file) {
    const form = new FormData();
    for (const [name, value] of Object.entries(ticket.fields)) {
      form.append(name, value);
    }
    form.append("file", file);
    return new Promise((resolve, reject) => {
      const request = this.#request;
      request.upload.addEventListener("progress", (event) => this.#note(Math.min(event.loaded, file.size)));
      request.addEventListener("load", () => {
        if (request.status >= 200 && request.status < 300) {
          resolve();
        } else {
          reject(new Error(refusal(request)));
        }
      });
      request.addEventListener("error", () =>
        reject(new Error("The connection was lost before the whole file was sent. Try again.")),
      );
      request.addEventListener("abort", () => reject(new Error("Nothing was sent for half a minute. Try again.")));
      request.addEventListener("loadend", () => clearTimeout(this.#silence));
      if (this.isCancelled) {
        reject(new Error("cancelled"));
        return;
      }
      request.open("POST", ticket.url);
      request.send(form);
      this.#note(0);
    });
  }

  cancel() {
    this.isCancelled = true;
    this.#request.abort();
  }

  #note(sent) {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#request.abort(), SILENCE_MS);
    const at = performance.now();
    this.#samples.push({ at, sent });
    this.#samples = this.#samples.filter((sample) => at - sample.at <= SPEED_OVER_MS);
    const [oldest] = this.#samples;
    const seconds = (at - oldest.at) / 1000;
    this.#onProgress(sent, seconds > 0.2 ? (sent - oldest.sent) / seconds : 0);
  }
}

/** @param {XMLHttpRequest} request */
function refusal(request) {
  const code = request.responseXML?.querySelector("Code")?.textContent ?? "";
  if (code === "AccessDenied" || code === "ExpiredToken") {
    return "The permission to upload has expired. Try again.";
  }
  if (request.status >= 500) {
    return "The storage is not available at the moment. Try again in a minute.";
  }
  return `The storage did not accept the file${code ? ` (${code})` : ""}. Try again.`;
}
