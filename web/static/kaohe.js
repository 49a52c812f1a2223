// Conveniences only: every form works without this file.
"use strict";
(() => {
  const hundredths = (text) => /^\d+(\.\d{1,2})?$/.test(text.trim()) ? Math.round(Number(text) * 100) : null;
  const weigh = (box) => {
    const out = document.querySelector("[data-sum]");
    let sum = 0, known = true;
    for (const input of box.querySelectorAll("[data-weight]")) {
      if (!input.value.trim()) continue;
      const value = hundredths(input.value);
      if (value === null) known = false; else sum += value;
    }
    out.textContent = known ? String(sum / 100) : "有一项不是数字";
    out.classList.toggle("wrong", !known || sum !== 10000);
  };
  const tidy = (box) => { // one empty row is enough
    let spare = 0;
    for (const item of box.querySelectorAll("[data-item]")) {
      const empty = [...item.querySelectorAll("input")].every((i) => !i.value.trim());
      item.hidden = empty && spare > 0;
      if (empty) spare += 1;
    }
  };
  const start = () => {
    for (const box of document.querySelectorAll("[data-weights]")) {
      const again = () => { weigh(box); tidy(box); };
      box.addEventListener("input", again);
      again();
    }
    for (const form of document.querySelectorAll("[data-form]")) {
      form.addEventListener("submit", () => {
        const button = form.querySelector("[data-submit]");
        setTimeout(() => { button.disabled = true; }, 0);
      });
    }
    for (const button of document.querySelectorAll("[data-print]")) {
      button.hidden = false;
      button.addEventListener("click", () => print());
    }
    const reasons = document.getElementById("reasons");
    if (reasons) reasons.focus();
  };
  addEventListener("pageshow", () => { for (const b of document.querySelectorAll("[data-submit]")) b.disabled = false; });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
