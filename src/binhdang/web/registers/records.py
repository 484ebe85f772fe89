"""One record: read, add, change, take off, its lines and files."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.forms import ModelForm
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from binhdang.kit import clock, files
from binhdang.kit.errors import BadInput, Conflict
from binhdang.orgs import queries as orgs
from binhdang.orgs import rules as org_rules
from binhdang.privacy.rules import may_look
from binhdang.registers.core import actions, ending, queries, rules
from binhdang.registers.core.register import Lines, Register
from binhdang.web.context import context_of
from binhdang.web.registers import beside, history
from binhdang.web.registers.shown import pairs, register_of, text


@require_GET
def record(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One record with its lines, files and timeline; reading sensitive fields is logged."""
    register = register_of(code)
    one = queries.record_for(request.user, register, pk)
    sensitive = bool(register.sensitive) and rules.reads_sensitive(request.user, one.path)
    readings = queries.readings(register, one) if register.sensitive else None
    if sensitive:
        actions.note_reading(register, one, sorted(register.sensitive), by=request.user)
    erased = _erased(one)
    writes = org_rules.may(request.user, rules.WRITE, one.path) and not register.closed(one)
    context = {
        "register": register,
        "record": one,
        "title": register.title(one),
        "pairs": pairs(register, one, sensitive=sensitive) + register.facts(one, clock.today()),
        "findings": register.findings(one),
        "parts": [_part(request, one, part) for part in register.lines],
        "files": queries.files_of(register, one),
        "events": history.told(register, one),
        "readings": readings,
        "reads_log": readings and may_look(request.user, one.path),
        "erased": erased,
        "end_label": register.label(register.ends) if register.ends else "",
        "may_write": writes and not erased,
        "may_end": writes and one.removed_at is None,
        "closed": register.closed(one),
        "beside": [] if erased else beside.of_record(request, register, one),
        "problems": [],
    }
    return render(request, "web/registers/record.html", context)


def _part(request: HttpRequest, one: Any, part: Lines) -> dict[str, Any]:
    if not rules.reads_names(request.user, one, part):
        return {"lines": part, "rows": [], "heads": [], "counts": queries.people_on(one, part)}
    heads = [str(part.model._meta.get_field(name).verbose_name) for name in part.columns]
    found = queries.lines_of(one, part)
    rows = [
        (
            line,
            list(zip(heads, [text(line, name) for name in part.columns], strict=True)),
            _erased(line) or _erased(one),
        )
        for line in found
    ]
    return {"lines": part, "rows": rows, "heads": heads}


def _erased(row: Any) -> bool:
    return rules.of_person(type(row)) and rules.is_erased(row)


def add(request: HttpRequest, code: str) -> HttpResponse:
    """Add a record for the unit of the work context."""
    register, work = register_of(code), context_of(request)
    unit = orgs.unit_by_code(request.user, request.POST.get("unit", work.unit.code))
    rules.check_write(request.user, orgs.path_of(unit))
    form = register.form(request.POST or None, instance=register.model(unit=unit))
    if request.method == "POST":
        try:
            one = actions.add(register, unit, form, by=request.user)
        except BadInput as bad:
            return _form(request, register, form, unit=unit, problems=bad.problems)
        messages.success(request, _("Đã ghi vào sổ."))
        return redirect("registers:record", register.code, one.pk)
    return _form(request, register, form, unit=unit)


def change(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Change a record; a newer one is shown beside what was typed."""
    register = register_of(code)
    one = queries.record_for(request.user, register, pk)
    rules.check_write(request.user, one.path)
    rules.check_unremoved(one.removed_at is not None)
    rules.check_open(register, one)
    version = one.version
    form = ending.form_for(register, one, one)(request.POST or None, instance=one)
    sensitive = rules.reads_sensitive(request.user, one.path)
    _close(register, form, sensitive)
    if register.sensitive and sensitive and request.method == "GET":
        actions.note_reading(register, one, sorted(register.sensitive), how="form", by=request.user)
    if request.method == "POST":
        given = request.POST.get("version", "")
        try:
            actions.change(
                register, pk, form, version=int(given) if given.isdecimal() and len(given) < 10 else -1, by=request.user
            )
        except BadInput as bad:
            return _form(request, register, form, record=one, version=version, problems=bad.problems)
        except Conflict as conflict:
            return _form(
                request,
                register,
                form,
                record=one,
                version=getattr(conflict.theirs, "version", 0),
                theirs=conflict.theirs,
            )
        messages.success(request, _("Đã lưu."))
        return redirect("registers:record", register.code, pk)
    return _form(request, register, form, record=one, version=version)


def _close(register: Register, form: ModelForm, sensitive: bool) -> None:
    """Take the sensitive fields out of a form for who may not read them; their values stay as they are."""
    for name in register.sensitive if not sensitive else ():
        form.fields.pop(name, None)


def _form(request: HttpRequest, register: Register, form: ModelForm, **more: Any) -> HttpResponse:
    problems, theirs = more.get("problems", []), more.get("theirs")
    if theirs is not None:
        fields = register.form.base_fields
        more["both"] = [(fields[n].label, form[n].value(), text(theirs, n)) for n in form.changed_data if n in fields]
    for place, message in problems:
        if place in form.fields and place not in form.errors:
            form.add_error(place, message)
    context = {"register": register, "form": form, "summary": [_place(form, *one) for one in problems], **more}
    status = 409 if theirs is not None else 422 if problems else 200
    return render(request, "web/registers/form.html", context, status=status)


def _place(form: ModelForm, name: str, message: str) -> tuple[str, str]:
    """A problem as the summary has it: the address of its field, and the sentence after the field's name."""
    return (f"#{form[name].id_for_label}", f"{form[name].label}: {message}") if name in form.fields else ("", message)


def remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take a record off, with a reason."""
    register = register_of(code)
    one = queries.record_for(request.user, register, pk)
    rules.check_write(request.user, one.path)
    rules.check_loose(register, one)
    rules.check_open(register, one)
    problem = ""
    if request.method == "POST":
        try:
            actions.remove(register, pk, why=request.POST.get("why", ""), by=request.user)
            messages.success(request, _("Đã bỏ khỏi sổ; khôi phục được ở danh sách hồ sơ đã bỏ."))
            return redirect("registers:list", register.code)
        except BadInput as bad:
            problem = bad.problems[0][1]
    context = {"register": register, "record": one, "title": register.title(one), "problem": problem}
    return render(request, "web/registers/remove.html", context, status=422 if problem else 200)


@require_POST
def restore(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Bring a record back."""
    register = register_of(code)
    actions.restore(register, pk, by=request.user)
    messages.success(request, _("Đã khôi phục."))
    return redirect("registers:record", register.code, pk)


@require_POST
def attach(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Add a file."""
    register, upload = register_of(code), request.FILES.get("file")
    rules.check_write(request.user, queries.record_for(request.user, register, pk).path)
    if upload is None:
        messages.error(request, _("Chọn một tệp rồi bấm Tải lên."))
    else:
        try:
            data = upload.read(files.MOST_BYTES + 1)
            actions.attach(register, pk, name=str(upload.name or ""), data=data, by=request.user)
            messages.success(request, _("Đã nhận tệp."))
        except BadInput as bad:
            messages.error(request, bad.problems[0][1])
    return redirect("registers:record", register.code, pk)


@require_GET
def read_file(request: HttpRequest, code: str, pk: int, file_id: int) -> HttpResponseBase:
    """One file, always as a download."""
    register = register_of(code)
    one = queries.record_for(request.user, register, pk)
    kept, data = actions.open_file(register, one, file_id, by=request.user)
    return FileResponse(BytesIO(data), as_attachment=True, filename=kept.name, content_type=files.TYPES[kept.kind])


@require_POST
def detach(request: HttpRequest, code: str, pk: int, file_id: int) -> HttpResponse:
    """Take a file off."""
    register = register_of(code)
    actions.detach(register, pk, file_id, by=request.user)
    messages.success(request, _("Đã bỏ tệp."))
    return redirect("registers:record", register.code, pk)


def line(request: HttpRequest, code: str, pk: int, lines: str, line_id: int | None = None) -> HttpResponse:
    """Add a line to a record, or change one."""
    register = register_of(code)
    one = queries.record_for(request.user, register, pk)
    rules.check_write(request.user, one.path)
    part = _lines(register, lines)
    stored = queries.lines_of(one, part).get(pk=line_id) if line_id else part.model(**{part.owner: one})
    if line_id:
        rules.check_reads_names(request.user, one, part)
    form = ending.form_for(part, stored, one)(request.POST or None, instance=stored)
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            actions.add_line(register, pk, part, form, by=request.user)
            messages.success(request, _("Đã lưu."))
            return redirect("registers:record", register.code, pk)
        except BadInput as bad:
            problems = bad.problems
    return _form(request, register, form, record=one, lines=part, line=line_id, problems=problems)


def _lines(register: Register, code: str) -> Lines:
    part = next((part for part in register.lines if part.code == code), None)
    if part is None:
        raise Http404
    return part


@require_POST
def remove_line(request: HttpRequest, code: str, pk: int, lines: str, line_id: int) -> HttpResponse:
    """Take a line off; where the register asks, only once that is confirmed."""
    register, part = register_of(code), _lines(register_of(code), lines)
    if part.asks and request.POST.get("confirm") != "1":
        one = queries.record_for(request.user, register, pk)
        rules.check_write(request.user, one.path)
        rules.check_reads_names(request.user, one, part)
        stored = queries.lines_of(one, part).get(pk=line_id)
        context = {"register": register, "record": one, "title": register.title(one), "lines": part, "line": stored}
        return render(request, "web/registers/remove_line.html", context)
    try:
        actions.remove_line(register, pk, part, line_id, by=request.user)
        messages.success(request, _("Đã bỏ dòng."))
    except BadInput as bad:
        messages.error(request, bad.problems[0][1])
    return redirect("registers:record", register.code, pk)
