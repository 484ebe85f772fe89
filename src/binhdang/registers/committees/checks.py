"""The rules of a committee (guidance 03/HD-TLĐ of 2020 on the union charter): its size, its head, its term."""

import re
from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from binhdang.kit import clock
from binhdang.registers.committees import queries
from binhdang.registers.committees.models import Committee

LEAST_WOMEN = 10
"""From so many women members on a unit has a committee."""
LEAST_MEMBERS = 3
TERM = re.compile(r"\d{4}-\d{4}")


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


def term_findings(term: str, ends_on: date | None, today: date) -> list[str]:
    """Where a committee outlasts the term ("2018-2023") of the executive committee that set it up."""
    last = int(term[5:]) if TERM.fullmatch(term) else date.max.year
    if ends_on and ends_on.year > last:
        words = {"day": f"{ends_on:%d/%m/%Y}", "term": term}
        return [_("Ngày hết nhiệm kỳ %(day)s quá nhiệm kỳ %(term)s của ban chấp hành.") % words]
    if ends_on is None and today.year > last:
        return [_("Nhiệm kỳ %(term)s của ban chấp hành đã qua mà chưa ghi ngày hết nhiệm kỳ.") % {"term": term}]
    return []


def findings(committees: Iterable[Committee]) -> dict[int, list[str]]:
    """What does not fit the rules, by committee: as of today, or of the last day of one that has ended (one query)."""
    today, rows = clock.today(), list(committees)
    seats = queries.seats((one.pk, min(today, one.ends_on or today)) for one in rows)
    found = {}
    for one in rows:
        sat = seats.get(one.pk, queries.Seats())
        mass = one.kind == Committee.Kind.MASS
        wrong = size_findings(sat.members, one.executives) if mass else []
        wrong += [] if sat.headed else [_("Ban chưa có trưởng ban.")]
        found[one.pk] = wrong + term_findings(one.term, one.ends_on, today)
    return found
