"""What the result pages list: matrix rows, units that lack people, reports behind a figure, what needs attention."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from binhdang.calc.cells import NotApplicable
from binhdang.calc.numbers import number, percent
from binhdang.calc.verdicts import WORDS
from binhdang.evaluation.matrix import MODES, Matrix, Row
from binhdang.evaluation.queries import Overview, TargetPage, UnitResult
from binhdang.evaluation.reader import Result
from binhdang.orgs.queries import levels
from binhdang.reports.choices import State
from binhdang.rollup.sources import Contributor
from binhdang.ui.charts import Bullet, Stack, Trend
from binhdang.ui.numbers import day
from binhdang.web.context import WorkContext
from binhdang.web.results import shown

MOST_ATTENTION = 6


def href(name: str, *args: Any) -> str:
    """The address of a page, "" while that page does not exist."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=1024)
def _target_href(pk: int) -> str:
    return href("results:target", pk)


def whole(text: str | None) -> int:
    """A page number from an address; 1 where it is none."""
    return max(int(text), 1) if text and text.isdecimal() and len(text) < 7 else 1


@dataclass(frozen=True)
class MatrixAsked:
    """What an address asks of the matrix; `focus` is the target a phone shows, from 1."""

    mode: str
    level: str
    verdict: str
    sort: str
    page: int
    focus: int


def asked(given: Mapping[str, str]) -> MatrixAsked:
    """Read an address; what is not known falls back to the usual."""
    mode = given.get("mode", "")
    return MatrixAsked(
        mode if mode in MODES else "ratio", given.get("level", ""), given.get("verdict", ""), given.get("sort", ""),
        whole(given.get("page")), whole(given.get("target")),
    )  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line of the matrix: its cells are the arguments of the matrix cell."""

    name: str
    note: str
    href: str
    reported: int
    expected: int
    cells: list[dict[str, Any]]


@dataclass(frozen=True)
class Head:
    """One target's column; `key` and `falling` name its two orders, `next` the one a click asks for.

    `here` is the column a phone shows.
    """

    code: str
    name: str
    small: str
    key: str
    falling: str
    next: str
    here: bool


@dataclass(frozen=True)
class MatrixTable:
    """The matrix as the page shows it, with the choices beside it."""

    asked: MatrixAsked
    heads: list[Head]
    total: Line
    lines: list[Line]
    modes: list[tuple[str, str]]
    levels: list[tuple[str, str]]
    verdicts: list[tuple[str, str]]
    here: Head | None
    before: Head | None
    after: Head | None


def matrix_table(found: Matrix, wanted: MatrixAsked, work: WorkContext) -> MatrixTable:
    """Lay the matrix out."""
    focus = min(wanted.focus, len(found.asked)) - 1
    heads = [
        Head(a.target.code, a.target.name, shown.threshold_text(a.aim), str(place + 1), f"-{place + 1}",
             f"-{place + 1}" if wanted.sort == str(place + 1) else str(place + 1), place == focus)
        for place, a in enumerate(found.asked)
    ]  # fmt: skip
    modes = [
        ("ratio", _("Tỷ lệ cộng dồn")), ("units", _("Tỷ lệ đơn vị đạt")),
        ("change", _("Thay đổi so với %(period)s") % {"period": found.before.end.year}),
    ]  # fmt: skip
    return MatrixTable(
        replace(wanted, focus=focus + 1), heads, _line(found.total, wanted, work, focus, True),
        [_line(row, wanted, work, focus) for row in found.rows], modes,
        [("", _("Mọi cấp")), *found.levels],
        [("", _("Mọi kết luận")), *((shown.CODES[w], _(WORDS[w])) for w in WORDS)],
        heads[focus] if heads else None, heads[focus - 1] if focus > 0 else None,
        heads[focus + 1] if 0 <= focus < len(heads) - 1 else None,
    )  # fmt: skip


def _line(row: Row, wanted: MatrixAsked, work: WorkContext, focus: int, total: bool = False) -> Line:
    where = work.query() if total or row.own else work.query(unit=row.unit.code)
    cells = []
    for place, result in enumerate(row.results):
        amount, under = _cell(row, place, result, wanted.mode)
        link = "" if row.own else _target_href(result.target.pk) + where
        cells.append({
            "code": shown.CODES[result.verdict.word], "amount": amount, "under": under, "href": link,
            "provisional": result.verdict.provisional and result.verdict.value is not None and wanted.mode == "ratio",
            "wide": place != focus,
        })  # fmt: skip
    note = _("cơ quan cấp này") if row.own else ""
    link = "" if total or row.own or row.leaf else href("results:matrix") + where
    name = _("Toàn bộ") if total else row.unit.name
    return Line(name, row.unit.name if total else note, link, row.reported, row.expected, cells)


def _cell(row: Row, place: int, result: Result, mode: str) -> tuple[str, str]:
    given, aim = result.verdict, result.aim
    if mode == "units" and row.shares:
        met, judged = row.shares[place]
        return (percent(met_share(met, judged)), f"{number(met)}/{number(judged)}") if judged else ("–", "")
    if mode == "change":
        if given.trend is None:
            return "–", shown.amount(aim, given)
        return _signed(given.trend, 1 if aim.unit == "percent" else None), shown.amount(aim, given)
    if given.value is None:
        return shown.amount(aim, given), "" if given.word == "kad" else _("chưa báo cáo")
    if aim.kind == "count":
        if not aim.trend or given.trend is None:
            return shown.amount(aim, given), ""
        return shown.amount(aim, given), _("trước: %(was)s") % {"was": number(given.value - given.trend, 0)}
    return shown.amount(aim, given), shown.fraction(result)


def met_share(met: int, judged: int) -> Fraction | None:
    """The share of units that meet a target, exact; None where none was judged."""
    return Fraction(met, judged) if judged else None


def _signed(value: Fraction, places: int | None = None) -> str:
    text = number(value, (0 if value.denominator == 1 else 1) if places is None else places)
    return "+" + text if value > 0 and text.strip("0,") else text


@dataclass(frozen=True)
class Attention:
    """One thing that needs attention: bold part, the rest, and where to go."""

    strong: str
    rest: str
    href: str


def attention(found: Overview, work: WorkContext) -> list[Attention]:
    """What needs attention, worked out from the figures, the most pressing first."""
    lines = []
    seen: set[int] = set()
    for one in found.behind:
        given, target = one.result.verdict, one.result.target
        if target.pk in seen:
            continue
        seen.add(target.pk)
        said = [f"{target.code} {shown.amount(one.result.aim, given)}"]
        said[0] += f" ({shown.fraction(one.result)})" if shown.fraction(one.result) else ""
        said += [part for part in (_lower(shown.gap(one.result)), _moved(one.result)) if part]
        lines.append(
            Attention(one.unit.name, ": " + ", ".join(said) + ".", href("results:target", target.pk) + work.query())
        )
    if found.silent:
        names = ", ".join(unit.name for unit in found.silent[:3]) + (", …" if len(found.silent) > 3 else "")
        strong = _("%(count)s đơn vị trực tiếp") % {"count": number(len(found.silent))}
        lines.append(
            Attention(strong, _(" chưa gửi báo cáo nào: %(names)s.") % {"names": names}, "/bao-cao/" + work.query())
        )
    if (
        found.boards
        and found.boards.denominator
        and (lack := found.boards.denominator - (found.boards.numerator or 0)) > 0
    ):
        strong = _("%(count)s CĐCS") % {"count": number(lack)}
        lines.append(Attention(strong, _(" đủ điều kiện lập ban nữ công quần chúng mà chưa có."), ""))
    waiting = sum(level.waiting for level in found.levels)
    if waiting:
        strong = _("%(count)s báo cáo") % {"count": number(waiting)}
        lines.append(Attention(strong, _(" đã gửi, đang chờ duyệt."), "/bao-cao/" + work.query()))
    return lines[:MOST_ATTENTION]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".")


def _moved(result: Result) -> str:
    return _("%(change)s so với kỳ trước") % {"change": shown.change(result)} if result.verdict.trend else ""


@dataclass(frozen=True)
class Progress:
    """One level of the table of incoming reports."""

    name: str
    sent: int
    expected: int
    accepted: int
    waiting: int
    returned: int
    rest: int
    bar: Stack


def progress(found: Overview) -> list[Progress]:
    """How the reports come in, by level, with the sum of all as the last line."""
    rows = [_progress(one.name, one.accepted, one.waiting, one.returned, one.rest) for one in found.levels]
    sums = [sum(getattr(one, part) for one in found.levels) for part in ("accepted", "waiting", "returned", "rest")]
    return [*rows, _progress(_("Toàn bộ"), *sums)] if rows else []


def _progress(name: str, accepted: int, waiting: int, returned: int, rest: int) -> Progress:
    parts = [("done", _("chấp nhận"), accepted), ("waiting", _("chờ duyệt"), waiting),
             ("returned", _("trả lại"), returned), ("rest", _("chưa nộp"), rest)]  # fmt: skip
    sent = accepted + waiting
    return Progress(name, sent, sent + returned + rest, accepted, waiting, returned, rest, Stack(parts))


@dataclass(frozen=True)
class UnitLine:
    """A unit directly below on the page of one target."""

    name: str
    note: str
    href: str
    amount: str
    under: str
    bullet: Bullet | None
    lack: str
    reported: int
    expected: int
    code: str
    provisional: bool


@dataclass(frozen=True)
class Source:
    """One report behind a figure, with the address of its cell."""

    name: str
    amount: str
    state: str
    at: str
    by: str
    href: str


@dataclass(frozen=True)
class SourceLevel:
    """The reports of one level behind a figure: sums, how many, the first of them."""

    code: str
    name: str
    top: str
    bottom: str
    reports: int
    first: list[Source]
    more: int


@dataclass(frozen=True)
class TargetTables:
    """What the page of one target lists around its chart."""

    code: str
    amount: str
    unit: str
    under: str
    coverage: str
    facts: list[tuple[str, str, str]]
    chart: Trend
    unbounded: str
    rows: list[Any]
    readings: list[tuple[str, str]]
    units: list[UnitLine]
    levels: list[SourceLevel] | None
    top: str
    noun: str


def target_tables(found: TargetPage, work: WorkContext) -> TargetTables:
    """Lay the page of one target out."""
    result = found.result
    amount, unit = shown.figure(result)
    names = dict(level_choices())
    parts = found.levels
    return TargetTables(
        shown.CODES[result.verdict.word], amount, unit, shown.under(result), shown.coverage(result),
        shown.facts(result), shown.trend(result), shown.unbounded(result), shown.point_rows(result),
        [(one.indicator.name_vi, shown.reading(one)) for one in result.readings],
        [
            _unit_line(one, bar, work)
            for one, bar in zip(found.units, shown.bullets([one.result for one in found.units]), strict=True)
        ],
        None if parts is None else [
            SourceLevel(part.level_code, names.get(part.level_code, part.level_code),
                        number(part.sums[0]) if part.sums else "–", number(part.sums[1]) if len(part.sums) > 1 else "",
                        part.reports, source_table(found, part.first), part.reports - len(part.first))
            for part in parts
        ],
        number(result.verdict.numerator) if result.verdict.numerator is not None else "–", _(result.aim.noun),
    )  # fmt: skip


def _unit_line(one: UnitResult, bar: Bullet | None, work: WorkContext) -> UnitLine:
    result, given = one.result, one.result.verdict
    people = given.gap_people
    lack = "–" if people is None else _("thiếu %(n)s") % {"n": number(people)} if people > 0 else _("đủ")
    if result.aim.trend:
        lack = shown.change(result) if given.trend is None else _signed(given.trend)
    where = "" if one.own else href("results:target", result.target.pk) + work.query(unit=one.unit.code)
    return UnitLine(
        one.unit.name, _("cơ quan cấp này") if one.own else "", where, shown.amount(result.aim, given),
        shown.fraction(result), bar, lack, result.figures.reported,
        result.figures.expected, shown.CODES[given.word], given.provisional,
    )  # fmt: skip


def source_table(found: TargetPage, rows: Sequence[Contributor]) -> list[Source]:
    """Reports behind a figure as lines: its cells, state, date, sender, and the way to the cell."""
    states = {str(value): str(label) for value, label in State.choices}
    cell = found.cells[0] if found.cells else ""
    return [
        Source(row.unit_name, "/".join(_plain(value) for value in row.cells), states.get(row.state, row.state),
               day(row.at), row.by_name, href("reports:cell", row.report_id, cell))
        for row in rows
    ]  # fmt: skip


def _plain(value: Any) -> str:
    return "KAD" if isinstance(value, NotApplicable) else number(value)


def level_choices() -> list[tuple[str, str]]:
    """All levels by code."""
    return [(level.code, level.name) for level in levels()]
