"""The sentences and tables of the yearly report. Every figure in them is written down under an id as well, so that it
can be checked again when the report is issued."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from binhdang.calc.numbers import number, percent, points
from binhdang.calc.verdicts import WORDS, shown, unknown_of
from binhdang.documents.figures import Figures
from binhdang.documents.layout import Table
from binhdang.evaluation.matrix import Matrix, Row
from binhdang.evaluation.queries import Overview
from binhdang.evaluation.reader import Point, Reading, Result
from binhdang.plans.queries import target_data
from binhdang.plans.words import threshold

NAMED = 10
"""How many units a sentence names before it says how many more there are."""
NOTE = "Ghi chú: “–” là chưa có số liệu; “KAD” là không áp dụng."
HEAD = ("TT", "Chỉ tiêu", "Mục tiêu", "Kết quả", "Tỷ lệ", "So với năm trước", "Đánh giá")


class Notebook:
    """Collects the figures of a paper while its sentences are written."""

    def __init__(self) -> None:
        self.figures: Figures = {}

    def put(self, key: str, label: str, text: str) -> str:
        """Write a figure down and hand its text back."""
        self.figures[key] = {"label": label, "text": text}
        return text


def amount(result: Result) -> str:
    """The value as printed: "28,7%", "41", "KAD", "–"."""
    given = result.verdict
    if given.value is None:
        return "KAD" if given.word == "kad" else "–"
    return shown(result.aim, given.value, given.threshold)


def fraction(result: Result) -> str:
    """Both sides "312/1.087", or the count itself."""
    given = result.verdict
    if given.numerator is None:
        return "–"
    if result.aim.kind == "count":
        return number(given.numerator)
    return f"{number(given.numerator)}/{number(given.denominator)}"


def verdict_text(result: Result) -> str:
    """The word of the verdict, with "tạm thời" where silent units could change it."""
    return WORDS[result.verdict.word] + (" (tạm thời)" if result.verdict.provisional else "")


def earlier(result: Result) -> Point | None:
    """The nearest earlier period with a value."""
    return next((point for point in reversed(result.history[:-1]) if point.value is not None), None)


def change(result: Result) -> str:
    """The change against the period before: "tăng 0,8 điểm %", "giảm 6", "không đổi", "–"."""
    moved = result.verdict.trend
    if moved is None or earlier(result) is None:
        return "–"
    if moved == 0:
        return "không đổi"
    size = points(abs(moved)).lstrip("+") if result.aim.unit == "percent" else _plain(abs(moved))
    return f"{'tăng' if moved > 0 else 'giảm'} {size}"


def _plain(value: Fraction) -> str:
    return number(value, 0 if value.denominator == 1 else 1)


def _before(result: Result) -> str:
    was = earlier(result)
    if was is None or was.value is None:
        return ""
    text = f"{shown(result.aim, was.value)}"
    if result.aim.kind != "count":
        text += f", {number(was.numerator)}/{number(was.denominator)}"
    return f"{was.label}: {text}"


def asked(one: Result) -> str:
    """What a target asks for in words; one that only strives under a condition is read as all of those under it."""
    if one.target.comparator == "none" and one.aim.milestones:
        return f"phấn đấu {shown(one.aim, one.aim.milestones[-1][1]).replace(',0%', '%')}"
    return threshold(target_data(one.target))


def target_table(book: Notebook, found: Overview) -> Table:
    """The targets clause by clause: TT, target, aim, result as numerator/denominator, rate, change, verdict."""
    rows = []
    for at, one in enumerate(found.results, 1):
        code = one.target.code
        rows.append((
            str(at), one.target.name, asked(one),
            book.put(f"{code}.fraction", f"Chỉ tiêu {code}: kết quả", fraction(one)),
            "KAD" if one.aim.kind == "count" else book.put(f"{code}.value", f"Chỉ tiêu {code}: tỷ lệ", amount(one)),
            book.put(f"{code}.change", f"Chỉ tiêu {code}: so với năm trước", change(one)),
            book.put(f"{code}.verdict", f"Chỉ tiêu {code}: đánh giá", verdict_text(one)),
        ))  # fmt: skip
    return Table(HEAD, tuple(rows), (6, 27, 17, 15, 10, 13, 13), "cllrrll")


def coverage(book: Notebook, found: Overview, *, provisional: bool) -> str:
    """What the figures rest on: units and members heard, of those expected."""
    if found.coverage is None:
        return "Kỳ này chưa có đợt báo cáo nên các chỉ tiêu chưa có số liệu."
    document = found.coverage.document
    units = f"{number(document.reported)}/{number(document.expected)} đơn vị"
    units += _share(document.reported, document.expected)
    book.put("coverage.units", "Số đơn vị có báo cáo", units)
    text = f"Số liệu tổng hợp từ báo cáo của {units}"
    if document.members_expected:
        members = f"{number(document.members_reported)}/{number(document.members_expected)} đoàn viên"
        members += _share(document.members_reported, document.members_expected)
        text += f", chiếm {book.put('coverage.members', 'Số đoàn viên của các đơn vị có báo cáo', members)}"
    kind = "kể cả báo cáo đang chờ duyệt" if provisional else "gồm các báo cáo đã được chấp nhận"
    return f"{text} ({kind})."


def by_level(book: Notebook, found: Overview, *, provisional: bool) -> list[str]:
    """How many reports of each level the figures rest on; nothing where only one level reports."""
    if len(found.levels) < 2:
        return []
    parts = []
    for one in found.levels:
        text = f"{number(one.sent if provisional else one.accepted)}/{number(one.expected)}"
        label = one.name[:1].lower() + one.name[1:]
        parts.append(f"{label} {book.put(f'coverage.{one.code}', f'Số báo cáo, {label}', text)}")
    return [f"Theo cấp: {'; '.join(parts)}."]


def _share(part: object, whole: object) -> str:
    return f" ({percent(Fraction(str(part)) / Fraction(str(whole)))})" if whole else ""


def summary(book: Notebook, found: Overview) -> str:
    """How many targets have which verdict."""
    counted: dict[str, int] = {}
    for one in found.results:
        counted[one.verdict.word_vi] = counted.get(one.verdict.word_vi, 0) + 1
    said = ", ".join(f"{count} chỉ tiêu “{word}”" for word, count in counted.items())
    text = f"Kế hoạch có {len(found.results)} chỉ tiêu: {said}"
    return book.put("summary", "Số chỉ tiêu theo đánh giá", text) + ". Kết quả từng chỉ tiêu như sau:"


def clause_parts(book: Notebook, found: Overview, clauses: Mapping[str, str]) -> list[tuple[str, str, list[str]]]:
    """Key, name and paragraphs of each clause that sets targets: what the plan says, then how it stands.

    `clauses` has the text of each clause by its ident. A target is one paragraph: result, change, people missing,
    band where the verdict is provisional; then what has to be watched beside it.
    """
    groups: dict[str, list[Result]] = {}
    for one in found.results:
        groups.setdefault(one.target.clause_ident, []).append(one)
    said_already = {one.target.indicator_id for one in found.results}
    parts = []
    for ident, results in groups.items():
        said = " ".join(clauses.get(ident, "").split()).rstrip(" .;")
        lines = [f"Kế hoạch đề ra: {said}."] if said else []
        for one in results:
            lines += [_sentence(book, one, found), *_watched(book, one, said_already)]
        parts.append((f"clause.{ident}", f"Mục {ident} của kế hoạch" if ident else "Các chỉ tiêu khác", lines))
    return parts


def _watched(book: Notebook, one: Result, said_already: set[int | None]) -> list[str]:
    """What is read beside a target, each indicator once in a paper."""
    fresh = [r for r in one.readings if r.indicator.pk not in said_already]
    said_already |= {r.indicator.pk for r in fresh}
    said = [book.put(f"{one.target.code}.{r.indicator.code}", r.indicator.name_vi, reading(r)) for r in fresh]
    if one.outside:
        text = f"{number(one.outside)} đơn vị báo cáo không thuộc điều kiện của chỉ tiêu (KAD)"
        said.insert(0, book.put(f"{one.target.code}.outside", f"Chỉ tiêu {one.target.code}: ngoài điều kiện", text))
    return [f"Số liệu theo dõi thêm: {'; '.join(said)}."] if said else []


def reading(one: Reading) -> str:
    """A figure that is watched and not judged: "Tỷ lệ sinh con thứ ba trở lên 5,1% (30/586)"."""
    unit = one.indicator.unit
    text = f"{one.indicator.name_vi} {number(one.value, 1 if one.denominator is not None else 0)}"
    text += unit if unit == "%" else f" {unit}"
    return text + (f" ({number(one.numerator)}/{number(one.denominator)})" if one.denominator is not None else "")


def measures(book: Notebook, found: Overview) -> list[str]:
    """What the figures know of the measures: the women's-affairs boards. The officer writes the rest."""
    if found.boards is None:
        return []
    text = f"{number(found.boards.numerator)}/{number(found.boards.denominator)}"
    text = book.put("boards", "Ban nữ công quần chúng", text)
    return [f"Tổ chức nữ công: {text} đơn vị thuộc diện phải có ban nữ công quần chúng đã thành lập ban."]


def _sentence(book: Notebook, one: Result, found: Overview) -> str:
    given, code = one.verdict, one.target.code
    head = f"{one.target.name}: "
    if given.value is None:
        return head + book.put(f"{code}.say", f"Chỉ tiêu {code}: câu mô tả", _first_small(given.reason))
    parts = [amount(one) if one.aim.kind == "count" else f"{amount(one)} ({fraction(one)})"]
    if before := _before(one):
        parts.append(f"{change(one)} ({before})")
    if not one.aim.trend and given.gap_people is not None:
        parts.append(_gap(one, given.gap_people))
    text = ", ".join(parts)
    if given.provisional and given.band is not None and (ends := _band(one)):
        expected = number(found.coverage.document.expected) if found.coverage else "–"
        text += f"; khi đủ báo cáo của {expected} đơn vị, kết quả nằm trong khoảng từ {ends}"
    elif unknown := unknown_of(one.aim, one.figures):
        text += f"; chưa nêu được khoảng kết quả vì chưa rõ cỡ {number(unknown)} đơn vị chưa báo cáo"
    return head + book.put(f"{code}.say", f"Chỉ tiêu {code}: câu mô tả", text + f". Đánh giá: {verdict_text(one)}.")


def _first_small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _gap(one: Result, people: int) -> str:
    if people > 0 and not one.aim.lower_better:
        return f"còn thiếu {number(people)} {one.aim.noun}"
    if people > 0:
        return f"vượt mức cho phép {number(people)} {one.aim.noun}"
    return "vừa đủ mức đề ra" if people == 0 else f"dôi {number(-people)} {one.aim.noun} so với mức đề ra"


def _band(one: Result) -> str:
    ends = []
    for top, bottom in one.verdict.band or ():
        if one.aim.kind != "count" and not bottom:
            return ""
        ends.append(shown(one.aim, Fraction(top) if one.aim.kind == "count" else Fraction(top) / Fraction(bottom)))
    return " đến ".join(ends)


def comparison(book: Notebook, found: Overview) -> str:
    """How many targets moved which way since the period before."""
    moves = [one.verdict.trend for one in found.results]
    up, down = (sum(1 for m in moves if m is not None and sign * m > 0) for sign in (1, -1))
    same, unknown = sum(m == 0 for m in moves if m is not None), moves.count(None)
    counted = ((up, "tăng"), (down, "giảm"), (same, "không đổi"), (unknown, "chưa so sánh được"))
    said = ", ".join(f"{count} chỉ tiêu {word}" for count, word in counted if count)
    text = f"So với năm trước: {said or 'chưa có chỉ tiêu nào'}"
    return book.put("comparison", "So sánh với năm trước", text) + "."


def difficulties(book: Notebook, found: Overview, silent: Sequence[str]) -> list[str]:
    """Facts found in the data: targets behind with people missing, units furthest from them, silent units by name."""
    said = []
    for one in found.results:
        if one.verdict.word not in {"cham", "chua"}:
            continue
        gap = one.verdict.gap_people
        missing = f", {_gap(one, gap)}" if gap and gap > 0 and not one.aim.trend else ""
        lowest = [
            f"{part.unit.name} ({amount(part.result)}{_of(part.result)})"
            for part in found.behind if part.result.target.pk == one.target.pk
        ]  # fmt: skip
        text = f"Chỉ tiêu “{one.target.name}” {verdict_text(one).lower()}{missing}."
        text += f" Các đơn vị xa mức đề ra nhất: {'; '.join(lowest)}." if lowest else ""
        said.append(book.put(f"{one.target.code}.behind", f"Khó khăn, chỉ tiêu {one.target.code}", text))
    if silent:
        text = f"Còn {number(len(silent))} đơn vị chưa có báo cáo được tính: {_named(silent)}"
        text += " (danh sách tại Phụ lục II)." if len(silent) > NAMED else "."
        said.append(book.put("silent", "Đơn vị chưa báo cáo", text))
    said = said or ["Không có chỉ tiêu chậm hoặc chưa đạt; tất cả các đơn vị đã có báo cáo."]
    return [f"{at}. {text}" for at, text in enumerate(said, 1)]


def _of(result: Result) -> str:
    return "" if result.aim.kind == "count" else f", {fraction(result)}"


def proposals(found: Overview) -> list[str]:
    """Proposals that follow from what is behind; a draft for the officer."""
    said = []
    if found.coverage and found.coverage.document.expected > found.coverage.document.reported:
        said.append("Đề nghị các đơn vị chưa gửi báo cáo hoàn thành báo cáo và gửi về để tổng hợp bổ sung.")
    for one in found.results:
        if one.verdict.word in {"cham", "chua"}:
            units = _named(part.unit.name for part in found.behind if part.result.target.pk == one.target.pk)
            who = units or "các đơn vị"
            said.append(f"Đề nghị {who} rà soát, có biện pháp cụ thể để thực hiện chỉ tiêu “{one.target.name}”.")
    said = said or ["Không có đề xuất, kiến nghị."]
    return [f"{at}. {text}" for at, text in enumerate(said, 1)]


def _named(names: Iterable[str]) -> str:
    every = list(names)
    rest = len(every) - NAMED
    return ", ".join(every[:NAMED]) + (f" và {number(rest)} đơn vị khác" if rest > 0 else "")


def annex_table(book: Notebook, found: Matrix) -> Table:
    """Units directly below by targets, the total first; the unit's own committee is a row of its own."""
    head = ("TT", "Đơn vị", "Đã báo cáo", *(asked.target.code for asked in found.asked))
    rows = [_annex_row(book, "", "Tổng cộng", found.total)]
    for at, row in enumerate(found.rows, 1):
        rows.append(_annex_row(book, str(at), f"Cơ quan {row.unit.name}" if row.own else row.unit.name, row))
    widths = (5, 24, 10, *(8 if asked.aim.kind == "count" else 15 for asked in found.asked))
    return Table(head, tuple(rows), widths, "cl" + "r" * (len(head) - 2), bold_rows=(0,))


def _annex_row(book: Notebook, place: str, name: str, row: Row) -> tuple[str, ...]:
    heard = f"{number(row.reported)}/{number(row.expected)}"
    cells = []
    for one in row.results:
        plain = one.aim.kind == "count" or one.verdict.value is None
        text = amount(one) if plain else f"{amount(one)} ({fraction(one)})"
        key = f"annex.{row.unit.pk}{'.own' if row.own else ''}.{one.target.code}"
        cells.append(book.put(key, f"Phụ lục, {name}, chỉ tiêu {one.target.code}", text))
    book.put(f"annex.{row.unit.pk}{'.own' if row.own else ''}", f"Phụ lục, {name}, số đơn vị đã báo cáo", heard)
    return (place, name, heard, *cells)
