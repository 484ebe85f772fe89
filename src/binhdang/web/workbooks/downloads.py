"""Sheets to take away: one unit, all units below, blank, and handed-in files with comments."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from django.views.decorators.http import require_GET, require_http_methods

from binhdang.kit import jobs
from binhdang.orgs import queries as orgs
from binhdang.reports import queries as reports
from binhdang.workbooks import annotated, queries, sheets

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sent(data: bytes, name: str, kind: str = XLSX) -> HttpResponse:
    """A file to keep; its name is for people only, nothing is recognised by it."""
    plain = name.encode("ascii", "ignore").decode().strip() or "bieu.xlsx"
    quoted = plain.replace("\\", "").replace('"', "")
    header = f"attachment; filename=\"{quoted}\"; filename*=UTF-8''{escape_uri_path(name)}"
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": header})


@require_GET
def one(request: HttpRequest, report_id: int) -> HttpResponse:
    """The sheet of one report as it stands, with last period beside."""
    report = reports.report_for(request.user, report_id)
    data = sheets.one_unit([sheets.of_report(report)])
    return sent(data, f"{report.form.data_set.code} {report.period_key} {report.unit.code}.xlsx")


@require_GET
def blank(request: HttpRequest, request_id: int) -> HttpResponse:
    """The blank sheet of a request: the unit writes its own code."""
    asked = reports.requests_seen(request.user).select_related("form__data_set").get(pk=request_id)
    data = sheets.one_unit([sheets.OneSheet(asked.form, asked.period_key)])
    return sent(data, f"{asked.data_set.code} {asked.period_key}.xlsx")


@require_http_methods(["GET", "POST"])
def below(request: HttpRequest, request_id: int, code: str) -> HttpResponse:
    """One sheet with a row for each unit at and below a unit; a POST lets a job make it when they are many."""
    asked = reports.requests_seen(request.user).select_related("form__data_set").get(pk=request_id)
    place = orgs.placement_of(orgs.unit_by_code(request.user, code).pk, asked.structure_date)
    if place is None:
        raise Http404
    name = f"{asked.data_set.code} {asked.period_key} {code} tat ca don vi.xlsx"
    count = queries.count_below(request.user, asked, place.path)
    if request.method == "POST":
        args = {"request": asked.pk, "path": place.path, "by": request.user.pk, "name": name}
        job = jobs.start(queries.BELOW, args, by=request.user, href=f"{reverse('workbooks:start')}tep/{{id}}/")
        return redirect("jobs:page", job.pk)
    if count > queries.AT_ONCE:
        return render(request, "web/workbooks/below.html", {"asked": asked, "count": count, "code": code})
    found = queries.reports_below(request.user, asked, place.path)
    return sent(sheets.units_below(asked.form, asked.period_key, found), name)


@require_GET
def made(request: HttpRequest, job_id: int) -> HttpResponse:
    """The sheet that a job made."""
    return sent(*queries.sheet_made(request.user, job_id))


@require_GET
def annotated_one(request: HttpRequest, upload_id: int, item_id: int) -> HttpResponse:
    """A handed-in file with comments on the cells to mend."""
    name, data = annotated.copy_of(queries.upload_for(request.user, upload_id), item_id)
    return sent(data, name)


@require_GET
def annotated_all(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Every handed-in file that has something to mend, with comments, as a zip."""
    upload = queries.upload_for(request.user, upload_id)
    return sent(annotated.copies_of(upload), f"ghi-chu-{upload.pk}.zip", "application/zip")
