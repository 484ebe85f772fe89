"""Targets: which sentences promise something measurable, about whom, how much, by when.

Certain inside a section on targets; elsewhere only shares, ratios and counts with a comparison or a rhythm are taken,
with less confidence. What looks measurable and is not taken is listed as unread.
"""

from __future__ import annotations

import re
from dataclasses import replace

from binhdang.calc.reader import phrases
from binhdang.calc.reader.build import (
    EVERY,
    STRIVE,
    YEARLY,
    Place,
    Sentence,
    add_targets,
    conditional,
    directional,
)
from binhdang.calc.reader.comparators import quantities
from binhdang.calc.reader.goals import Goal, sort_quantities
from binhdang.calc.reader.normalise import Source
from binhdang.calc.reader.sentences import sentences
from binhdang.calc.reader.shapes import Clause, Span, Target, Unread
from binhdang.calc.reader.tables import Columns, columns_of, row_target

_AIM = re.compile(
    r"\b(?:phấn đấu|đạt|đảm bảo|bảo đảm|chỉ tiêu|ít nhất|tối thiểu|trở lên|không dưới|100%|quyết tâm|duy trì"
    r"|nâng|tăng|giảm|hoàn thành)\b"
)
_PAST = re.compile(
    r"\b(?:đã|năm qua|vừa qua|kết quả (?:đạt|cho thấy|là)|tính đến (?:ngày|nay|hết|tháng)|trong 5 năm qua"
    r"|đến nay|hiện nay|hiện có)\b"
)
_TOLD = re.compile(r"\btheo (?:báo cáo|thống kê|khảo sát|số liệu)\b|\bqua (?:khảo sát|tổng hợp)\b")
_YEAR = re.compile(r"\b(20\d\d)\b")
_OPENING_YEAR = re.compile(r"(?:phấn đấu )?(?:đến |trong |từ nay đến )?(?:hết |cuối )?năm (20\d\d)[,:]")
_NEVER = re.compile(r"\bkhông để (?:xảy ra|phát sinh)\b")
_STEP = re.compile(r"[-+*\s]*chỉ tiêu\s*\d{1,2}")
_NOT_GOALS = ("triệu đồng", "tỷ đồng", "đồng", "chỉ tiêu", "nội dung")
_SILENT = ("legal_basis", "funding", "slogan")


def read_targets(source: Source, clauses: list[Clause], since: int | None = None) -> tuple[list[Target], list[Unread]]:
    """Targets and what could not be understood, in the order of the text; ``since`` is the plan's first year."""
    by_id = {clause.id: clause for clause in clauses}
    columns: Columns | None = None
    has_targets = any(clause.topic == "target" for clause in clauses)
    targets: list[Target] = []
    unread: list[Unread] = []
    for clause in clauses:
        if clause.topic in _SILENT or clause.body[0] >= clause.body[1]:
            continue
        place = replace(_place(source, clause, by_id, has_targets), since=since)
        found: list[Target] = []
        missed: list[Span] = []
        tabbed = "\t" in clause.text
        heading = columns_of(source, clause.span) if tabbed else None
        columns = heading or (columns if tabbed else None)
        if columns:
            row = None if heading else row_target(source, columns, clause, place)
            targets += [row] if row else []
            unread += _unread_row(source, clause, bool(row or heading))
            continue
        here = place
        for span in sentences(source.low, *clause.body):
            low = phrases.masked(source.low[span[0] : span[1]])
            missed += _read(Sentence(source, here, span, low), found)
            here = _carried(here, place, low, source.low[span[1] : span[1] + 1])
        targets.extend(found)
        unread.extend(_unread(source, place, found, missed))
    return targets, unread


def _carried(here: Place, place: Place, low: str, stop: str) -> Place:
    """A year that opens a row of parts ("Đến năm 2025: ...; ...; ...") holds to the end of the row."""
    if stop != ";":
        return place
    opening = _OPENING_YEAR.match(low)
    return replace(here, year=int(opening[1])) if opening else here


def _unread_row(source: Source, clause: Clause, understood: bool) -> list[Unread]:
    if understood or not any(c.isdigit() for c in clause.text):
        return []
    return [Unread(clause.id, clause.text, "Dòng của bảng không thấy giá trị", clause.span)]


def _place(source: Source, clause: Clause, by_id: dict[str, Clause], has_targets: bool) -> Place:
    low = source.low
    year: int | None = None
    yearly = False
    step = bool(_STEP.match(low, *clause.span))
    parent = by_id.get(clause.parent)
    for _ in range(8):
        if parent is None:
            break
        heading = low[parent.body[0] : parent.body[1]] if len(parent.text) < 200 else ""
        step = step or bool(_STEP.match(heading))
        years = re.findall(r"\bđến (?:hết |cuối )?năm (20\d\d)", heading)
        year = year or (int(years[-1]) if years else None)
        yearly = yearly or bool(YEARLY.search(heading))
        parent = by_id.get(parent.parent)
    only = clause.topic == "objective" and not has_targets
    strong = step or clause.topic == "target" or only
    base = 0.88 if only else 0.95 if strong else 0.3 if clause.topic == "situation" else 0.72
    return Place(clause, strong, base, year, yearly)


def _read(sentence: Sentence, found: list[Target]) -> list[Span]:
    """Adds the targets of a sentence; returns the spans of measures that were left out."""
    low, place = sentence.low, sentence.place
    all_found = quantities(low, 0, len(low))
    if not all_found:
        target = directional(sentence) if place.strong or _NEVER.search(low) else None
        if target:
            found.append(target)
        return []
    result = sort_quantities(low, 0, len(low), all_found)
    goals = [g for g in result.goals if place.clause.topic != "situation" and _wanted(low, place, g)]
    if not goals and result.alone and (place.strong or STRIVE.search(low)):
        found.append(conditional(sentence, result.alone))
        return []
    add_targets(sentence, goals, found)
    known = {g.quantity.span for g in goals} | {g.baseline.span for g in goals if g.baseline}
    conditions = [g.condition for g in goals if g.condition] + ([result.alone] if result.alone else [])
    shift = sentence.span[0]
    return [
        (item.span[0] + shift, item.span[1] + shift)
        for item in all_found
        if item.unit not in ("count", "none")
        and item.sure > 0.6
        and item.span not in known
        and not any(a <= item.span[0] < b for a, b in conditions)
    ]


def _wanted(low: str, place: Place, goal: Goal) -> bool:
    """Whether a quantity counts as a target in this place."""
    item = goal.quantity
    if item.unit == "count" and item.counted in _NOT_GOALS:
        return False
    if place.strong:
        return True
    if item.unit == "none" or item.sure <= 0.6:
        return False
    if item.unit == "count":
        around = low[max(0, item.lead - 90) : item.tail + 60]
        bounded = item.comparator in (">=", ">")
        if item.sure < 0.9 and not bounded:
            return False
        rhythm = YEARLY.search(around) or any(p.search(around) for _, p in EVERY[:3])
        return bool(rhythm or bounded) and not _PAST.search(low[max(0, item.lead - 60) : item.lead])
    if place.since and (years := [int(y) for y in _YEAR.findall(low)]) and max(years) < place.since:
        return False
    return (
        bool(_AIM.search(low))
        and not _TOLD.search(low)
        and not _PAST.search(low[max(0, item.lead - 80) : item.tail + 30])
    )


def _unread(source: Source, place: Place, found: list[Target], missed: list[Span]) -> list[Unread]:
    clause = place.clause
    out = []
    past = clause.topic == "situation"
    reason = "Số liệu hiện trạng, không phải chỉ tiêu" if past else "Con số chưa hiểu được vai trò"
    for span in missed:
        begin, end = max(clause.body[0], span[0] - 60), min(clause.body[1], span[1] + 60)
        out.append(Unread(clause.id, source.text[begin:end].strip(), reason, span))
    if place.strong and clause.kind != "heading" and not found and not missed and len(clause.text.split()) > 4:
        reason = "Nằm trong phần chỉ tiêu nhưng không thấy giá trị đo được"
        out.append(Unread(clause.id, clause.text, reason, clause.span))
    return out
