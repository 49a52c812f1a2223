// Pictures of the analysis: the figures are those of the tables below them.
"use strict";
(() => {
  const colours = { 好: "#1d4e79", 较好: "#5b8db8", 一般: "#d9a441", 较差: "#b42318", 不确定: "#8a949e" };
  const base = { animation: false, textStyle: { fontFamily: "inherit" }, tooltip: { trigger: "axis", renderMode: "richText" }, legend: { top: 0 }, grid: { left: 48, right: 48, top: 40, bottom: 56 } };
  const names = (list) => ({ type: "category", data: list, axisLabel: { interval: 0, rotate: list.length > 6 ? 30 : 0 } });
  const count = { type: "value", minInterval: 1, name: "人" };
  const stacked = (grades, by) => grades.filter((g) => by[g].some((n) => n)).map((g) => ({ name: g, type: "bar", stack: "all", barMaxWidth: 56, data: by[g], itemStyle: { color: colours[g] } }));
  const pictures = {
    sections: (d) => ({ ...base, xAxis: names(d.sections), yAxis: count, series: stacked(d.grades, d.by_section) }),
    scores: (d) => ({ ...base, legend: undefined, xAxis: names(d.scores.map((s) => s.name)), yAxis: count, series: [{ name: "人次", type: "bar", barMaxWidth: 56, data: d.scores.map((s) => s.n), itemStyle: { color: colours.较好 } }] }),
    kpi: (d) => ({ ...base, legend: undefined, xAxis: names(d.sections), yAxis: { type: "value", name: "分", min: 0, max: 100 }, series: [{ name: "KPI 均值", type: "bar", barMaxWidth: 56, data: d.kpi, itemStyle: { color: colours.好 } }] }),
    late: (d) => ({ ...base, legend: undefined, xAxis: names(d.sections), yAxis: { ...count, name: "项" }, series: [{ name: "本人逾期", type: "bar", barMaxWidth: 56, data: d.late, itemStyle: { color: colours.较差 } }] }),
    trend: (d) => ({ ...base, xAxis: names(d.quarters), yAxis: [count, { type: "value", name: "得分", min: 0, max: 100 }], series: [...stacked(d.grades, d.trend), { name: "得分均值", type: "line", yAxisIndex: 1, data: d.means, itemStyle: { color: "#1f2d3d" } }] }),
  };
  const draw = async (box) => {
    const answer = await fetch(box.dataset.charts, { headers: { accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return; // the tables below say the same
    const { drawn } = await answer.json();
    if (!drawn || !drawn.sections) return;
    box.hidden = false;
    for (const place of box.querySelectorAll("[data-chart]")) {
      const chart = echarts.init(place, null, { renderer: "canvas" });
      chart.setOption(pictures[place.dataset.chart](drawn));
      addEventListener("resize", () => chart.resize());
    }
    box.dataset.drawn = "yes";
  };
  for (const box of document.querySelectorAll("[data-charts]")) draw(box);
})();
