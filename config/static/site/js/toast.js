/** Tells people what has just happened: in a short line at the foot of the page, and to screen readers. */

const SHOWN_MS = 6000;

/**
 * Says a sentence to screen readers only.
 * @param {string} sentence
 */
export function announce(sentence) {
  const announcer = document.querySelector("[data-announcer]");
  if (announcer) {
    announcer.textContent = sentence;
  }
}

/**
 * Shows a sentence, with a link where one helps, and announces it.
 * @param {string} sentence
 * @param {{ text: string, href: string }} [link]
 */
export function showToast(sentence, link) {
  document.querySelector(".toast")?.remove();
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.append(Object.assign(document.createElement("p"), { textContent: sentence }));
  if (link) {
    toast.append(Object.assign(document.createElement("a"), { textContent: link.text, href: link.href }));
  }
  document.body.append(toast);
  announce(sentence);
  setTimeout(() => leaveWhenUnused(toast), SHOWN_MS);
}

/**
 * Someone who is on the toast's link, or about to press it, keeps it.
 * @param {HTMLElement} toast
 */
function leaveWhenUnused(toast) {
  if (toast.matches(":hover, :focus-within")) {
    setTimeout(() => leaveWhenUnused(toast), SHOWN_MS);
  } else {
    toast.remove();
  }
}
