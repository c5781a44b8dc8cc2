/** How a model is lit and looked at, in <model-viewer>'s attributes: the posters' renderer reads this file as well. */

export const SCENE = Object.freeze({
  "environment-image": "neutral",
  exposure: "1",
  "shadow-intensity": "0.8",
  "shadow-softness": "1",
  // Where a model without a framing of its own is looked at from.
  "camera-orbit": "30deg 75deg 105%",
  "interaction-prompt": "none",
  loading: "eager",
});
