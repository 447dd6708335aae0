/* The portal works without this: it adds dropping a file, the progress of an upload, and a warning before leaving. */
(() => {
  "use strict";
  const unsaved = new Set();

  for (const place of document.querySelectorAll("[data-drop]")) {
    const form = document.getElementById(place.dataset.drop);
    const input = place.querySelector("input[type=file]");
    const bar = place.querySelector("progress");
    const item = place.closest(".p-item");
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
      request.addEventListener("loadend", () => {
        if (!request.status) {
          bar.hidden = true;
          item.querySelector(".p-state p").textContent = place.dataset.offline;
          return;
        }
        location.hash = item.id; location.reload();
      });
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
  const isElsewhere = (detail) => new URL(detail.xhr.responseURL, location.href).pathname !== new URL(detail.requestConfig.path, location.href).pathname;
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    // Whoever is signed out is led to the page to sign in, which does not belong into this one.
    if (isElsewhere(event.detail)) { event.detail.shouldSwap = false; event.detail.isError = true; }
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const { elt, successful, xhr } = event.detail;
    const state = elt.querySelector(".p-state p");
    if (!successful) { if (state) state.textContent = xhr.status === 200 ? answers.dataset.out : answers.dataset.offline; }
    // What was refused, or is in conflict with somebody else's, is not saved either.
    else if (!elt.querySelector(".p-state [role=alert]")) unsaved.delete(elt);
  });
  answers.addEventListener("submit", () => unsaved.clear());
  addEventListener("beforeunload", (event) => { if (unsaved.size) event.preventDefault(); });
})();
