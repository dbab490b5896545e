// Copies a text by one tap, where the browser allows it.
(() => {
  "use strict";
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      const words = button.textContent;
      button.textContent = "✓ " + words;
      setTimeout(() => { button.textContent = words; }, 2000);
    });
  }
})();
