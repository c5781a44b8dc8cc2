/** The <model-viewer> element: fetched from this shop only when someone is about to want it. */

/** @type {Promise<void> | undefined} */
let loading;

/**
 * Starts to fetch the script without running it, once.
 * @param {string} scriptUrl
 */
export function prefetchRuntime(scriptUrl) {
  if (document.querySelector("link[data-viewer-runtime]")) {
    return;
  }
  const link = document.createElement("link");
  link.rel = "modulepreload";
  link.href = scriptUrl;
  link.dataset.viewerRuntime = "";
  document.head.append(link);
}

/**
 * Defines <model-viewer>. Models compressed with meshopt need the decoder, which the element fetches itself.
 * @param {string} scriptUrl
 * @param {string} decoderUrl
 * @returns {Promise<void>}
 */
export function loadRuntime(scriptUrl, decoderUrl) {
  loading ??= import(scriptUrl).then(
    () => {
      const viewer = /** @type {any} */ (customElements.get("model-viewer"));
      viewer.meshoptDecoderLocation = new URL(decoderUrl, document.baseURI).href;
    },
    (error) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

/** @returns {boolean} whether this browser can draw in 3D at all. */
export function canDraw() {
  const context = document.createElement("canvas").getContext("webgl2");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}

/** @returns {boolean} whether this reader would not mind a quarter of a megabyte fetched ahead of time. */
export function isNetworkGenerous() {
  const connection = /** @type {{ saveData?: boolean, effectiveType?: string } | undefined} */ (
    /** @type {any} */ (navigator).connection
  );
  return connection !== undefined && !connection.saveData && connection.effectiveType === "4g";
}
