// Autosave of a report's form: sends the section a moment after typing stops, and says plainly what has arrived.
const form = document.querySelector("form[data-autosave]");
if (form) start(form);

function start(form) {
  const said = form.querySelector("[data-saved]");
  const words = document.documentElement.lang === "en"
    ? { saving: "Saving…", saved: "Saved at ", offline: "Not saved: no connection. What you typed stays here.", conflict: "Somebody else has saved. Press “Save” to compare cell by cell.", bad: "Some cells cannot be read; the others are saved." }
    : { saving: "Đang lưu…", saved: "Đã tự lưu lúc ", offline: "Chưa lưu được: mất kết nối. Số đã nhập vẫn còn trên trang này.", conflict: "Có người khác vừa lưu. Bấm “Lưu” để so từng ô.", bad: "Có ô chưa đọc được; các ô khác đã lưu." };
  let timer = 0, busy = false, again = false, stopped = false;

  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 900); });
  form.addEventListener("change", (event) => {
    if (event.target.name?.startsWith("kad.")) {
      const row = event.target.closest("tr");
      for (const input of row.querySelectorAll(".cell .input")) {
        if (event.target.checked) input.value = "";
        input.placeholder = event.target.checked ? "KAD" : "";
      }
    }
  });
  form.addEventListener("submit", () => clearTimeout(timer));
  form.addEventListener("paste", paste);
  window.addEventListener("online", () => { if (again) save(); });

  function say(text, state) { said.textContent = text; said.dataset.state = state; }

  async function save() {
    if (stopped) return;
    if (busy) { again = true; return; }
    busy = true; again = false;
    say(words.saving, "wait");
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
      if (answer.status === 409) { stopped = true; say(words.conflict, "err"); return; }
      if (!answer.ok) throw new Error(String(answer.status));
      const saved = await answer.json();
      form.elements.version.value = saved.version;
      mark(saved.errors);
      const unread = Object.keys(saved.errors).length;
      say(words.saved + saved.at + (unread ? ". " + words.bad : ""), "ok");
      form.dispatchEvent(new CustomEvent("saved"));
    } catch {
      again = true;
      say(words.offline, "err");
      timer = setTimeout(save, 8000);
    } finally {
      busy = false;
      if (again && navigator.onLine && !stopped && !timer) save();
    }
  }

  function mark(errors) {
    for (const input of form.querySelectorAll(".cell .input")) {
      const message = errors[input.name.slice(2)];
      input.toggleAttribute("aria-invalid", Boolean(message));
      if (message) input.setAttribute("aria-invalid", "true");
      input.title = message || "";
      input.closest("tr").classList.toggle("bad", Boolean([...input.closest("tr").querySelectorAll("[aria-invalid]")].length));
    }
  }

  // A block copied from Excel fills the cells below and to the right of the one that has the focus.
  function paste(event) {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!/[\t\n]/.test(text.trim()) || !event.target.matches(".cell .input")) return;
    event.preventDefault();
    const rows = [...form.querySelectorAll("tr[data-row]")];
    const from = rows.indexOf(event.target.closest("tr"));
    const column = [...rows[from].querySelectorAll(".cell .input")].indexOf(event.target);
    text.replace(/\r/g, "").replace(/\n$/, "").split("\n").forEach((line, down) => {
      const inputs = [...(rows[from + down]?.querySelectorAll(".cell .input") ?? [])];
      line.split("\t").forEach((value, right) => { if (inputs[column + right]) inputs[column + right].value = value.trim(); });
    });
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
