// Shows one model at a time in the shop's viewer and draws it from any side. Commands return at once; what came
// of them appears in `answer`, so that whoever asks can stop waiting.
//
// The viewer loads, lights and dresses the model. Its own drawing loop is stopped then: pictures are drawn one by
// one, by its renderer, so that none is drawn that nobody asked for and each is the same every time.
import "/model-viewer.js";
import { SCENE } from "/scene.js";

// Any camera may be asked for.
const FREE = { "min-field-of-view": "1deg", "max-field-of-view": "120deg" };
// Pixels of the element on the page. While a model loads the viewer draws at this size, which nobody looks at.
const ELEMENT = 64;
const BASE64_BLOCK = 0x8000;
const RADIANS = Math.PI / 180;
// Begins the name of every texture whose picture may be exchanged; the number of its image follows.
const IMAGE_MARK = "#image:";

let viewer = null;
let scene = null;
let renderer = null;
/** Whether the viewer's own drawing loop runs. */
let isLooping = false;
/** Textures by the number of their image. */
let textures = new Map();
/** What the model came with: pictures by the number of their image. */
let originals = new Map();

function part(name) {
  for (let owner = viewer; owner; owner = Object.getPrototypeOf(owner)) {
    const found = Object.getOwnPropertySymbols(owner).find((symbol) => symbol.description === name);
    if (found) return viewer[found];
  }
  throw new Error(`the viewer has no ${name}`);
}

function once(name) {
  return new Promise((resolve) => viewer.addEventListener(name, resolve, { once: true }));
}

async function wear(variant) {
  if ((viewer.variantName ?? null) === variant) return;
  const applied = once("variant-applied");
  viewer.variantName = variant;
  await applied;
}

/** The viewer leaves a part that a variant does not name as it was, which may be another variant's. */
async function dress(variant) {
  if ((viewer.variantName ?? null) === variant) return;
  await wear(null);
  await wear(variant);
}

function collectTextures() {
  scene.traverse((object) => {
    for (const material of [object.material].flat()) {
      for (const value of Object.values(material ?? {})) {
        if (value?.isTexture && value.name.startsWith(IMAGE_MARK)) {
          const image = Number(value.name.slice(IMAGE_MARK.length));
          if (!textures.has(image)) textures.set(image, new Set());
          textures.get(image).add(value);
        }
      }
    }
  });
}

async function createViewer() {
  viewer = document.createElement("model-viewer");
  const kind = viewer.constructor;
  kind.meshoptDecoderLocation = "/meshopt_decoder.js";
  // Never trade sharpness for speed, and keep no model that is not shown.
  kind.minimumRenderScale = 1;
  kind.modelCacheSize = 0;
  for (const [attribute, value] of Object.entries({ ...SCENE, ...FREE })) {
    viewer.setAttribute(attribute, value);
  }
  viewer.style.width = viewer.style.height = `${ELEMENT}px`;
  scene = part("scene");
  renderer = part("renderer");
  skipCanvasWhileLoading(renderer.threeRenderer);
}

/** The viewer draws a model several times while it loads, which takes long for a heavy one, and nobody looks. */
function skipCanvasWhileLoading(threeRenderer) {
  const render = threeRenderer.render.bind(threeRenderer);
  threeRenderer.render = (drawn, camera) => {
    if (isLooping && drawn === scene && !threeRenderer.getRenderTarget()) return;
    render(drawn, camera);
  };
}

function setLoop(isRunning) {
  isLooping = isRunning;
  renderer.threeRenderer.setAnimationLoop(isRunning ? (time, frame) => renderer.render(time, frame) : null);
}

async function loadModel(address) {
  if (!viewer) await createViewer();
  complaints.length = 0;
  textures = new Map();
  originals = new Map();
  renderer.threeRenderer.setSize(ELEMENT, ELEMENT, false);
  setLoop(true);
  if (viewer.variantName) viewer.variantName = null;
  const failed = once("error").then((event) => {
    throw new Error(event.detail?.sourceError?.message ?? event.detail?.type ?? "unknown");
  });
  const loaded = once("load");
  viewer.src = address;
  if (!viewer.isConnected) document.body.append(viewer);
  await Promise.race([loaded, failed]);
  if (complaints.length) throw new Error(complaints[0]);
  await viewer.updateComplete;
  viewer.jumpCameraToGoal();
  await new Promise((resolve) => requestAnimationFrame(resolve));
  // Variants are unpacked when they are first worn.
  collectTextures();
  for (const variant of viewer.availableVariants) {
    await wear(variant);
    collectTextures();
  }
  await wear(null);
  setLoop(false);
  const { theta, phi, radius } = viewer.getCameraOrbit();
  return {
    theta: theta / RADIANS,
    phi: phi / RADIANS,
    radius,
    fieldOfView: viewer.getFieldOfView(),
    reach: scene.boundingSphere.radius,
    middle: scene.getTarget().toArray(),
    variants: viewer.availableVariants,
  };
}

function draw({ theta, phi, radius, fieldOfView, aim, hasShadow, side }) {
  const { threeRenderer } = renderer;
  renderer.preRender(scene, performance.now(), 0);
  const camera = scene.camera.clone();
  // The viewer moves the model, not the camera: what it looks at stands in the origin.
  const [x, y, z] = aim;
  const out = Math.sin(phi * RADIANS) * radius;
  camera.position.set(
    x + out * Math.sin(theta * RADIANS),
    y + Math.cos(phi * RADIANS) * radius,
    z + out * Math.cos(theta * RADIANS),
  );
  camera.lookAt(x, y, z);
  camera.fov = fieldOfView;
  camera.aspect = 1;
  camera.updateProjectionMatrix();
  camera.updateMatrixWorld();
  if (scene.shadow) scene.shadow.visible = hasShadow;
  threeRenderer.setSize(side, side, false);
  if (hasShadow) scene.renderShadow(threeRenderer);
  threeRenderer.setRenderTarget(null);
  threeRenderer.setViewport(0, 0, side, side);
  threeRenderer.autoClear = true;
  threeRenderer.toneMapping = scene.toneMapping;
  threeRenderer.render(scene, camera);
}

/** The pixels of the last drawing, bottom row first, colours multiplied by transparency. */
function pixels(side) {
  const context = renderer.threeRenderer.getContext();
  const bytes = new Uint8Array(side * side * 4);
  context.readPixels(0, 0, side, side, context.RGBA, context.UNSIGNED_BYTE, bytes);
  return base64(bytes);
}

function base64(bytes) {
  const blocks = [];
  for (let start = 0; start < bytes.length; start += BASE64_BLOCK) {
    blocks.push(String.fromCharCode.apply(null, bytes.subarray(start, start + BASE64_BLOCK)));
  }
  return btoa(blocks.join(""));
}

async function exchange(image, address) {
  const users = textures.get(image);
  if (!users) return;
  const [{ source }] = users;
  if (!originals.has(image)) originals.set(image, source.data);
  const before = source.data;
  // As the viewer's own loader unpacks them.
  const how = { premultiplyAlpha: "none", colorSpaceConversion: "none" };
  const after = address ? await createImageBitmap(await (await fetch(address)).blob(), how) : originals.get(image);
  for (const texture of users) {
    // The graphics memory of a texture has a fixed size, and the new picture may have another.
    texture.dispose();
    texture.source.data = after;
    texture.needsUpdate = true;
  }
  source.needsUpdate = true;
  if (before !== originals.get(image) && before !== after) before.close?.();
}

async function answering(work) {
  window.studio.answer = null;
  try {
    window.studio.answer = { value: await work(), error: "" };
  } catch (error) {
    window.studio.answer = { value: null, error: String(error?.message ?? error) };
  }
}

// A texture that cannot be decoded leaves the model grey and only says so on the console.
const complaints = [];
const complain = console.error;
console.error = (...words) => {
  complaints.push(words.map(String).join(" "));
  complain(...words);
};

window.studio = {
  answer: null,

  // Answers with the camera (angles in degrees, metres), the model's reach from its middle and its variants.
  load(address) {
    return answering(() => loadModel(address));
  },

  // Answers with the pixels in base64.
  take(shot) {
    return answering(async () => {
      await dress(shot.variant);
      draw(shot);
      return { pixels: pixels(shot.side) };
    });
  },

  // `changes` are pairs of an image's number and where its new picture is, null for the one it came with.
  exchange(changes) {
    return answering(async () => {
      for (const [image, address] of changes) await exchange(image, address);
      return {};
    });
  },
};
