// A form on top of the page that works without it: conditions, lawful outcomes, counting, keys.
(function () {
  "use strict";

  const form = document.querySelector("form[data-form]");
  if (!form) return;
  form.classList.add("scripted");
  const table = JSON.parse(form.dataset.outcomes);
  const list = form.querySelector("[data-checklist]");
  const items = list ? [...list.querySelectorAll("[data-item]")] : [];

  // Values as FEEL sees them: a field that is hidden or empty is null.
  function valueOf(row) {
    const inputs = [...row.querySelectorAll("input, select, textarea")].filter((one) => !one.disabled);
    if (row.dataset.kind === "checkbox") return inputs.length ? inputs[0].checked : null;
    if (row.dataset.kind === "radio") return inputs.find((one) => one.checked)?.value ?? null;
    if (row.dataset.kind === "number") return inputs[0]?.value ? Number(inputs[0].value) : null;
    return inputs[0]?.value || null;
  }

  function findings() {
    const found = { answered: 0, failed: 0, key_failed: 0, general_failed: 0, unsafe: 0, gap: false };
    let keyUnsafe = 0;
    let generalUnsafe = 0;
    for (const item of items) {
      const result = item.querySelector('input[name$=".result"]:checked')?.value;
      if (result) found.answered += 1;
      if (result !== "2") continue;
      const key = item.dataset.key === "yes";
      const unsafe = item.querySelector('input[name$=".affects_safety"]:checked')?.value === "yes";
      found.failed += 1;
      found[key ? "key_failed" : "general_failed"] += 1;
      if (unsafe) found.unsafe += 1;
      if (unsafe && key) keyUnsafe = 1;
      if (unsafe && !key) generalUnsafe = 1;
      if (key && !unsafe) found.gap = true;
    }
    const digits = [found.failed > 0, keyUnsafe, generalUnsafe, found.gap].map(Number).join("");
    return { facts: found, digits };
  }

  function context(found) {
    const values = {};
    for (const row of form.querySelectorAll("[data-field]")) values[row.dataset.field] = valueOf(row);
    if (list) values[list.dataset.checklist] = found.facts;
    return values;
  }

  function hide(part, hidden) {
    part.hidden = hidden;
    for (const input of part.querySelectorAll("input, select, textarea, button")) {
      input.disabled = hidden || Boolean(input.closest("[data-hide][hidden]"));
      if ("required" in input.dataset) input.required = !input.disabled;
    }
  }

  // A condition may depend on a field that another condition hides, so it is asked until it rests.
  function conditions(found) {
    for (let round = 0; round < 5; round += 1) {
      const values = context(found);
      let changed = false;
      for (const part of form.querySelectorAll("[data-hide]")) {
        const hidden = feelin.evaluate(part.dataset.hide, values).value === true;
        if (hidden !== part.hidden || !part.dataset.asked) {
          changed = true;
          part.dataset.asked = "yes";
          hide(part, hidden);
        }
      }
      if (!changed) return;
    }
  }

  function outcome(found) {
    const hint = form.querySelector("[data-outcome-hint]");
    if (!hint) return;
    const performed = form.querySelector('input[name="performed"]:checked')?.value;
    const needed = list && "partial" in list.dataset ? 1 : items.length;
    const complete = found.facts.answered >= needed;
    const allowed = performed === "no" ? table.not_performed : table[found.digits] || table.none;
    const known = performed === "no" || (performed === "yes" && complete);
    const labels = [];
    for (const input of hint.closest("fieldset").querySelectorAll('input[type="radio"]')) {
      const lawful = !known || allowed.includes(input.value);
      input.closest("label").classList.toggle("not-lawful", !lawful);
      if (known && lawful) labels.push(input.closest("label").textContent.trim());
    }
    hint.hidden = !known;
    hint.querySelector("span").textContent = `${form.dataset.lawful} ${labels.join("、")}`;
  }

  function count(found) {
    const line = list?.querySelector("[data-count]");
    if (!line) return;
    line.hidden = false;
    line.textContent = line.dataset.words
      .replace("{answered}", found.facts.answered)
      .replace("{total}", items.length)
      .replace("{failed}", found.facts.failed);
  }

  function refresh() {
    const found = findings();
    conditions(found);
    outcome(found);
    count(found);
  }

  form.addEventListener("change", refresh);
  // 1, 2 and 3 answer the item that has the focus; the next one follows.
  form.addEventListener("keydown", (event) => {
    const item = event.target.closest("[data-item]");
    if (!item || !"123".includes(event.key) || event.target.matches("textarea")) return;
    item.querySelector(`input[name$=".result"][value="${event.key}"]`).click();
    const next = event.key === "2" ? item.querySelector("textarea") : items[items.indexOf(item) + 1];
    next?.focus();
    event.preventDefault();
  });
  // Another row of a list is the last one again, blank and with the next number.
  for (const button of form.querySelectorAll("[data-add-row]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const body = form.querySelector(`[data-rows="${button.dataset.addRow}"] tbody`);
      const row = body.lastElementChild.cloneNode(true);
      const number = Number(row.dataset.row) + 1;
      row.dataset.row = number;
      for (const input of row.querySelectorAll("input")) {
        input.name = input.name.replace(/\[\d+\]/, `[${number}]`);
        input.value = "";
        input.removeAttribute("aria-invalid");
      }
      for (const said of row.querySelectorAll(".invalid-feedback")) said.remove();
      for (const box of row.querySelectorAll("[data-flags]")) {
        box.dataset.flags = box.dataset.flags.replace(/\.\d+\./, `.${number}.`);
        box.replaceChildren();
      }
      body.append(row);
      row.querySelector("input").focus();
    });
  }
  document.getElementById("form-errors")?.focus();
  refresh();
})();
