"""Pages of one report: the form, check-your-answers, history, one cell."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from binhdang.calc import cells
from binhdang.calc.periods import parse_period
from binhdang.calc.questions import NUMBER
from binhdang.consolidation.slips import is_correction
from binhdang.datasets.queries import layout_of
from binhdang.kit.errors import BadInput, Conflict
from binhdang.reports import actions, behalf, checks, feeding, flow, locks, prefill, queries, reviewing, rules
from binhdang.web.frame import period_label
from binhdang.web.reports import questions
from binhdang.web.reports import sheet as sheets
from binhdang.web.reports.fed import fed_views


def page_of(report: Any, **more: Any) -> dict[str, Any]:
    """What every page of a report shows in its head."""
    return {
        "report": report,
        "period_label": period_label(parse_period(report.period_key)),
        "locks": locks.of_report(report),
        **more,
    }


def form(request: HttpRequest, report_id: int) -> HttpResponse:
    """The form, section by section; a POST saves."""
    report = queries.report_for(request.user, report_id)
    if request.method == "POST":
        return _save(request, report)
    return _form_page(request, report)


def _form_page(
    request: HttpRequest, report: Any, posted: sheets.Posted | None = None, status: int = 200
) -> HttpResponse:
    points = queries.returns_open(report)
    page = sheets.sheet_of(
        report, points, kept=posted and posted.kept, bad=posted and posted.bad, name_missing="thieu" in request.GET
    )
    number = _section_number(request, page)
    return render(request, "web/reports/form.html", form_context(request.user, page, number, points), status=status)


def form_context(by: Any, page: sheets.SheetView, number: int, points: list[Any]) -> dict[str, Any]:
    """What the form's template needs to draw section `number` (from 0) of a report for `by`."""
    section = page.sections[number]
    no_edit = rules.reason_against_edit(by, page.report)
    links = [(f"#c-{code}", text) for code, text in page.problems] or [
        (f"#c-{cell.code}", f"{_('Dòng')} {row.number}, {row.name}: {cell.error}")
        for row in section.rows
        for cell in row.cells
        if cell.error
    ]
    return page_of(
        page.report,
        sheet=page,
        section=section,
        number=number,
        before=number - 1 if number else None,
        after=number + 1 if number + 1 < len(page.sections) else None,
        no_edit=no_edit,
        may_enter=bool(no_edit) and not behalf.reason_against_begin(by, page.report),
        editable=not no_edit,
        may_confirm=behalf.may_confirm(by, page.report),
        points=[p for p in points if p.scope == "report"],
        links=links,
    )


def _section_number(request: HttpRequest, page: sheets.SheetView) -> int:
    asked = sheets.whole_of(request.POST.get("section") or request.GET.get("phan", "1"))
    return min(max((asked or 1) - 1, 0), len(page.sections) - 1)


def _save(request: HttpRequest, report: Any) -> HttpResponse:
    posted = sheets.read_posted(report, request.POST)
    repeat, _colon, go = request.POST.get("same", "").partition(":")
    if (section := sheets.whole_of(repeat)) is not None:
        posted.changes.update(prefill.known_answers(report, section, posted.changes))
    version = sheets.version_of(request.POST.get("version", ""))
    try:
        report = actions.save_draft(
            report.pk,
            posted.changes,
            version=version,
            by=request.user,
            notes=posted.notes,
            explanations=posted.explanations,
            texts=posted.texts,
        )
    except Conflict as conflict:
        return _conflict_page(request, conflict.theirs, posted)
    if posted.bad:
        return _form_page(request, queries.report_for(request.user, report.pk), posted, status=422)
    go = go or request.POST.get("go", "")
    if go == "check":
        return redirect("reports:check", report.pk)
    messages.success(request, _("Đã lưu."))
    if go.startswith("tep:"):
        return redirect("reports:files", report.pk, go[4:])
    return redirect(f"{request.path}?phan={go if sheets.whole_of(go) else request.POST.get('section', '1')}")


def _conflict_page(request: HttpRequest, theirs: Any, posted: sheets.Posted) -> HttpResponse:
    """Both versions cell by cell; nothing is lost, the person chooses."""
    theirs = queries.report_for(request.user, theirs.pk)
    stored, layout = checks.values_of(theirs), layout_of(theirs.form)
    rows = [
        {
            "field": f"c.{code}",
            "label": layout.by_code[code].label,
            "mine": sheets.shown(value),
            "mine_text": "KAD" if value is cells.NOT_APPLICABLE else sheets.typed(value),
            "theirs": sheets.shown(stored.get(code)),
            "theirs_text": "KAD" if stored.get(code) is cells.NOT_APPLICABLE else sheets.typed(stored.get(code)),
        }
        for code, value in posted.changes.items()
        if stored.get(code) != value and layout.by_code[code].kind == NUMBER
    ] + questions.differing(layout, posted.changes, posted.texts, stored, theirs.texts)
    last = queries.revisions_of(theirs)[:1]
    context = page_of(theirs, rows=rows, section=request.POST.get("section", "1"), posted=posted, last=last)
    return render(request, "web/reports/conflict.html", context, status=409)


@require_GET
def check(request: HttpRequest, report_id: int) -> HttpResponse:
    """Check your answers before sending; for a report that is under way elsewhere, the answers to read."""
    report = queries.report_for(request.user, report_id)
    page = sheets.sheet_of(report, queries.returns_open(report))
    against = rules.reason_against(request.user, "submit", report)
    links = [link for at, section in enumerate(page.sections, 1) for link in _to_mend(report, at, section)]
    changed = sum(cell.changed for s in page.sections for row in s.rows for cell in row.cells)
    verbs = {
        verb: not rules.reason_against(request.user, verb, report)
        for verb in ("submit", "withdraw", "correct", "cancel", "reopen")
    }
    context = page_of(
        report,
        sheet=page,
        why_not=page.why_not or against,
        links=links,
        may=verbs,
        may_confirm=behalf.may_confirm(request.user, report),
        changed=changed,
        under_way=report.state in flow.EDITABLE,
        revisions=queries.revisions_of(report)[:1],
        correction=is_correction(report),
    )
    return render(request, "web/reports/check.html", context)


def _to_mend(report: Any, at: int, section: Any) -> list[tuple[str, str]]:
    """Where to go for each error of a section and each warning without its explanation, with what is asked there."""
    form = f"{reverse('reports:form', args=[report.pk])}?phan={at}&thieu=1"
    found = []
    for row in section.rows:
        name = f"{_('Dòng')} {row.number}, {row.name}"
        found += [(f"{form}#c-{cell.code}", f"{name}: {cell.error}") for cell in row.cells if cell.error]
        found += [
            (f"{form}#e-{warning.key}", f"{name}: {_('cần giải trình')}")
            for warning in row.warnings
            if not warning.enough
        ]
    return found


@require_POST
def submit(request: HttpRequest, report_id: int) -> HttpResponse:
    """Submit; errors lead back to the answers with all of them named."""
    version = sheets.version_of(request.POST.get("version", ""))
    try:
        report = actions.submit(report_id, by=request.user, version=version)
    except Conflict:
        messages.error(request, _("Báo cáo vừa thay đổi trong lúc bạn xem; kiểm tra lại số liệu rồi nộp."))
        return redirect("reports:check", report_id)
    except BadInput as bad:
        for _place, message in bad.problems[:8]:
            messages.error(request, message)
        return redirect("reports:check", report_id)
    return redirect("reports:sent", report.pk)


@require_GET
def sent(request: HttpRequest, report_id: int) -> HttpResponse:
    """What happens after submitting: who has it now, what can still be done."""
    report = queries.report_for(request.user, report_id)
    return render(request, "web/reports/sent.html", page_of(report, receiver=queries.receiver_of(report)))


MOVES: dict[str, Any] = {
    "withdraw": (actions.withdraw, "Rút báo cáo về để sửa"),
    "correct": (actions.start_correction, "Đính chính báo cáo đã được chấp nhận"),
    "reopen": (actions.start_correction, "Yêu cầu đơn vị đính chính"),
    "cancel": (actions.cancel_correction, "Huỷ đính chính"),
}


def move(request: HttpRequest, report_id: int, verb: str) -> HttpResponse:
    """A page that asks for the reason of a move and then makes it."""
    report = queries.report_for(request.user, report_id)
    act, _title = MOVES[verb]
    if request.method == "POST":
        extra: dict[str, Any] = {} if verb == "cancel" else {"why": request.POST.get("why", "")}
        if verb == "reopen":
            extra["from_above"] = True
        act(report_id, by=request.user, **extra)
        messages.success(request, _("Đã ghi nhận."))
        return redirect("reports:form" if verb in {"withdraw", "correct"} else "reports:check", report_id)
    rules.check_move(request.user, verb, report, "x" * rules.MINIMUM_REASON)
    titles = {
        "withdraw": _("Rút báo cáo về để sửa"),
        "correct": _("Đính chính báo cáo đã được chấp nhận"),
        "reopen": _("Yêu cầu đơn vị đính chính"),
        "cancel": _("Huỷ đính chính"),
    }
    return render(request, "web/reports/move.html", page_of(report, verb=verb, title=titles[verb]))


@require_GET
def history(request: HttpRequest, report_id: int) -> HttpResponse:
    """Every move with its values: what changed from one to the next."""
    report = queries.report_for(request.user, report_id)
    layout = layout_of(report.form)
    revisions, signed = queries.revisions_of(report), reviewing.statements_of(report)

    def shown(code: str, value: Any) -> str:
        return questions.shown_cell(layout.by_code[code].kind, value) or sheets.shown(value)

    steps = []
    for at, revision in enumerate(revisions):
        now = cells.unpack(revision.values, report.form.cell_order) if revision.values else {}
        older = next((r for r in revisions[at + 1 :] if r.values), None)
        then = cells.unpack(older.values, report.form.cell_order) if older else {}
        codes = [c for c in layout.cells if older and now.get(c) != then.get(c)]
        steps.append(
            {
                "revision": revision,
                "label": flow.LABELS.get(revision.verb, revision.verb),
                "statement": signed.get(revision.number) if revision.verb == "accept" else None,
                "changes": [(layout.by_code[c].label, shown(c, then.get(c)), shown(c, now.get(c))) for c in codes]
                + (questions.changed_texts(report, older, revision) if older else []),
            }
        )
    return render(request, "web/reports/history.html", page_of(report, steps=steps))


@require_GET
def cell(request: HttpRequest, report_id: int, code: str) -> HttpResponse:
    """One cell of one report: value, author, date, and what it was before."""
    report = queries.report_for(request.user, report_id)
    found = layout_of(report.form).by_code.get(code)
    if found is None:
        return redirect("reports:check", report.pk)

    def shown(value: Any) -> str:
        return questions.shown_cell(found.kind, value) or sheets.shown(value)

    trail = []
    for revision in queries.revisions_of(report):
        values = cells.unpack(revision.values, report.form.cell_order) if revision.values else {}
        trail.append((revision, flow.LABELS.get(revision.verb, revision.verb), shown(values.get(code))))
    accepted = cells.unpack(report.accepted_values, report.form.cell_order) if report.accepted_values else {}
    warnings = {f.key: f.message_vi for f in checks.check_report(report).warnings if code in f.cells}
    context = page_of(
        report,
        cell=found,
        value=shown(checks.values_of(report).get(code)),
        accepted=shown(accepted.get(code)),
        last=shown(checks.last_of(report).get(code)),
        remark=report.notes.get(found.row, ""),
        trail=trail,
        fed=fed_views(feeding.answers_of(report), {code}).get(code),
        warnings=[(text, report.explanations.get(key, "")) for key, text in warnings.items()],
        explanations=[
            text for key, text in report.explanations.items() if code in key.split(":") and key not in warnings
        ],
    )
    return render(request, "web/reports/cell.html", context)
