// The page that stands where the server cannot be reached: the kept form, its check, and the list of what is on the
// device. It draws from the device alone; its words are in the page's templates.
(() => {
  const { queue, form: forms, rules } = self.bd;
  const main = document.getElementById("noi-dung");
  const paper = (name) => document.querySelector(`template[data-part="${name}"]`).content.cloneNode(true);
  const slot = (place, name) => place.querySelector(`[data-slot="${name}"]`);
  const clock = (at) => new Date(at).toLocaleString("vi-VN", { hour: "2-digit", minute: "2-digit", day: "2-digit", month: "2-digit", hour12: false });

  function put(place, texts) { for (const [name, text] of Object.entries(texts)) slot(place, name).textContent = text; return place; }
  async function line(place, row) {
    const said = row ? await forms.standing(row, false) : null;
    if (said) forms.show(slot(place, "state"), said);
  }

  // What the page shows is drawn anew when something was kept or has arrived.
  let redraw = null, drawing = 0;
  queue.listen(() => { clearTimeout(drawing); if (redraw) drawing = setTimeout(redraw, 100); });

  async function list(away) {
    redraw = () => list(away);
    const [packs, rows] = [await queue.packs(), await queue.records()];
    const page = paper(await queue.account() ? "list" : "nobody");
    if (slot(page, "away")) slot(page, "away").hidden = !away;
    main.replaceChildren(page);
    const items = slot(main, "items");
    if (!items) return;
    const known = new Map(packs.map((pack) => [pack.report, pack]));
    for (const report of new Set([...rows.map((r) => r.report), ...known.keys()])) {
      const row = rows.find((r) => r.report === report), pack = known.get(report);
      const item = put(paper("item"), { title: pack?.title ?? `${report}`, unit: pack?.unit ?? "" });
      slot(item, "title").href = `/bao-cao/${report}/`;
      await line(item, row);
      const why = slot(item, "why");
      for (const [, text] of (row?.state === "problems" ? row.answer.problems : [])) { const p = document.createElement("p"); p.textContent = text; why.append(p); }
      const drop = slot(item, "drop");
      drop.addEventListener("click", async () => {
        const unsent = row && queue.isPending(row);
        if (confirm(unsent ? drop.dataset.unsent : drop.dataset.sent)) { await queue.discard(report); list(away); }
      });
      items.append(item);
    }
    slot(main, "empty").hidden = Boolean(items.children.length);
    slot(main, "send").hidden = !rows.some(queue.isWaiting);
    slot(main, "send").addEventListener("click", async () => { await queue.again(); list(away); });
  }

  async function sheet(pack, row) {
    redraw = null;
    const parts = pack.pages.length;
    const at = Math.min(Math.max(Number(new URLSearchParams(location.search).get("phan")) || 1, 1), parts) - 1;
    const page = forms.parsed(pack.pages[at]);
    main.replaceChildren(paper("away-form"), ...document.importNode(page.body, true).childNodes);
    const form = main.querySelector("form[data-offline]");
    if (!form) return;
    forms.fill(form, forms.textsOfPack(pack));
    form.elements.version.value = Math.max(pack.version, row?.base ?? 0);
    await forms.start(form, { fresh: false });
  }

  async function check(pack, row) {
    const fields = { ...forms.textsOfPack(pack), ...row?.fields };
    const judged = forms.judge(pack, fields);
    main.replaceChildren(put(paper("check"), { title: pack.title, unit: pack.unit, count: `${judged.filled}/${judged.expected}` }));
    await line(main, row);
    const left = slot(main, "left");
    const sectionOf = (code) => pack.sections.findIndex((s) => s.cells.includes(code)) + 1;
    const unread = Object.entries(judged.bad).map(([code, message]) => ({ cells: [code], message }));
    for (const finding of [...judged.errors, ...unread, ...judged.unexplained]) {
      const item = document.createElement("li"), link = document.createElement("a");
      link.href = `/bao-cao/${pack.report}/?phan=${sectionOf(finding.cells[0]) || 1}#c-${finding.cells[0]}`;
      link.textContent = finding.message;
      item.append(link);
      left.append(item);
    }
    slot(main, "not-ready").hidden = judged.ready;
    const body = slot(main, "rows");
    for (const cell of pack.rules.cells.filter((c) => c.number)) {
      const line = put(paper("row"), { label: cell.label, before: rules.number(pack.last[cell.code] === "x" ? rules.KAD : pack.last[cell.code] ? rules.exact(pack.last[cell.code]) : null), now: rules.number(judged.values[cell.code] ?? null) });
      body.append(line);
    }
    const button = slot(main, "submit"), queued = slot(main, "queued");
    queued.hidden = !row?.submit;
    button.hidden = Boolean(row?.submit) || !pack.submits || !judged.ready;
    slot(main, "cannot").hidden = pack.submits;
    slot(main, "back").href = `/bao-cao/${pack.report}/`;
    button.addEventListener("click", async () => {
      await queue.keep(pack.report, { base: pack.version, form: pack.form, submit: true });
      await queue.again();
    });
    redraw = async () => {
      const now = await queue.record(pack.report);
      if (now?.arrived === "submitted" && !queue.isPending(now)) location.assign(`/bao-cao/${pack.report}/da-nop/`);
      else await check(await queue.pack(pack.report), now);
    };
  }

  // Both versions cell by cell; nothing is lost, the person chooses.
  async function compare(report) {
    redraw = null;
    const row = await queue.record(report), pack = await queue.pack(report);
    if (!row?.answer || !["conflict", "form"].includes(row.state)) return list(false);
    const page = put(paper(row.state), { title: pack?.title ?? "", unit: pack?.unit ?? "" });
    main.replaceChildren(page);
    const body = slot(main, "rows"), { answer } = row;
    const lines = row.state === "conflict" ? answer.rows : answer.left;
    for (const at of lines) {
      const item = put(paper(`${row.state}-row`), row.state === "conflict" ? { label: at.label, mine: at.mine, theirs: at.theirs } : { label: at.label, mine: at.mine });
      for (const radio of item.querySelectorAll("input")) { radio.name = at.name; radio.checked = radio.value === "mine"; }
      body.append(item);
    }
    slot(main, "same").hidden = lines.length > 0;
    slot(main, "table").hidden = lines.length === 0;
    slot(main, "save").addEventListener("click", async () => {
      const fields = {};
      for (const at of lines) {
        if (row.state !== "conflict") continue;
        const theirs = main.querySelector(`input[name="${CSS.escape(at.name)}"][value=theirs]`).checked;
        fields[at.name] = theirs ? at.theirs_text : at.mine_text;
        if (at.box) fields[at.box] = "";
      }
      await self.bd.store.remove("packs", `${row.account}/${report}`);
      await queue.resolve(report, fields, answer.version);
      location.assign(`/bao-cao/${report}/`);
    });
    slot(main, "theirs").addEventListener("click", async () => {
      await queue.discard(report);
      location.assign(`/bao-cao/${report}/`);
    });
  }

  async function route() {
    const asked = new URLSearchParams(location.search).get("so-sanh");
    if (location.pathname === "/ngoai-tuyen/" && asked) return compare(Number(asked));
    const found = /^\/bao-cao\/(\d+)\/(kiem-tra\/|nop\/)?$/.exec(location.pathname);
    const report = found && Number(found[1]);
    const pack = report && (await queue.pack(report));
    if (!pack) return list(location.pathname !== "/ngoai-tuyen/");
    const row = await queue.record(report);
    return found[2] ? check(pack, row) : sheet(pack, row);
  }

  // The line is back: a page that stood in for one of the server's offers the real one.
  addEventListener("online", () => { const back = main.querySelector("[data-slot=reload]"); if (back) back.hidden = false; });
  self.bd.shell = route;
})();
