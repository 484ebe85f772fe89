// The form on the page: keeps every keystroke on the device, sends it when there is a line, judges by the same rules,
// and says plainly what is on the device and what has arrived. Without this script the buttons do the same by post.
(() => {
  const { queue, rules } = self.bd;
  const english = document.documentElement.lang === "en";
  const words = english
    ? { sending: "Sending…", kept: "Kept on this device at ", unsent: " · not sent", got: "Received by the server at ", conflict: "Somebody else has saved this report.", compare: "Compare cell by cell", form: "The form has a new version.", look: "Look before sending", bad: "Some cells cannot be read; the others are kept.", needs: "This needs a connection; what you typed is kept on this device.", memory: "Not sent, and this browser keeps nothing: leave the page open", cells: " cells filled in", left: " · still to mend: ", errors: " errors", open: " required cells", warnings: " warnings to explain", wrong: " errors", queued: "Will be submitted when there is a line", submitted: "submitted", unsubmitted: " · not submitted", mend: "See what to mend" }
    : { sending: "Đang gửi…", kept: "Đã lưu trên máy ", unsent: " · chưa gửi", got: "Máy chủ đã nhận ", conflict: "Có người khác vừa lưu báo cáo này.", compare: "So từng ô", form: "Biểu đã có phiên bản mới.", look: "Xem lại rồi gửi", bad: "Có ô chưa đọc được; các ô khác đã được giữ.", needs: "Việc này cần có mạng; những gì đã nhập được giữ trên máy.", memory: "Chưa gửi, trình duyệt này không giữ được: đừng đóng trang", cells: " ô đã nhập", left: " · còn ", errors: " lỗi", open: " ô bắt buộc", warnings: " cảnh báo chưa giải trình", wrong: " lỗi", queued: "Sẽ nộp khi có mạng", submitted: "đã nộp", unsubmitted: " · chưa nộp được", mend: "Xem chỗ cần sửa" };

  const clock = (at) => new Date(at).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", hour12: false });
  const controls = (place) => [...place.querySelectorAll("[name]")].filter((c) => /^(c|kad|n|e|o|t|again)\./.test(c.name) && c.type !== "file");

  // Whether somebody typed here before this script was ready.
  const touched = (c) => (/^(checkbox|radio)$/.test(c.type) ? c.checked !== c.defaultChecked : c.value !== c.defaultValue);
  // The text that a control would post; an unticked box posts nothing, which is "" here.
  function textOf(control) {
    if (control.type === "checkbox") return control.checked ? control.value : "";
    if (control.type === "radio") return control.form?.querySelector(`[name="${CSS.escape(control.name)}"]:checked`)?.value ?? control.closest("tr").querySelector(`[name="${CSS.escape(control.name)}"]:checked`)?.value ?? "";
    return control.value;
  }
  const textsOf = (place) => Object.fromEntries(controls(place).map((c) => [c.name, textOf(c)]));
  function fill(place, fields) {
    for (const control of controls(place)) {
      if (!(control.name in fields)) continue;
      const text = fields[control.name];
      if (control.type === "checkbox") control.checked = Boolean(text);
      else if (control.type === "radio") control.checked = control.value === text;
      else if (control.value !== text) control.value = text;
    }
    for (const box of place.querySelectorAll("input[name^='kad.']")) hint(box);
  }
  function hint(box) {
    for (const input of box.closest("tr").querySelectorAll(".cell .input")) input.placeholder = box.checked ? "KAD" : "";
  }

  // Every text of the form: what the kept pages say, then what arrived since, then what was typed here.
  const parsed = (html) => new DOMParser().parseFromString(html, "text/html");
  function textsOfPack(pack) {
    pack.parsed ??= Object.assign({}, ...pack.pages.map((page) => textsOf(parsed(page))));
    return { ...pack.parsed, ...pack.fields };
  }

  // Read the texts of the cells: { values, texts, bad: cell -> what to do }.
  function read(pack, fields) {
    const values = {}, texts = {}, bad = {};
    for (const cell of pack.rules.cells) {
      if (fields[`kad.${cell.row}`]) { values[cell.code] = rules.KAD; continue; }
      try {
        const value = rules.parse(fields[`c.${cell.code}`] ?? "", cell.integer);
        if (value !== null) values[cell.code] = value;
      } catch (error) {
        if (!(error instanceof rules.CellError)) throw error;
        bad[cell.code] = error.message;
      }
    }
    for (const question of pack.rules.questions) {
      const answer = fields[`o.${question.row}`] ?? "";
      texts[question.row] = fields[`t.${question.row}`] ?? (question.kind === "file" ? pack.files?.[question.row] : "") ?? "";
      for (const code of question.cells) {
        if (answer === "KAD") values[code] = rules.KAD;
        else if (answer) values[code] = [question.kind === "yes_no" ? (answer === "co" ? 1n : 0n) : (code === `${question.row}.${answer}` ? 1n : 0n), 1n];
      }
    }
    return { values, texts, bad };
  }
  // The figures of units of like size: the tables of the sizes next to the present one are here.
  function peersOf(pack, values) {
    const size = values[pack.size_cell];
    return (rules.isNumber(size) && size[0] > 0n && size[0] % size[1] === 0n && pack.peers[(size[0] / size[1]).toString(2).length]) || {};
  }
  const exactly = (texts) => Object.fromEntries(Object.entries(texts).map(([code, text]) => [code, text === "x" ? rules.KAD : rules.exact(text)]));

  // What registers answer, as a page says it beside the cells: cell -> { key, words ("{}" the form's figure) }.
  const fedOf = (place) => Object.fromEntries([...place.querySelectorAll("[data-fed]")].map((hint) => [hint.dataset.fed.split(":")[1], { key: hint.dataset.fed, words: hint.dataset.words }]));
  function fedOfPack(pack) {
    pack.fed ??= Object.assign({}, ...pack.pages.map((page) => fedOf(parsed(page))));
    return pack.fed;
  }
  // The page that is open was drawn last: its registers' answers stand before those of the kept pages.
  function fedNow(pack, place) {
    const elsewhere = Object.entries(fedOfPack(pack)).filter(([cell]) => !place.querySelector(`[name="${CSS.escape(`c.${cell}`)}"]`));
    return { ...Object.fromEntries(elsewhere), ...fedOf(place) };
  }

  // What the checks say about a report with these texts, and with what registers answer.
  function judge(pack, fields, fed = fedOfPack(pack)) {
    const { values, texts, bad } = read(pack, fields);
    const found = rules.check(pack.rules, values, exactly(pack.last), peersOf(pack, values), texts, true, pack.past);
    found.push(...rules.differences(fed, values));
    const before = textsOfPack(pack), explained = {};
    for (const [name, text] of Object.entries(fields)) {
      const key = name.slice(2), tied = pack.explained[key];
      const stale = tied !== undefined && text === before[name] && tied !== rules.figuresOf(pack.rules, key, values);
      if (!name.startsWith("e.")) continue;
      if (!stale) explained[key] = text;
      if (fields[`again.${key}`]) explained[key] = "=".repeat(20);
    }
    const errors = found.filter((f) => f.severity === "error" && !f.cells.some((code) => code in bad));
    const open = errors.filter((f) => f.code === "required");
    const unexplained = rules.unexplained(found, explained);
    const wrong = errors.length - open.length + Object.keys(bad).length;
    const numbers = pack.rules.cells.filter((c) => c.number);
    const questions = pack.rules.questions.filter((q) => q.kind !== "file");
    const given = (q) => Boolean((fields[`o.${q.row}`] ?? fields[`t.${q.row}`] ?? "").trim());
    const filled = numbers.filter((c) => c.code in values).length + questions.filter(given).length;
    const parts = [];
    if (open.length) parts.push(open.length + words.open);
    if (wrong) parts.push(wrong + words.wrong);
    if (unexplained.length) parts.push(unexplained.length + words.warnings);
    return { values, bad, found, explained, errors, unexplained, filled, expected: numbers.length + questions.length, left: parts.length ? words.left + parts.join(", ") : "", ready: !parts.length };
  }

  // The messages under the rows, as the server draws them; reasons of a return stay.
  function mark(place, judged, fields) {
    const strange = ({ dataset: { key } }) => key && !rules.knows(key);
    const paper = (name) => document.querySelector(`template[data-say="${name}"]`)?.content.firstElementChild.cloneNode(true);
    for (const row of place.querySelectorAll("tr[data-row]")) {
      const inputs = [...row.querySelectorAll(".cell .input")], codes = new Set(inputs.map((i) => i.name.slice(2)));
      const name = row.querySelector(".what").firstChild.textContent.trim();
      const beside = (text) => { const rest = text.startsWith(`${name}: `) ? text.slice(name.length + 2) : text; return rest.charAt(0).toUpperCase() + rest.slice(1); };
      const errors = judged.errors.filter((f) => f.code !== "required" && codes.has(f.cells[0]));
      const said = new Set([...errors.map((f) => beside(f.message)), ...[...codes].filter((c) => c in judged.bad).map((c) => judged.bad[c])]);
      const notices = judged.found.filter((f) => f.severity === "notice" && f.code !== "gone" && codes.has(f.cells[0])).map((f) => f.message);
      const warnings = judged.found.filter((f) => f.severity === "warning" && codes.has(f.cells[0]));
      const says = [];
      for (let at = row.nextElementSibling; at?.matches("tr.say"); at = at.nextElementSibling) says.push(at);
      const returned = says.flatMap((line) => [...line.querySelectorAll("[data-returned]")]);
      for (const input of inputs) {
        const code = input.name.slice(2), wrong = code in judged.bad || errors.some((f) => f.cells[0] === code);
        if (wrong) input.setAttribute("aria-invalid", "true"); else input.removeAttribute("aria-invalid");
        input.setAttribute("aria-describedby", `r-${row.dataset.row}${said.size || returned.length ? ` m-${row.dataset.row}` : ""}`);
      }
      row.classList.toggle("bad", Boolean(said.size || returned.length));
      row.classList.toggle("warned", !said.size && !returned.length && (warnings.length > 0 || says.some(strange)));
      const lines = [];
      if (said.size || returned.length) {
        const line = paper("bad"), cell = line?.querySelector("td"), pattern = cell?.querySelector("p");
        if (!line) continue;
        cell.id = `m-${row.dataset.row}`;
        pattern.remove();
        cell.append(...returned);
        for (const text of said) { const p = pattern.cloneNode(true); p.querySelector("span").textContent = text; cell.append(p); }
        lines.push(line);
      }
      for (const warning of warnings) {
        const kept = says.find((line) => line.dataset.key === warning.key);
        const line = kept ?? paper("warned");
        if (!line) continue;
        line.querySelector(".why span").textContent = warning.message;
        const written = line.querySelector("textarea");
        if (kept && written && written !== document.activeElement && !(warning.key in judged.explained)) written.value = "";
        if (!kept) {
          line.dataset.key = warning.key;
          const box = line.querySelector("textarea");
          box.name = box.id = `e.${warning.key}`;
          line.querySelector("label").htmlFor = box.id;
          box.value = fields[box.name] ?? "";
        }
        lines.push(line);
      }
      for (const text of notices) {
        const line = paper("noted");
        if (!line) continue;
        line.querySelector(".why span").textContent = text;
        lines.push(line);
      }
      // What the device's own rules cannot say, the server said; and a box in which somebody types stays until it is left.
      const held = (line) => line.contains(document.activeElement);
      lines.push(...says.filter((line) => !lines.includes(line) && (strange(line) || held(line) || line.matches(".say-noted:not([data-notice])"))));
      for (const line of says) if (!lines.includes(line)) line.remove();
      let after = row;
      for (const line of lines) {
        if (line.isConnected && held(line)) while (after.nextElementSibling !== line) line.after(after.nextElementSibling);
        else if (after.nextElementSibling !== line) after.after(line);
        after = line;
      }
    }
  }

  // Progress of the sections on the left and in the bar below.
  function count(pack, judged) {
    [...document.querySelectorAll(".steps a")].forEach((step, at) => {
      const part = pack.sections[at], span = step.lastElementChild;
      if (!part || !span) return;
      const wrong = judged.errors.filter((f) => f.code !== "required" && part.cells.includes(f.cells[0])).length + part.cells.filter((c) => c in judged.bad).length;
      span.className = wrong ? "is-bad" : "";
      span.textContent = wrong ? wrong + words.errors : `${part.cells.filter((c) => c in judged.values).length}/${part.cells.length}`;
    });
    const bar = document.querySelector(".bar-state");
    if (!bar) return;
    const total = document.createElement("b");
    total.textContent = `${judged.filled}/${judged.expected}${words.cells}`;
    bar.replaceChildren(total, judged.filled ? judged.left : "");
  }

  // One line that says where the figures are: [text, state, link or null].
  async function standing(row, busy) {
    if (!row) return null;
    if (row.state === "conflict") return [words.conflict, "err", [`/ngoai-tuyen/?so-sanh=${row.report}`, words.compare]];
    if (row.state === "form") return [words.form, "err", [`/ngoai-tuyen/?so-sanh=${row.report}`, words.look]];
    if (row.state === "refused") return [row.answer.reason || `${row.answer.status}`, "err", ["/ngoai-tuyen/", ""]];
    if (row.state === "problems" && Object.keys(row.answer.bad).length) return [words.bad, "err", null];
    if (row.state === "problems") return [`${words.got}${row.receivedAt}${words.unsubmitted}`, "err", [`/bao-cao/${row.report}/kiem-tra/`, words.mend]];
    if (queue.isPending(row)) {
      if (busy && row.sending) return [words.sending, "wait", null];
      if (!(await self.bd.store.lasting())) return [words.memory, "err", null];
      return [`${words.kept}${clock(row.savedAt)}${words.unsent}${row.submit ? ` · ${words.queued}` : ""}`, "device", null];
    }
    if (!row.receivedAt) return null;
    return [`${words.got}${row.receivedAt}${row.arrived === "submitted" ? ` · ${words.submitted}` : ""}`, "ok", null];
  }
  function show(said, line) {
    if (!said || !line) return;
    said.dataset.state = line[1];
    said.replaceChildren(line[0]);
    if (line[2]?.[1]) {
      const link = document.createElement("a");
      [link.href, link.textContent] = line[2];
      said.append(" ", link);
    }
  }

  async function start(form, { fresh = true } = {}) {
    const report = Number(form.dataset.report), said = form.querySelector("[data-saved]");
    const version = Number(form.elements.version.value), kind = form.dataset.form;
    const state = { timer: 0, judging: 0, pack: null, fields: {}, sending: false, edits: 0, keeping: 0 };
    for (const note of form.querySelectorAll("[data-needs-script]")) note.hidden = false;

    const before = await queue.record(report);  // what is typed meanwhile is found below, before anything else waits
    const early = !fresh ? [] : [...form.querySelectorAll("tr")].filter((row) => controls(row).some(touched));
    const typed = Object.assign({}, ...early.map(textsOf));
    if (before) fill(form, { ...before.fields, ...typed });
    if (early.length) keep(early);
    refreshPack();
    queue.listen(status);
    status();
    if (before && queue.isWaiting(before)) queue.flush();

    async function refreshPack() {
      state.pack = await queue.pack(report);
      if (!form.isConnected) return;
      if (!state.pack || state.pack.version < version) {
        await queue.stock({ report, version }).catch(() => {});
        state.pack = (await queue.pack(report)) ?? null;
      }
      if (state.pack && (await queue.record(report))) judged();
    }
    // What arrived after this page was drawn (an older page of the device sent it, or another tab) comes onto it first;
    // the newer version alone would let an empty cell wipe what arrived.
    function follow(row, edits) {
      const drawn = Number(form.elements.version.value);
      if (!row || queue.isPending(row) || row.base <= drawn || state.keeping || edits !== state.edits) return;
      if (row.got?.to !== row.base || drawn < row.got.from) return;
      fill(form, row.got.fields);
      form.elements.version.value = row.base;
      clearTimeout(state.judging);
      state.judging = setTimeout(judged, 250);
    }
    async function status() {
      const edits = state.edits, row = await queue.record(report);
      follow(row, edits);
      show(said, await standing(row, state.sending));
    }
    async function judged() {
      if (!state.pack) return null;
      const row = await queue.record(report);
      const fields = { ...textsOfPack(state.pack), ...row?.fields, ...textsOf(form) };
      const result = judge(state.pack, fields, fedNow(state.pack, form));
      mark(form, result, fields);
      count(state.pack, result);
      return result;
    }
    async function keep(places) {
      const fields = Object.assign({}, ...places.map(textsOf));
      state.edits += 1;
      state.keeping += 1;
      await queue.keep(report, { fields, base: Number(form.elements.version.value), form: kind }).finally(() => { state.keeping -= 1; });
      if (await self.bd.store.lasting()) form.dispatchEvent(new CustomEvent("saved"));
      clearTimeout(state.timer);
      state.timer = setTimeout(send, 900);
      clearTimeout(state.judging);
      state.judging = setTimeout(judged, 250);
    }
    async function send() {
      clearTimeout(state.timer);
      state.sending = true;
      const result = await queue.again();
      state.sending = false;
      await status();
      return result;
    }

    form.addEventListener("input", (event) => {
      const row = event.target.closest("tr");
      if (!row) return;
      const box = row.querySelector("input[name^='kad.']");
      if (box && event.target === box) {
        for (const input of row.querySelectorAll(".cell .input")) if (box.checked) input.value = "";
        hint(box);
      } else if (box?.checked && event.target.matches(".cell .input") && event.target.value) {
        box.checked = false;
        hint(box);
      }
      keep([row]);
    });
    form.addEventListener("paste", (event) => {
      const rows = pasted(form, event);
      if (rows.length) keep(rows);
    });
    form.addEventListener("submit", async (event) => {
      if (state.native) return;
      event.preventDefault();
      const button = event.submitter, go = button?.value ?? "";
      form.setAttribute("aria-busy", "true");
      if (queue.isPending((await queue.record(report)) ?? { fields: {} })) await send();
      const unread = await judged();
      form.removeAttribute("aria-busy");
      if (unread && Object.keys(unread.bad).some((code) => form.elements[`c.${code}`])) {
        show(said, [words.bad, "err", null]);
        form.querySelector("[aria-invalid]")?.focus();
        return;
      }
      const row = await queue.record(report);
      if (go.startsWith("tep:") || button?.name === "same") {
        if (row && queue.isWaiting(row)) show(said, [words.needs, "err", null]);
        else { state.native = true; form.requestSubmit(button); }
        return;
      }
      if (row && ["conflict", "form"].includes(row.state)) location.assign(`/ngoai-tuyen/?so-sanh=${report}`);
      else if (go === "check") location.assign(`/bao-cao/${report}/kiem-tra/`);
      else location.assign(`/bao-cao/${report}/?phan=${go || form.elements.section.value}`);
    });
  }

  // A block copied from Excel fills the cells below and to the right of the one that has the focus.
  function pasted(form, event) {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!/[\t\n]/.test(text.trim()) || !event.target.matches(".cell .input")) return [];
    event.preventDefault();
    const rows = [...form.querySelectorAll("tr[data-row]")];
    const from = rows.indexOf(event.target.closest("tr"));
    const column = [...rows[from].querySelectorAll(".cell .input")].indexOf(event.target);
    const lines = text.replace(/\r/g, "").replace(/\n$/, "").split("\n");
    lines.forEach((line, down) => {
      const inputs = [...(rows[from + down]?.querySelectorAll(".cell .input") ?? [])];
      line.split("\t").forEach((value, right) => { if (inputs[column + right]) inputs[column + right].value = value.trim(); });
    });
    return rows.slice(from, from + lines.length);
  }

  self.bd.form = { start, judge, textsOfPack, standing, show, fill, parsed };
})();
