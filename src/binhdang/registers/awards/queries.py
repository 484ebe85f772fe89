"""Reading awards beyond the lists: sums by unit, and the proposals that wait for somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Sum, Value, When

from binhdang.calc.flow import Move
from binhdang.kit import clock
from binhdang.kit.fields import end_of
from binhdang.orgs import rules as orgs
from binhdang.orgs.models import Person
from binhdang.registers.awards import flow, names, rules
from binhdang.registers.awards.choices import Level, State
from binhdang.registers.awards.models import AwardProposal, Emulation, Honour, ProposalName
from binhdang.registers.awards.register import HONOURS, PROPOSALS
from binhdang.registers.core import queries as core
from binhdang.registers.core import rules as core_rules

SHOWN = timedelta(days=60)
"""How long an answer stands among the unit's work."""


@dataclass(frozen=True)
class Titles:
    """What the register says of a year's titles below a unit: units with a list, women on it, recognised, above.

    `waiting` counts lists without their decision; women are None where no unit has said them.
    """

    units: int = 0
    waiting: int = 0
    registered: int | None = None
    recognised: int | None = None
    above: int | None = None


def titles_of(by: Person | None, paths: Sequence[str], year: int) -> dict[str, Titles]:
    """The titles of a year below each of these paths, as counts in sight (2 queries; paths must not overlap)."""
    seen = orgs.sight(by) & Q(year=year, removed_at__isnull=True) & _below(paths)
    lists = {
        row["part"]: row
        for row in _parted(Emulation.objects.filter(seen), paths).annotate(
            units=Count("unit", distinct=True),
            waiting=Count("pk", filter=Q(recognised__isnull=True)),
            registered=Sum("registered_women"),
            recognised=Sum("recognised_women"),
        )
    }
    codes = [code for code, _name in names.emulation()]
    honours = Honour.objects.filter(seen, honour__in=codes).exclude(level=Level.BASE)
    above = {row["part"]: row["women"] for row in _parted(honours, paths).annotate(women=Sum("women"))}
    found = {}
    for part, path in enumerate(paths):
        row = {key: value for key, value in lists.get(part, {}).items() if key != "part"}
        found[path] = Titles(**row, above=above.get(part))
    return found


def _below(paths: Sequence[str]) -> Q:
    where = Q(pk__in=[])
    for path in paths:
        where |= Q(path__gte=path, path__lt=end_of(path))
    return where


def _parted(rows: QuerySet[Any], paths: Sequence[str]) -> QuerySet[Any]:
    """The rows by which of the paths they stand below."""
    parts = [When(path__gte=path, path__lt=end_of(path), then=Value(n)) for n, path in enumerate(paths)]
    return rows.annotate(part=Case(*parts, output_field=IntegerField())).order_by().values("part")


def proposal_for(by: Person | None, pk: int) -> AwardProposal:
    """One proposal that stands. Raises AwardProposal.DoesNotExist when it is not seen or was taken off."""
    rows = AwardProposal.objects.filter(core_rules.seen(by, PROPOSALS), removed_at__isnull=True)
    return rows.select_related("unit", "to", "proposed_by", "answered_by").get(pk=pk)


def moves_of(by: Person | None, proposal: AwardProposal) -> list[Move]:
    """The moves that `by` may make with a proposal now."""
    return [m for m in flow.PROPOSAL_FLOW.moves_from(proposal.state) if rules.may_side(by, proposal, m.side)]


def honour_of(by: Person | None, proposal: AwardProposal) -> Honour | None:
    """The honour that a granted proposal became, if `by` reads it."""
    rows = Honour.objects.filter(core_rules.seen(by, HONOURS), proposal=proposal, removed_at__isnull=True)
    return rows.first()


def answered(by: Person) -> QuerySet[AwardProposal]:
    """The proposals of the units whose registers `by` keeps that were refused or granted lately, the latest first."""
    units, since = orgs.units_with(by, core_rules.WRITE), clock.now() - SHOWN
    rows = AwardProposal.objects.filter(unit__in=units, state__in=flow.ANSWERED, removed_at__isnull=True)
    return rows.filter(answered_at__gte=since).select_related("unit", "to", "answered_by").order_by("-answered_at")


def names_of(by: Person | None, proposal: AwardProposal) -> list[ProposalName]:
    """The people named in a proposal, for its unit and for who decides it; others above see counts."""
    lines = PROPOSALS.lines[0]
    if not core_rules.reads_names(by, proposal, lines) and not rules.may_side(by, proposal, flow.ABOVE):
        return []
    return list(core.lines_of(proposal, lines))


def to_decide(by: Person) -> QuerySet[AwardProposal]:
    """The proposals that wait for `by`: sent to a unit where `by` decides, not by themselves; the oldest first."""
    units = orgs.units_with(by, rules.DECIDE)
    if not units:
        return AwardProposal.objects.none()
    rows = AwardProposal.objects.filter(core_rules.seen(by, PROPOSALS), removed_at__isnull=True, to__in=units)
    rows = rows.filter(state__in=[State.PROPOSED, State.AGREED]).exclude(proposed_by=by)
    return rows.select_related("unit").order_by("proposed_at", "pk")
