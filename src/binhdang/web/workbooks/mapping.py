"""Mapping the headings of a foreign sheet once."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from binhdang.kit.errors import BadInput
from binhdang.workbooks import actions, mapping, queries


def page(request: HttpRequest, upload_id: int, item_id: int) -> HttpResponse:
    """Every heading beside what it is in the form; a POST keeps it and checks the files again."""
    upload = queries.upload_for(request.user, upload_id)
    sheet, table = queries.foreign_sheet(upload, item_id)
    problems: list[tuple[str, str]] = []
    rows = mapping.rows_of(upload, sheet, table)
    if request.method == "POST":
        chosen = {row.key: request.POST[row.name] for row in rows if request.POST.get(row.name)}
        chosen = {key: "" if value == "@none" else value for key, value in chosen.items()}
        try:
            actions.remember_mapping(upload_id, item_id, chosen, by=request.user)
            return redirect("workbooks:upload", upload_id)
        except BadInput as bad:
            problems = [("#ghep", f"{place}: {message}") for place, message in bad.problems]
        rows = [row.with_choice(request.POST.get(row.name, "")) for row in rows]
    context: dict[str, Any] = {
        "upload": upload,
        "sheet": sheet,
        "rows": rows,
        "problems": problems,
        "targets": [("@none", _("— không dùng —")), *mapping.choices_of(upload, table)],
    }
    return render(request, "web/workbooks/mapping.html", context, status=422 if problems else 200)
