/* The portal works without this: it adds dropping a file, the progress of an upload, and a warning before leaving. */
(() => {
  "use strict";
  const unsaved = new Set();

  for (const place of document.querySelectorAll("[data-drop]")) {
    const form = document.getElementById(place.dataset.drop);
    const input = place.querySelector("input[type=file]");
    const bar = place.querySelector("progress");
    place.addEventListener("dragover", (event) => { event.preventDefault(); place.dataset.over = ""; });
    place.addEventListener("dragleave", () => delete place.dataset.over);
    place.addEventListener("drop", (event) => {
      event.preventDefault();
      delete place.dataset.over;
      if (event.dataTransfer.files.length) { input.files = event.dataTransfer.files; form.requestSubmit(); }
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const request = new XMLHttpRequest();
      bar.hidden = false;
      request.upload.addEventListener("progress", (step) => { if (step.lengthComputable) bar.value = 100 * step.loaded / step.total; });
      // The page says what became of it, the refusals included.
      request.addEventListener("loadend", () => { location.hash = place.closest(".p-item").id; location.reload(); });
      request.open("POST", form.action);
      request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
      request.send(new FormData(form));
    });
  }

  const answers = document.getElementById("answers");
  if (!answers) return;
  answers.addEventListener("input", (event) => {
    // Files and messages have forms of their own.
    if (event.target.form === answers) unsaved.add(event.target.closest(".p-item"));
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) unsaved.delete(event.detail.elt);
    else {
      const state = event.detail.elt.querySelector(".p-state p");
      if (state) state.textContent = answers.dataset.offline;
    }
  });
  answers.addEventListener("submit", () => unsaved.clear());
  addEventListener("beforeunload", (event) => { if (unsaved.size) event.preventDefault(); });
})();
