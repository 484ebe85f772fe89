"""The congress planner: what is coming, who cannot reach the share of women, and one congress step by step."""

import csv
from collections import Counter
from collections.abc import Iterable
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhdang.calc.congress import State
from binhdang.careers import congresses
from binhdang.careers.congresses import Hope, Line, Planner, Seat
from binhdang.kit import clock, files
from binhdang.orgs import rules as orgs
from binhdang.registers.core.rules import WRITE
from binhdang.web.careers.asked import Asked, PlannerForm, asked, planner_form, scope_of
from binhdang.web.context import context_of

PER_PAGE = 50
TONES = {"reach": "ok", "unclear": "warn", "short": "err"}


def states() -> dict[State, str]:
    """The answers in words."""
    return {
        "short": _("Không thể đạt 30%"),
        "unclear": _("Chưa đủ căn cứ"),
        "reach": _("Có thể đạt 30%"),
    }


def _planned(request: HttpRequest, given: Asked) -> Planner:
    scope = scope_of(request, context_of(request))
    rows = congresses.in_window(scope, given.start, given.end, given.body)
    return congresses.plan(scope, rows, given.limits, given.lead_days)


@require_GET
def planner(request: HttpRequest) -> HttpResponse:
    """The congresses of a window below the unit of the work context, and what each can become."""
    work, form = context_of(request), planner_form(request)
    context: dict[str, Any] = {
        "work": work,
        "form": form,
        "today": clock.today(),
        "may_write": orgs.may(request.user, WRITE, work.placement.path),
    }
    if not form.is_valid():
        context["summary"] = [(f"#{form[name].id_for_label}", str(text)) for name, [text, *_r] in form.errors.items()]
        return render(request, "web/careers/planner.html", context, status=422)
    given = asked(form)
    found, wanted = _planned(request, given), request.GET.get("ket_luan", "")
    names = states()
    lines = [line for line in found.lines if wanted not in names or line.prospect.state == wanted]
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    counts = {"reach": found.tally.reach, "unclear": found.tally.unclear, "short": found.tally.short}
    context |= {
        "given": given,
        "found": found,
        "page": page,
        "lines": [(line, names[line.prospect.state], TONES[line.prospect.state]) for line in page],
        "choices": [("", _("Tất cả"), len(found.lines)), *((s, name, counts[s]) for s, name in names.items())],
        "wanted": wanted,
    }
    return render(request, "web/careers/planner.html", context)


@require_GET
def congress(request: HttpRequest, pk: int) -> HttpResponse:
    """One congress step by step, with the people behind each step as far as they may be read."""
    try:
        one = congresses.congress_for(request.user, pk)
    except ObjectDoesNotExist:
        raise Http404
    form = planner_form(request)
    given = asked(form) if form.is_valid() else asked(_usual())
    found = congresses.explain(request.user, one, given.limits, given.lead_days)
    state = found.prospect.state
    context = {
        "work": context_of(request),
        "given": given,
        "found": found,
        "one": one,
        "prospect": found.prospect,
        "state": states()[state],
        "tone": TONES[state],
        "today": clock.today(),
        "seats": [(seat, seat.member, _stays(seat)) for seat in found.seats if seat.card],
        "hopes": [(hope, _readiness(hope)) for hope in found.hopes if hope.entry],
        "unnamed_seats": _counted((seat.member.woman, _stays(seat)) for seat in found.seats if not seat.card),
        "unnamed_hopes": _counted(
            (hope.prepared.candidate.woman, ", ".join(filter(None, _readiness(hope)[:2])))
            for hope in found.hopes
            if not hope.entry
        ),
        "may_write": orgs.may(request.user, WRITE, one.path),
    }
    return render(request, "web/careers/congress.html", context)


def _usual() -> PlannerForm:
    today = clock.today()
    form = PlannerForm({"tu": f"{today:%d/%m/%Y}", "den": f"{today:%d/%m/%Y}"})
    form.is_valid()
    return form


def _counted(rows: Iterable[tuple[bool, str]]) -> list[tuple[str, str, int]]:
    """Those whose names are not read, in counts alone: (sex, what is said of them, how many)."""
    found = Counter(rows)
    return [(_("Nữ") if woman else _("Nam"), said, n) for (woman, said), n in sorted(found.items(), reverse=True)]


def _stays(seat: Seat) -> str:
    """Whether a member stays, and why not."""
    words = {
        "ends": _("thôi giữ chức trước đại hội"),
        "moved": _("đã chuyển đơn vị"),
        "age": _("quá tuổi tái cử"),
        "terms": _("đủ số nhiệm kỳ"),
    }
    if seat.leaves:
        return _("Thôi: %(why)s") % {"why": "; ".join(words[reason] for reason in seat.leaves)}
    return _("Chưa rõ: chưa ghi năm sinh") if seat.unsure else _("Ở lại")


def _readiness(hope: Hope) -> tuple[str, str, str]:
    """What stands beside somebody in the pipeline: (counted or not, why, tone)."""
    words = {"schooling": _("trình độ học vấn"), "theory": _("lý luận chính trị")}
    lacks, unknown = (", ".join(words[one] for one in names) for names in (hope.prepared.lacks, hope.prepared.unknown))
    if hope.sits:
        return _("không tính"), _("đang là uỷ viên, đã tính ở bước 3"), "none"
    if hope.other_term:
        return _("không tính"), _("quy hoạch nhiệm kỳ khác"), "none"
    if lacks or hope.too_old:
        return _("không tính"), _("chưa đạt %(what)s") % {"what": lacks} if lacks else _("quá tuổi"), "err"
    if hope.ready is None:
        what = unknown or _("năm sinh")
        return _("chưa rõ"), _("chưa ghi %(what)s") % {"what": what}, "warn"
    return _("đủ điều kiện"), "", "ok"


def _heads() -> list[str]:
    return [
        _("Mã đơn vị"), _("Đơn vị"), _("Bầu"), _("Nhiệm kỳ"), _("Ngày đại hội"), _("Số uỷ viên"), _("Cần số nữ"),
        _("Nữ đương nhiệm"), _("Nữ thôi"), _("Nữ ở lại"), _("Nữ quy hoạch đủ điều kiện"), _("Nữ quy hoạch chưa rõ"),
        _("Còn thiếu"), _("Hạn cuối"), _("Kết luận"),
    ]  # fmt: skip


def _cells(line: Line) -> list[Any]:
    one, prospect = line.congress, line.prospect
    return [
        one.unit.code, one.unit.name, one.get_body_display(), one.term, f"{one.day:%d/%m/%Y}", one.seats,
        prospect.needed, prospect.sitting_women, prospect.leaving_women, prospect.staying_women, prospect.ready,
        prospect.doubtful, prospect.missing, f"{line.act_by:%d/%m/%Y}", states()[prospect.state],
    ]  # fmt: skip


@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The list as .xlsx or .csv; an empty cell is what nobody wrote down."""
    form = planner_form(request)
    if not form.is_valid():
        raise Http404
    lines = _planned(request, asked(form)).lines
    names = states()
    wanted = request.GET.get("ket_luan", "")
    rows = [_cells(line) for line in lines if wanted not in names or line.prospect.state == wanted]
    data = _xlsx(rows) if kind == "xlsx" else _csv(rows)
    mime = files.TYPES["xlsx"] if kind == "xlsx" else "text/csv; charset=utf-8"
    return HttpResponse(data, mime, headers={"Content-Disposition": f'attachment; filename="dai-hoi.{kind}"'})


def _xlsx(rows: list[list[Any]]) -> bytes:
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_("Đại hội"))
    head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, 15, 14)
    for row, cells in enumerate([_heads(), *rows]):
        for at, value in enumerate(cells):
            if isinstance(value, int):
                sheet.write_number(row, at, value)
            elif value is not None:
                sheet.write_string(row, at, str(value), head if row == 0 else None)
    book.close()
    return out.getvalue()


def _csv(rows: list[list[Any]]) -> bytes:
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(_heads())
    writer.writerows([["" if cell is None else _plain(cell) for cell in row] for row in rows])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _plain(cell: Any) -> Any:
    """A text that a spreadsheet cannot take for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t")) else cell
