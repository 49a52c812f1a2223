// Conveniences only: every form works without this file.
"use strict";
(() => {
  const named = (form, name) => form.querySelector(`[name="${CSS.escape(name)}"]`);
  const found = (form, path) => { // the field of a path such as items.0.weight or bpi.执行力
    const [part, key, last] = path.split(".");
    if (key === undefined) return named(form, part);
    if (part === "items") { // the rules count the rows that are filled in
      const rows = [...form.querySelectorAll("[data-item]")].filter((row) => [...row.querySelectorAll("input")].some((i) => i.value.trim()));
      return rows[Number(key)]?.querySelector(`[name$=".${CSS.escape(last ?? "title")}"]`);
    }
    const keys = [...form.querySelectorAll(`[name^="${CSS.escape(part)}."][name$=".key"]`)];
    const own = keys.find((each) => each.value === path.slice(part.length + 1));
    return own ? named(form, own.name.replace(/key$/, "value")) : named(form, `${part}:${path.slice(part.length + 1)}`);
  };
  const blame = (form) => { // the fields that are not right, red until they are changed
    for (const path of JSON.parse(form.dataset.wrong)) {
      const field = found(form, path);
      if (!field) continue;
      field.classList.add("is-invalid");
      field.setAttribute("aria-invalid", "true");
      field.addEventListener("input", () => { field.classList.remove("is-invalid"); field.removeAttribute("aria-invalid"); }, { once: true });
    }
  };
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
    document.querySelectorAll("[data-wrong]").forEach(blame);
    const reasons = document.getElementById("reasons");
    if (reasons) reasons.focus();
    // Going back to the answer to a form shows the form, not the browser's error page.
    if ("again" in document.body.dataset) history.replaceState(null, "", location.href);
  };
  addEventListener("pageshow", () => { for (const b of document.querySelectorAll("[data-submit]")) b.disabled = false; });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
