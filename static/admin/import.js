// Watches a catalogue import: fills the progress bar, and shows the report once the job is over.
(() => {
  "use strict";
  const box = document.querySelector("[data-import-progress]");
  if (!box) return;
  const bar = box.querySelector("progress");
  const text = box.querySelector("[role=status]");
  const number = new Intl.NumberFormat(document.documentElement.lang || "en");
  let pause = 1000;
  const look = async () => {
    try {
      const answer = await fetch(box.dataset.importProgress, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const state = await answer.json();
      if (state.finished) {
        window.location.reload();
        return;
      }
      if (state.total) {
        bar.max = state.total;
        bar.value = state.done;
      }
      if (state.done) {
        const total = state.total ? ` / ${number.format(state.total)}` : "";
        text.textContent = `${state.text}: ${number.format(state.done)}${total}`;
      }
      pause = 1000;
    } catch {
      pause = Math.min(pause * 2, 15000); // the server may be restarting: keep asking, less often
    }
    window.setTimeout(look, pause);
  };
  window.setTimeout(look, pause);
})();
