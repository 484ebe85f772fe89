"""The head of the document: title, number, date, issuer, period."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from binhdang.calc.reader.dates import first_date, period_in
from binhdang.calc.reader.normalise import Source
from binhdang.calc.reader.shapes import Found, Period, Span
from binhdang.calc.reader.units import BODY, UNION, tidy

_KIND = re.compile(
    r"(?:du thao\s?)?(ke hoach|chuong trinh|de an|nghi quyet|huong dan|quyet dinh|chi thi|phuong an|thong bao)(?![a-z])"
)
_PLAN_WORD = re.compile(r"\b(?:kế hoạch|chương trình|đề án|hướng dẫn|nghị quyết)\b")
_TITLE_STOP = re.compile(
    r"(?:can cu|thuc hien|xet|theo|tren co so|trien khai|kinh gui|ban thuong vu|ban chap hanh|lien doan lao dong"
    r"|nham|de trien khai|de thuc hien|quan triet|tiep tuc|phan thu|chuong|so:|so |nam 20\d\d,|cong doan|ldld"
    r"|kinh)"
)
_TITLE_MORE = re.compile(
    r"(?:ve|v/v|trien khai|thuc hien|hanh dong|giai doan|nam|cong tac|to chuc|tai|cua|vi su|truyen thong"
    r"|binh dang|nhiem ky|tren dia ban|dot|dai hoi|huong ung|thang hanh dong|phong|va|tuyen truyen|kiem tra|\()"
)
_MOTTO = re.compile(r"cong ?hoa xa hoi|doc lap|tu do|hanh phuc|dang cong san")
_NUMBER = re.compile(
    r"(?<!\S)số\s?[:.]?\s?(?P<n>(?:\d{1,5}[a-zđ]?)?)\s?(?:[.…_\s]*)(?P<s>(?:/\s?(?:20\d\d\s?/\s?)?"
    r"|-\s?)[a-zđ][a-zđ0-9ưăâêôơ]*(?:\s?[-/.]\s?[a-zđ0-9ưăâêôơ&]+){0,4})?"
)
_OWN = re.compile(
    r"(?:vừa(?: có| ban hành| ký ban hành| xây dựng)?|đã (?:có|ban hành|ký|xây dựng)|ban hành|ký"
    r"|triển khai(?: thực hiện)?|thông qua|công bố)\s(?P<what>kế hoạch|chương trình"
    r"|hướng dẫn)(?:\s[^\s,;.\d]{1,12}){0,6}?\s(?:số\s)?(?P<n>\d{1,5})\s?/\s"
    r"?(?P<s>[a-zđ]+(?:-[a-zđ0-9]+)*)"
)
_PLACE_DATE = re.compile(r"(?P<place>[^\W\d_][^,\t\d]{1,40}),\s?(?=ngày)", re.I)
_ORGAN = re.compile(
    r"(?:ban thường vụ|ban chấp hành|đoàn chủ tịch|bch|btv)(?:\s?,?\s?(?:khoá|nhiệm kỳ"
    r"|lần thứ)\s[^\n]{1,40})?\W*"
)
_OWNER = re.compile(
    r"\bcủa\s(?:các cấp )?(?P<who>(?:công đoàn|liên đoàn lao động|lđlđ|cđcs)\s(?:(?!\s(?:năm|giai đoạn"
    r"|nhiệm kỳ)\s\d).){4,90})"
)
_CITES = re.compile(r"căn cứ|số \d+\s?/|\bngày \d|như sau|kính gửi")
_BARE = re.compile(r"(?:công đoàn(?: cơ sở| tổng công ty| công ty| tập đoàn| trường| bệnh viện| cơ quan)?|cđcs)\W*")
_MAKES = re.compile(
    r"(?P<who>(?:ban thường vụ|ban chấp hành|đoàn chủ tịch|bch|btv)?\s?(?:công đoàn|liên đoàn lao động|lđlđ|cđ"
    r"|tổng liên đoàn"
    r"|ban)\b(?:(?!\s(?:vừa|đã|sẽ|xây dựng|ban hành|đề ra|lập|tổ chức|triển khai|có|tham mưu"
    r"|chỉ đạo)\b)(?:[^;.:\t\n(]|(?<=tp)\.)){0,90})"
    r"(?:\s\([^)]{2,20}\))?\s(?:vừa |đã |)?(?:xây dựng|ban hành|đề ra|lập|tổ chức|triển khai|có)\s(?:[\w,]+\s){0,14}?"
    r"(?:kế hoạch|chương trình|hướng dẫn)"
)


@dataclass(slots=True)
class Head:
    """What the head of a document says; ``spans`` tells where, ``bases`` are its paragraphs that may name bases."""

    title: str | None = None
    number: str | None = None
    symbol: str | None = None
    issued_on: str | None = None
    issuer: str | None = None
    period: Period = field(default_factory=Period)
    found: list[Found] = field(default_factory=list)
    bases: list[Span] = field(default_factory=list)
    number_span: Span | None = None


def read_head(source: Source, head: list[Span], body: list[Span]) -> Head:
    """Reads the head from its paragraphs, falling back on the first paragraphs of the body."""
    out = Head()
    at, stop = _title(source, head, body, out)
    above, below = head[:at], head[stop:]
    out.bases = below
    _number_and_date(source, above if out.title else head, below, out)
    _own_mention(source, head + body[:3], out)
    _issuer(source, above, head + body[:4], out)
    _period(source, head, body, out)
    return out


def _title(source: Source, head: list[Span], body: list[Span], out: Head) -> tuple[int, int]:
    """Finds the title; returns the index of its first paragraph and of the first after it."""
    for index, span in enumerate(head):
        match = _KIND.match(source.flat, *span)
        line = source.text[span[0] : span[1]]
        if (
            match
            and "\t" not in line
            and (line.isupper() or span[1] - match.end() < 300)
            and (not line.endswith((";", ".")) or (index == 0 and len(line) < 170))
        ):
            stop = _title_end(source, head, index)
            _set_title(source, out, (span[0], head[stop - 1][1]), 0.95)
            return index, stop
    about = next((i for i, s in enumerate(head) if source.flat.startswith(("v/v", "ve viec"), s[0])), None)
    if about is not None:
        _set_title(source, out, head[about], 0.75)
        return about, about + 1
    candidates = head or body[:1]
    for index, span in enumerate(candidates):
        line = source.text[span[0] : span[1]]
        if 12 <= len(line) <= 220 and not line.endswith((";", ".", ",")) and not _MOTTO.search(source.flat, *span):
            if _NUMBER.match(source.low, *span) or (line.isupper() and BODY.match(source.low, *span)):
                continue
            _set_title(source, out, span, 0.7)
            return (index, index + 1) if head else (0, 0)
    return 0, 0


def _title_end(source: Source, head: list[Span], index: int) -> int:
    stop = index + 1
    first = source.text[head[index][0] : head[index][1]]
    while stop < len(head) and stop - index < 6:
        span = head[stop]
        line = source.text[span[0] : span[1]]
        flat = source.flat[span[0] : span[1]]
        if line.endswith((";", ".", ":")) or "\t" in line or len(line) > 260 or _MOTTO.search(flat):
            break
        upper = line.isupper()
        if stop == index + 1 and len(first) < 30 and not _CITES.search(source.low, *span):
            stop += 1
            continue
        if (
            not upper
            and _TITLE_STOP.match(flat)
            and not (_TITLE_MORE.match(flat) and len(line) < 130 and stop == index + 1)
        ):
            break
        if not upper and not _TITLE_MORE.match(flat):
            break
        stop += 1
    return stop


def _set_title(source: Source, out: Head, span: Span, sure: float) -> None:
    out.title = " ".join(source.text[span[0] : span[1]].split()).rstrip(".")
    out.found.append(Found("title", sure, span))


def _number_and_date(source: Source, above: list[Span], below: list[Span], out: Head) -> None:
    for span in above:
        match = _NUMBER.search(source.low, *span)
        if match and out.number is None and (match["n"] or match["s"]):
            symbol = re.sub(r"\s", "", source.text[match.start("s") : match.end("s")]) if match["s"] else ""
            out.symbol = symbol.lstrip("/-") or None
            if match["n"]:
                out.number = source.text[match.start("n") : match.end("n")].strip() + symbol
                out.number_span = (match.start("n"), match.end())
                out.found.append(Found("number", 0.95 if symbol else 0.7, out.number_span))
        day = first_date(source.low, *span)
        if day and out.issued_on is None:
            out.issued_on = day[0]
            out.found.append(Found("issued_on", 0.95, day[1]))
    if out.issued_on is None:
        for span in below[-2:]:
            place = _PLACE_DATE.match(source.low, *span)
            day = first_date(source.low, place.end(), span[1]) if place else None
            if day:
                out.issued_on = day[0]
                out.found.append(Found("issued_on", 0.8, day[1]))


def _own_mention(source: Source, spans: list[Span], out: Head) -> None:
    """ "vừa có Kế hoạch số 13/KH-LĐLĐ": the number as an article tells it."""
    press = any(f.field == "title" and f.confidence < 0.8 for f in out.found)
    if out.number is not None or not press:
        return
    for span in spans:
        match = _OWN.search(source.low, *span)
        if not match:
            continue
        symbol = source.text[match.start("s") : match.end("s")]
        out.number = f"{match['n']}/{symbol}"
        out.symbol = symbol
        out.number_span = (match.start("n"), match.end())
        out.found.append(Found("number", 0.85, out.number_span))
        day = first_date(source.low, match.end(), min(span[1], match.end() + 30))
        if day and out.issued_on is None:
            out.issued_on = day[0]
            out.found.append(Found("issued_on", 0.85, day[1]))
        return


def _issuer(source: Source, above: list[Span], near: list[Span], out: Head) -> None:
    """The issuer: from the head; else who makes the plan; else whose the title says it is; else a union named."""
    if _printed_issuer(source, above, out):
        return
    for span in near:
        match = _MAKES.search(source.low, *span)
        if match:
            name = source.text[match.start("who") : match.end("who")].strip(" ,")
            out.issuer, sure = _placed(source, tidy(name))
            out.found.append(Found("issuer", sure, (match.start("who"), match.end("who"))))
            return
    title = next((f.span for f in out.found if f.field == "title"), None)
    owner = _OWNER.search(source.low, *title) if title else None
    if owner:
        out.issuer = tidy(source.text[owner.start("who") : owner.end("who")])
        out.found.append(Found("issuer", 0.7, owner.span("who")))
        return
    for span in near:
        union = UNION.search(source.text, *span)
        if union and union["name"]:
            out.issuer = tidy(union[0])
            out.found.append(Found("issuer", 0.6, union.span()))
            return


def _printed_issuer(source: Source, above: list[Span], out: Head) -> bool:
    """The body printed above the title: the lowest of the lines, a bare board joined to the line above it."""
    names: list[Span] = []
    for span in above:
        left = _left_cell(source, span)
        text, flat = source.text[slice(*left)].strip(), source.flat[slice(*left)]
        if BODY.match(source.low, *left) and not _MOTTO.search(flat) and 3 < len(text) <= 120:
            names.append(left)
        elif names and text.isupper() and not _MOTTO.search(flat) and len(flat.split()) < 8 and flat[:2] != "so":
            names[-1] = (names[-1][0], left[1])
    names = [n for n in names if not _PLACE_DATE.match(source.low, *n)]
    while len(names) > 1 and _ORGAN.fullmatch(source.low, *names[-1]):
        names.pop()
    if not names:
        return False
    best = names[-1]
    name = source.text[slice(*best)].replace("\n", " ").replace("\t", " ")
    if len(names) > 1 and source.low.startswith("ban nữ công", best[0]) and best[1] - best[0] < 26:
        name = f"Ban Nữ công {tidy(source.text[slice(*names[-2])])}"
    elif len(names) > 1 and _BARE.fullmatch(source.low, *best):
        own = (
            "Công đoàn cơ sở"
            if "cơ sở" in source.low[slice(*best)] or source.low.startswith("cđcs", best[0])
            else "Công đoàn"
        )
        name = f"{own} {tidy(source.text[slice(*names[-2])])}"
    out.issuer = tidy(name)
    out.found.append(Found("issuer", 0.95, best))
    return True


def _left_cell(source: Source, span: Span) -> Span:
    tab = source.text.find("\t", *span)
    end = tab if tab > 0 else span[1]
    motto = _MOTTO.search(source.flat, span[0] + 8, end)
    return (span[0], motto.start() if motto else end)


def _placed(source: Source, name: str) -> tuple[str, float]:
    """ "LĐLĐ tỉnh" with the province the text names most often: its own place is not written in full."""
    bare = re.search(r"(LĐLĐ|Công đoàn|CĐ) (tỉnh|TP|huyện|quận|thị xã)$", name)
    if not bare:
        return name, 0.85
    word = {"TP": r"(?:thành phố|TP\.?)"}.get(bare[2], bare[2])
    counts: dict[str, int] = {}
    for match in re.finditer(
        rf"(?:\b{word}|\b{word.upper()})((?:\s[A-ZĐÂĂÊÔƠƯÁÀẢÃẠẮẤỐỚỨÓÍÚÝ][\w-]*){{1,3}})", source.text[:200_000]
    ):
        place = match[1].strip()
        place = place.title() if place.isupper() else place
        counts[place] = counts.get(place, 0) + 1
    if not counts:
        return name, 0.6
    return f"{name} {max(counts, key=lambda k: counts[k])}", 0.75


def _period(source: Source, head: list[Span], body: list[Span], out: Head) -> None:
    title = next((f.span for f in out.found if f.field == "title"), None)
    for span, sure, bare in [(title, 0.95, True)] if title else []:
        found = period_in(source.low, *span, bare=bare)
        if found:
            out.period = found[0]
            out.found.append(Found("period", sure, found[1]))
            return
    later = [s for s in out.bases[::-1] if not source.flat.startswith(("can cu", "- can cu"), s[0])]
    for span, sure in [*((s, 0.75) for s in later), *((s, 0.65) for s in body[:6])]:
        found = period_in(source.low, *span)
        if found and found[0].start:
            out.period = found[0]
            out.found.append(Found("period", sure, found[1]))
            return
