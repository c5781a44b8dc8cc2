/** Fetching a model with progress in bytes that really arrived. */

/**
 * Downloads a model and gives an address in memory for it, to be revoked by whoever is done with it.
 * @param {string} url
 * @param {{ signal: AbortSignal, onBytes: (received: number) => void }} options `onBytes` is called with the sum so far.
 * @returns {Promise<string>}
 */
export async function downloadModel(url, { signal, onBytes }) {
  const response = await fetch(url, { signal, credentials: "omit" });
  if (!response.ok || response.body === null) {
    throw new Error(`The model answered with status ${response.status}.`);
  }
  const chunks = [];
  let received = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      break;
    }
    chunks.push(value);
    received += value.byteLength;
    onBytes(received);
  }
  return URL.createObjectURL(new Blob(chunks, { type: "model/gltf-binary" }));
}

/**
 * "1.2 of 3.4 MB"; small models are counted in kilobytes.
 * @param {number} received
 * @param {number} total
 */
export function amountOf(received, total) {
  const [unit, size] = total >= 1e6 ? ["MB", 1e6] : ["KB", 1e3];
  const written = (/** @type {number} */ bytes) => (bytes / size).toFixed(unit === "MB" ? 1 : 0);
  return `${written(Math.min(received, total))} of ${written(total)} ${unit}`;
}
