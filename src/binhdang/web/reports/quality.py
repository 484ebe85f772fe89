"""What the reviewer's pages show beside the figures: peers, what changed, explanations from below, coverage."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from binhdang.calc.numbers import number
from binhdang.calc.periods import parse_period
from binhdang.calc.rules_doubt import NEEDS_EYES
from binhdang.orgs import queries as org_queries
from binhdang.reports import reviewing, threads
from binhdang.reports.deciding import Coverage
from binhdang.rollup import queries as rollup
from binhdang.web.frame import period_label

EXPLAINED = 20


def coverage_of(by: Any, asked: Any, unit: Any, path: str) -> Coverage | None:
    """What `unit` and all below it have given of a request at this moment; None where nothing was expected."""
    found = rollup.documents(by, [unit.pk], asked.data_set_id, asked.period_key, "provisional").get(unit.pk)
    return _coverage(unit, path, found) if found else None


def _coverage(unit: Any, path: str, total: Any) -> Coverage:
    members = int(total.members_reported), int(total.members_expected)
    return Coverage(unit, path, total.reported, total.expected, *members)


def above(by: Any, report: Any) -> tuple[Any, str]:
    """The unit right above a report and its path (at the root the unit itself)."""
    path = report.parent_path or report.path
    return org_queries.unit_by_id(by, int(path.rstrip("/").rpartition("/")[2])), path


def coverage_above(by: Any, report: Any) -> Coverage | None:
    """What the unit right above a report has at this moment."""
    return coverage_of(by, report.request, *above(by, report))


def sums_of(by: Any, report: Any) -> tuple[Any | None, Coverage | None]:
    """The figure of a report's unit with all below it, if there is anything below, and the coverage right above."""
    unit, path = above(by, report)
    key = report.period_key
    found = rollup.figures(by, [report.unit_id, unit.pk], report.data_set_id, [key], "provisional")
    mine, total = found.get((report.unit_id, key)), found.get((unit.pk, key))
    return mine if mine and not mine.alone else None, _coverage(unit, path, total.document) if total else None


def beside(report: Any, sections: list[Any]) -> dict[str, Any]:
    """Put peers and what changed since the last look at each cell; what else the decide page shows of quality."""
    peers = reviewing.peers_beside(report)
    seen, changes = reviewing.changes_since_seen(report)
    changed = {change.code: number(change.then) for change in changes}
    for cell in (cell for section in sections for row in section.rows for cell in row.cells):
        spread = peers.get(cell.code)
        cell.peers = number(spread.middle, int(spread.middle.denominator > 1)) if spread else ""
        cell.was_seen = changed.get(cell.code)
    for section in sections:
        section.looks = any(r.warnings or r.talks or any(c.was_seen for c in r.cells) for r in section.rows)
    return {
        "seen": seen,
        "changes": [(c.code, c.label, number(c.then), number(c.now)) for c in changes],
        "open_talks": threads.talks_of(report, only_open=True),
        "peers_shown": max((spread.count for spread in peers.values()), default=0),
        "looks": any(section.looks for section in sections),
    }


def explained(request: HttpRequest, path: str, data_set_id: int, period_key: str) -> dict[str, Any]:
    """The explanations of the units below `path`, by report, the most doubtful first, paged."""
    rows = reviewing.explained_below(request.user, path, data_set_id, period_key)
    page = Paginator(rows, EXPLAINED).get_page(request.GET.get("giai_trinh"))
    return {"explained_page": page, "explained": [(row, reviewing.explanations(row)) for row in page]}


def reasons(report: Any) -> list[str]:
    """Why a report of the queue needs eyes, in a few words each, the weightiest first."""
    doubts = report.doubts
    said = []
    if doubts.get("nothing"):
        said.append(_("chưa điền ô nào"))
    if doubts.get("zero"):
        said.append(_("mọi số đều là 0, kỳ trước thì không"))
    kinds = [severity for _key, severity, _message in doubts.get("findings", [])]
    if n := kinds.count("warning"):
        said.append(ngettext("%(n)s cảnh báo đã giải trình", "%(n)s cảnh báo đã giải trình", n) % {"n": n})
    if n := doubts.get("unexplained", 0):
        said.append(_("%(n)s cảnh báo mới, chưa giải trình") % {"n": n})
    if n := doubts.get("talks", 0):
        said.append(_("%(n)s trao đổi đang mở") % {"n": n})
    if n := doubts.get("changed"):
        said.append(_("%(n)s ô đã đổi từ lần bạn xem trước") % {"n": n})
    if n := kinds.count("notice"):
        said.append(_("%(n)s lưu ý") % {"n": n})
    return said


def is_clean(report: Any) -> bool:
    """Whether a report of the queue is accepted together with others."""
    return report.doubt < NEEDS_EYES


@require_GET
def statement(request: HttpRequest, statement_id: int) -> HttpResponse:
    """One signed statement of coverage: who, when, what was covered, which reports were accepted with it."""
    found = reviewing.statement_for(request.user, statement_id)
    context = {
        "statement": found,
        "period_label": period_label(parse_period(found.request.period_key)),
        "page": Paginator(reviewing.covered(found), 50).get_page(request.GET.get("page")),
    }
    return render(request, "web/reports/statement.html", context)
