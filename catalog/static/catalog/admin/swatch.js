// The text of a swatch is what counts; the colour picker beside it follows and leads.

const COLOUR = /^#[0-9a-f]{6}$/i;

document.addEventListener("input", (event) => {
  const target = event.target;
  const swatch = target instanceof HTMLInputElement ? target.closest("[data-swatch]") : null;
  if (!swatch) return;
  const picker = swatch.querySelector('input[type="color"]');
  const text = swatch.querySelector('input:not([type="color"])');
  if (target === picker) {
    text.value = picker.value;
    text.dispatchEvent(new Event("change", { bubbles: true }));
  } else if (COLOUR.test(text.value)) {
    picker.value = text.value.toLowerCase();
  }
});
