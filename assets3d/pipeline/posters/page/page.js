// Loads one model and takes pictures of it. Commands return at once; what came of them appears in `answer`,
// so that whoever asks can stop waiting.
import "/model-viewer.js";
import { SCENE } from "/scene.js";

// One frame until the viewer has seen its new size, one to draw in it, one to be sure.
const FRAMES_AFTER_CHANGE = 3;
// Any framing may be asked for.
const FREE = { "min-field-of-view": "1deg", "max-field-of-view": "120deg" };

const viewer = document.createElement("model-viewer");

function once(name) {
  return new Promise((resolve) => viewer.addEventListener(name, resolve, { once: true }));
}

async function settled() {
  await viewer.updateComplete;
  viewer.jumpCameraToGoal();
  for (let frame = 0; frame < FRAMES_AFTER_CHANGE; frame += 1) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

function setSize(size) {
  viewer.style.width = viewer.style.height = `${size}px`;
}

async function wear(variant) {
  if (viewer.variantName === variant) return;
  const applied = once("variant-applied");
  viewer.variantName = variant;
  await applied;
}

async function answering(work) {
  window.poster.answer = null;
  try {
    window.poster.answer = { value: await work(), error: "" };
  } catch (error) {
    window.poster.answer = { value: null, error: String(error) };
  }
}

function camera() {
  const { theta, phi, radius } = viewer.getCameraOrbit();
  const degrees = 180 / Math.PI;
  return { theta: theta * degrees, phi: phi * degrees, radius, fieldOfView: viewer.getFieldOfView() };
}

// A texture that cannot be decoded leaves the model grey and only says so on the console.
const complaints = [];
const complain = console.error;
console.error = (...words) => {
  complaints.push(words.map(String).join(" "));
  complain(...words);
};

window.poster = {
  answer: null,

  // Answers with the camera: angles in degrees, its distance in metres.
  load(size) {
    return answering(async () => {
      viewer.constructor.meshoptDecoderLocation = "/meshopt_decoder.js";
      // Never trade sharpness for speed.
      viewer.constructor.minimumRenderScale = 1;
      for (const [attribute, value] of Object.entries({ ...SCENE, ...FREE })) {
        viewer.setAttribute(attribute, value);
      }
      setSize(size);
      const failed = once("error").then((event) => {
        throw new Error(event.detail?.sourceError?.message ?? event.detail?.type ?? "unknown");
      });
      const loaded = once("load");
      viewer.src = "/model.glb";
      document.body.append(viewer);
      await Promise.race([loaded, failed]);
      if (complaints.length) throw new Error(complaints[0]);
      // On a busy machine the viewer says that it has loaded before it has drawn.
      await settled();
      // Variants are unpacked when they are first worn. Later that would cost a large frame of what they cover.
      for (const variant of viewer.availableVariants) await wear(variant);
      await wear(null);
      return camera();
    });
  },

  // The field of view comes first, so that it costs a small frame and not a large one.
  frame(fieldOfView, size) {
    return answering(async () => {
      viewer.fieldOfView = `${fieldOfView}deg`;
      await settled();
      if (viewer.clientWidth !== size) {
        setSize(size);
        await settled();
      }
      return {};
    });
  },

  // Answers with the picture as a PNG in a data URI.
  take(variant) {
    return answering(async () => {
      if (viewer.variantName !== variant) {
        // The viewer leaves a part that the variant does not name as it was, which may be another variant's.
        await wear(null);
        await wear(variant);
        await settled();
      }
      return { address: viewer.toDataURL("image/png") };
    });
  },
};
