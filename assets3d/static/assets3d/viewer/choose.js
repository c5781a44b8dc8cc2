/** Which of a model's files this device and this reader are best served with. */

/** @typedef {{ url: string, bytes: number }} ModelFile */

/**
 * The files there are; `webp` and `lite` may be missing.
 * @typedef {{ web: ModelFile, webp: ModelFile | null, lite: ModelFile | null }} ModelFiles
 */

// One white pixel in AVIF, which says whether the textures of `web` can be read; those of the others are WebP.
const AVIF_PIXEL =
  "data:image/avif;base64,AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUEAAADrbWV0YQAAAAAAAAAhaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAA" +
  "AAAAAAAOcGl0bQAAAAAAAQAAAB5pbG9jAAAAAEQAAAEAAQAAAAEAAAETAAAAHwAAAChpaW5mAAAAAAABAAAAGmluZmUCAAAAAAEAAGF2MDFDb2xvcgAAAABqaXBy" +
  "cAAAAEtpcGNvAAAAFGlzcGUAAAAAAAAAAQAAAAEAAAAQcGl4aQAAAAADCAgIAAAADGF2MUOBIAAAAAAAE2NvbHJuY2x4AAEADQAGgAAAABdpcG1hAAAAAAAAAAEAAQQB" +
  "AoMEAAAAJ21kYXQSAAoHOAAGkBDQaTISGUJjBMPPPPNAAACQQMkcYIpq";
const FEW_GIGABYTES = 2;

/** @type {Promise<boolean> | undefined} */
let readsAvif;

/**
 * @param {ModelFiles} files
 * @returns {Promise<ModelFile>}
 */
export async function chooseFile({ web, webp, lite }) {
  if (lite && isFrugal()) {
    return lite;
  }
  return webp && !(await canReadAvif()) ? webp : web;
}

/** @returns {Promise<boolean>} whether this browser decodes AVIF; it is asked once. */
function canReadAvif() {
  readsAvif ??= decodes(AVIF_PIXEL);
  return readsAvif;
}

/** @param {string} address */
async function decodes(address) {
  const image = new Image();
  image.src = address;
  try {
    await image.decode();
  } catch {
    return false;
  }
  return image.naturalWidth === 1;
}

/** Whether this reader asked to save data, or the line or the device is a weak one. */
function isFrugal() {
  const { connection, deviceMemory } =
    /** @type {{ connection?: { saveData?: boolean, effectiveType?: string }, deviceMemory?: number }} */ (
      /** @type {unknown} */ (navigator)
    );
  const isSlow = ["slow-2g", "2g"].includes(connection?.effectiveType ?? "");
  return Boolean(connection?.saveData) || isSlow || (deviceMemory ?? Infinity) <= FEW_GIGABYTES;
}
