"""The register of women's-affairs committees."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from binhdang.registers.committees.forms import CommitteeForm, GradeForm, MemberForm
from binhdang.registers.committees.models import Committee, CommitteeGrade, CommitteeMember
from binhdang.registers.core.register import Feed, Filter, Lines, Register, declare

LEAST_MEMBERS = 3


def size_findings(members: int, executives: int) -> list[str]:
    """What is wrong with the size of a mass committee.

    At least 3 members and at most two thirds of the executive committee, except where that has 3 (guidance
    03/HD-TLĐ of 2020 on the union charter).
    """
    found = []
    if members < LEAST_MEMBERS:
        found.append(_now("Ban mới có %(n)s uỷ viên; cần ít nhất 3.") % {"n": members})
    most = executives * 2 // 3
    if executives > LEAST_MEMBERS and members > most:
        found.append(
            _now("Ban có %(n)s uỷ viên, quá hai phần ba số uỷ viên ban chấp hành (%(most)s).")
            % {"n": members, "most": most}
        )
    return found


def findings(record: Committee) -> list[str]:
    """What does not fit the rules."""
    members = CommitteeMember.objects.filter(committee=record, removed_at__isnull=True, until__isnull=True)
    found = size_findings(members.count(), record.executives) if record.kind == Committee.Kind.MASS else []
    if not members.filter(place=CommitteeMember.Place.HEAD).exists():
        found.append(_now("Ban chưa có trưởng ban."))
    return found


def standing(on: date) -> Q:
    """Committees that were set up and whose term has not ended."""
    return Q(decided_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))


def _behind(_start: date, end: date) -> Q:
    return standing(end) & Q(kind=Committee.Kind.MASS)


def _has_one(units: list[int], start: date, end: date) -> Mapping[int, int]:
    rows = Committee.objects.filter(_behind(start, end), unit__in=units, removed_at__isnull=True)
    return {unit: 1 for unit in rows.order_by().values_list("unit", flat=True)}


COMMITTEES = declare(
    Register(
        code="ban-nu-cong",
        name=_("Ban nữ công"),
        one=_("ban nữ công"),
        about=_("Quyết định thành lập, uỷ viên, nhiệm kỳ và xếp loại hằng năm của ban nữ công các cấp."),
        model=Committee,
        form=CommitteeForm,
        title=lambda record: f"{record.get_kind_display()} {record.unit.name}",
        words=lambda record: [record.get_kind_display(), record.decision, record.term, record.unit.name],
        columns=("unit", "kind", "decision", "decided_on", "term", "ends_on"),
        order=("unit__sort_key", "-decided_on"),
        key=("kind", "decision"),
        filters=(
            Filter("loai", _("Loại ban"), lambda: list(Committee.Kind.choices), lambda value: Q(kind=value)),
            Filter("nhiem-ky", _("Nhiệm kỳ"), list, lambda value: Q(term=value), values="term"),
        ),
        lines=(
            Lines(
                "uy-vien", _("Uỷ viên"), CommitteeMember, MemberForm, "committee",
                ("name", "place", "executive", "since", "until"), ("place", "name"),
            ),
            Lines(
                "xep-loai", _("Xếp loại hằng năm"), CommitteeGrade, GradeForm, "committee",
                ("year", "grade"), ("-year",),
            ),
        ),
        standing=standing,
        findings=findings,
        feeds=(
            Feed("BDG-NAM", "ban_nc", "as_of", _has_one, _behind),
            Feed("BDG-NAM", "ban_nc_tren", "as_of", _has_one, _behind),
        ),
    )
)  # fmt: skip
