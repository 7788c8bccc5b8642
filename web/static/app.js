// Comforts on top of pages that work without it: shortcuts, menus, dialogs, charts, diagrams.
(function () {
  "use strict";

  const typing = (element) => element.closest("input, textarea, select, [contenteditable]");
  const ways = { i: "/inbox", c: "/campaigns", y: "/year", a: "/cases", s: "/subjects" };
  let waiting = 0;

  function open(id) {
    const dialog = document.getElementById(id);
    if (dialog && !dialog.open) dialog.showModal();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "/") {
      event.preventDefault();
      document.getElementById("search")?.focus();
    } else if (event.key === "?") {
      open("shortcuts");
    } else if (event.key === "g") {
      waiting = Date.now();
    } else if (Date.now() - waiting < 1200 && ways[event.key]) {
      waiting = 0;
      window.location.assign(ways[event.key]);
    }
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    if (opener) open(opener.dataset.open);
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (opener || !menu.contains(event.target)) menu.open = false;
    }
  });

  document.addEventListener("keyup", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details[data-menu][open]")) menu.open = false;
  });

  // A second click on a button that already sends would only cause a conflict message.
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    const sent = event.submitter;
    const question = sent?.dataset.confirm || event.target.dataset.confirm;
    if (question && !window.confirm(question)) {
      event.preventDefault();
    } else if (sent && event.target.method === "post") {
      window.setTimeout(() => (sent.disabled = true), 0);
      window.setTimeout(() => (sent.disabled = false), 8000);
    }
  });

  document.addEventListener("change", (event) => {
    const all = event.target.closest("[data-check-all]");
    if (all) {
      for (const box of document.querySelectorAll(`input[name="${all.dataset.checkAll}"]`)) {
        box.checked = all.checked;
      }
    }
  });

  for (const hidden of document.querySelectorAll("[data-needs-script], [data-open]")) {
    hidden.hidden = false;
  }

  // An answer with an error is shown as the page that it is.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 401) window.location.assign("/login");
  });
})();
