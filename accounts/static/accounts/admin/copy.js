/** Buttons with `data-copy` copy the text of the element of that id. Without a clipboard they stay hidden. */

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copy).textContent;
    const said = document.querySelector("[data-copied]");
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = "Copied.";
    } catch {
      said.textContent = "Could not be copied; mark it and copy it by hand.";
    }
  });
}
