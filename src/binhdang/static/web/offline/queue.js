// What was typed and has not arrived yet. One record a report and account: the changed fields, the version they were
// typed on, whether the report is to be submitted. Order and conflict come from counters and versions, never a clock.
//
//   state   open      to be sent (or nothing left to send)
//           conflict  somebody else saved; the person chooses cell by cell
//           form      the form has a new version; the person looks and confirms
//           problems  the submission was not accepted by the checks; the figures arrived
//           refused   the server said no, with its reason
(() => {
  const { store } = self.bd;
  const STEPS = [3, 6, 12, 25, 50, 100, 200, 300];
  const channel = "BroadcastChannel" in self ? new BroadcastChannel("binhdang") : null;
  const listeners = new Set();
  let busy = null, tries = 0, timer = 0, session = null;

  const keyOf = (account, report) => `${account}/${report}`;
  const isPending = (record) => Object.keys(record.fields).length > 0 || record.submit;
  const isWaiting = (record) => record.state === "open" && isPending(record);

  const account = () => store.get("meta", "account");
  const record = async (report) => store.get("work", keyOf(await account(), report));
  const pack = async (report) => store.get("packs", keyOf(await account(), report));
  async function records() {
    const mine = await account();
    return (await store.all("work")).filter((r) => r.account === mine).sort((a, b) => a.order - b.order);
  }
  async function packs() {
    const mine = await account();
    return (await store.all("packs")).filter((p) => p.account === mine);
  }
  function tell() { for (const listener of listeners) listener(); }
  function announce() { tell(); channel?.postMessage("changed"); }
  if (channel) channel.onmessage = tell;

  async function next() { return store.update("meta", "order", (n) => (n ?? 0) + 1); }

  // Keep what was typed. `fields` are texts by name as the form would post them; `base` is the version under them.
  async function keep(report, { fields = {}, base, form, submit } = {}) {
    const mine = await account(), order = await next();
    const kept = await store.update("work", keyOf(mine, report), (old) => {
      const row = old ?? { account: mine, report, base, form, fields: {}, submit: false, state: "open", sending: null };
      if (!isPending(row) && base !== undefined) Object.assign(row, { base, form, state: "open", answer: null });
      if (!isPending(row)) row.order = order;
      Object.assign(row.fields, fields);
      if (row.state === "problems" || row.state === "refused") Object.assign(row, { state: "open", submit: false });
      if (submit !== undefined) row.submit = submit;
      row.savedAt = Date.now();
      row.edit = order;
      return row;
    });
    announce();
    return kept;
  }

  // Ask who is signed in and for a fresh token. null: no line; false: nobody, or not this account.
  async function ask() {
    let answer;
    try {
      answer = await fetch("/ngoai-tuyen/ai/", { redirect: "manual", cache: "no-store", headers: { Accept: "application/json" } });
    } catch { return null; }
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return false;
    if (!answer.ok) return null;
    return answer.json();
  }

  // Send what waits, one report after the other, oldest first. Says "sent", "offline", "signed-out" or "nothing".
  function flush() {
    busy ??= locked(sendAll).catch(() => "offline").finally(() => { busy = null; });
    return busy;
  }
  async function locked(work) {
    if (!self.navigator.locks) return work();
    return self.navigator.locks.request("binhdang-gui", work);
  }
  async function sendAll() {
    const mine = await account();
    if (!mine || !(await records()).some(isWaiting)) return "nothing";
    session = await ask();
    if (session === null) return later();
    if (!session || session.account !== mine) { announce(); return "signed-out"; }
    for (let round = 0; round < 5; round += 1) {
      const waiting = (await records()).filter(isWaiting);
      for (const row of waiting) if (!(await send(row))) return later();
      if (!waiting.length) break;
    }
    tries = 0;
    announce();
    return "sent";
  }
  function later() {
    self.navigator.storage?.persist?.().catch(() => {});
    clearTimeout(timer);
    timer = setTimeout(flush, STEPS[Math.min(tries, STEPS.length - 1)] * 1000);
    tries += 1;
    announce();
    self.registration?.sync?.register("gui").catch(() => {});
    self.navigator.serviceWorker?.ready.then((r) => r.sync?.register("gui")).catch(() => {});
    return "offline";
  }

  // One report: the same content goes out under the same key until an answer comes, however often the line breaks.
  async function send(row) {
    const key = keyOf(row.account, row.report);
    const going = await store.update("work", key, (now) => {
      now.sending ??= { key: crypto.randomUUID?.() ?? `${Math.random()}${now.order}`, version: now.base, form: now.form, fields: { ...now.fields }, submit: now.submit, edit: now.edit };
      return now;
    });
    announce();
    const { key: once, edit, ...body } = going.sending;
    let answer;
    try {
      answer = await fetch(`/ngoai-tuyen/gui/${row.report}/`, {
        method: "POST", redirect: "manual", body: JSON.stringify({ ...body, account: row.account }),
        headers: { "Content-Type": "application/json", "X-CSRFToken": session.token, "Idempotency-Key": once },
      });
    } catch { return false; }
    const json = answer.headers.get("Content-Type")?.includes("json");
    const strange = answer.status === 401 || (answer.status === 403 && !json);  // the session or its token changed meanwhile
    if (answer.type === "opaqueredirect" || strange || answer.status >= 500 || answer.status === 429) return false;
    const said = json ? await answer.json() : { state: "refused", status: answer.status };
    await store.update("work", key, (now) => settled(now, body, said, edit));
    if (said.bad) await store.update("packs", key, (kept) => kept && { ...kept, version: said.version, fields: { ...kept.fields, ...arrived(body, said) } });
    announce();
    return true;
  }
  // `got` is what arrived from here over versions that follow each other: a page drawn from `from` on, yet before it,
  // shows it before it goes on from the newer version.
  const arrived = (body, said) => Object.fromEntries(Object.entries(body.fields).filter(([name]) => !(name in said.bad)));

  // The record after an answer: what arrived leaves it, what was typed meanwhile stays and is sent next.
  function settled(now, body, said, edit) {
    now.sending = null;
    now.answer = said;
    if (said.bad) {
      for (const [name, text] of Object.entries(arrived(body, said))) {
        if (now.fields[name] === text) delete now.fields[name];
      }
      const chain = now.got?.to === body.version ? now.got : { from: body.version, fields: {} };
      now.got = { from: chain.from, to: said.version, fields: { ...chain.fields, ...arrived(body, said) } };
      Object.assign(now, { base: said.version, receivedAt: said.at, arrived: said.report_state });
      if (now.edit === edit && said.state === "received") now.submit = false;
    }
    if (said.state === "form") {
      for (const name of Object.keys(body.fields)) delete now.fields[name];
      Object.assign(now.fields, said.fields);
      now.form = said.form;
    }
    now.state = said.state === "received" ? "open" : said.state;
    return now;
  }

  // The person has chosen: what is kept is sent on the version that was shown.
  async function resolve(report, fields, version) {
    await store.update("work", keyOf(await account(), report), (now) => {
      now.fields = { ...now.fields, ...fields };
      return { ...now, base: version, state: "open", answer: null, submit: false, sending: null };
    });
    announce();
    return flush();
  }
  async function discard(report) {
    const mine = await account();
    await store.remove("work", keyOf(mine, report));
    await store.remove("packs", keyOf(mine, report));
    announce();
  }

  // Fetch the forms that wait for the person and are not here yet in this version; `also` is one that is open now.
  async function stock(also = null) {
    const mine = await account();
    const here = await ask();
    if (!here || here.account !== mine) return;
    const wanted = new Map(here.reports.map(([id, version]) => [id, version]));
    if (also) wanted.set(also.report, also.version);
    for (const [id, version] of wanted) {
      const kept = await store.get("packs", keyOf(mine, id));
      if (kept && kept.version >= version) continue;
      const answer = await fetch(`/ngoai-tuyen/bieu/${id}/`, { redirect: "manual", cache: "no-store" });
      if (answer.ok && answer.type !== "opaqueredirect") await store.put("packs", keyOf(mine, id), { ...(await answer.json()), account: mine });
    }
    announce();
  }

  // Whoever is signed in now. Nobody, or somebody else: the forms of the one before leave the device; unsent work
  // stays under its account's number and is shown to that account alone, after it signs in again.
  async function enter(who) {
    await store.put("meta", "account", who);
    const unsent = new Set((await store.all("work")).filter(isPending).map((r) => keyOf(r.account, r.report)));
    for (const kept of await store.all("packs")) {
      const key = keyOf(kept.account, kept.report);
      if (kept.account !== who && !unsent.has(key)) await store.remove("packs", key);
    }
    for (const row of await store.all("work")) {
      if (row.account !== who && !isPending(row)) await store.remove("work", keyOf(row.account, row.report));
    }
  }

  self.bd.queue = { account, record, records, pack, packs, keep, flush, resolve, discard, stock, enter, isPending, isWaiting, listen: (f) => listeners.add(f), again: () => { tries = 0; return flush(); } };
})();
