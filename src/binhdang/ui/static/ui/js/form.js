// Autosave of a report's form: sends the section a moment after typing stops, says plainly what has arrived, and
// takes messages and progress from the page that comes back. Without this script the buttons do the same.
const form = document.querySelector("form[data-autosave]");
if (form) start(form);

function start(form) {
  const said = form.querySelector("[data-saved]");
  const words = document.documentElement.lang === "en"
    ? { saving: "Saving…", saved: "Saved at ", offline: "Not saved: no connection. What you typed stays here.", conflict: "Somebody else has saved. Press “Save” to compare cell by cell.", bad: "Some cells cannot be read; the others are saved." }
    : { saving: "Đang lưu…", saved: "Đã tự lưu lúc ", offline: "Chưa lưu được: mất kết nối. Số đã nhập vẫn còn trên trang này.", conflict: "Có người khác vừa lưu. Bấm “Lưu” để so từng ô.", bad: "Có ô chưa đọc được; các ô khác đã lưu." };
  let timer = 0, busy = false, again = false, stopped = false;

  for (const hint of form.querySelectorAll("[data-needs-script]")) hint.hidden = false;
  form.addEventListener("input", later);
  form.addEventListener("change", (event) => {
    if (!event.target.name?.startsWith("kad.")) return;
    for (const input of event.target.closest("tr").querySelectorAll(".cell .input")) {
      if (event.target.checked) input.value = "";
      input.placeholder = event.target.checked ? "KAD" : "";
    }
  });
  form.addEventListener("submit", () => { clearTimeout(timer); stopped = true; });
  form.addEventListener("paste", paste);
  window.addEventListener("online", () => { if (again) save(); });

  function later(event) {
    const input = event?.target;
    if (input?.matches?.(".cell .input") && input.value) {
      const kad = input.closest("tr").querySelector("input[name^='kad.']");
      if (kad?.checked) { kad.checked = false; input.closest("tr").querySelectorAll(".cell .input").forEach((i) => { i.placeholder = ""; }); }
    }
    clearTimeout(timer);
    timer = setTimeout(save, 900);
  }

  function say(text, state) { said.textContent = text; said.dataset.state = state; }

  async function save() {
    if (stopped) return;
    if (busy) { again = true; return; }
    busy = true; again = false;
    say(words.saving, "wait");
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" } });
      if (answer.status === 409) { stopped = true; say(words.conflict, "err"); return; }
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      form.elements.version.value = page.querySelector("form[data-autosave] [name=version]").value;
      refresh(page);
      const unread = form.querySelectorAll("[aria-invalid]").length;
      say(words.saved + new Date().toLocaleTimeString("vi-VN", { hour12: false }) + (unread && page.querySelector("[data-unread]") ? ". " + words.bad : ""), "ok");
      form.dispatchEvent(new CustomEvent("saved"));
    } catch {
      say(words.offline, "err");
      clearTimeout(timer);
      timer = setTimeout(save, 8000);
    } finally {
      busy = false;
      if (again && !stopped) { again = false; later(); }
    }
  }

  // Messages under the rows, progress of the sections and the bar below; what is being typed is never touched.
  function refresh(page) {
    for (const row of form.querySelectorAll("tr[data-row]")) {
      const fresh = page.querySelector(`tr[data-row="${CSS.escape(row.dataset.row)}"]`);
      if (!fresh) continue;
      row.className = fresh.className;
      for (const input of row.querySelectorAll(".cell .input")) {
        const now = fresh.querySelector(`[name="${CSS.escape(input.name)}"]`);
        for (const name of ["aria-invalid", "aria-describedby"]) {
          if (now?.hasAttribute(name)) input.setAttribute(name, now.getAttribute(name)); else input.removeAttribute(name);
        }
      }
      const kept = new Map();
      for (let next = row.nextElementSibling; next?.matches("tr.say"); next = row.nextElementSibling) {
        if (next.contains(document.activeElement)) { kept.set(next.dataset.key, next); break; }
        next.remove();
      }
      let after = row;
      for (let next = fresh.nextElementSibling; next?.matches("tr.say"); next = fresh.nextElementSibling) {
        next.remove();
        const place = kept.get(next.dataset.key) ?? document.importNode(next, true);
        if (!place.isConnected) after.after(place);
        after = place;
      }
    }
    for (const part of [".steps", ".bar-state", "[data-summary]", "[data-report-state]"]) {
      const here = document.querySelector(part), there = page.querySelector(part);
      if (here && there && !here.contains(document.activeElement)) here.replaceChildren(...document.importNode(there, true).childNodes);
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
