// On every page: whose device this is now, the worker that answers without a line, what has not been sent yet.
(() => {
  const { queue } = self.bd;
  const root = document.documentElement, english = root.lang === "en", signed = document.querySelector("meta[name=account]");
  const words = english
    ? { unsent: (n) => `${n} ${n === 1 ? "report" : "reports"} on this device not sent yet.`, look: "See what is on this device", signed: "Your sign-in has ended. Sign in with the same account to send.", out: (n) => `${n} ${n === 1 ? "report is" : "reports are"} on this device and not sent yet. They stay here and only this account can send them after it signs in again. Sign out all the same?`, stuck: (n) => `${n} ${n === 1 ? "report needs" : "reports need"} you before it can be sent.` }
    : { unsent: (n) => `${n} báo cáo trên máy này chưa gửi.`, look: "Xem trên máy này", signed: "Phiên đăng nhập đã hết. Đăng nhập lại bằng đúng tài khoản này để gửi.", out: (n) => `Còn ${n} báo cáo trên máy này chưa gửi. Chúng ở lại trên máy và chỉ tài khoản này gửi được sau khi đăng nhập lại. Vẫn đăng xuất?`, stuck: (n) => `${n} báo cáo cần bạn xem lại rồi mới gửi được.` };
  let note = null, outcome = "";

  async function status() {
    const rows = (await queue.records()).filter(queue.isPending);
    const stuck = rows.filter((row) => !queue.isWaiting(row)).length;
    const onForm = document.querySelector("form[data-offline]");
    const others = onForm ? rows.filter((row) => row.report !== Number(onForm.dataset.report)) : rows;
    if (!others.length || document.querySelector("[data-device]")) { note?.remove(); note = null; return; }
    if (!note) {
      note = document.createElement("p");
      note.className = "notice device-note";
      note.setAttribute("role", "status");
      document.getElementById("noi-dung")?.before(note);
    }
    const link = document.createElement("a");
    [link.href, link.textContent] = ["/ngoai-tuyen/", words.look];
    const said = outcome === "signed-out" ? words.signed : stuck ? words.stuck(stuck) : "";
    note.replaceChildren(`${words.unsent(others.length)} ${said} `, link);
  }
  async function send() {
    outcome = await queue.again();
    await status();
  }

  // Signing out with unsent work asks first; the forms leave the device when the next page knows that nobody is in.
  document.addEventListener("submit", (event) => {
    if (!event.target.action?.endsWith("/dang-xuat/") || event.target.dataset.asked) return;
    event.preventDefault();
    queue.records().then((rows) => {
      const unsent = rows.filter(queue.isPending).length;
      if (unsent && !confirm(words.out(unsent))) return;
      event.target.dataset.asked = "1";
      event.target.requestSubmit();
    });
  });

  async function start() {
    if (signed) await queue.enter(signed.content ? Number(signed.content) : null);
    queue.listen(status);
    for (const form of document.querySelectorAll("form[data-offline]")) self.bd.form.start(form);
    if (self.bd.shell) await self.bd.shell();
    const worker = self.navigator.serviceWorker;
    if (worker) {
      await worker.register("/sw.js").catch(() => {});
      if (await self.bd.store.get("meta", "language") !== root.lang) {
        await self.bd.store.put("meta", "language", root.lang);
        worker.ready.then((ready) => ready.active.postMessage("shell"));
      }
    }
    await send();
    if (location.pathname === "/" && signed?.content) queue.stock().catch(() => {});
  }
  addEventListener("online", send);
  addEventListener("focus", send);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  // A page that comes back from the browser's memory has used its keys: the next press is a new write.
  addEventListener("pageshow", (event) => {
    if (event.persisted) for (const key of document.querySelectorAll("input[name=_key]")) key.value = crypto.randomUUID?.() ?? String(Math.random());
  });
  start();
})();
