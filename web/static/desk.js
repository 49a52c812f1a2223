// The forms of officers and leaders. Conveniences only: every form works without this file.
"use strict";
(() => {
  const hundredths = (text) => {
    const found = /^(\d{1,6})(?:\.(\d{1,2}))?$/.exec(text.trim().normalize("NFKC").replace("。", "."));
    return found ? Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0")) : null;
  };
  const words = (value) => {
    const rest = String(value % 100).padStart(2, "0").replace(/0+$/, "");
    return Math.floor(value / 100) + (rest ? "." + rest : "");
  };

  // The plan: the sum of the weights, one empty row at a time, rows taken out.
  const weigh = (box) => {
    const out = document.querySelector("[data-sum]");
    const whole = Number(box.dataset.weights) * 100;
    let sum = 0, known = true;
    for (const input of box.querySelectorAll("[data-weight]")) {
      if (!input.value.trim()) continue;
      const value = hundredths(input.value);
      if (value === null) known = false; else sum += value;
    }
    const left = whole - sum;
    out.textContent = !known ? "有一项不是数字，或小数超过两位" : words(sum) + (left > 0 ? `（还差${words(left)}）` : left < 0 ? `（多了${words(-left)}）` : "");
    out.classList.toggle("wrong", !known || left !== 0);
  };
  const filled = (item) => [...item.querySelectorAll("input")].some((i) => i.value.trim());
  const plan = (box) => {
    const items = [...box.querySelectorAll("[data-item]")];
    const more = document.querySelector("[data-more]");
    const tidy = () => { more.hidden = !items.some((i) => i.hidden); };
    // What came filled in counts, not what was typed before this ran: nobody's row is taken away.
    const given = (item) => [...item.querySelectorAll("input")].some((i) => i.defaultValue.trim());
    const used = items.some(given);
    items.forEach((item, place) => { item.hidden = !filled(item) && (used || place >= 3); });
    for (const item of items) {
      const clear = item.querySelector("[data-clear]");
      clear.hidden = false;
      clear.addEventListener("click", () => {
        for (const input of item.querySelectorAll("input")) input.value = "";
        for (const select of item.querySelectorAll("select")) select.selectedIndex = 0;
        item.hidden = true;
        tidy();
        box.dispatchEvent(new Event("input", { bubbles: true }));
        (items.find((i) => !i.hidden)?.querySelector("input") ?? more).focus();
      });
    }
    for (const item of items) { // a goal of the list says itself where it comes from
      const link = item.querySelector('select[name$=".link"]');
      link?.addEventListener("change", () => {
        const level = link.selectedOptions[0].dataset.level;
        if (level) item.querySelector('select[name$=".goal"]').value = level;
      });
    }
    more.addEventListener("click", () => {
      const next = items.find((i) => i.hidden);
      if (!next) return;
      next.hidden = false;
      next.querySelector("input").focus();
      tidy();
    });
    box.addEventListener("input", () => weigh(box));
    weigh(box);
    tidy();
  };

  // Marks: what is wrong is said at once; Enter goes on to the next mark instead of sending the form.
  const judged = (input, full) => {
    const value = hundredths(input.value), typed = input.value.trim() !== "";
    input.setCustomValidity(!typed ? "" : value === null ? "请填数字，最多两位小数" : value > full ? `不能高于${words(full)}分` : "");
    const note = input.closest(".mark").querySelector("[data-low]");
    const far = note && value !== null && (value <= Number(note.dataset.low) * 100 || value >= Number(note.dataset.high) * 100);
    if (note) note.required = far;
    note?.setCustomValidity(far && !note.value.trim() ? `${note.dataset.low}分及以下、${note.dataset.high}分及以上的，请写评分说明` : "");
  };
  const marks = (box) => {
    const inputs = [...box.querySelectorAll("[data-mark]")];
    const full = Number(box.dataset.marks) * 100;
    for (const input of inputs) {
      judged(input, full);
      input.closest(".mark").addEventListener("input", () => judged(input, full));
    }
    inputs.forEach((input, place) => {
      const next = (event) => {
        if (event.key !== "Enter" || event.isComposing) return;
        event.preventDefault();
        (inputs[place + 1] ?? document.querySelector("[data-submit]")).focus();
      };
      input.addEventListener("focus", () => input.select());
      input.addEventListener("keydown", next);
      input.closest(".mark").querySelector(".note").addEventListener("keydown", next);
    });
  };

  // Very few words are pointed out, next to none once more when they are handed in.
  const brief = (box) => {
    const area = box.querySelector("textarea");
    if (!area) return;
    const least = Number(box.dataset.brief), nothing = 4;
    const told = document.createElement("p");
    told.className = "hint late-word mb-0";
    area.after(told);
    const many = () => [...area.value.trim()].length;
    const look = () => {
      told.hidden = many() === 0 || many() >= least;
      told.textContent = `只写了${many()}个字，请写具体。`;
    };
    area.addEventListener("input", look);
    area.form.addEventListener("submit", (event) => {
      if (many() === 0 || many() >= nothing || "warned" in area.form.dataset) return;
      area.form.dataset.warned = "";
      event.preventDefault();
      event.stopImmediatePropagation();
      told.textContent = `只写了${many()}个字，请写具体；确实只写这些的，再按一次。`;
      area.focus();
    }, true);
    look();
  };

  // A reason is asked for where the grade departs from the band.
  const departing = (box) => {
    const reason = box.querySelector("[data-reason]");
    const look = () => {
      const grade = box.querySelector("input[name=grade]:checked")?.value ?? "";
      const away = grade !== "" && box.dataset.band !== "" && grade !== box.dataset.band;
      reason.hidden = !away && !reason.querySelector("textarea").value.trim();
      reason.querySelector("textarea").required = away;
    };
    box.addEventListener("change", look);
    look();
  };

  const start = () => {
    document.querySelectorAll("[data-weights]").forEach(plan);
    document.querySelectorAll("[data-marks]").forEach(marks);
    document.querySelectorAll("[data-band]").forEach(departing);
    document.querySelectorAll("[data-brief]").forEach(brief);
    document.addEventListener("htmx:sendError", () => {
      const kept = document.getElementById("kept");
      if (kept) kept.textContent = "网络不通，草稿没有保存，请不要关闭页面";
    });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
