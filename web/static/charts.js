// Draws the charts of a page; numbers come from data attributes, so that no script is inline.
(function () {
  "use strict";
  const font = getComputedStyle(document.body).fontFamily;

  function option({ bars }) {
    const rows = [...bars].reverse();
    return {
      animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
      textStyle: { fontFamily: font, color: "#1c2733" },
      grid: { left: 12, right: 48, top: 12, bottom: 8, containLabel: true },
      // Text in a canvas instead of HTML: the CSP allows no inline style.
      tooltip: { renderMode: "richText", trigger: "item", confine: true },
      xAxis: { type: "value", minInterval: 1, axisLabel: { color: "#566475" }, splitLine: { lineStyle: { color: "#e6ebf1" } } },
      yAxis: { type: "category", data: rows.map((bar) => bar.name), axisTick: { show: false }, axisLine: { lineStyle: { color: "#c9d3de" } } },
      series: [
        {
          type: "bar",
          barMaxWidth: 22,
          data: rows.map((bar) => ({ value: bar.value, itemStyle: { color: bar.colour, borderRadius: [0, 3, 3, 0] } })),
          label: { show: true, position: "right", color: "#1c2733" },
        },
      ],
    };
  }

  for (const place of document.querySelectorAll("[data-chart]")) {
    const chart = window.echarts.init(place, null, { renderer: "canvas" });
    chart.setOption(option(JSON.parse(place.dataset.chart)));
    window.addEventListener("resize", () => chart.resize());
  }
})();
