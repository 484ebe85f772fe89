"""The checks that need nothing but units, forms, requests and reports; those of totals stand in `rollup.integrity`."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Upper
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhdang.datasets.models import DataSet
from binhdang.datasets.queries import builtin_codes
from binhdang.kit import clock
from binhdang.kit.fields import end_of
from binhdang.orgs import roles
from binhdang.orgs.models import OrgUnit, Placement, RoleHolding
from binhdang.reports import quality
from binhdang.reports.checks import values_of
from binhdang.reports.choices import State
from binhdang.reports.integrity import Found, asked_words, below, check, root_path
from binhdang.reports.models import Report, ReportRequest

CHUNK = 2000


def _standing(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def _asked(of: Report | ReportRequest) -> dict[str, str]:
    return asked_words(of.data_set.name, of.period_key)


def _reports(path: str) -> QuerySet[Report]:
    return Report.objects.filter(below(path)).order_by("path", "pk")


@check(
    "orphan",
    gettext_lazy("Bản nháp mồ côi"),
    gettext_lazy("Mở lại kỳ để đơn vị nộp, hoặc ghi nhận là đơn vị không nộp."),
)
def orphan_drafts(path: str) -> Iterator[Found]:
    """Drafts, returned reports and corrections under way of a request that is closed: nobody is asked for them."""
    states = [State.DRAFT, State.RETURNED, State.CORRECTING]
    rows = _reports(path).filter(state__in=states, request__closed_at__isnull=False).select_related("data_set")
    for report in rows.iterator(CHUNK):
        words = {**_asked(report), "state": report.get_state_display()}
        what = _("%(form)s, %(period)s: “%(state)s” nhưng kỳ đã đóng.") % words
        yield Found(report.path, report.unit_id, what, f"report:{report.pk}")


@check(
    "twins",
    gettext_lazy("Đơn vị trùng"),
    gettext_lazy("Gộp hai đơn vị (Tổ chức, gộp đơn vị) hoặc đổi tên cho khác nhau."),
)
def twin_units(path: str) -> Iterator[Found]:
    """Units of the same name right below the same unit, and codes that differ only in how they are spelt."""
    here = Placement.objects.filter(below(path), _standing(clock.today())).order_by()
    same = here.values("parent_id", "unit__sort_key").annotate(n=Count("pk")).filter(n__gt=1)
    for row in same:
        twins = here.filter(parent_id=row["parent_id"], unit__sort_key=row["unit__sort_key"]).select_related("unit")
        codes = ", ".join(sorted(place.unit.code for place in twins))
        for place in twins:
            what = _("Cùng tên “%(name)s” dưới cùng một đơn vị: mã %(codes)s.")
            words = {"name": place.unit.name, "codes": codes}
            yield Found(place.path, place.unit_id, what % words, f"unit:{place.unit_id}")
    yield from _twin_codes(here)


def _twin_codes(here: QuerySet[Placement]) -> Iterator[Found]:
    plain: Func = Upper(F("code"))
    for sign in (" ", "-", "_", ".", "/"):
        plain = Func(plain, Value(sign), Value(""), function="REPLACE")
    units = OrgUnit.objects.annotate(plain=plain).order_by()
    spelt = units.values("plain").annotate(n=Count("pk")).filter(n__gt=1).values_list("plain", flat=True)
    twins: dict[str, list[tuple[int, str]]] = {}
    for alike, pk, code in units.filter(plain__in=list(spelt[:CHUNK])).values_list("plain", "pk", "code"):
        twins.setdefault(alike, []).append((pk, code))
    places = {p.unit_id: p.path for p in here.filter(unit__in=[pk for those in twins.values() for pk, _code in those])}
    for those in twins.values():
        codes = ", ".join(sorted(code for _pk, code in those))
        for pk, _code in those:
            if pk in places:
                what = _("Mã viết gần giống nhau: %(codes)s.") % {"codes": codes}
                yield Found(places[pk], pk, what, f"unit:{pk}")


@check(
    "forms",
    gettext_lazy("Biểu không có đơn vị quản lý"),
    gettext_lazy("Giao biểu cho một đơn vị quản lý ở trang Biểu mẫu."),
)
def forms_without_owner(path: str) -> Iterator[Found]:
    """Forms that are neither of the catalogue nor of a unit, or whose unit has ended."""
    root, today = root_path(), clock.today()
    if path and path != root:
        owned = DataSet.objects.filter(owner__isnull=False, owner_path__gte=path, owner_path__lt=end_of(path))
    else:
        owned = DataSet.objects.filter(owner__isnull=False)
        for data_set in DataSet.objects.filter(owner__isnull=True).exclude(code__in=builtin_codes()):
            what = _("Biểu %(form)s không thuộc danh mục và không có đơn vị quản lý.") % {"form": data_set.name}
            yield Found(root, None, what, f"form:{data_set.code}")
    alive = Placement.objects.filter(_standing(today), unit=OuterRef("owner"))
    for data_set in owned.filter(~Exists(alive)).select_related("owner"):
        owner = data_set.owner.name if data_set.owner else ""
        what = _("Biểu %(form)s: đơn vị quản lý %(unit)s đã kết thúc.") % {"form": data_set.code, "unit": owner}
        yield Found(data_set.owner_path or root, data_set.owner_id, what, f"form:{data_set.code}")


@check(
    "stale",
    gettext_lazy("Giải trình không còn khớp số liệu"),
    gettext_lazy("Trả lại báo cáo hoặc hỏi đơn vị về ô ấy để đơn vị giải trình lại."),
)
def stale_explanations(path: str) -> Iterator[Found]:
    """Explanations of other figures than the report has now."""
    rows = _reports(path).exclude(explanations={}).select_related("form", "data_set")
    for report in rows.iterator(CHUNK):
        for key in quality.stale_keys(report, values_of(report)):
            words = {**_asked(report), "key": key.partition(":")[2]}
            what = _("%(form)s, %(period)s, ô %(key)s: số liệu đã đổi sau khi giải trình.") % words
            yield Found(report.path, report.unit_id, what, f"report:{report.pk}")


@check(
    "ended",
    gettext_lazy("Báo cáo của đơn vị không có trong cơ cấu của kỳ"),
    gettext_lazy("Kiểm tra ngày hiệu lực của đơn vị ở trang Tổ chức, hoặc bỏ đơn vị khỏi kỳ báo cáo."),
)
def ended_units(path: str) -> Iterator[Found]:
    """Reports of units that had ended, or had no place, on the structure date of the period."""
    on = OuterRef("request__structure_date")
    placed = Placement.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), unit=OuterRef("unit"))
    rows = _reports(path).filter(~Exists(placed.filter(valid_from__lte=on))).select_related("data_set", "request")
    for report in rows.iterator(CHUNK):
        words = _asked(report)
        what = _("%(form)s, %(period)s: đơn vị không có trong cơ cấu ngày %(on)s.") % (
            words | {"on": f"{report.request.structure_date:%d/%m/%Y}"}
        )
        yield Found(report.path, report.unit_id, what, f"report:{report.pk}")


@check(
    "nobody",
    gettext_lazy("Đơn vị phải báo cáo nhưng không có người lập"),
    gettext_lazy("Mời người lập báo cáo cho đơn vị (Quản trị, Mời người dùng), hoặc nhập thay qua điện thoại."),
)
def units_without_reporter(path: str) -> Iterator[Found]:
    """Units that an open request asks and where no account may fill in the report at the unit itself."""
    today = clock.today()
    held = RoleHolding.objects.filter(_standing(today), unit=OuterRef("unit"), person__is_active=True)
    held = held.filter(role__in=roles.with_right("report.fill"))
    rows = _reports(path).filter(request__closed_at__isnull=True).exclude(state__in=[State.ACCEPTED, State.EXCUSED])
    seen: set[int] = set()
    for place, unit in rows.filter(~Exists(held)).values_list("path", "unit_id").iterator(CHUNK):
        if unit not in seen:
            seen.add(unit)
            yield Found(place, unit, _("Không tài khoản nào lập được báo cáo tại đơn vị."), f"unit:{unit}")


@check(
    "overdue",
    gettext_lazy("Kỳ đã quá mọi hạn nhưng còn mở"),
    gettext_lazy("Chốt số liệu và đóng kỳ, hoặc gia hạn."),
)
def overdue_requests(path: str) -> Iterator[Found]:
    """Requests whose last deadline has passed and that nobody closed."""
    today = clock.today().isoformat()
    rows = ReportRequest.objects.filter(below(path), closed_at__isnull=True).select_related("data_set")
    for request in rows.order_by("path", "pk"):
        last = max(request.due.values(), default="")
        if last and last < today:
            silent = Report.objects.filter(request=request, state__in=[State.EXPECTED, State.DRAFT, State.RETURNED])
            words = {**_asked(request), "n": silent.count()}
            day = f"{date.fromisoformat(last):%d/%m/%Y}"
            what = _("%(form)s, %(period)s: hạn cuối %(day)s, còn %(n)s đơn vị chưa nộp.") % (words | {"day": day})
            yield Found(request.path, request.unit_id, what, f"request:{request.pk}")
