"""The days that the yearly decision on holidays takes off or makes working days: kept as data."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.log import record
from binhdang.orgs import queries as orgs
from binhdang.orgs import rules as org_rules
from binhdang.orgs.models import Person
from binhdang.reports import schedules
from binhdang.reports.deadlines import calendar
from binhdang.reports.models import DayOff


def days_of(year: int) -> list[DayOff]:
    """What decisions added in a year, by day."""
    return list(DayOff.objects.filter(day__year=year).select_related("made_by").order_by("day"))


def may_change(by: Person | None) -> bool:
    """Whether `by` keeps the units of the whole installation: the calendar is one for all."""
    if by is None:
        return True
    reach = org_rules.reach(by, "units.manage")
    return bool(reach) and set(orgs.tops(None).values_list("path", flat=True)) <= set(reach)


def check(by: Person | None) -> None:
    """Raise `Refused` unless `by` keeps the calendar."""
    if not may_change(by):
        raise Refused(
            _("Lịch ngày làm việc dùng chung cho mọi đơn vị nên chỉ quản trị của cấp cao nhất được sửa."),
            _("Người có vai trò Quản trị tại đơn vị cao nhất."),
        )


@transaction.atomic
def set_day(day: date, *, works: bool, reason: str, by: Person | None) -> DayOff:
    """Make `day` a working day or a day off, by a decision named in `reason`. Raises Refused, BadInput.

    Deadlines of requests already open were announced and stay; what schedules open later follows.
    """
    check(by)
    if len(reason.strip()) < 5:
        raise BadInput([("reason", _("Ghi số quyết định hoặc thông báo (ít nhất 5 ký tự)."))])
    if calendar().works(day) == works:
        said = _("Ngày %(day)s vốn là ngày làm việc.") if works else _("Ngày %(day)s vốn là ngày nghỉ.")
        raise BadInput([("day", said % {"day": f"{day:%d/%m/%Y}"})])
    values = {"works": works, "reason": reason.strip()[:200], "made_by": by}
    found, _new = DayOff.objects.update_or_create(day=day, defaults=values)
    record("day.set", found, by=by, why=found.reason, on=day.isoformat(), works=works)
    schedules.replan(calendar())
    return found


@transaction.atomic
def unset_day(day_id: int, *, by: Person | None) -> None:
    """Take such a day away again: the public calendar holds. Raises Refused, DayOff.DoesNotExist."""
    check(by)
    found = DayOff.objects.get(pk=day_id)
    record("day.unset", found, by=by, why=found.reason, on=found.day.isoformat(), works=found.works)
    found.delete()
    schedules.replan(calendar())
