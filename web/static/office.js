// The session and the office's lists: conveniences only, every page works without this file.
"use strict";
(() => {
  const count = (box, form) => { // how many places are taken, against how many there are
    const limit = Number(box.dataset.limit);
    let used = Number(box.dataset.taken);
    for (const select of form.querySelectorAll("[data-grade]")) if (select.value === "好") used += 1;
    box.querySelector("[data-used]").textContent = String(used);
    box.querySelector("[data-word]").textContent = used > limit ? `超出${used - limit}人，须改定` : used === limit ? "名额已用完" : `还余${limit - used}人`;
    box.querySelector("[data-bar]").setAttribute("width", String(used >= limit ? 100 : 100 * used / limit));
    box.classList.toggle("over", used > limit);
  };
  const reasons = (form) => { // a reason is wanted where the grade departs from the proposal
    const shared = (form.querySelector("[data-shared]")?.value ?? "").trim() !== "";
    for (const row of form.querySelectorAll("[data-proposed]")) {
      const grade = row.querySelector("[data-grade]").value, asked = row.dataset.proposed;
      const departs = asked !== "" && grade !== "" && grade !== asked;
      row.classList.toggle("departs", departs);
      const field = row.querySelector("[data-reason]"), lacks = departs && !(shared && asked === "好" && grade === "较好");
      field.required = lacks;
      field.setCustomValidity(lacks && !field.value.trim() ? "与建议不同，请写明理由；只因名额所限的，可在页末“统一理由”中一并写明" : "");
    }
  };
  const session = () => {
    const table = document.querySelector("[data-decide]"), box = document.querySelector("[data-quota]");
    if (!table || !box) return;
    const form = table.closest("form"), again = () => { count(box, form); reasons(form); };
    form.addEventListener("input", again);
    again();
  };
  const copying = () => {
    for (const area of document.querySelectorAll("[data-copy]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm btn-outline-primary copy-button";
      button.textContent = "复制";
      button.addEventListener("click", async () => {
        area.select();
        try { await navigator.clipboard.writeText(area.value); } catch { document.execCommand("copy"); }
        button.textContent = "已复制";
      });
      area.after(button);
    }
  };
  const start = () => { session(); copying(); };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
