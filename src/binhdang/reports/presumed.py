"""Confirming many presumed units at once: first what speaks against some of them, then the others in one go.

Somebody looks at the exceptions before: a unit that asked to be left out waits for its answer; the other kinds are
confirmed only when the person ticks them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from binhdang.calc.periods import parse_period
from binhdang.kit.errors import Refused
from binhdang.kit.fields import end_of
from binhdang.kit.log import record_many
from binhdang.orgs import roles
from binhdang.orgs import rules as org_rules
from binhdang.orgs.models import Person, Placement, RoleHolding
from binhdang.orgs.queries import on_date
from binhdang.reports import queries
from binhdang.reports.choices import AskKind, AskState, State
from binhdang.reports.models import Report, ReportRequest, UnitAsk
from binhdang.reports.standing import CONFIRMED

ASKED, GONE, YOUNG, NOBODY = "asked", "gone", "young", "nobody"
TICKED = (GONE, YOUNG, NOBODY)
"""The exceptions that a person may confirm all the same; a unit is shown under the first that holds."""
MOST_SHOWN = 200
PART = 500


def said(why: str) -> str:
    """An exception in words."""
    return {
        ASKED: _("Đang đề nghị không thuộc diện; trả lời đề nghị trước"),
        GONE: _("Hôm nay không còn trong cơ cấu tổ chức"),
        YOUNG: _("Mới có trong cơ cấu sau ngày đầu kỳ"),
        NOBODY: _("Chưa có ai nhập báo cáo cho đơn vị"),
    }[why]


def may_confirm(by: Person | None, request: ReportRequest) -> bool:
    """Whether `by` confirms units of the request: who reviews the reports of some of them."""
    return by is None or any(
        request.path.startswith(path) or path.startswith(request.path) for path in org_rules.reach(by, "report.review")
    )


def check_confirm(by: Person | None, request: ReportRequest) -> None:
    """Raise `Refused`, with who can, unless `by` confirms units of the request."""
    if not may_confirm(by, request):
        org_rules.check(by, "report.review", request.path)


def presumed(by: Person | None, request: ReportRequest) -> QuerySet[Any]:
    """The reports of presumed units that `by` may confirm, each with `why`: its exception, or "" for none.

    As for one unit: the right to review at a unit strictly above (at the root: there), and not for one's own unit.
    """
    below = Q(path__gte=request.path, path__lt=end_of(request.path))
    rows = Report.objects.filter(below, data_set=request.data_set_id, period_key=request.period_key)
    rows = rows.filter(org_rules.sight(by, right="report.review")).exclude(state=State.EXCUSED).exclude(CONFIRMED)
    if by is not None:
        own = [path for path in org_rules.reach(by, "report.review") if path.count("/") > 1]
        mine = [row.unit_id for row in org_rules.held(by) if row.role == roles.Reporter.code]
        rows = rows.exclude(path__in=own).exclude(unit__in=mine)
    return rows.annotate(why=Case(*_whens(request), default=Value(""), output_field=CharField()))


def _whens(request: ReportRequest) -> list[When]:
    start = parse_period(request.period_key).start
    places = Placement.objects.filter(unit=OuterRef("unit"))
    asks = UnitAsk.objects.filter(report=OuterRef("pk"), kind=AskKind.OUT, state=AskState.WAITING)
    writers = RoleHolding.objects.filter(
        on_date(), unit=OuterRef("unit"), role__in=roles.with_right("report.fill"), person__is_active=True
    )
    return [
        When(Exists(asks), then=Value(ASKED)),
        When(~Exists(places.filter(on_date())), then=Value(GONE)),
        When(~Exists(places.filter(valid_from__lte=start)), then=Value(YOUNG)),
        When(~Exists(writers), then=Value(NOBODY)),
    ]


@dataclass(frozen=True)
class Exceptional:
    """The presumed units under one exception: its words, how many, the first of them by name, whether it is ticked."""

    why: str
    said: str
    count: int
    reports: list[Any]
    tickable: bool


def exceptions(by: Person | None, request: ReportRequest) -> list[Exceptional]:
    """What speaks against some of the presumed units, worst first (a few queries, however many units)."""
    rows = presumed(by, request)
    found = []
    for why in (ASKED, *TICKED):
        these = rows.filter(why=why)
        if count := these.order_by().count():
            shown = these.select_related("unit").order_by("unit__sort_key", "pk")[:MOST_SHOWN]
            found.append(Exceptional(why, said(why), count, list(shown), why in TICKED))
    return found


def plain(by: Person | None, request: ReportRequest) -> QuerySet[Any]:
    """The presumed units against which nothing speaks, by name."""
    return presumed(by, request).filter(why="").select_related("unit").order_by("unit__sort_key", "pk")


@transaction.atomic
def confirm(request_id: int, *, also: Collection[str], by: Person | None) -> int:
    """Confirm that the presumed units must report: those without an exception, and those of the kinds in `also`.

    What holds is looked at anew, so a unit that asked in the meantime stays out. Returns how many were confirmed.
    Raises ReportRequest.DoesNotExist when it is not seen, Refused without the right or for a closed request.
    """
    request = queries.requests_seen(by).get(pk=request_id)
    check_confirm(by, request)
    if request.closed_at is not None:
        raise Refused(_("Kỳ báo cáo này đã đóng."), _("Cấp đã yêu cầu báo cáo mở lại kỳ."))
    kinds = ["", *(why for why in TICKED if why in also)]
    ids = list(presumed(by, request).filter(why__in=kinds).order_by("pk").values_list("pk", flat=True))
    done = 0
    for at in range(0, len(ids), PART):
        rows = Report.objects.select_for_update(of=("self",)).filter(pk__in=ids[at : at + PART], declared=False)
        part = list(rows.order_by("pk").only("pk", "path"))
        Report.objects.filter(pk__in=[one.pk for one in part]).update(declared=True)
        record_many("report.declare", ((one, one.path) for one in part), by=by)
        done += len(part)
    return done
