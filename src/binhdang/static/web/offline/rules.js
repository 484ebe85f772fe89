// The checks of a form on the device: the same rules, the same words as the server's (calc/rules.py, calc/cells.py).
// A number is exact: [numerator, denominator] of BigInt. A missing cell is absent; KAD is its own value.
(() => {
  const KAD = "x";
  const SPACES = "\u0020\u00a0\u2009\u202f\u2007";
  const AMBIGUOUS = /^[1-9][0-9]{0,2},[0-9]{3}$/, GROUPED = /^[1-9][0-9]{0,2}\.[0-9]{3}$/;
  const TYPED = [
    /^([0-9]+)(?:\.([0-9]+))?$/, /^([0-9]+),([0-9]+)$/, /^([1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,([0-9]+))?$/,
    new RegExp(`^([1-9][0-9]{0,2}(?:[${SPACES}][0-9]{3})+)(?:,([0-9]+))?$`),
  ];
  class CellError extends Error {}

  const exact = (text) => {
    if (text.includes("/")) return text.split("/").map(BigInt);
    const [before, after = ""] = text.split(".");
    return [BigInt(before + after), 10n ** BigInt(after.length)];
  };
  const compare = (a, b) => { const d = a[0] * b[1] - b[0] * a[1]; return d < 0n ? -1 : d > 0n ? 1 : 0; };
  const plus = (a, b) => [a[0] * b[1] + b[0] * a[1], a[1] * b[1]];
  const minus = (a, b) => [a[0] * b[1] - b[0] * a[1], a[1] * b[1]];
  const times = (a, b) => [a[0] * b[0], a[1] * b[1]];
  const over = (a, b) => (b[0] < 0n ? [-a[0] * b[1], -a[1] * b[0]] : [a[0] * b[1], a[1] * b[0]]);
  const size = (a) => [a[0] < 0n ? -a[0] : a[0], a[1]];
  const ZERO = [0n, 1n], HUNDRED = [100n, 1n];
  const isNumber = (value) => Array.isArray(value);

  // A cell as typed: null (missing), KAD or a number. Throws CellError with what to do.
  function parse(text, whole) {
    const body = text.trim();
    if (["", "-", "–", "—"].includes(body)) return null;
    if (body.toUpperCase() === "KAD") return KAD;
    return parseNumber(text, whole);
  }
  function parseNumber(text, whole) {
    const shown = text.trim().slice(0, 40);
    let body = text.replace(new RegExp(`^[${SPACES}\\t\\r\\n]+|[${SPACES}\\t\\r\\n]+$`, "g"), "").replaceAll("\u2212", "-");
    if (body.length > 80) throw new CellError(`“${shown}…” dài quá 80 ký tự, không phải là một số.`);
    const sign = body.startsWith("-") ? "-" : "";
    if (/^[-+]/.test(body)) body = body.slice(1);
    if (AMBIGUOUS.test(body)) {
      const joined = body.replace(",", "");
      throw new CellError(`“${shown}” có thể hiểu là ${joined} hoặc ${body}0; hãy gõ ${whole ? joined : `${joined} hoặc ${body}0`}.`);
    }
    let found = GROUPED.test(body) ? [body, body] : null;
    for (const pattern of TYPED) found ||= pattern.exec(body);
    if (!found) throw new CellError(`“${shown}” không phải là số. Gõ chữ số, ví dụ 1234 hoặc 1.234,5; để trống nếu chưa có số liệu.`);
    const before = found[1].replace(new RegExp(`[.${SPACES}]`, "g"), "").replace(/^0+/, "") || "0";
    const after = (found[2] || "").replace(/0+$/, "");
    if (before.length > 18) throw new CellError(`“${shown}” có hơn 18 chữ số trước dấu phẩy.`);
    if (after.length > 6) throw new CellError(`“${shown}” có hơn 6 chữ số sau dấu phẩy.`);
    return exact(sign + before + (after ? `.${after}` : ""));
  }

  // 1.234,5 as Vietnamese readers write it; with `places` rounded half away from zero, else all digits of a decimal.
  function number(value, places = null) {
    if (value === null || value === undefined) return "–";
    if (value === KAD) return "KAD";
    const [n, d] = size(value);
    let most = places ?? 0;
    if (places === null) while (most < 12 && (n * 10n ** BigInt(most)) % d !== 0n) most += 1;
    const scaled = n * 10n ** BigInt(most);
    const whole = (2n * scaled + d) / (2n * d);
    const digits = whole.toString().padStart(most + 1, "0");
    const before = most ? digits.slice(0, -most) : digits, after = most ? digits.slice(-most) : "";
    return (value[0] < 0n && whole !== 0n ? "−" : "") + before.replace(/\B(?=(\d{3})+$)/g, ".") + (after ? `,${after}` : "");
  }
  // A value as it stands in an input: a fraction of three digits gets a nought, so that it has one reading.
  function typed(value) {
    if (!isNumber(value)) return "";
    const text = number(value);
    return (text.split(",")[1] || "").length === 3 ? `${text}0` : text;
  }

  const SIGNS = { "<": (c) => c < 0, "<=": (c) => c <= 0, ">": (c) => c > 0, ">=": (c) => c >= 0, "=": (c) => c === 0, "<>": (c) => c !== 0 };
  // A formula's tree on some values: a number, KAD or null. Missing poisons, KAD stays, division by zero is KAD.
  function run(tree, values) {
    const [kind, ...rest] = tree;
    if (kind === "n") return [BigInt(rest[0]), BigInt(rest[1])];
    if (kind === "c") return values[rest[0]] ?? null;
    if (kind === "if") {
      const decided = run(rest[0], values);
      if (!isNumber(decided)) return decided;
      return run(decided[0] !== 0n ? rest[1] : rest[2], values);
    }
    const signed = kind === "+" || kind === "*";
    const numbers = [];
    let missing = false;
    for (const part of rest) {
      const value = run(signed ? part[1] : part, values);
      if (value === KAD) return KAD;
      if (value === null) missing = true;
      else numbers.push(value);
    }
    if (missing) return null;
    if (kind in SIGNS) return SIGNS[kind](compare(...numbers)) ? [1n, 1n] : ZERO;
    if (kind === "min") return numbers.reduce((a, b) => (compare(b, a) < 0 ? b : a));
    if (kind === "max") return numbers.reduce((a, b) => (compare(b, a) > 0 ? b : a));
    if (kind === "+") return numbers.reduce((sum, n, at) => (rest[at][0] === "+" ? plus(sum, n) : minus(sum, n)), ZERO);
    let product = [1n, 1n];
    for (const [at, factor] of numbers.entries()) {
      if (rest[at][0] === "*") product = times(product, factor);
      else if (factor[0] === 0n) return KAD;
      else product = over(product, factor);
    }
    return product;
  }

  const finding = (code, severity, cells, message) => ({ code, severity, cells, message, key: `${code}:${cells[0] ?? ""}` });
  const error = (code, cells, message) => finding(code, "error", cells, message);

  // All findings of a report: errors, warnings, notices, in the form's order. `rules` is calc.portable.rules_of,
  // `values`, `last` are mappings cell -> number or KAD, `texts` row -> text; `bands` (of peers) and `past` (of the
  // unit's own earlier periods) are calc.portable.bands_of.
  function check(rules, values, last = {}, bands = {}, texts = {}, complete = true, past = {}) {
    const labels = Object.fromEntries(rules.cells.map((cell) => [cell.code, cell.label]));
    const errors = [], warnings = [], numberOf = (code) => (isNumber(values[code]) ? values[code] : null);
    for (const cell of rules.cells) errors.push(...cellErrors(cell, values[cell.code] ?? null, complete));
    for (const [women, total] of rules.women) {
      const few = numberOf(women), all = numberOf(total);
      if (!few || !all || compare(few, all) <= 0) continue;
      const name = labels[women].slice(0, labels[women].lastIndexOf(","));
      errors.push(error("women", [women, total], `${name}: số nữ (${number(few)}) lớn hơn tổng số (${number(all)}); sửa một trong hai ô.`));
    }
    for (const [part, whole] of rules.parts) {
      const few = numberOf(part), all = numberOf(whole);
      if (!few || !all || compare(few, all) <= 0) continue;
      errors.push(error("part", [part, whole], `${labels[part]} (${number(few)}) lớn hơn số của dòng gồm nó, ${labels[whole]} (${number(all)}); sửa một trong hai ô.`));
    }
    const own = [];
    for (const rule of rules.rules) {
      const value = run(rule.tree, values);
      if (isNumber(value) && value[0] === 0n) own.push({ code: rule.code, severity: rule.severity, cells: rule.cells, message: rule.message, key: `rule:${rule.code}` });
    }
    warnings.push(...own.filter((f) => f.severity === "warning"));
    if (rules.warnings) {
      for (const cell of rules.cells) if (cell.number) warnings.push(...cellWarnings(cell, rules.warnings, numberOf(cell.code), last[cell.code], bands[cell.code], past[cell.code]));
    }
    const notices = own.filter((f) => f.severity === "notice");
    if (complete) {
      for (const cell of rules.cells) {
        const before = last[cell.code];
        if (!cell.number || cell.required || values[cell.code] !== undefined || !isNumber(before) || before[0] === 0n) continue;
        notices.push(finding("gone", "notice", [cell.code], `${cell.label}: kỳ trước là ${number(before)}, kỳ này để trống.`));
      }
    }
    const unanswered = complete ? rules.questions.filter((q) => q.required && !answered(q, values, texts)) : [];
    return [
      ...errors, ...own.filter((f) => f.severity === "error"), ...warnings, ...notices,
      ...unanswered.map((q) => ({ code: "required", severity: "error", cells: q.cells.length ? q.cells : [q.row], message: `${q.name}: chưa trả lời.`, key: `required:${q.row}` })),
    ];
  }
  function answered(question, values, texts) {
    if (!question.cells.length) return Boolean((texts[question.row] ?? "").trim());
    if (question.cells.some((code) => values[code] === KAD)) return true;
    if (question.kind === "yes_no") return isNumber(values[question.cells[0]]);
    return question.cells.some((code) => isNumber(values[code]) && values[code][0] !== 0n);
  }
  function cellErrors(cell, value, complete) {
    const bad = (code, text) => [error(code, [cell.code], `${cell.label}: ${text}`)];
    if (value === null) return cell.required && complete ? bad("required", "chưa có số liệu; nhập số (kể cả số 0).") : [];
    if (value === KAD) return cell.kad ? [] : bad("kad", "không được chọn “không áp dụng”.");
    if (cell.integer && value[0] % value[1] !== 0n) return bad("integer", `${number(value)} phải là số nguyên.`);
    if (cell.least !== null && compare(value, exact(cell.least)) < 0) return bad("min", `${number(value)} nhỏ hơn ${number(exact(cell.least))}.`);
    if (cell.most !== null && compare(value, exact(cell.most)) > 0) return bad("max", `${number(value)} lớn hơn ${number(exact(cell.most))}.`);
    return [];
  }
  function cellWarnings(cell, setting, value, before, band, past) {
    if (!value) return [];
    const warn = (code, text) => [finding(code, "warning", [cell.code], `${cell.label}${text}`)];
    const known = isNumber(before) ? before : null;
    if (value[0] === 0n && known && known[0] !== 0n && (setting.zero ?? true)) return warn("zero", `: kỳ này là 0, kỳ trước là ${number(known)}.`);
    let found = [];
    if (past && exact(past[1])[0] !== 0n && compare([BigInt(past[3]), 1n], exact(setting.past_periods)) >= 0) {
      const [distance, far] = farOff(value, past, setting.past_mads, setting.jump_floor);
      const middle = size(exact(past[0]));
      if (far && compare(times(distance, HUNDRED), times(exact(setting.past_percent), middle)) >= 0) {
        found = warn("past", `: ${number(value)} khác xa các kỳ trước của đơn vị (trung vị ${past[2]} của ${past[3]} kỳ trước).`);
      }
    } else if (known && compare(known, value) !== 0) found = jump(cell, setting, value, known, warn);
    if (found.length || !band || exact(band[1])[0] === 0n) return found;
    if (compare([BigInt(band[3]), 1n], exact(setting.outlier_peers)) < 0) return [];
    if (!farOff(value, band, setting.outlier_mads, setting.outlier_floor)[1]) return [];
    return warn("outlier", `: ${number(value)} khác xa các đơn vị cùng loại, cùng quy mô (trung vị ${band[2]}, ${band[3]} đơn vị).`);
  }
  function jump(cell, setting, value, before, warn) {
    const change = size(minus(value, before));
    if (before[0] <= 0n || compare(change, exact(setting.jump_floor)) < 0) return [];
    const share = times(over(change, before), HUNDRED);
    if (compare(share, exact(setting.jump_percent)) < 0) return [];
    const way = compare(value, before) > 0 ? "tăng" : "giảm";
    return warn("jump", ` ${way} ${number(share, 1)}% so với kỳ trước (${number(before)} → ${number(value)}).`);
  }
  // The distance from the middle of others, and whether it is at least `floor` and more than `mads` spreads.
  function farOff(value, band, mads, floor) {
    const distance = size(minus(value, exact(band[0])));
    const limit = times(times(exact(mads), exact("1.4826")), exact(band[1]));
    return [distance, compare(distance, exact(floor)) >= 0 && compare(distance, limit) > 0];
  }
  // A warning for each cell that says something else than its register (reports/feeding.py); `fed` is
  // cell -> { key: "feed:<cell>:<answer>", words }, "{}" in the words stands for the form's figure.
  function differences(fed, values) {
    const differs = ([cell, { key }]) => cell in values && (values[cell] === KAD || compare(values[cell], exact(key.split(":")[2])) !== 0);
    return Object.entries(fed).filter(differs).map(([cell, { key, words }]) => ({ code: "feed", severity: "warning", cells: [cell], message: words.replace("{}", number(values[cell])), key }));
  }
  const KNOWN = new Set(["rule", "zero", "past", "jump", "outlier", "feed"]);
  const knows = (key) => KNOWN.has(key.split(":")[0]);

  const EXPLANATION = 20;
  const unexplained = (findings, explanations) =>
    findings.filter((f) => f.severity === "warning" && [...(explanations[f.key] ?? "").trim()].length < EXPLANATION);

  // A number for a machine ("12.5", "-3"), as calc.cells.plain writes it.
  const plain = (value) => (value === KAD ? "x" : isNumber(value) ? number(value).replaceAll(".", "").replace(",", ".").replace("−", "-") : "");
  // The figures that a warning speaks of, as one text: what an explanation is tied to (reports/quality.py).
  function figuresOf(rules, key, values) {
    const at = key.indexOf(":"), [code, rest] = [key.slice(0, at), key.slice(at + 1)];
    const cells = code === "rule" ? rules.rules.find((rule) => rule.code === rest)?.cells ?? [] : [rest];
    return cells.map((cell) => plain(values[cell])).join("|");
  }

  self.bd = Object.assign(self.bd ?? {}, { rules: { KAD, CellError, parse, number, typed, exact, run, check, differences, knows, unexplained, figuresOf, isNumber } });
})();
