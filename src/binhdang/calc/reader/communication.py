"""What communications plans hold: campaigns, audiences, forms, training topics; objectives and measures of any plan."""

from __future__ import annotations

import re

from binhdang.calc.reader.dates import stretch
from binhdang.calc.reader.duties import single_year
from binhdang.calc.reader.normalise import Source
from binhdang.calc.reader.sentences import sentences
from binhdang.calc.reader.shapes import Campaign, Clause, Item, Period, Span

_CAMPAIGN = re.compile(
    r"(?:\btháng (?:hành động(?: quốc gia)?|cao điểm|công nhân)|\bchiến dịch|\btuần lễ|\bngày hội|\bđợt cao điểm"
    r"|\bchuỗi (?:sự kiện|hoạt động))"
    r"(?P<rest>(?:(?!,?\s(?:từ ngày|từ \d|với|năm 20|diễn ra|được|nhằm|trên(?! cơ sở)|trong|theo|tại|vào|do|gắn"
    r"|hàng năm|hằng năm|\(|bằng|hưởng ứng|có|để)\b|\s?[.;:(\"]|,\s(?!chống)).){0,110})"
)
_HINT = re.compile(r"tháng|tuần|chiến dịch|ngày|đợt|chuỗi")
_FORMS = (
    "hội nghị",
    "hội thảo",
    "toạ đàm",
    "tập huấn",
    "nói chuyện chuyên đề",
    "giao lưu",
    "sự kiện",
    "truyền thông trực tiếp",
    "hội thi",
    "cuộc thi",
    "diễn đàn",
    "sinh hoạt câu lạc bộ",
    "sinh hoạt chuyên đề",
    "mít tinh",
    "diễu hành",
    "pa nô",
    "pano",
    "áp phích",
    "băng rôn",
    "băng zôn",
    "khẩu hiệu",
    "tờ rơi",
    "tờ gấp",
    "mạng xã hội",
    "facebook",
    "zalo",
    "fanpage",
    "trang thông tin điện tử",
    "cổng thông tin điện tử",
    "website",
    "loa phát thanh",
    "phát thanh",
    "truyền hình",
    "báo chí",
    "tin, bài",
    "bản tin",
    "video",
    "infographic",
    "ứng dụng công nghệ thông tin",
    "văn nghệ",
    "sân khấu hoá",
    "tư vấn",
    "đối thoại",
    "phóng sự",
    "tài liệu",
    "sổ tay",
    "triển lãm",
    "tuyên truyền miệng",
    "các buổi nói chuyện",
    "đường dây nóng",
    "gặp mặt",
    "toạ đàm trực tuyến",
    "hội nghị trực tuyến",
    "podcast",
    "tiểu phẩm",
)
_FORM = re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, _FORMS), key=len, reverse=True)) + r")\b")
_FORM_CONTEXT = re.compile(
    r"\b(?:thông qua|hình thức|bằng|tổ chức|truyền thông|tuyên truyền|qua|ứng dụng|treo|phát|đăng|lồng ghép)\b"
)
_AUDIENCE = re.compile(
    r"\b(?:cho|đến|tới|đối với|trong|của toàn thể)\s(?P<who>(?:toàn thể |đông đảo |mọi |đội ngũ |các "
    r"|tất cả )?(?:cán bộ|đoàn viên|cnvclđ|nữ cnvclđ|công nhân|người lao động|lao động|nữ|phụ nữ|nam giới"
    r"|gia đình|học sinh|thanh niên|hội viên|nhân dân|người sử dụng lao động|chủ doanh nghiệp|uỷ viên"
    r"|lãnh đạo)\b"
    r"(?:(?!\s(?:về|nhằm|để|trong|tham gia|thực hiện|đạt|thông qua|bằng|được|trên|tại|phù hợp|có|là|và giới|theo"
    r"|nắm|hiểu|góp|đối với|nâng cao)\b|\s?[.;:(\"…]).){0,90})"
)
_TRAIN = re.compile(
    r"\b(?:tập huấn|bồi dưỡng|đào tạo|truyền đạt)(?: nâng cao)?(?:,? (?:cho [^,;.]{3,60}? )?(?:các )?(?:về )?)?"
    r"\s?(?P<what>(?:kiến thức|kỹ năng|nghiệp vụ|nội dung|phương pháp|về)\b[^.…]{5,700})"
)
_TOPIC_CUT = re.compile(r";|,\s(?=(?:kỹ năng|kiến thức|nghiệp vụ|phương pháp)\b)|\svà\s(?=(?:kỹ năng|nghiệp vụ)\s)")
_TOPIC_OPENS = re.compile(
    r"\s?(?:và )?(?:kiến thức|kỹ năng|nghiệp vụ|phương pháp|nội dung|cách|quy trình|về|pháp luật|chính sách)\b"
)
_TOPIC_END = re.compile(
    r",?\s(?:cho|đối với|nhằm|để|trong năm|vào|tại các|theo hình thức|gắn với)\s(?!lao động nữ\b)|,\s(?:cho"
    r"|đối với|nhằm)\s"
)
_TRAIN_SECTION = re.compile(r"nội dung (?:tập huấn|bồi dưỡng)|chuyên đề (?:tập huấn|bồi dưỡng)|tập huấn,? bồi dưỡng$")


def read_campaigns(source: Source, clauses: list[Clause], period: Period, title: Span | None) -> list[Campaign]:
    """Campaigns with their dates; each name once."""
    year = single_year(period)
    telling = [c for c in clauses if c.topic != "legal_basis" and _HINT.search(source.low, *c.body)]
    places = [(c.id, span) for c in telling for span in sentences(source.low, *c.body)]
    if title:
        places.insert(0, ("", title))
    out: dict[str, Campaign] = {}
    for clause_id, span in places:
        for match in _CAMPAIGN.finditer(source.low, *span):
            name = source.text[match.start() : match.end()].strip(" ,;-")
            if len(name.split()) < 3:
                continue
            when = stretch(source.low, match.end(), min(span[1], match.end() + 90), year)
            if when is None and clause_id == "":
                when = next((w for _, s in places if (w := stretch(source.low, *s, year))), None)
            key = re.sub(r"\W", "", source.flat[match.start() : match.start() + len(name)])[:40]
            old = out.get(key)
            if old is None or (when and not old.start):
                start, end = (when.start, when.end) if when else (None, None)
                where = (match.start(), match.start() + len(name))
                out[key] = Campaign(clause_id, name, start, end, 0.85 if when else 0.65, where)
    return list(out.values())


def read_forms(source: Source, clauses: list[Clause]) -> list[Item]:
    """Forms of communication, each once, where the text speaks of communicating."""
    out: dict[str, Item] = {}
    for clause in clauses:
        if clause.topic in ("legal_basis", "situation", "target"):
            continue
        for span in sentences(source.low, *clause.body):
            if not _FORM_CONTEXT.search(source.low, *span) and clause.topic != "form":
                continue
            for match in _FORM.finditer(source.low, *span):
                text = source.text[match.start() : match.end()]
                out.setdefault(match[0], Item(clause.id, text, 0.7, match.span()))
    return list(out.values())


def read_audiences(source: Source, clauses: list[Clause]) -> list[Item]:
    """Groups that communication and training address, each once."""
    out: dict[str, Item] = {}
    for clause in clauses:
        if clause.topic in ("legal_basis", "situation", "target"):
            continue
        if clause.topic == "audience" and clause.kind != "heading":
            _audience_section(source, clause, out)
            continue
        for span in sentences(source.low, *clause.body, cut=".!?…\t"):
            if not re.compile(
                r"truyền thông|tuyên truyền|tập huấn|bồi dưỡng|nâng cao nhận thức|phổ biến|tư vấn"
            ).search(source.low, *span):
                continue
            for match in _AUDIENCE.finditer(source.low, *span):
                text = source.text[match.start("who") : match.end("who")].strip(" ,;")
                out.setdefault(text.lower(), Item(clause.id, text, 0.65, match.span("who")))
    return list(out.values())


def _audience_section(source: Source, clause: Clause, out: dict[str, Item]) -> None:
    begin = clause.body[0]
    colon = source.text.find(":", begin, min(clause.body[1], begin + 40))
    begin = colon + 1 if colon > 0 else begin
    for part in re.finditer(r"[^;,.]+", source.text[begin : clause.body[1]]):
        text = part[0].strip()
        if len(text.split()) > 1 or len(text) > 4:
            start = begin + part.start() + part[0].find(text)
            out.setdefault(text.lower(), Item(clause.id, text, 0.8, (start, start + len(text))))


def read_training(source: Source, clauses: list[Clause]) -> list[Item]:
    """Topics of training, one by one ("kiến thức về ...; kỹ năng ...; kỹ năng ...")."""
    out: dict[str, Item] = {}
    titles = {c.id: c.text.lower() for c in clauses}
    for clause in clauses:
        if clause.topic in ("legal_basis", "situation", "target"):
            continue
        if _TRAIN_SECTION.search(titles.get(clause.parent, "")) and clause.kind != "heading":
            out.setdefault(clause.text.lower(), Item(clause.id, clause.text.strip(" .;"), 0.8, clause.body))
            continue
        for span in sentences(source.low, *clause.body, cut=".!?…\t"):
            match = _TRAIN.search(source.low, *span)
            if match:
                _topics(source, clause, match.span("what"), out)
    return list(out.values())


def _topics(source: Source, clause: Clause, span: Span, out: dict[str, Item]) -> None:
    begin = span[0]
    cuts = [*_TOPIC_CUT.finditer(source.low, *span), None]
    for cut in cuts:
        end = cut.start() if cut else span[1]
        stop = _TOPIC_END.search(source.low, begin, end)
        last = stop.start() if stop else end
        text = source.text[begin:last].strip(" ,;:.")
        if len(text.split()) > 2 and (begin == span[0] or _TOPIC_OPENS.match(source.low, begin, end)):
            start = source.text.find(text, begin)
            out.setdefault(text.lower(), Item(clause.id, text, 0.75, (start, start + len(text))))
        if cut is None or (stop and not re.match(r";|,", source.low[cut.start() : cut.start() + 1])):
            break
        begin = cut.end()


def items_of(clauses: list[Clause], topic: str, sure: float) -> list[Item]:
    """The clauses of the sections on one topic, as findings."""
    return [
        Item(c.id, c.text, sure, c.span) for c in clauses if c.topic == topic and c.kind not in ("heading",) and c.text
    ]
