// Loads one model and takes pictures of it. Commands return at once; what came of them appears in `answer`,
// so that whoever asks can stop waiting.
import "/model-viewer.js";

const viewer = document.createElement("model-viewer");

function once(name) {
  return new Promise((resolve) => viewer.addEventListener(name, resolve, { once: true }));
}

function nextFrame() {
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
}

async function answering(work) {
  window.poster.answer = null;
  try {
    window.poster.answer = { value: await work(), error: "" };
  } catch (error) {
    window.poster.answer = { value: "", error: String(error) };
  }
}

async function base64(blob) {
  const reader = new FileReader();
  const read = new Promise((resolve) => reader.addEventListener("load", resolve, { once: true }));
  reader.readAsDataURL(blob);
  await read;
  return reader.result.slice(reader.result.indexOf(",") + 1);
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

  load(settings) {
    return answering(async () => {
      viewer.constructor.meshoptDecoderLocation = "/meshopt_decoder.js";
      // Never trade sharpness for speed.
      viewer.constructor.minimumRenderScale = 1;
      Object.assign(viewer, {
        loading: "eager",
        reveal: "auto",
        interactionPrompt: "none",
        environmentImage: "neutral",
        cameraOrbit: settings.cameraOrbit,
        minFieldOfView: "1deg",
        maxFieldOfView: "90deg",
        shadowIntensity: settings.shadowIntensity,
        shadowSoftness: settings.shadowSoftness,
        exposure: settings.exposure,
      });
      const failed = once("error").then((event) => {
        throw new Error(event.detail?.sourceError?.message ?? event.detail?.type ?? "unknown");
      });
      const loaded = once("load");
      viewer.src = "/model.glb";
      document.body.append(viewer);
      await Promise.race([loaded, failed]);
      if (complaints.length) throw new Error(complaints[0]);
      return "loaded";
    });
  },

  // Makes everything appear `factor` times as large, without moving the camera.
  magnify(factor) {
    return answering(async () => {
      const half = (viewer.getFieldOfView() * Math.PI) / 360;
      viewer.fieldOfView = `${(Math.atan(Math.tan(half) / factor) * 360) / Math.PI}deg`;
      await viewer.updateComplete;
      viewer.jumpCameraToGoal();
      return "magnified";
    });
  },

  take(variant) {
    return answering(async () => {
      if (viewer.variantName !== variant) {
        const applied = once("variant-applied");
        viewer.variantName = variant;
        await applied;
      }
      viewer.jumpCameraToGoal();
      await viewer.updateComplete;
      await nextFrame();
      return base64(await viewer.toBlob({ mimeType: "image/png", idealAspect: false }));
    });
  },
};
