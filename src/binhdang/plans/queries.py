"""Reading plans: the list, one plan with what follows from it, the plan in force, and the search."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from binhdang.calc.collation import search_key
from binhdang.calc.periods import Period
from binhdang.kit.models import Event
from binhdang.orgs import queries as orgs
from binhdang.orgs import rules as orgs_rules
from binhdang.orgs.models import OrgUnit, Person
from binhdang.plans import words
from binhdang.plans.choices import Comparator, FindingKind, FindingState, PlanState, TargetUnit
from binhdang.plans.models import Clause, Finding, Plan, PlanItem, Target
from binhdang.plans.rules import plans_in_sight


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line of the list of plans: how many findings still wait, how many targets follow from it."""

    plan: Plan
    waiting: int
    found: int
    targets: int


@dataclass(slots=True)
class ClauseLine:
    """A clause of the tree with what follows from it."""

    clause: Clause
    targets: list[Target] = field(default_factory=list)
    items: list[PlanItem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One thing a plan says, with its facts in words."""

    item: PlanItem
    title: str
    facts: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A target with its threshold in words."""

    target: Target
    threshold: str
    levels: str


@dataclass(frozen=True, slots=True)
class PlanPage:
    """All that the page of one plan shows; `groups` are the items by kind, `parent` the plan it stands on."""

    plan: Plan
    clauses: list[ClauseLine]
    targets: list[TargetLine]
    groups: dict[str, list[ItemLine]]
    parent: Plan | None
    history: list[Event]


_NEWEST = (F("issued_on").desc(nulls_last=True), "-pk")


def plans_seen(by: Person | None) -> QuerySet[Plan]:
    """The plans in sight of `by`, newest first, without their text."""
    return Plan.objects.filter(plans_in_sight(by)).select_related("unit").defer("text").order_by(*_NEWEST)


def plans_to_decide(by: Person) -> QuerySet[Plan]:
    """The plans being read whose findings `by` may decide on."""
    return Plan.objects.filter(orgs_rules.sight(by, right="plan.edit"), state=PlanState.READING).order_by("pk")


def plan_for(by: Person | None, pk: int) -> Plan:
    """One plan in sight. Raises Plan.DoesNotExist otherwise."""
    return Plan.objects.filter(plans_in_sight(by)).select_related("unit", "created_by", "confirmed_by").get(pk=pk)


def finding_for(by: Person | None, plan_pk: int, number: int) -> Finding:
    """One finding of a plan in sight, by its number. Raises Plan.DoesNotExist or Finding.DoesNotExist."""
    plan = plan_for(by, plan_pk)
    finding = Finding.objects.get(plan=plan, order=number)
    finding.plan = plan
    return finding


def plan_lines(by: Person | None, *, state: str = "", text: str = "") -> QuerySet[Plan]:
    """The list of plans, by state and by words of title, number, issuer or unit (with or without diacritics)."""
    found = plans_seen(by)
    if state:
        found = found.filter(state=state)
    for word in search_key(text).split():
        found = found.filter(Q(search_key__contains=word) | Q(unit__search_key__contains=word))
    return found


def with_counts(plans: list[Plan]) -> list[PlanLine]:
    """The plans of one page with their counts, in two statements."""
    ids = [plan.pk for plan in plans]
    waiting: dict[int, int] = {}
    found: dict[int, int] = {}
    rows = Finding.objects.filter(plan__in=ids).exclude(state=FindingState.MERGED)
    for row in rows.values("plan", "state").annotate(n=Count("pk")):
        found[row["plan"]] = found.get(row["plan"], 0) + row["n"]
        if row["state"] == FindingState.OPEN:
            waiting[row["plan"]] = row["n"]
    targets = dict(Target.objects.filter(plan__in=ids).values_list("plan").annotate(n=Count("pk")))
    return [PlanLine(p, waiting.get(p.pk, 0), found.get(p.pk, 0), targets.get(p.pk, 0)) for p in plans]


def state_counts(by: Person | None) -> dict[str, int]:
    """How many plans in sight stand in each state."""
    rows = Plan.objects.filter(plans_in_sight(by)).values("state").annotate(n=Count("pk"))
    return {row["state"]: row["n"] for row in rows}


def targets_of(by: Person | None, plan: Plan) -> list[Target]:
    """The targets of a confirmed plan in its order, with their indicators; empty for a plan out of sight."""
    found = Target.objects.filter(plans_in_sight(by, "plan__"), plan=plan, plan__state=PlanState.CONFIRMED)
    return list(found.select_related("indicator").order_by("order"))


def target_for(by: Person | None, pk: int) -> Target:
    """One target of a plan in sight. Raises Target.DoesNotExist otherwise."""
    return Target.objects.filter(plans_in_sight(by, "plan__")).select_related("indicator", "plan__unit").get(pk=pk)


def plan_in_force(by: Person | None, unit: OrgUnit, period: Period) -> Plan | None:
    """The plan that binds a unit in a period: its own confirmed plan, else the nearest one above; None without one.

    Of several plans of one unit the one whose time begins last counts. The line of units is the one of the
    period's last day; a unit without a place on that day is judged by its latest place.
    """
    place = orgs.placement_of(unit.pk, period.end) or orgs.last_placement(unit.pk)
    line = [int(part) for part in place.path.strip("/").split("/")] if place else [unit.pk]
    plans = Plan.objects.filter(
        plans_in_sight(by),
        unit__in=line,
        state=PlanState.CONFIRMED,
        period_start__lte=period.end,
        period_end__gte=period.start,
    ).select_related("unit")
    return max(plans, key=lambda p: (line.index(p.unit_id), p.period_start, p.pk), default=None)


def plan_page(by: Person | None, pk: int) -> PlanPage:
    """The page of one plan. Raises Plan.DoesNotExist when it is not in sight."""
    plan = plan_for(by, pk)
    targets = list(Target.objects.filter(plan=plan).select_related("indicator").order_by("order"))
    items = list(PlanItem.objects.filter(plan=plan).order_by("kind", "order"))
    lines = {c.ident: ClauseLine(c) for c in Clause.objects.filter(plan=plan).order_by("order")}
    for target in targets:
        if target.clause_ident in lines:
            lines[target.clause_ident].targets.append(target)
    groups: dict[str, list[ItemLine]] = {kind: [] for kind in FindingKind.values}
    for item in items:
        groups.setdefault(item.kind, []).append(_item_line(item))
        if item.clause_ident in lines:
            lines[item.clause_ident].items.append(item)
    shown = [TargetLine(t, asked_of(t), words.levels(t.levels)) for t in targets]
    return PlanPage(plan, list(lines.values()), shown, groups, parent_of(by, plan), history_of(plan))


def _item_line(item: PlanItem) -> ItemLine:
    """An item with the facts that its title does not say already."""
    title = words.title(item.kind, item.data, item.text)
    facts = words.facts(item.kind, item.data)
    return ItemLine(item, title, [(n, v) for n, v in facts if v not in title and title.rstrip("…") not in v])


def asked_of(target: Target) -> str:
    """What a target asks for in words; a share with a condition and no number is judged as 100% (`calc.aims`)."""
    ind = target.indicator
    share = target.unit == TargetUnit.PERCENT
    share = share or bool(target.unit == TargetUnit.NONE and ind and ind.denominator and ind.per == 100)
    if target.condition and target.comparator == Comparator.NONE and share:
        return _("phấn đấu 100% (theo quy tắc kết luận)")
    return words.threshold(target_data(target))


def target_data(target: Target) -> dict[str, Any]:
    """A stored target in the shape of a finding's data, for the words of its threshold."""
    return {
        "comparator": target.comparator,
        "value": target.value,
        "unit": target.unit,
        "milestones": target.milestones,
        "recurrence": target.recurrence,
        "counted": target.counted,
        "value_max": target.value_max,
    }


def parent_of(by: Person | None, plan: Plan) -> Plan | None:
    """The confirmed plan of the nearest unit above whose time meets this plan's; None without one."""
    above = [int(part) for part in plan.path.strip("/").split("/")][:-1]
    if not above or plan.period_start is None or plan.period_end is None:
        return None
    found = Plan.objects.filter(
        plans_in_sight(by),
        unit__in=above,
        state=PlanState.CONFIRMED,
        period_start__lte=plan.period_end,
        period_end__gte=plan.period_start,
    )
    return max(found.select_related("unit"), key=lambda p: (above.index(p.unit_id), p.pk), default=None)


def targets_above(plan: Plan) -> dict[str, Target]:
    """The targets of the plan above by the code of their indicator: what a plan below may not undercut in silence."""
    parent = parent_of(None, plan)
    rows = Target.objects.filter(plan=parent).select_related("indicator") if parent else []
    return {target.indicator.code: target for target in rows if target.indicator}


def undercuts(data: Mapping[str, Any], above: Target | None) -> bool:
    """Whether a target's data ask for less than the target above with the same unit."""
    value = data.get("value")
    if above is None or above.value is None or value in (None, "") or data.get("unit") != above.unit:
        return False
    less = Decimal(str(value)) < above.value
    more = Decimal(str(value)) > above.value
    return more if above.comparator in ("<=", "<") else less


def history_of(plan: Plan) -> list[Event]:
    """What happened to the plan, newest first, at most the last hundred events."""
    events = Event.objects.filter(subject_kind="plan", subject_id=str(plan.pk)).select_related("by")
    return list(events.order_by("-at", "-pk")[:100])


def search_plans(by: Person | None, text: str, limit: int = 10) -> list[Plan]:
    """Plans in sight with all words of `text` in title, number, issuer or unit."""
    return list(plan_lines(by, text=text)[:limit]) if text.strip() else []


def search_clauses(by: Person | None, text: str, limit: int = 10) -> list[Clause]:
    """Clauses of plans in sight with all words of `text`."""
    return list(_with_words(Clause.objects.filter(plans_in_sight(by, "plan__")), text, limit))


def search_targets(by: Person | None, text: str, limit: int = 10) -> list[Target]:
    """Targets of plans in sight with all words of `text` in sign, name, text or population."""
    return list(_with_words(Target.objects.filter(plans_in_sight(by, "plan__")), text, limit))


def _with_words(found: QuerySet[Any], text: str, limit: int) -> QuerySet[Any]:
    wanted = search_key(text).split()
    if not wanted:
        return found.none()
    for word in wanted:
        found = found.filter(search_key__contains=word)
    return found.select_related("plan__unit").defer("plan__text").order_by("-plan_id", "order")[:limit]
