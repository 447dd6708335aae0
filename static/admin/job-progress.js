// Follows a background job on its page; when it ends, the page is loaded again with the outcome.
(function () {
  "use strict";
  const card = document.querySelector("[data-job-progress]");
  if (!card) return;
  const bar = card.querySelector("progress");
  const state = card.querySelector("[data-job-state]");
  const text = card.querySelector("[data-job-text]");
  let wait = 1000;

  function show(job) {
    state.textContent = job.state_label;
    text.textContent = job.total ? `${job.done} / ${job.total} ${job.text}` : job.text;
    if (job.total) {
      bar.max = job.total;
      bar.value = job.done;
    } else {
      bar.removeAttribute("value");
    }
  }

  async function poll() {
    try {
      const answer = await fetch(card.dataset.jobProgress, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const job = await answer.json();
      if (job.finished) {
        window.location.reload();
        return;
      }
      show(job);
      wait = 1000;
    } catch {
      wait = Math.min(wait * 2, 30000); // the server may be away for a moment
    }
    window.setTimeout(poll, wait);
  }

  window.setTimeout(poll, wait);
})();
