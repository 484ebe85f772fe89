"""Units that must have a women's-affairs committee."""

from io import BytesIO
from typing import Any

import xlsxwriter
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhdang.gaps import committees as gaps
from binhdang.kit import files
from binhdang.orgs import rules as orgs
from binhdang.registers.core import rules
from binhdang.registers.core.register import ALL
from binhdang.web.context import WorkContext, context_of

PER_PAGE = 50


def _asked(request: HttpRequest) -> tuple[WorkContext, str, gaps.Found | None]:
    """The work context, the state asked for, and what was found; None where the subtree is too large to list."""
    work = context_of(request)
    path, year = work.placement.path, work.period.end.year
    orgs.check(request.user, rules.READ, path)
    state = request.GET.get("nhom", "")
    state = state if state in gaps.STATES else gaps.MISSING
    if gaps.too_many(path, work.period.end):
        return work, state, None
    return work, state, gaps.found(request.user, path, year, work.basis)


@require_GET
def committees(request: HttpRequest) -> HttpResponse:
    """Counts by level and by unit below, and the units in one state."""
    work, state, found = _asked(request)
    context: dict[str, Any] = {"work": work, "register": ALL["ban-nu-cong"], "state": state}
    context |= {"year": work.period.end.year, "state_name": gaps.STATES[state]}
    if found is None:
        below = gaps.counted(request.user, work.placement.path, work.period.end.year, work.basis)
        return render(request, "web/gaps/committees.html", context | {"below": below})
    rows = found.of(state)
    context |= {
        "found": found,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "states": [(code, label, len(found.of(code))) for code, label in gaps.STATES.items()],
        "may_write": orgs.may(request.user, rules.WRITE, work.placement.path),
    }
    return render(request, "web/gaps/committees.html", context)


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Every unit with its state as .xlsx."""
    work, _state, found = _asked(request)
    out = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    sheet, bold = book.add_worksheet(_("Ban nữ công")), book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    heads = [_("Mã đơn vị"), _("Đơn vị"), _("Cấp"), _("Nữ đoàn viên"), _("Theo báo cáo năm"), _("Tình trạng")]
    heads += [_("Số quyết định"), _("Cần xem lại")]
    for at, head in enumerate(heads):
        sheet.write_string(0, at, head, bold)
    sheet.set_column(1, 1, 44)
    sheet.freeze_panes(1, 2)
    for row, one in enumerate(found.units if found else [], 1):
        unit = one.place.unit
        for at, text in enumerate((unit.code, unit.name, unit.kind.level.name)):
            sheet.write_string(row, at, text)
        if one.women is not None:
            sheet.write_number(row, 3, one.women)
        sheet.write_string(row, 4, one.period)
        sheet.write_string(row, 5, str(gaps.STATES[one.state]))
        sheet.write_string(row, 6, one.committee.decision if one.committee else "")
        sheet.write_string(row, 7, " ".join(one.findings))
    book.close()
    name = f"ban-nu-cong-{work.unit.code}-{work.period.end.year}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(out.getvalue(), files.TYPES["xlsx"], headers=headers)
