// Autosave of a form being built: sends the part a moment after typing stops and takes progress and problems from the
// page that comes back. Rows typed into "Thêm dòng" wait for their button. Without this script the buttons do the same.
const form = document.querySelector("form[data-draft]");
if (form) start(form);

function start(form) {
  const said = form.querySelector("[data-saved]");
  const words = document.documentElement.lang === "en"
    ? { saving: "Saving…", saved: "Saved at ", offline: "Not saved: no connection. What you typed stays here.", conflict: "Somebody else has saved. Press “Save” to compare." }
    : { saving: "Đang lưu…", saved: "Đã tự lưu lúc ", offline: "Chưa lưu được: mất kết nối. Nội dung đã gõ vẫn còn trên trang này.", conflict: "Có người khác vừa lưu. Bấm “Lưu” để so hai bản." };
  const held = (name) => name.startsWith("new.") || name.startsWith("d.new.") || name.startsWith("q.new.") || name.endsWith(".gone");
  let timer = 0, busy = false, again = false, stopped = false;

  form.addEventListener("input", (event) => {
    if (held(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(save, 1200);
  });
  form.addEventListener("change", (event) => {
    if (/^r\.\d+\.kind$/.test(event.target.name)) { stopped = true; form.querySelector("button[name=do]").click(); }
  });
  form.addEventListener("submit", () => { clearTimeout(timer); stopped = true; });

  function say(text, state) { said.textContent = text; said.dataset.state = state; }

  async function save() {
    if (stopped) return;
    if (busy) { again = true; return; }
    busy = true; again = false;
    say(words.saving, "wait");
    const body = new FormData(form);
    for (const name of [...body.keys()]) if (held(name)) body.delete(name);
    try {
      const answer = await fetch(location.href, { method: "POST", body, headers: { "X-Autosave": "1" } });
      if (answer.status === 409) { stopped = true; say(words.conflict, "err"); return; }
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      form.elements.version.value = page.querySelector("form[data-draft] [name=version]").value;
      for (const part of [".steps", ".bar-state", "[data-summary]"]) {
        const here = document.querySelector(part), there = page.querySelector(part);
        if (here && there && !here.contains(document.activeElement)) here.replaceChildren(...document.importNode(there, true).childNodes);
      }
      say(words.saved + new Date().toLocaleTimeString("vi-VN", { hour12: false }), "ok");
      form.dispatchEvent(new CustomEvent("saved"));
    } catch {
      say(words.offline, "err");
      clearTimeout(timer);
      timer = setTimeout(save, 8000);
    } finally {
      busy = false;
      if (again && !stopped) timer = setTimeout(save, 1200);
    }
  }
}
