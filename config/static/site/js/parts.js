/** Parts of a form that are asked for anew while somebody is in it: what they type meanwhile stays, and so does the focus. */

const TYPED = "[data-part] :is(input[type=text], input[type=tel], input[type=email])";

/**
 * Puts each part of the page that came (`data-part`) into the form that is shown.
 * @param {HTMLFormElement} form
 * @param {Document} page
 * @param {FormData} sent what the page that came knows of
 */
export function replaceParts(form, page, sent) {
  const focused = document.activeElement;
  const caret = [focused?.selectionStart, focused?.selectionEnd];
  const typed = [...form.querySelectorAll(TYPED)].filter(({ name, value }) => value !== sent.get(name));
  for (const part of form.querySelectorAll("[data-part]")) {
    const fresh = page.querySelector(`[data-part="${part.dataset.part}"]`);
    if (fresh) {
      part.innerHTML = fresh.innerHTML;
      part.hidden = fresh.hidden;
    }
  }
  for (const { name, value } of typed) {
    const field = form.elements[name];
    if (field instanceof HTMLInputElement) {
      field.value = value;
    }
  }
  if (focused && !focused.isConnected) {
    giveFocus(document.getElementById(focused.id), caret);
  }
}

/** Some kinds of fields know no caret. */
function giveFocus(field, [start, end]) {
  field?.focus();
  if (typeof start === "number" && field instanceof HTMLInputElement) {
    field.setSelectionRange(start, end);
  }
}
