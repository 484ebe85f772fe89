"""Dates that bind: deadlines, stretches of time and the reviews of the plan itself."""

from __future__ import annotations

import re
from dataclasses import replace

from binhdang.calc.reader.dates import Found, day_month, first_date, month_or_quarter, quarter_in, stretch
from binhdang.calc.reader.normalise import Source
from binhdang.calc.reader.sentences import sentences
from binhdang.calc.reader.shapes import Clause, Deadline, Period, Review, Span

_BEFORE = re.compile(
    r"\b(?:trước|chậm nhất|muộn nhất|hạn cuối|thời hạn|hoàn thành|xong|đến hết|không muộn hơn|hạn chót"
    r"|chậm nhất là|về trước)\b[^.;]{0,45}?(?=ngày|\d)|\b(?:gửi|nộp|báo cáo)\b[^.;]{0,90}?\bvào (?=ngày)"
)
_WITHIN = re.compile(r"\b(?:trong|vào|thời gian|từ|hoàn thành|dự kiến|đợt|bắt đầu|tháng cao điểm|diễn ra)\b")
_YEARLY = re.compile(r"\b(?:hàng|hằng|mỗi) năm\b")
_AND = re.compile(r"\s?(?:và|,|;|&)\s(?:trước )?(?:ngày )?(?=\d{1,2}\s?[/-]\s?\d)")
_LEGAL = re.compile(
    r"\d[a-zđ]?\s?[/-]\s?[a-zđ][a-zđ-]*[^;.]{0,20}$|[/-]\s?$|\bso với (?:cuối )?$|\bgiai đoạn $|\bnhiệm kỳ $"
)
_NAMED = re.compile(
    r"(?:đánh giá |sơ kết |tổ chức đánh giá )?(?:giữa|cuối) (?:kỳ|kì|giai đoạn|nhiệm kỳ)|tổng kết (?:cuối kỳ"
    r"|giai đoạn)"
)
_FOLLOWS = re.compile(r"\s(?:vào |trong |giữa |cuối |đầu )*(?:năm|quý|tháng)\b")
_AHEAD = re.compile(r"\bnăm (?P<y>20\d\d)\s(?:(?:tiến hành|tổ chức|thực hiện|sẽ|đánh giá|hội nghị)\s)*$")
_REVIEW = re.compile(
    r"\b(?P<mid>(?:đánh giá |sơ kết |tổ chức đánh giá )?(?:giữa kỳ|giữa kì|giữa giai đoạn|giữa nhiệm kỳ)"
    r"|sơ kết(?: (?:0?3|ba|0?2|hai|2,5) năm)?)"
    r"|\b(?P<final>tổng kết(?: (?:cuối kỳ|giai đoạn|0?5 năm|năm năm|10 năm|việc thực hiện|thực hiện|kế hoạch"
    r"|đánh giá))?|đánh giá cuối (?:kỳ|giai đoạn|nhiệm kỳ)|cuối kỳ)\b"
)
_WHEN = re.compile(
    r"(?:quý\s(?:iv|i{1,3}|[1-4])\s?(?:/|năm|,\s?năm)?\s?)?(?:tháng\s\d{1,2}\s?(?:/|năm)\s?)?(?:cuối |đầu "
    r"|giữa )?(?:năm\s)?(?P<y>20\d\d)(?!\s?-\s?20\d\d)"
)


def read_duties(source: Source, clauses: list[Clause], period: Period) -> tuple[list[Deadline], list[Review]]:
    """Deadlines and reviews, in the order of the text."""
    deadlines: list[Deadline] = []
    reviews: list[Review] = []
    year = single_year(period)
    since = int(period.start[:4]) if period.start else None
    for clause in clauses:
        if clause.topic in ("legal_basis", "situation"):
            continue
        for span in sentences(source.low, *clause.body):
            found = [
                replace(r, confidence=0.4) if r.year and since and r.year < since else r
                for r in _reviews(source, clause, span)
            ]
            reviews += found
            deadlines += _deadlines(source, clause, span, year, [r.span for r in found])
    return deadlines, _distinct(reviews)


def single_year(period: Period) -> int | None:
    """The year of a plan that lives within one year."""
    if period.start and period.end and period.start[:4] == period.end[:4]:
        return int(period.start[:4])
    return None


def _deadlines(source: Source, clause: Clause, span: Span, year: int | None, taken: list[Span]) -> list[Deadline]:
    low = source.low
    text = source.text[span[0] : span[1]]
    when = stretch(low, *span, year)
    if when and when.start != when.end:
        return [Deadline(clause.id, text, None, when.start, when.end, None, None, 0.9, when.span)]
    out = [
        Deadline(clause.id, text, d, None, None, m, "yearly" if m else None, 0.85, at)
        for d, m, at in limits(low, span, year)
    ]
    if out:
        return out
    part = _named_stretch(low, span, year)
    if part is None or any(a < part.span[1] and part.span[0] < b for a, b in taken):
        return []
    opens = part.span[0] - span[0] < 4 and low.startswith(":", part.span[1])
    if opens or _WITHIN.search(low, max(span[0], part.span[0] - 30), part.span[1]):
        return [Deadline(clause.id, text, None, part.start, part.end, None, None, 0.75, part.span)]
    return []


def limits(low: str, span: Span, year: int | None) -> list[tuple[str | None, str | None, Span]]:
    """Dates by which something is due in ``low[span]``: (ISO date, or month and day of every year, place)."""
    out = []
    matches = list(_BEFORE.finditer(low, *span))
    for index, before in enumerate(matches):
        stop = matches[index + 1].start() if index + 1 < len(matches) else span[1]
        end = min(stop, before.end() + 45)
        yearly = _YEARLY.search(low, before.start(), min(stop, end + 25)) or (
            _YEARLY.search(low, *span) and len(matches) == 1
        )
        found = date_near(low, before.end(), end, None if yearly else year)
        at = before.start()
        while found:
            out.append((found[0], found[1], (at, found[2][1])))
            more = _AND.match(low, found[2][1], stop)
            found = date_near(low, more.end(), min(stop, more.end() + 30), None if yearly else year) if more else None
            at = more.end() if more else at
    return out


def _named_stretch(low: str, span: Span, year: int | None) -> Found | None:
    part = month_or_quarter(low, *span, year)
    if part and _LEGAL.search(low[max(span[0], part.span[0] - 40) : part.span[0]]):
        return None
    return part


def date_near(low: str, start: int, end: int, year: int | None) -> tuple[str | None, str | None, Span] | None:
    """The date at the start of ``low[start:end]``: ISO, or month and day when there is no year."""
    full = first_date(low, start, end)
    if full:
        return full[0], None, full[1]
    short = day_month(low, start, end)
    if short:
        month_day = f"{short[0]:02d}-{short[1]:02d}"
        return (f"{year}-{month_day}" if year else None), (None if year else month_day), short[2]
    part = month_or_quarter(low, start, end, year)
    return (part.end, None, part.span) if part else None


def _reviews(source: Source, clause: Clause, span: Span) -> list[Review]:
    out = []
    low = source.low
    for match in _REVIEW.finditer(low, *span):
        before = low[max(span[0], match.start() - 30) : match.start()]
        if re.search(
            r"(?:báo cáo|gắn với đánh giá|gắn với|kết hợp|hội nghị báo cáo|lồng ghép[^.;]{0,15}|dịp)\s$", before
        ):
            continue
        limit = min(span[1], match.end() + 130)
        following = _REVIEW.search(low, match.end(), limit)
        when = _WHEN.search(low, match.end(), following.start() if following else limit)
        kind = "midterm" if match["mid"] else "final"
        ahead = _AHEAD.search(low[max(span[0], match.start() - 40) : match.start()])
        if ahead and not _FOLLOWS.match(low, match.end(), limit):
            shift = max(span[0], match.start() - 40)
            when = _WHEN.search(low, shift + ahead.start(), match.start())
        if when is None:
            earlier = list(_WHEN.finditer(low, max(span[0], match.start() - 40), match.start()))
            when = earlier[-1] if earlier and re.search(r"(?:năm|quý|tháng|cuối|vào)", earlier[-1][0]) else None
        text = source.text[span[0] : span[1]]
        if when is None and _NAMED.fullmatch(match[0]):
            out.append(Review(kind, None, quarter_in(low, *match.span()), clause.id, text, 0.5, match.span()))
        if when is None or _LEGAL.search(low[max(span[0], when.start() - 30) : when.start()]):
            continue
        quarter = quarter_in(low, match.start(), when.end()) or quarter_in(low, when.start() - 2, when.end())
        place = (min(match.start(), when.start()), max(match.end(), when.end()))
        out.append(Review(kind, int(when["y"]), quarter, clause.id, text, 0.85, place))
    return out


def _distinct(reviews: list[Review]) -> list[Review]:
    kept: dict[tuple[str, int | None], Review] = {}
    for review in reviews:
        kept.setdefault((review.kind, review.year), review)
    return list(kept.values())
