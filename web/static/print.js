// The button that opens the printer's dialog; the browser's own menu does the same.
document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
