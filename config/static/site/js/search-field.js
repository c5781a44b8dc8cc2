/** The search field of a page: the key "/" leads into it, Escape back to where one was. */

const EDITABLE = "input, select, textarea, [contenteditable]";

/** @type {Element | null} */
let before = null;

/** @returns {HTMLInputElement | null} */
function searchField() {
  return document.querySelector("input[data-search-field]");
}

addEventListener("keydown", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const field = searchField();
  if (!field || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) {
    return;
  }
  if (event.key === "/" && !target?.closest(EDITABLE)) {
    event.preventDefault();
    before = document.activeElement;
    field.focus();
    field.select();
  } else if (event.key === "Escape" && target === field) {
    event.preventDefault();
    field.blur();
    if (before instanceof HTMLElement && before !== document.body) {
      before.focus();
    }
    before = null;
  }
});
