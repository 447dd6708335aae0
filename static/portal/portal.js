/* The portal works without this: it adds dropping a file, the progress of an upload, a warning before leaving, and
   forms that stay good when their reader signs in anew in another window. */
(() => {
  "use strict";
  const unsaved = new Set();
  const answers = document.getElementById("answers");
  const fault = document.getElementById("p-fault");

  const tell = (text) => { fault.textContent = text; fault.hidden = !text; };

  /* Signing in makes the tokens of open pages void. Returns "fine" with every form renewed, or why nothing may be sent. */
  const renew = async () => {
    let answer;
    try {
      answer = await fetch(fault.dataset.renew, { headers: { Accept: "application/json" }, cache: "no-store" });
    } catch { return "offline"; }
    if (answer.redirected) return "out";
    // Somebody who answers for nobody finds no such page.
    if (answer.status === 404) return "other";
    if (!answer.ok) return "offline";
    const { token, person } = await answer.json();
    if (person !== fault.dataset.person) return "other";
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
    if (answers) answers.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
    return "fine";
  };

  /* What is on its way to be saved arrives first, or its reader would be told that somebody answered meanwhile. */
  const settle = async () => {
    for (let tries = 0; tries < 100 && document.querySelector(".p-item.htmx-request"); tries += 1) await new Promise((go) => setTimeout(go, 100));
  };

  // Every form of a page is sent with a token that is good now; what cannot be sent stays on the page and says so.
  if (fault) document.addEventListener("submit", async (event) => {
    const { target: form, submitter } = event;
    if (event.defaultPrevented || form.method !== "post" || "fresh" in form.dataset) return;
    event.preventDefault();
    const standing = await renew();
    if (standing !== "fine") { tell(fault.dataset[standing]); return; }
    tell("");
    if (form === answers) await settle();
    form.dataset.fresh = "";
    form.requestSubmit(submitter);
    delete form.dataset.fresh;
  });

  for (const place of document.querySelectorAll("[data-drop]")) {
    const form = document.getElementById(place.dataset.drop);
    const input = place.querySelector("input[type=file]");
    const bar = place.querySelector("progress");
    const item = place.closest(".p-item");
    const fate = place.querySelector(".p-fate");
    const tellHere = (text) => { fate.textContent = text; fate.hidden = !text; };
    place.addEventListener("dragover", (event) => { event.preventDefault(); place.dataset.over = ""; });
    place.addEventListener("dragleave", () => delete place.dataset.over);
    place.addEventListener("drop", (event) => {
      event.preventDefault();
      delete place.dataset.over;
      if (event.dataTransfer.files.length) { input.files = event.dataTransfer.files; form.requestSubmit(); }
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const [file] = input.files;
      if (file && file.size > Number(place.dataset.most)) { tellHere(place.dataset.large); return; }
      const standing = await renew();
      if (standing === "out" || standing === "other") { tell(fault.dataset[standing]); return; }
      tellHere("");
      const request = new XMLHttpRequest();
      bar.hidden = false;
      request.upload.addEventListener("progress", (step) => { if (step.lengthComputable) bar.value = 100 * step.loaded / step.total; });
      // The page says what became of it, the refusals included.
      request.addEventListener("loadend", () => {
        if (!request.status) {
          bar.hidden = true;
          tellHere(place.dataset.offline);
          return;
        }
        location.hash = item.id; location.reload();
      });
      request.open("POST", form.action);
      request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
      request.send(new FormData(form));
    });
  }

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

  /* What an old token kept from being saved is saved once more with a new one; a second refusal waits for the reader. */
  const saveAgain = async (item, state) => {
    const wasTried = "again" in item.dataset;
    if (!wasTried) {
      item.dataset.again = "";
      state.textContent = fault.dataset.again;
      const standing = await renew();
      if (standing === "fine") { htmx.trigger(item, "change"); return; }
      delete item.dataset.again;
      state.textContent = fault.dataset[standing];
    } else {
      delete item.dataset.again;
      state.textContent = fault.dataset.refused;
    }
    const button = document.createElement("button");
    button.type = "button";
    button.className = "imp-button imp-button--small";
    button.textContent = answers.dataset.retry;
    button.addEventListener("click", () => saveAgain(item, state));
    state.append(" ", button);
  };

  document.body.addEventListener("htmx:afterRequest", (event) => {
    const { elt, successful, xhr } = event.detail;
    const state = elt.querySelector(".p-state p");
    if (xhr.status === 403 && state) { saveAgain(elt, state); return; }
    delete elt.dataset.again;
    if (!successful) { if (state) state.textContent = xhr.status === 200 ? answers.dataset.out : answers.dataset.offline; }
    // What was refused, or is in conflict with somebody else's, is not saved either.
    else if (!elt.querySelector(".p-state [role=alert]")) unsaved.delete(elt);
  });
  // What is written to the reviewer, or chosen to be uploaded, has a form of its own and would be left behind.
  const findLeftBehind = () => [...document.querySelectorAll(".p-more textarea, .p-more input[type=file]")].find((field) => field.value.trim() && field.dataset.told !== field.value);
  answers.addEventListener("submit", (event) => {
    const left = findLeftBehind();
    if (left) {
      event.preventDefault();
      tell(answers.dataset[left.type === "file" ? "chosen" : "written"]);
      left.dataset.told = left.value;
      left.closest("details").open = true;
      left.focus();
    } else if ("fresh" in answers.dataset) unsaved.clear();
  });
  addEventListener("beforeunload", (event) => { if (unsaved.size) event.preventDefault(); });
})();
