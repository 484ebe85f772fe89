// After a decision on a finding is taken without a new page, the keyboard stands at the next finding that waits.
document.addEventListener("htmx:afterSwap", (event) => {
  const number = event.detail.requestConfig?.elt?.dataset?.finding;
  if (!number) return;
  const waiting = [...document.querySelectorAll(".rd-card.at-open")];
  const done = document.getElementById(`diem-${number}`);
  const next = waiting.find((card) => done && done.compareDocumentPosition(card) & Node.DOCUMENT_POSITION_FOLLOWING);
  const card = next || done || waiting[0];
  card?.querySelector("details")?.setAttribute("open", "");
  card?.focus({ preventScroll: true });
});
