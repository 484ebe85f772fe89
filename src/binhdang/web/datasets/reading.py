"""What a post of the builder says about one part of a draft, as the definition writes it."""

import re
import unicodedata
from typing import Any

from django.http import QueryDict

from binhdang.calc import drafting
from binhdang.calc.cells import CellError, parse_number, plain
from binhdang.calc.definition import UNSEEN
from binhdang.calc.formulas import FormulaError, cells_of, parse_formula
from binhdang.calc.questions import CHOICE, KINDS, NUMBER

Definition = dict[str, Any]
LONGEST = 20_000
"""What is kept of a field: enough to show what was typed when it is too long for the form."""
BOTH = ["tong", "nu"]
WARNINGS = {"jump_percent": 30, "jump_floor": 5, "zero": True}
COMPARED = {"<=": "không được lớn hơn", ">=": "không được nhỏ hơn", "=": "phải bằng"}
SUMMED = {"sum": " + ", "difference": " - "}
_EXACT_DIGITS = 15


def part_of_post(data: QueryDict, definition: Definition, part: str) -> dict[str, Any]:
    """The fields of one part ("head", "rules" or a section's number) as `drafts.save_draft_part` takes them."""
    if part == "head":
        return {"head": _head(data, definition)}
    if part == "rules":
        return {"derived": _derived(data), "rules": _rules(data, definition)}
    sections = definition["sections"]
    at = int(part) - 1 if part.isascii() and part.isdigit() and len(part) < 6 else -1
    old = sections[at]["rows"] if 0 <= at < len(sections) else []
    count = int(data["count"]) if re.fullmatch(r"\d{1,5}", data.get("count", "")) else 0
    levels = _levels(data, "levels", sections[at] if 0 <= at < len(sections) else {})
    rows = [_row(data, f"r.{n}.", old[n] if n < len(old) else {}) for n in range(min(count, len(old) + 1))]
    fields = {"title": line(data, "title"), "levels": levels, "note": line(data, "note")}
    section = _without_empty(fields)
    return {"section": {"title": "", **section, "rows": rows}, "add": _added(data)}


def line(data: QueryDict, key: str) -> str:
    """A field as one line of composed text without unseen signs."""
    return " ".join(_plain(data.get(key, "")).split())


def _plain(text: str) -> str:
    return UNSEEN.sub("", unicodedata.normalize("NFC", text[:LONGEST]))


def _without_empty(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value not in ("", [], None)}


def _levels(data: QueryDict, key: str, old: Definition) -> list[str]:
    """The levels that were ticked, those that stood there before in their order."""
    ticked, before = data.getlist(key), old.get("levels") or []
    return [level for level in before if level in ticked] + [level for level in ticked if level not in before]


def _head(data: QueryDict, definition: Definition) -> dict[str, Any]:
    warned = data.get("warnings") == "1"
    return {
        "name": line(data, "name"),
        "period": data.get("period", ""),
        "note": _plain(data.get("note", "")).replace("\r", "").strip(),
        "size_cell": line(data, "size_cell"),
        "warnings": (definition.get("warnings") or WARNINGS) if warned else {},
    }


def _added(data: QueryDict) -> dict[str, Any] | None:
    names = [" ".join(name.split())[:500] for name in _plain(data.get("new.names", "")).splitlines()]
    kind = data.get("new.kind", NUMBER)
    names = [name for name in names if name][: drafting.MOST_ROWS_A_SECTION]
    if not names:
        return None
    kind, _colon, columns = kind.partition(":")
    return {"names": names, "kind": kind if kind in KINDS else NUMBER, "columns": columns != "one"}


def _row(data: QueryDict, at: str, old: Definition) -> Definition:
    kind = data.get(f"{at}kind", NUMBER)
    kind = kind if kind in KINDS else NUMBER
    row: Definition = {"code": line(data, f"{at}code"), "name": line(data, f"{at}name")}
    if kind != old.get("kind", NUMBER):
        row = drafting.new_row(kind, row["name"], row["code"])
    elif kind == NUMBER:
        row |= _number(data, at, old)
    else:
        row["kind"] = kind
        if kind == CHOICE:
            row["options"] = _options(data.get(f"{at}options", ""), old.get("options", []))
    row |= _without_empty({"levels": _levels(data, f"{at}levels", old), "note": line(data, f"{at}note")})
    if data.get(f"{at}required"):
        row["required"] = True
    if not data.get(f"{at}kad"):
        row["kad"] = False
    return row


def _number(data: QueryDict, at: str, old: Definition) -> Definition:
    columns = {"both": BOTH, "one": []}.get(data.get(f"{at}columns", ""), old.get("columns") or [])
    limits = {key: _limit(line(data, f"{at}{key}")) for key in ("min", "max")}
    fields = {"unit": line(data, f"{at}unit"), "columns": columns, "part_of": line(data, f"{at}part_of"), **limits}
    return _without_empty(fields) | ({"integer": True} if data.get(f"{at}integer") else {})


def _limit(text: str) -> int | float | str | None:
    """A limit as JSON can keep it exactly; what is no such number stays as typed and is named as a problem."""
    if not text:
        return None
    try:
        number = parse_number(text)
    except CellError:
        return text
    if isinstance(number, int):
        return number
    return float(number) if len(plain(number)) <= _EXACT_DIGITS else text


def _options(text: str, old: list[Any]) -> list[dict[str, str]]:
    """A line an option. One that keeps its name, or its line while their number stays, keeps its code."""
    names = [" ".join(name.split()) for name in _plain(text).splitlines()]
    names = [name for name in names if name]
    known = {option["name"]: option["code"] for option in old}
    codes = [known.get(name, "") for name in names]
    for at, name in enumerate(names):
        same_line = old[at]["code"] if len(old) == len(names) else ""
        if not codes[at]:
            free = same_line and same_line not in codes
            codes[at] = same_line if free else drafting.unused(drafting.slug(name), [*codes, *known.values()])
    return [{"code": code, "name": name} for code, name in zip(codes, names, strict=True)]


def _derived(data: QueryDict) -> list[Definition]:
    found = []
    for at in _numbered(data, "d"):
        fields = {key: line(data, f"{at}{key}") for key in ("code", "name", "unit", "formula", "note")}
        found.append({"code": "", "name": "", "formula": "", **_without_empty(fields)})
    chosen = [reference(code) for code in data.getlist("d.new.cells")]
    name, verb = line(data, "d.new.name"), data.get("d.new.op", "sum")
    if name and chosen:
        formula = SUMMED[verb].join(chosen) if verb in SUMMED else f"if({' + '.join(chosen)} > 0, 1, 0)"
        code = drafting.unused(drafting.slug(name), [cell["code"] for cell in found])
        found.append({"code": code, "name": name, "unit": line(data, "d.new.unit") or "đơn vị", "formula": formula})
    return found


def _rules(data: QueryDict, definition: Definition) -> list[Definition]:
    found = []
    for at in _numbered(data, "q"):
        fields = {key: line(data, f"{at}{key}") for key in ("code", "formula", "message", "severity")}
        found.append({"code": "", "formula": "", "message": "", **_without_empty(fields)})
    left, verb, right = data.get("q.new.left", ""), data.get("q.new.op", ""), data.get("q.new.right", "")
    if left and right and verb in COMPARED:
        names = names_of_cells(definition)
        said = line(data, "q.new.message")
        said = said or f"{names.get(left, left)} {COMPARED[verb]} {names.get(right, right)}; sửa một trong hai ô."
        code = drafting.unused(drafting.slug(f"{left} {right}"), [rule["code"] for rule in found])
        formula = f"{reference(left)} {verb} {reference(right)}"
        severity = data.get("q.new.severity", "error")
        found.append({"code": code, "formula": formula, "severity": severity, "message": said})
    return found


def _numbered(data: QueryDict, kind: str) -> list[str]:
    """The beginnings of the fields of the entries that stay: `d.0.`, `d.1.` ..."""
    count = 0
    while f"{kind}.{count}.code" in data and count < drafting.MOST_ROWS_A_SECTION:
        count += 1
    return [f"{kind}.{n}." for n in range(count) if not data.get(f"{kind}.{n}.gone")]


def reference(code: str) -> str:
    """A cell as a formula names it: bare where that reads as the cell, else in braces."""
    try:
        return code if cells_of(parse_formula(code)) == {code} else f"{{{code}}}"
    except FormulaError:
        return f"{{{code}}}"


def names_of_cells(definition: Definition) -> dict[str, str]:
    """Cell -> its name, of the number, yes/no and choice rows of a draft that may not be fit yet."""
    names: dict[str, str] = {}
    for section in definition["sections"]:
        for row in section["rows"]:
            code, name = row.get("code", ""), row.get("name", "")
            if row.get("kind", NUMBER) == CHOICE:
                names |= {f"{code}.{o.get('code')}": f"{name}: {o.get('name')}" for o in row.get("options", [])}
            elif row.get("kind", NUMBER) in {NUMBER, "yes_no"}:
                words = {"tong": "tổng số", "nu": "trong đó nữ"}
                columns = row.get("columns") or []
                names |= {f"{code}.{c}": f"{name}, {words.get(c, c)}" for c in columns} or {code: name}
    return names
