// Conveniences only: every form works without this file.
"use strict";
(() => {
  const start = () => {
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
    const here = document.querySelector("nav.menu [aria-current]");
    if (here) here.scrollIntoView({ block: "nearest", inline: "center" });
    const reasons = document.getElementById("reasons");
    if (reasons) reasons.focus();
  };
  addEventListener("pageshow", () => { for (const b of document.querySelectorAll("[data-submit]")) b.disabled = false; });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
