"""The sentences and tables of the yearly report. Every figure in them is written down under an id as well, so that it
can be checked again when the report is issued."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from binhdang.calc.numbers import number, percent, points
from binhdang.calc.verdicts import WORDS, shown
from binhdang.documents.figures import Figures
from binhdang.documents.layout import Table
from binhdang.evaluation.matrix import Matrix, Row
from binhdang.evaluation.queries import Overview
from binhdang.evaluation.reader import Point, Result
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
        text += f" ({number(was.numerator)}/{number(was.denominator)})"
    return f"{was.label}: {text}"


def target_table(book: Notebook, found: Overview) -> Table:
    """The targets clause by clause: TT, target, aim, result as numerator/denominator, rate, change, verdict."""
    rows = []
    for at, one in enumerate(found.results, 1):
        code = one.target.code
        rows.append((
            str(at), one.target.name, threshold(target_data(one.target)),
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


def target_sentences(book: Notebook, found: Overview) -> list[str]:
    """One paragraph a target: result, change, people missing, band where the verdict is provisional."""
    return [_sentence(book, at, one, found) for at, one in enumerate(found.results, 1)]


def _sentence(book: Notebook, at: int, one: Result, found: Overview) -> str:
    given, code = one.verdict, one.target.code
    clause = f" (mục {one.target.clause_ident} của kế hoạch)" if one.target.clause_ident else ""
    head = f"{at}. {one.target.name}{clause}: "
    if given.value is None:
        return head + book.put(f"{code}.say", f"Chỉ tiêu {code}: câu mô tả", _first_small(given.reason_vi))
    parts = [amount(one) if one.aim.kind == "count" else f"{amount(one)} ({fraction(one)})"]
    if before := _before(one):
        parts.append(f"{change(one)} ({before})")
    if not one.aim.trend and given.gap_people is not None:
        parts.append(_gap(one, given.gap_people))
    text = ", ".join(parts)
    if given.provisional and given.band is not None and (ends := _band(one)):
        expected = number(found.coverage.document.expected) if found.coverage else "–"
        text += f"; khi đủ báo cáo của {expected} đơn vị, kết quả nằm trong khoảng từ {ends}"
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
    text = (
        f"So với năm trước: {up} chỉ tiêu có kết quả tăng, {down} giảm, {same} không đổi, {unknown} chưa so sánh được"
    )
    return book.put("comparison", "So sánh với năm trước", text) + "."


def difficulties(book: Notebook, found: Overview) -> list[str]:
    """Facts found in the data: targets behind with people missing, units lowest, silent units."""
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
        text += f" Thấp nhất: {'; '.join(lowest)}." if lowest else ""
        said.append(book.put(f"{one.target.code}.behind", f"Khó khăn, chỉ tiêu {one.target.code}", text))
    if found.coverage and (left := found.coverage.document.expected - found.coverage.document.reported):
        text = f"Còn {number(left)} đơn vị chưa có báo cáo được tính"
        if found.silent:
            text += f"; trong các đơn vị trực tiếp, chưa có số liệu của: {_named(one.name for one in found.silent)}"
        said.append(book.put("silent", "Đơn vị chưa báo cáo", text + "."))
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
    return Table(
        head, tuple(rows), (5, 26, 10, *(13 for _ in found.asked)), "cl" + "r" * (len(head) - 2), bold_rows=(0,)
    )


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
