// Drafts are saved on the server as one types; photos are sent as soon as they are taken.
(function () {
  "use strict";

  const form = document.querySelector("form[data-form]");
  if (!form) return;
  const saved = form.querySelector("[data-saved]");
  let timer = 0;
  let sending = false;
  let again = false;

  // Whoever is banned is told beside the field that names him, as soon as it is saved.
  function flag(flags) {
    for (const box of form.querySelectorAll("[data-flags]")) {
      const lines = (flags[box.dataset.flags] || []).map((sentence) => {
        const line = document.createElement("div");
        line.className = "form-flag";
        line.textContent = sentence;
        return line;
      });
      box.replaceChildren(...lines);
    }
  }

  async function save() {
    if (sending) {
      again = true;
      return;
    }
    sending = true;
    const body = new FormData(form);
    for (const name of [...body.keys()]) if (name.endsWith(".file")) body.delete(name);
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body });
      const said = await answer.json();
      if (answer.ok) {
        form.elements.revision.value = said.revision;
        flag(said.flags);
      }
      saved.textContent = answer.ok ? said.words : said.detail;
      saved.classList.toggle("text-danger", !answer.ok);
    } catch {
      saved.textContent = form.dataset.unsaved;
      later(15000);
    }
    sending = false;
    if (again) later(500);
    again = false;
  }

  function later(pause) {
    window.clearTimeout(timer);
    timer = window.setTimeout(save, pause);
  }

  async function upload(input) {
    const box = input.closest("[data-upload]");
    const error = box.querySelector("[data-upload-error]");
    const chosen = box.querySelector("[data-chosen]");
    error.textContent = "";
    for (const file of input.files) {
      chosen.textContent = form.dataset.uploading;
      const body = new FormData();
      body.append("csrf_token", form.elements.csrf_token.value);
      body.append("name", box.dataset.upload);
      body.append("file", file);
      try {
        const answer = await fetch(form.dataset.uploadTo, { method: "POST", body });
        if (answer.ok) box.querySelector("ul").insertAdjacentHTML("beforeend", await answer.text());
        else error.textContent = `${file.name}: ${(await answer.json()).detail}`;
      } catch {
        error.textContent = `${file.name}: ${form.dataset.failed}`;
      }
    }
    chosen.textContent = "";
    error.classList.toggle("d-block", Boolean(error.textContent));
    input.value = "";
    later(200);
  }

  form.addEventListener("change", (event) => {
    if (event.target.type === "file") upload(event.target);
  });
  form.addEventListener("input", (event) => {
    if (event.target.type !== "file") later(1500);
  });
  form.addEventListener("submit", () => window.clearTimeout(timer));
})();
