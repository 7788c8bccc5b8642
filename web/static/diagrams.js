// Shows BPMN diagrams with where a case is and has been; each is drawn when it is first looked at.
(function () {
  "use strict";
  const viewers = new Map();

  async function source(place) {
    // What was only sent to be looked at has no address of its own: it stands in the page.
    if (place.dataset.from) return document.getElementById(place.dataset.from).value;
    const answer = await fetch(place.dataset.diagram, { credentials: "same-origin" });
    return answer.ok ? answer.text() : "";
  }

  async function draw(place) {
    const xml = await source(place);
    if (!xml) return;
    const viewer = new window.BpmnJS({ container: place });
    await viewer.importXML(xml);
    const canvas = viewer.get("canvas");
    const registry = viewer.get("elementRegistry");
    const marks = JSON.parse(place.dataset.marks || "{}");
    for (const [mark, elements] of Object.entries(marks)) {
      for (const id of elements) {
        if (registry.get(id)) canvas.addMarker(id, `is-${mark}`);
      }
    }
    viewers.set(place, viewer);
    fit(place, (marks.here || []).find((id) => registry.get(id)) || (marks.failed || [])[0]);
  }

  function fit(place, element) {
    const canvas = viewers.get(place)?.get("canvas");
    if (!canvas) return;
    canvas.zoom("fit-viewport", "auto");
    // A wide diagram on a small screen would be a thin line: show the place of interest instead.
    if (canvas.zoom() < 0.55 && element) {
      canvas.zoom(0.75);
      canvas.scrollToElement(element, { top: 60, bottom: 60, left: 80, right: 80 });
    }
  }

  function show(process) {
    for (const place of document.querySelectorAll("[data-diagram]")) {
      const wanted = place.dataset.process === process;
      place.hidden = !wanted;
      if (wanted && !viewers.has(place)) draw(place);
    }
  }

  const choice = document.querySelector("[data-diagram-choice]");
  const first = document.querySelector("[data-diagram]");
  choice?.addEventListener("change", () => show(choice.value));
  document.querySelector("[data-diagram-fit]")?.addEventListener("click", () => {
    const place = document.querySelector("[data-diagram]:not([hidden])");
    if (place) viewers.get(place)?.get("canvas").zoom("fit-viewport", "auto");
  });
  if (choice) show(choice.value);
  else if (first) show(first.dataset.process);
})();
