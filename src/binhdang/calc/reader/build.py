"""Builds targets out of the goals of one sentence: value, people, years, rhythm; joins values of one target by year."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from binhdang.calc.reader import phrases
from binhdang.calc.reader.goals import Goal
from binhdang.calc.reader.normalise import Source
from binhdang.calc.reader.nouns import levels_in
from binhdang.calc.reader.shapes import Clause, Milestone, Span, Target

YEARLY = re.compile(r"\b(?:hàng|hằng|mỗi|từng|một) năm\b|/năm\b|\bnăm nào cũng\b|\b(?:01|1) năm\b")
EVERY = [
    ("monthly", re.compile(r"\b(?:hàng|hằng|mỗi|từng) tháng\b|/tháng\b")),
    ("quarterly", re.compile(r"\b(?:hàng|hằng|mỗi|từng) quý\b|/quý\b")),
    ("half_yearly", re.compile(r"\b(?:mỗi|hàng|hằng) (?:6|sáu) tháng\b|\b6 tháng (?:một|1) lần\b")),
    ("term", re.compile(r"\b(?:mỗi|trong|cả|suốt|hết|cuối) nhiệm kỳ\b|/nhiệm kỳ\b")),
]
_ONCE = re.compile(
    r"\b(?:đến|trước|vào|tới|hết)\s(?:hết\s|cuối\s)?(?:năm\s20\d\d|nhiệm kỳ|giai đoạn|năm học)|\btrong nhiệm kỳ"
    r"|\bcuối nhiệm kỳ"
)
_DOWN = re.compile(
    r"\b(?:giảm(?: dần| thiểu| mạnh| tối đa)?|hạn chế(?: đến mức thấp nhất| thấp nhất| tối đa)?|kéo giảm|mỗi năm bớt"
    r"|bớt)\s(?!nghèo|trừ)(?=\w)|(?:năm sau )?(?:thấp|ít) hơn (?:năm|kỳ|nhiệm kỳ) trước"
)
_UP = re.compile(
    r"\b(?:tăng(?: dần| thêm)?(?! cường| thu nhập| trưởng)\s(?:về )?(?:số lượng|số|tỷ lệ|tỉ lệ|tỷ trọng|cả|nữ|cán bộ nữ"
    r"|lượng|\w+ lệ)|nâng (?:cao |dần )?(?:tỷ lệ|tỉ lệ)"
    r"|năm sau cao hơn năm trước|cao hơn năm trước|cao hơn nhiệm kỳ trước)"
)
_WHERE = re.compile(
    r"\s(?P<where>(?:trong|ở|tại) (?!năm|giai đoạn|nhiệm kỳ|thời|đó|quý|tháng)"
    r"(?:(?!\svà\s)[^,;.:()\d]){3,90})"
)
_KEPT = re.compile(r"\b(?:duy trì|giữ vững|giữ)\b[^;.%]{0,40}?năm (20\d\d)")
ZERO = re.compile(
    r"\b(?:không để (?:xảy ra|phát sinh|có|tồn tại)|không (?:có|còn|xảy ra)(?= (?:trường hợp|vụ|vụ việc|đơn vị"
    r"|tình trạng|hiện tượng|bạo lực))|không xảy ra|không (?:còn|có)(?=\s(?:\w+\s){1,5}?(?:vi phạm|bạo lực"
    r"|sinh con|bị)\b)|chấm dứt tình trạng)\b"
)
_DATED = re.compile(r"(?:\s|,\s)(?:và )?(?:đến|vào|tới|trong|hết) (?:hết |cuối )?năm 20\d\d$")
STRIVE = re.compile(
    r"\b(?:phấn đấu|bảo đảm|đảm bảo|cố gắng|quyết tâm)\b[^.;]{0,60}?\b(?:có|bố trí)\b[^.;]{0,80}?\bnữ\b"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sentence stands: its clause, how much its section speaks of targets, what headings above it fix."""

    clause: Clause
    strong: bool
    base: float
    year: int | None
    yearly: bool
    since: int | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; ``low`` is its own lowered text with quotations masked, offsets in it count from 0."""

    source: Source
    place: Place
    span: Span
    low: str

    def slice(self, span: Span | None) -> str | None:
        """The printed text of a span of the sentence."""
        if span is None:
            return None
        text = self.source.text[self.span[0] + span[0] : self.span[0] + span[1]].strip(" ,;:.-+")
        return text or None

    @property
    def text(self) -> str:
        """The printed sentence."""
        return self.source.text[self.span[0] : self.span[1]]


def add_targets(sentence: Sentence, goals: list[Goal], found: list[Target]) -> None:
    """Adds a target for each goal to ``found``, joining values of one target by year."""
    if not goals:
        return
    low, carried = sentence.low, sentence.place.year
    for index, (stated, part) in enumerate(zip(goals, _parts(low, goals), strict=True)):
        near = low[part[0] : part[1]]
        inherits = carried and not (carried == sentence.place.year and YEARLY.search(near))
        own = _years(low, stated, part) or ([carried] if carried and inherits else [])
        carried = own[-1] if own else carried
        goal = _inherited(low, stated, part, found[-1] if found and index else None)
        target = _target(sentence, goal, part, own, found[-1] if found and index else None)
        if found and own and _same_target(sentence, found[-1], goal, part, own[-1]):
            found[-1] = _joined(sentence, found[-1], target, part[1])
        else:
            found.append(target)


def _inherited(low: str, goal: Goal, part: Span, last: Target | None) -> Goal:
    """ "đạt ít nhất 60% vào năm 2025 và 75% vào năm 2030": the second value takes the comparison of the first."""
    item = goal.quantity
    if (
        last is None
        or last.unit != item.unit
        or item.comparator != "="
        or last.comparator not in (">=", ">", "<=", "<")
    ):
        return goal
    before = low[part[0] : item.lead]
    if item.value == 100 or phrases.residual_words(before) or re.search(r"\b(?:đạt|là|có|được|đến năm)\b", before):
        return goal
    return replace(goal, quantity=replace(item, comparator=last.comparator))


def _years(low: str, goal: Goal, part: Span) -> list[int]:
    start = part[0]
    if goal.baseline:
        start = max(start, goal.baseline.span[1])
        stated = re.compile(r"\s?\(?(?:vào |của |cuối )?(?:năm )?20\d\d\)?").match(low, start)
        start = stated.end() if stated else start
    years = phrases.years_before(low, start, goal.quantity.lead)[-2:]
    after = phrases.year_after(low, goal.quantity.tail, part[1])
    if not years and after:
        years = [after]
    kept = _KEPT.search(low, goal.quantity.tail, part[1])
    if years and kept and int(kept[1]) not in years:
        years.append(int(kept[1]))
    return years


def _same_target(sentence: Sentence, last: Target, goal: Goal, part: Span, year: int) -> bool:
    """Whether the goal is a further value by year of the target before it."""
    if last.clause_id != sentence.place.clause.id or last.unit != goal.quantity.unit or not last.milestones:
        return False
    if year in {m.year for m in last.milestones}:
        return False
    before = phrases.residual_words(sentence.low[part[0] : goal.quantity.lead])
    after = phrases.residual_words(sentence.low[goal.quantity.tail : part[1]])
    return before < 2 and (after < 2 or last.population is None)


def _joined(sentence: Sentence, last: Target, more: Target, end: int) -> Target:
    milestones = tuple(sorted({m.year: m for m in (*last.milestones, *more.milestones)}.values(), key=lambda m: m.year))
    span = (last.span[0], sentence.span[0] + end)
    text = sentence.source.text[span[0] : span[1]].rstrip(" ,;:")
    return replace(
        last,
        text=text,
        span=(span[0], span[0] + len(text)),
        value=milestones[-1].value,
        comparator=milestones[-1].comparator,
        milestones=milestones,
        population=last.population or more.population,
        levels=tuple(dict.fromkeys(last.levels + more.levels)),
        confidence=round(min(max(last.confidence, more.confidence), 0.95), 2),
    )


def _parts(low: str, goals: list[Goal]) -> list[Span]:
    """The stretch of the sentence that belongs to each goal."""
    cuts = [0]
    for left, right in pairwise(goals):
        start, stop = left.quantity.tail, right.quantity.lead
        if right.condition and right.condition[0] < stop:
            stop = max(start, right.condition[0])
        between = low[start:stop]
        at = max(between.rfind(","), between.rfind(";"), between.rfind(":"))
        if at < 0:
            joints = [m.start() for m in re.finditer(r"\s(?:và|trong đó|còn|hoặc)\s", between)]
            at = joints[-1] if joints else len(between) - 1
        dated = _DATED.search(low[start : start + at]) if at > 0 and between[at] == "," else None
        cuts.append(start + (dated.start() if dated else max(at, 0)))
    cuts.append(len(low))
    return list(pairwise(cuts))


def _target(sentence: Sentence, goal: Goal, part: Span, years: list[int], last: Target | None) -> Target:
    item, low, place = goal.quantity, sentence.low, sentence.place
    who = _who(low, goal, part)
    begin, end = sentence.span[0] + part[0], sentence.span[0] + part[1]
    raw = sentence.source.text[begin:end]
    text = raw.strip(" ,;:")
    begin += raw.find(text)
    near = low[part[0] : part[1]]
    people = _people(sentence, goal, part, who, last)
    confidence = place.base * item.sure * (1.0 if people else 0.7) * (0.9 if len(near) > 450 else 1.0)
    return Target(
        clause_id=place.clause.id,
        text=text,
        population=people,
        comparator=item.comparator,
        value=item.value,
        unit=item.unit,
        milestones=tuple(Milestone(year, item.comparator, item.value) for year in years),
        recurrence=_recurrence(low, part, place) or ("once" if years else None),
        condition=sentence.slice(goal.condition),
        levels=levels_in(low, part[0], part[1]),
        confidence=round(min(confidence, 0.97), 2),
        span=(begin, begin + len(text)),
        value_max=item.value_max,
        counted=item.counted,
        baseline=goal.baseline.value if goal.baseline else None,
        every=next((name for name, pattern in EVERY if pattern.search(near)), None),
    )


def _people(sentence: Sentence, goal: Goal, part: Span, who: Span | None, last: Target | None) -> str | None:
    """The population in words: a share "trong ban thường vụ" takes along whom the sentence is about."""
    low, name = sentence.low, sentence.slice(who)
    before = who is not None and who[1] <= goal.quantity.lead
    if name is None and last and low[part[0] : part[1]].lstrip(" ,").startswith("trong đó"):
        return last.population
    where = _WHERE.match(low, goal.quantity.tail, part[1])
    if where is None or goal.quantity.unit not in ("percent", "ratio") or (who is not None and not before):
        return name
    head = name or (re.split(r"\s(?:trong|ở|tại)\s", last.population)[0] if last and last.population else None)
    return f"{head} {sentence.slice(where.span('where'))}" if head else name


def _who(low: str, goal: Goal, part: Span) -> Span | None:
    condition = goal.condition
    if goal.baseline:
        goal = replace(goal, quantity=replace(goal.quantity, lead=max(part[0], goal.baseline.lead)))
    if condition and condition[0] <= goal.quantity.lead and condition[1] > part[0]:
        begin = max(part[0], min(condition[1], goal.quantity.lead))
        return phrases.population(low, begin, part[1], goal.quantity) or condition
    return phrases.population(low, part[0], part[1], goal.quantity)


def _recurrence(low: str, part: Span, place: Place) -> str | None:
    near = low[part[0] : part[1]]
    if YEARLY.search(near) or (place.yearly and not _ONCE.search(near)):
        return "yearly"
    first = re.search(r"\d", low)
    if part[0] > 0 and YEARLY.search(low, 0, first.start() if first else 0):
        return "yearly"
    return "once" if _ONCE.search(near) or place.year else None


def _bare(sentence: Sentence, comparator: str, who: Span | None, confidence: float) -> Target:
    """A target without a number of its own."""
    low = sentence.low
    zero = comparator == "="
    return Target(
        clause_id=sentence.place.clause.id,
        text=sentence.text,
        population=sentence.slice(who),
        comparator=comparator,
        value=Decimal(0) if zero else None,
        unit="count" if zero else "none",
        milestones=(),
        recurrence=_recurrence(low, (0, len(low)), sentence.place),
        condition=None,
        levels=levels_in(low, 0, len(low)),
        confidence=round(confidence, 2),
        span=sentence.span,
    )


def conditional(sentence: Sentence, condition: Span) -> Target:
    """ "CĐCS có 30% nữ trở lên thì phấn đấu có ...": a goal without a number for those that meet the condition."""
    unit = re.compile(r".{0,60}?(?=\s(?:có|sử dụng|với|đông|mà)\b)").match(sentence.low, *condition)
    who = (condition[0], unit.end()) if unit else condition
    target = _bare(sentence, "none", who, sentence.place.base * 0.92)
    return replace(target, condition=sentence.slice(condition))


def directional(sentence: Sentence) -> Target | None:
    """A target without a number: zero tolerance, a direction, or a plain wish for a woman in a post."""
    low, base = sentence.low, sentence.place.base
    for pattern, comparator, sure in ((ZERO, "=", 0.85), (_DOWN, "decrease", 0.85), (_UP, "increase", 0.8)):
        match = pattern.search(low)
        if match:
            who = phrases.object_phrase(low, match.end(), len(low)) or phrases.subject(low, 0, match.start())
            return _bare(sentence, comparator, who, base * (0.6 if match[0].startswith("hạn chế") else sure))
    return _bare(sentence, "none", None, 0.55) if STRIVE.search(low) else None
