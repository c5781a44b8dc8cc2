/**
 * Barks once when nothing has happened for a while. Some failures of a 3D viewer, such as a refused decoder, raise
 * no event at all, so silence is the only sign of them.
 */
export class Watchdog {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #milliseconds;
  #bark;

  /**
   * @param {number} milliseconds
   * @param {() => void} bark
   */
  constructor(milliseconds, bark) {
    this.#milliseconds = milliseconds;
    this.#bark = bark;
    this.pat();
  }

  /** Something happened: the wait begins anew. */
  pat() {
    this.stop();
    this.#timer = setTimeout(this.#bark, this.#milliseconds);
  }

  stop() {
    clearTimeout(this.#timer);
  }
}
