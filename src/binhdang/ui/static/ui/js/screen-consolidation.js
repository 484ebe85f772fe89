// The narrative of a consolidated report: saves by itself what is edited, puts a figure where the cursor was.
// Without this script the buttons do the same; new paragraphs and removals are only sent by a button.
const form = document.querySelector("form[data-narrative]");
if (form) start(form);

function start(form) {
  const said = form.querySelector("[data-saved]");
  let timer = 0, busy = false, again = false, stopped = false, last = form.querySelector("textarea");

  form.addEventListener("focusin", (event) => { if (event.target.matches("textarea")) last = event.target; });
  form.addEventListener("input", (event) => { if (!/^(new|drop)\./.test(event.target.name)) later(); });
  form.addEventListener("submit", () => { stopped = true; clearTimeout(timer); });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-token]");
    if (!button || !last) return;
    const token = `[[${button.dataset.token}]]`;
    last.setRangeText(token, last.selectionStart, last.selectionEnd, "end");
    last.dispatchEvent(new Event("input", { bubbles: true }));
    last.focus();
  });

  function later() { clearTimeout(timer); timer = setTimeout(save, 1200); }

  async function save() {
    if (stopped) return;
    if (busy) { again = true; return; }
    busy = true; again = false;
    said.textContent = said.dataset.saving;
    const body = new FormData(form);
    for (const [name, value] of [...body]) {
      if (/^(new|drop)\./.test(name) || (name.startsWith("text.") && !value.trim())) body.delete(name);
    }
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Autosave": "1" } });
      if (answer.status === 409) { stopped = true; said.textContent = said.dataset.clash; return; }
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      form.elements.version.value = await answer.text();
      said.textContent = `${said.dataset.done} ${new Date().toLocaleTimeString("vi-VN", { hour12: false })}`;
      form.dispatchEvent(new CustomEvent("saved"));
    } catch {
      said.textContent = said.dataset.lost;
      timer = setTimeout(save, 8000);
    } finally {
      busy = false;
      if (again && !stopped) later();
    }
  }
}
