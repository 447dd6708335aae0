// Lists that are searched (select2) type into a field of their own, to which no label belongs: give it the list's.
"use strict";
const FIELDS = ".select2-container :is(.select2-search__field, .select2-selection--single, .select2-selection__rendered[role=textbox]):not([aria-label])";
document.addEventListener("DOMContentLoaded", () => {
  const name = (root) => {
    for (const field of root.querySelectorAll(FIELDS)) {
      const list = field.closest(".select2-container")?.previousElementSibling;
      const label = list?.labels?.[0];
      if (label) field.setAttribute("aria-label", label.textContent.trim());
    }
  };
  name(document);
  new MutationObserver(() => name(document)).observe(document.body, { childList: true, subtree: true });
});
