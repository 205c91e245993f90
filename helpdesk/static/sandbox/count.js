// Says how many characters are left while one writes; the server counts again and decides.
"use strict";
(() => {
  const letters = new Intl.Segmenter("en", { granularity: "grapheme" });
  const length = (text) => {
    const shortened = text.trim().replace(/https?:\/\/[^\s<>"]+/gi, "x".repeat(23));
    return [...letters.segment(shortened)].length;
  };
  for (const field of document.querySelectorAll("textarea[data-most]")) {
    const most = Number(field.dataset.most);
    const note = document.getElementById(field.getAttribute("aria-describedby"));
    const update = () => {
      const left = most - length(field.value);
      note.textContent = left >= 0 ? left + " characters left." : -left + " characters too many.";
      note.classList.toggle("over", left < 0);
    };
    field.addEventListener("input", update);
    update();
  }
})();
