"""A form made ready for a device: its pages as the server draws them, and the rules and figures to check it by."""

from typing import Any

from django.template.loader import render_to_string

from binhdang.calc import portable
from binhdang.calc.periods import parse_period
from binhdang.datasets.queries import layout_of
from binhdang.reports import checks, compare, queries, rules
from binhdang.reports.files import files_of
from binhdang.web.frame import period_label
from binhdang.web.reports import sheet as sheets
from binhdang.web.reports.views import form_context

MOST = 30
"""How many waiting forms a device fetches by itself."""


def waiting(by: Any) -> list[list[int]]:
    """[report, version] of the forms that wait for `by` to fill them in, earliest deadline first."""
    return [[report.pk, report.version] for report in queries.mine_to_fill(by)[:MOST]]


def parcel_of(by: Any, report: Any) -> dict[str, Any]:
    """Everything a device needs to show, fill in, check and send one report without a line."""
    layout, points = layout_of(report.form), queries.returns_open(report)
    sheet = sheets.sheet_of(report, points, name_missing=False)
    period = period_label(parse_period(report.period_key))
    return {
        "report": report.pk,
        "version": report.version,
        "form": report.form.content_hash,
        "title": f"{report.form.data_set.name}, {period.lower()}",
        "unit": report.unit.name,
        "submits": not rules.reason_against_side(by, report, "submit"),
        "pages": [_page(by, sheet, number, points) for number in range(len(sheet.sections))],
        "sections": [
            {"title": part.title, "cells": [cell.code for row in part.rows for cell in row.cells]}
            for part in sheet.sections
        ],
        "files": {row: " ".join(str(file.pk) for file in files) for row, files in files_of(report).items()},
        "rules": portable.rules_of(layout, report.level_code),
        "last": portable.texts_of(checks.last_of(report)),
        "explained": report.explained,
        "past": portable.bands_of(layout, compare.past_of(report)),
        "peers": _peers(report, layout),
        "size_cell": layout.size_cell,
    }


def _page(by: Any, sheet: sheets.SheetView, number: int, points: list[Any]) -> str:
    context = form_context(by, sheet, number, points) | {"base": "web/offline/bare.html", "csrf_token": ""}
    return render_to_string("web/reports/form.html", context)


def _peers(report: Any, layout: Any) -> dict[str, dict[str, list[str]]]:
    """Size class (bits of the size) -> the figures of units of that size: the unit's class, one below, one above."""
    size = (checks.values_of(report) or checks.last_of(report)).get(layout.size_cell)
    if not isinstance(size, int) or size <= 0:
        return {}
    bits = size.bit_length()
    near = {n: compare.peers_of(report, {layout.size_cell: 2 ** (n - 1)}) for n in (bits - 1, bits, bits + 1) if n}
    return {str(n): portable.bands_of(layout, peers) for n, peers in near.items()}
