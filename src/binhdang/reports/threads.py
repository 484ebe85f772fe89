"""Talks about a cell between the unit and the level above: asked, answered, settled, opened again.

A talk never changes a figure nor the version of a report; a lock of the period leaves it open. Open talks weigh in the
doubt about the report, and the other side is told inside the product.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from binhdang.calc.rules_doubt import OPEN_TALK
from binhdang.datasets.queries import layout_of
from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.log import record
from binhdang.notices import actions as notices
from binhdang.orgs import roles
from binhdang.orgs import rules as org_rules
from binhdang.orgs.models import Person, RoleHolding
from binhdang.reports import queries, written
from binhdang.reports.flow import ABOVE, UNIT
from binhdang.reports.models import Report
from binhdang.reports.review_models import CellThread, ThreadComment

LEAST, MOST = 3, 2000


@dataclass
class Talk:
    """A thread with what was said in it, oldest first."""

    thread: CellThread
    label: str
    comments: list[ThreadComment] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """Whether it is not settled."""
        return self.thread.resolved_at is None

    @property
    def last(self) -> ThreadComment:
        """What was said last."""
        return self.comments[-1]


def talks_of(report: Report, *, only_open: bool = False) -> list[Talk]:
    """The talks about a report in the order they began (2 queries; none when there are no open ones to find)."""
    if only_open and not report.doubts.get("talks"):
        return []
    labels = labels_of(report)
    rows = CellThread.objects.filter(report=report).select_related("resolved_by").order_by("pk")
    if only_open:
        rows = rows.filter(resolved_at__isnull=True)
    talks = {row.pk: Talk(row, labels.get(row.cell, row.cell)) for row in rows}
    said = ThreadComment.objects.filter(thread__in=list(talks)).select_related("by").order_by("pk")
    for comment in said:
        talks[comment.thread_id].comments.append(comment)
    return list(talks.values())


def labels_of(report: Report) -> Mapping[str, str]:
    """Every place of the form that can be talked about, by code, with its name."""
    layout = layout_of(report.form)
    names = {code: cell.label for code, cell in layout.by_code.items()}
    return names | {row.code: row.name for row in layout.rows if row.code not in names}


def side_of(by: Person | None, report: Report) -> str:
    """Which side `by` speaks for: above if they review the report, else the unit. Raises Refused for neither."""
    if by is None:
        return ABOVE
    reviews = [path for path in org_rules.reach(by, "report.review") if report.path.startswith(path)]
    if any(path != report.path or path.count("/") == 1 for path in reviews):
        return ABOVE
    if any(org_rules.may(by, right, report.path) for right in ("report.fill", "report.submit")):
        return UNIT
    raise Refused(
        _("Chỉ đơn vị lập báo cáo và cấp trên duyệt báo cáo trao đổi được về từng ô."),
        _("Người lập báo cáo, người ký của đơn vị; người duyệt của cấp trên."),
    )


def _report(by: Person | None, report_id: int) -> tuple[Report, str]:
    report = queries.reports_seen(by).select_for_update(of=("self",)).select_related("form", "unit").get(pk=report_id)
    return report, side_of(by, report)


def _thread(by: Person | None, thread_id: int) -> tuple[CellThread, Report, str]:
    found = CellThread.objects.get(pk=thread_id)
    try:
        report, side = _report(by, found.report_id)
    except Report.DoesNotExist:
        raise CellThread.DoesNotExist from None
    return CellThread.objects.get(pk=thread_id), report, side


def _text(text: str) -> str:
    clean = text.strip()
    if not LEAST <= len(clean) <= MOST:
        raise BadInput([("text", _("Viết nội dung trao đổi, từ 3 đến 2.000 ký tự."))])
    return clean


def _say(thread: CellThread, report: Report, side: str, text: str, by: Person | None) -> None:
    said = ThreadComment.objects.create(thread=thread, side=side, text=text, by=by)
    label = labels_of(report).get(thread.cell, thread.cell)
    words = _("%(unit)s, %(cell)s: %(text)s") % {"unit": report.unit.name, "cell": label, "text": text[:200]}
    href = reverse("reports:talks", args=[report.pk]) + f"#t-{thread.pk}"
    people = _people(report, ABOVE if side == UNIT else UNIT) - {by.pk if by else 0}
    notices.tell_many((person, f"talk:{said.pk}", words, href) for person in sorted(people))


def _people(report: Report, side: str) -> set[int]:
    """Who is told: the unit's own reporters and signers, or the reviewers of the nearest unit above that has any."""
    steps = report.path.rstrip("/").split("/")
    right = "report.fill" if side == UNIT else "report.review"
    held = RoleHolding.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=clock.today()),
        role__in=roles.with_right(right),
        valid_from__lte=clock.today(),
        person__is_active=True,
    )
    nearest = [report.unit_id] if side == UNIT else [int(step) for step in (steps[:-1] or steps)[::-1]]
    rows = list(held.filter(unit__in=nearest).values_list("unit_id", "person_id"))
    for unit in nearest:
        if found := {person for at, person in rows if at == unit}:
            return found
    return set()


def _weigh(report: Report, change: int) -> None:
    """Keep how many talks are open with the report, and what they weigh in its doubt."""
    talks = max(0, report.doubts.get("talks", 0) + change)
    doubt = max(0, report.doubt + (talks - report.doubts.get("talks", 0)) * OPEN_TALK)
    Report.objects.filter(pk=report.pk).update(doubt=doubt, doubts={**report.doubts, "talks": talks})


@transaction.atomic
def start_thread(report_id: int, cell: str, text: str, *, by: Person | None) -> CellThread:
    """Ask about a cell or a question. Raises Report.DoesNotExist, Refused, BadInput (place, text)."""
    report, side = _report(by, report_id)
    words = _text(text)
    if cell not in written.places(layout_of(report.form)):
        raise BadInput([("cell", _("Không có ô hoặc câu hỏi này trong biểu."))])
    thread = CellThread.objects.create(report=report, cell=cell, opened_by=by)
    _say(thread, report, side, words, by)
    _weigh(report, 1)
    record("thread.start", report, by=by, path=report.path, why=words, cell=cell)
    return thread


@transaction.atomic
def answer(thread_id: int, text: str, *, by: Person | None) -> CellThread:
    """Say something in a talk; a settled one opens again. Raises CellThread.DoesNotExist, Refused, BadInput."""
    thread, report, side = _thread(by, thread_id)
    words = _text(text)
    _say(thread, report, side, words, by)
    if thread.resolved_at:
        _settle(thread, report, None)
    record("thread.say", report, by=by, path=report.path, why=words, cell=thread.cell)
    return thread


@transaction.atomic
def resolve(thread_id: int, *, by: Person | None) -> CellThread:
    """Settle a talk. Raises CellThread.DoesNotExist, Refused when it is settled already or by neither side."""
    thread, report, _side = _thread(by, thread_id)
    if thread.resolved_at:
        raise Refused(_("Trao đổi này đã kết thúc."))
    _settle(thread, report, by)
    record("thread.resolve", report, by=by, path=report.path, cell=thread.cell)
    return thread


@transaction.atomic
def reopen(thread_id: int, *, by: Person | None) -> CellThread:
    """Open a settled talk again. Raises CellThread.DoesNotExist, Refused."""
    thread, report, _side = _thread(by, thread_id)
    if not thread.resolved_at:
        raise Refused(_("Trao đổi này đang mở."))
    _settle(thread, report, None)
    record("thread.reopen", report, by=by, path=report.path, cell=thread.cell)
    return thread


def _settle(thread: CellThread, report: Report, by: Person | None) -> None:
    """Settle an open talk, open a settled one."""
    closing = thread.resolved_at is None
    thread.resolved_at, thread.resolved_by = (clock.now(), by) if closing else (None, None)
    thread.save(update_fields=["resolved_at", "resolved_by"])
    _weigh(report, -1 if closing else 1)
