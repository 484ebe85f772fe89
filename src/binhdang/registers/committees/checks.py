"""The rules of a committee (guidance 03/HD-TLĐ of 2020 on the union charter): its size, its head, its term."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from binhdang.kit import clock
from binhdang.registers.committees import queries
from binhdang.registers.committees.models import Committee

LEAST_WOMEN = 10
"""From so many women members on a unit has a committee."""
LEAST_MEMBERS = 3


def size_findings(members: int, executives: int) -> list[str]:
    """What is wrong with the size of a mass committee.

    At least 3 members and at most two thirds of the executive committee, except where that has 3.
    """
    found = []
    if members < LEAST_MEMBERS:
        found.append(_("Ban mới có %(n)s uỷ viên; cần ít nhất 3.") % {"n": members})
    most = executives * 2 // 3
    if executives > LEAST_MEMBERS and members > most:
        found.append(
            _("Ban có %(n)s uỷ viên, quá hai phần ba số uỷ viên ban chấp hành (%(most)s).")
            % {"n": members, "most": most}
        )
    return found


def term_findings(one: Committee, today: date) -> list[str]:
    """Where a committee does not end with the term ("2018-2023") of the executive committee that set it up.

    One that has ended already may have ended before that term did.
    """
    last, ends_on = one.term_ends or today.year, one.ends_on
    words = {"day": f"{ends_on:%d/%m/%Y}" if ends_on else "", "term": one.term}
    if ends_on and one.term_ends and ends_on.year > last:
        return [_("Ngày hết nhiệm kỳ %(day)s quá nhiệm kỳ %(term)s của ban chấp hành.") % words]
    if ends_on and today <= ends_on and ends_on.year < last:
        return [_("Ngày hết nhiệm kỳ %(day)s trước khi hết nhiệm kỳ %(term)s của ban chấp hành.") % words]
    if ends_on is None and today.year > last:
        return [_("Nhiệm kỳ %(term)s của ban chấp hành đã qua mà chưa ghi ngày hết nhiệm kỳ.") % words]
    return []


def member_findings(one: Committee, sat: queries.Seats) -> list[str]:
    """What is wrong with who sits on a committee: one head, everybody once, within the days of the committee."""
    found = [] if sat.heads else [_("Ban chưa có trưởng ban.")]
    if len(sat.heads) > 1:
        found.append(_("Ban có %(n)s trưởng ban trong cùng một ngày.") % {"n": len(sat.heads)})
    if sat.doubled:
        text = _("%(n)s người được ghi hai lần cho cùng một ngày; mỗi người chỉ tính một lần.")
        found.append(text % {"n": len(sat.doubled)})
    if sat.outside:
        words = {"n": sat.outside, "first": f"{one.decided_on:%d/%m/%Y}", "last": f"{one.last_day:%d/%m/%Y}"}
        found.append(_("%(n)s dòng uỷ viên có ngày ngoài thời gian của ban (%(first)s – %(last)s).") % words)
    return found


def findings(committees: Iterable[Committee]) -> dict[int, list[str]]:
    """What does not fit the rules, by committee: as of today or the last day of one that has ended (two queries)."""
    today = clock.today()
    days = {one: min(today, one.ends_on or today) for one in committees}
    seats, others, found = queries.seats(days), queries.beside(days), {}
    for one in days:
        sat = seats[one.pk]
        mass = one.kind == Committee.Kind.MASS
        wrong = size_findings(len(sat.people), one.executives) if mass else []
        wrong += member_findings(one, sat) + term_findings(one, today)
        if n := others[one.pk]:
            wrong.append(_("Đơn vị còn %(n)s ban cùng loại đang hoạt động trong cùng một ngày.") % {"n": n})
        found[one.pk] = wrong
    return found
