/**
 * The number beside "Cart". Pages come from shared caches and know nothing about their reader, so the number is
 * asked for apart, and only by browsers that remember having put something into a cart.
 */

const REMEMBERED = "vitrine.cart";

/** @returns {boolean} whether this browser has filled a cart; true when it cannot remember anything. */
function hasCart() {
  try {
    return localStorage.getItem(REMEMBERED) !== null;
  } catch {
    return true;
  }
}

/** @param {number} count */
function remember(count) {
  try {
    if (count > 0) {
      localStorage.setItem(REMEMBERED, String(count));
    } else {
      localStorage.removeItem(REMEMBERED);
    }
  } catch {
    // Storage is switched off: the badge is then asked for on every page.
  }
}

/**
 * Shows how many things are in the cart, and remembers whether there is one.
 * @param {number} count
 */
export function showCartCount(count) {
  remember(count);
  const badge = document.querySelector("[data-cart-count]");
  if (!(badge instanceof HTMLElement)) {
    return;
  }
  badge.hidden = count === 0;
  badge.textContent = count === 0 ? "" : String(count);
  const link = badge.closest("a");
  if (count === 0) {
    link?.removeAttribute("aria-label");
  } else {
    link?.setAttribute("aria-label", count === 1 ? "Cart, 1 thing" : `Cart, ${count} things`);
  }
}

async function refreshCartCount() {
  const link = document.querySelector("[data-cart-link]");
  if (!(link instanceof HTMLElement) || !link.dataset.badgeUrl || !hasCart()) {
    return;
  }
  try {
    const response = await fetch(link.dataset.badgeUrl, { headers: { Accept: "application/json" } });
    if (response.ok) {
      showCartCount((await response.json()).count);
    }
  } catch {
    // Offline: no number is better than a wrong one.
  }
}

refreshCartCount();
// A page taken back out of the browser's history may show an old number.
addEventListener("pageshow", (event) => {
  if (event.persisted) {
    refreshCartCount();
  }
});
