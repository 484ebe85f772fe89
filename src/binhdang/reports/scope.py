"""Who must report: a rule with a date, and where each unit stands under it.

Every unit of a request's subtree is exactly one of: *declared* (the unit or a level above confirmed that it must
report, or it reported before), *presumed* (only the rule says so), *out* of scope with a reason. A unit that must
report has a `Report`; so the three are told apart in the database, whatever the size of the subtree.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from binhdang.calc.cells import NotApplicable, unpack_list
from binhdang.datasets.models import FormVersion
from binhdang.datasets.queries import layout_of
from binhdang.kit.fields import end_of
from binhdang.orgs import queries as orgs
from binhdang.orgs.models import Level, Placement
from binhdang.reports.models import Report

SECTOR_KINDS = ("CD_NGANH_TW", "CD_TCT", "CD_NGANH_DP", "CD_KCN", "CD_VIEN_CHUC")
"""Kinds of sector unions: a unit belongs to the sector unions at or above it."""
SIZE_MEMORY = timedelta(days=3 * 366)
"""How long ago a unit may have told its number of members for a rule of size."""


@dataclass(frozen=True)
class Scope:
    """Which units of the subtree must report: those for which everything given holds.

    `branches` and `sectors` are ids of units (they and all below them), `kinds` codes, `units` an explicit list of ids;
    `least` and `most` bound the members last reported (a unit whose size is not known must report); `age_days` is how
    long before the period's end a unit must have stood. `also` are units added by name, whatever the rest says.
    """

    branches: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    sectors: tuple[int, ...] = ()
    units: tuple[int, ...] = ()
    least: int | None = None
    most: int | None = None
    age_days: int = 0
    also: tuple[int, ...] = ()

    def stored(self) -> dict[str, Any]:
        """What is kept: only what differs from "everybody"."""
        return {key: value for key, value in asdict(self).items() if value not in ((), None, 0)}


def scope_of(data: Mapping[str, Any]) -> Scope:
    """The rule as it was kept by `Scope.stored`."""
    kept: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
    return Scope(**kept)


def levels_asked(form: FormVersion) -> list[str]:
    """The codes of the levels that the form has cells for, highest first."""
    layout = layout_of(form)
    return [code for code in Level.objects.order_by("rank").values_list("code", flat=True) if layout.asks(code)]


def sizes(path: str, before: date, units: Collection[int] | None = None) -> dict[int, int]:
    """Unit -> members, as last accepted in any form with a size cell, of periods that ended up to `before`."""
    forms = {form.pk: form for form in FormVersion.objects.all() if form.layout.get("size_cell")}
    rows = Report.objects.filter(
        _below(path), form__in=forms, period_end__lte=before, period_end__gt=before - SIZE_MEMORY
    ).exclude(accepted_values="")
    if units is not None:
        rows = rows.filter(unit__in=units)
    found: dict[int, int] = {}
    for unit, form_id, packed in rows.order_by("period_end").values_list("unit_id", "form_id", "accepted_values"):
        form = forms[form_id]
        value = unpack_list(packed)[form.cell_order.index(form.layout["size_cell"])]
        if value is not None and not isinstance(value, NotApplicable):
            found[unit] = int(value)
    return found


def _below(path: str) -> Q:
    return Q(path__gte=path, path__lt=end_of(path))


def _under(unit_ids: Iterable[int], on: date) -> Q:
    """The filter of the subtrees of these units on a day; nothing for units that had no place."""
    under = Q(pk__in=[])
    for path in Placement.objects.filter(orgs.on_date(on), unit__in=list(unit_ids)).values_list("path", flat=True):
        under |= _below(path)
    return under


@dataclass(frozen=True)
class Rule:
    """A scope applied: the form's levels, the subtree, the period's last day."""

    scope: Scope
    form: FormVersion
    path: str
    on: date

    def placements(self, units: Collection[int] | None = None) -> QuerySet[Any]:
        """The units of the subtree on the day, parents first, each with `why_out`: why it need not report, or ""."""
        rows = orgs.subtree(self.path, self.on)
        if units is not None:
            rows = rows.filter(unit__in=list(units))
        return rows.annotate(why_out=Case(*self._whens(units), default=Value(""), output_field=CharField()))

    def _whens(self, units: Collection[int] | None) -> list[When]:
        rule = self.scope
        no: list[tuple[Q, str]] = [(~Q(unit__kind__level__code__in=levels_asked(self.form)), "level")]
        if rule.also:
            no.append((Q(unit__in=rule.also), ""))
        if rule.age_days:
            start = self.on - timedelta(days=rule.age_days)
            old = Placement.objects.filter(unit=OuterRef("unit"), valid_from__lte=start)
            no.append((Q(~Exists(old)), "young"))
        if rule.branches:
            no.append((~_under(rule.branches, self.on), "branch"))
        if rule.sectors:
            no.append((~_under(rule.sectors, self.on), "sector"))
        if rule.kinds:
            no.append((~Q(unit__kind__code__in=rule.kinds), "kind"))
        if rule.units:
            no.append((~Q(unit__in=rule.units), "list"))
        if rule.least is not None or rule.most is not None:
            least, most = rule.least or 0, rule.most if rule.most is not None else 10**12
            known = sizes(self.path, self.on, units)
            no.append((Q(unit__in=[unit for unit, size in known.items() if not least <= size <= most]), "size"))
        return [When(condition, then=Value(why)) for condition, why in no]


def reason_out(why: str, scope: Scope) -> str:
    """The reason of `Rule.placements` as a sentence; "" stands for a unit that came after the request was opened."""
    if why == "young":
        said = ngettext(
            "Chưa hoạt động đủ %(n)s ngày trước khi kỳ kết thúc.",
            "Chưa hoạt động đủ %(n)s ngày trước khi kỳ kết thúc.",
            scope.age_days,
        )
        return said % {"n": scope.age_days}
    if why == "size":
        return _("Số đoàn viên báo cáo lần gần nhất nằm ngoài khoảng được hỏi.")
    return {
        "level": _("Biểu này không hỏi cấp của đơn vị."),
        "branch": _("Không thuộc nhánh được chọn."),
        "sector": _("Không thuộc ngành được chọn."),
        "kind": _("Không thuộc loại hình được chọn."),
        "list": _("Không có trong danh sách được chọn."),
        "": _("Có trong cơ cấu sau khi yêu cầu được gửi; chọn “Rà lại danh sách” để bổ sung."),
    }[why]
