"""The answers of a report that are not numbers: texts and files, kept by row beside the packed cells."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from binhdang.calc import answers
from binhdang.calc.cells import CellError
from binhdang.calc.layout import Layout
from binhdang.calc.questions import FILE, TEXT, WITHOUT_CELLS
from binhdang.datasets.queries import layout_of
from binhdang.kit.errors import BadInput
from binhdang.reports.file_models import ReportFile
from binhdang.reports.models import Report


def merged(report: Report, texts: Mapping[str, str] | None) -> dict[str, str]:
    """The report's texts with what `texts` says (row -> text; an empty one takes the answer away).

    Raises BadInput naming the row: one that is no text question, that this unit does not answer, or too long a text.
    """
    layout, kept, problems = layout_of(report.form), dict(report.texts), []
    for code, text in (texts or {}).items():
        row = layout.row(code)
        if row is None or row.kind not in WITHOUT_CELLS or not row.asks(report.level_code):
            problems.append((code, _("đơn vị này không trả lời câu hỏi này.")))
            continue
        try:
            kept[code] = answers.clean(text) if row.kind == TEXT else _own_files(report, code, text)
        except CellError as error:
            problems.append((code, str(error)))
    if problems:
        raise BadInput(problems)
    return {code: text for code, text in kept.items() if text}


def _own_files(report: Report, code: str, text: str) -> str:
    """The ids of files of this very report and question, as they are kept. Raises CellError for any other."""
    ids = [int(part) for part in text.split() if part.isascii() and part.isdigit() and len(part) < 18]
    own = ReportFile.objects.filter(report=report, row=code, pk__in=ids).order_by("pk").values_list("pk", flat=True)
    if len(own) != len(text.split()):
        raise CellError(_("Tệp không thuộc câu hỏi này của báo cáo."))
    return " ".join(str(pk) for pk in own)


def last_of(report: Report) -> dict[str, str]:
    """The unit's last accepted texts, and the names of its files, by row, for the questions that this form asks too.

    Of the period of `checks.last_of`. No query for a form without such questions or without an earlier period; else one
    for the texts, and one for the names of files where there were some.
    """
    rows = _asked(report)
    if not rows or not report.last_period_key:
        return {}
    of_unit = Report.objects.filter(unit=report.unit_id, data_set=report.data_set_id, period_key=report.last_period_key)
    earlier = of_unit.select_related("form").first()
    if earlier is None:
        return {}
    both = rows.items() & _asked(earlier).items()
    said = {code: (kind, earlier.accepted_texts.get(code, "")) for code, kind in both}
    ids = {int(pk) for kind, text in said.values() if kind == FILE for pk in text.split()}
    names = dict(ReportFile.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
    told = {
        code: ", ".join(names[int(pk)] for pk in text.split() if int(pk) in names) if kind == FILE else text
        for code, (kind, text) in said.items()
    }
    return {code: text for code, text in told.items() if text}


def _asked(report: Report) -> dict[str, str]:
    """Row -> kind of the questions without cells."""
    return {row.code: row.kind for row in layout_of(report.form).rows if row.kind in WITHOUT_CELLS}


def accepted(report: Report) -> dict[str, Any]:
    """What an acceptance keeps as accepted, as fields of the report."""
    return {"accepted_values": report.values, "accepted_texts": report.texts}


def places(layout: Layout) -> set[str]:
    """The places of a form that a remark or a reason can point to: its cells and its questions."""
    return set(layout.cells) | {row.code for row in layout.rows}
