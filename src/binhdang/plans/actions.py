"""What is done with a whole plan: take in the text, correct the header, put it to work, withdraw it.

What is decided on a single finding is in `decisions.py`.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from binhdang.calc.collation import search_key
from binhdang.calc.flow import NotNow
from binhdang.calc.reader import read_plan
from binhdang.indicators import queries as indicators
from binhdang.kit import apart, clock
from binhdang.kit.errors import BadInput, Conflict, Refused
from binhdang.kit.log import record
from binhdang.orgs import queries as units
from binhdang.orgs import rules as orgs
from binhdang.orgs.models import OrgUnit, Person
from binhdang.plans import fields, naming, rules
from binhdang.plans.choices import FindingKind, FindingState
from binhdang.plans.flow import EDITOR, PLAN
from binhdang.plans.intake import Found, findings
from binhdang.plans.matching import proposed
from binhdang.plans.models import Clause, Finding, Plan, PlanItem, Target

LONGEST_TEXT = 400_000
"""Characters; a plan of two hundred pages has fewer."""
LONG_TEXT = 20_000
SHORTEST_TEXT = 40
_NOT_ITEMS = (FindingKind.HEADER, FindingKind.UNREAD, FindingKind.TARGET, FindingKind.SIGNATURE)


def _reading(text: str) -> Any:
    """What the reader finds; a long text in a process of its own, since one can be written to keep it busy for hours.

    Raises BadInput for a text that is not read in time.
    """
    if len(text) <= LONG_TEXT:
        return read_plan(text).as_json()
    try:
        return apart.ask("binhdang.calc.reader.plain:reading_of", text.encode("utf-8", "replace"))
    except apart.Burst as error:
        said = _("Văn bản này quá nặng, không đọc hết được; chỉ giữ phần kế hoạch, bỏ phụ lục dài rồi gửi lại.")
        raise BadInput([("", said)]) from error


def upload_plan(unit: OrgUnit, text: str, *, by: Person | None, source_name: str = "") -> Plan:
    """Read the text of a plan document and store it with every finding; nothing is in force before a person confirms.

    Raises Refused without the right to edit plans of the unit, BadInput for a text that is empty or far too long.
    """
    place = units.placement_of(unit.pk) or units.last_placement(unit.pk)
    path = place.path if place else f"{unit.pk}/"
    orgs.check(by, EDITOR, path)
    _check_length(text)
    reading = _reading(text)
    period = reading.get("period") or {}
    with transaction.atomic():
        plan = Plan(
            unit=unit,
            path=path,
            title=(reading.get("title") or naming.short_name(reading["text"].split("\n", 1)[0]) or unit.name)[:500],
            number=(reading.get("number") or "")[:60],
            issued_on=_day(reading.get("issued_on")),
            issuer=(reading.get("issuer") or "")[:255],
            text=reading["text"],
            source_name=source_name[:255],
            signature=_signature(reading.get("signature") or {}),
            created_by=by,
        )
        plan.period_start, plan.period_end = _ordered(_day(period.get("start")), _day(period.get("end")))
        plan.search_key = _plan_key(plan)
        plan.save()
        _store_clauses(plan, reading["clauses"])
        found = findings(reading)
        _store_findings(plan, found)
        record("plan.uploaded", plan, by=by, path=path, source=source_name, findings=len(found))
    return plan


def edit_header(plan: Plan, posted: Mapping[str, str], *, by: Person | None, version: int | None = None) -> Plan:
    """Store title, number, date, issuer and period as a person confirms them; the header's findings are then decided.

    `posted` maps the names of `fields.HEADER` to what was typed. Raises Refused, Conflict, BadInput.
    """
    data = fields.clean(fields.HEADER, posted)
    if not data.get("title"):
        raise BadInput([(_("Tên văn bản"), _("không được để trống."))])
    if bool(data.get("period_start")) != bool(data.get("period_end")):
        raise BadInput([(_("Thực hiện từ ngày"), _("cần cả ngày bắt đầu và ngày kết thúc."))])
    with transaction.atomic():
        plan = locked(plan, by=by, version=version)
        before = {name: str(getattr(plan, name) or "") for name in data}
        for name, value in data.items():
            setattr(plan, name, _day(value) if name in ("issued_on", "period_start", "period_end") else (value or ""))
        plan.title, plan.number, plan.issuer = plan.title[:500], plan.number[:60], plan.issuer[:255]
        plan.search_key = _plan_key(plan)
        plan.version += 1
        plan.save()
        Finding.objects.filter(plan=plan, kind=FindingKind.HEADER, state=FindingState.OPEN).update(
            state=FindingState.CONFIRMED, decided_by=by, decided_at=clock.now()
        )
        changed = {name: [old, str(getattr(plan, name) or "")] for name, old in before.items()}
        record(
            "plan.header_edited",
            plan,
            by=by,
            path=plan.path,
            changed={k: v for k, v in changed.items() if v[0] != v[1]},
        )
    return plan


def still_open(plan: Plan) -> list[tuple[str, str]]:
    """What keeps the plan from being put to work, as (place, sentence); empty when nothing does."""
    problems: list[tuple[str, str]] = []
    if not plan.title:
        problems.append((_("Tên văn bản"), _("chưa có.")))
    if plan.period_start is None or plan.period_end is None:
        problems.append((_("Thời gian thực hiện"), _("chưa có ngày bắt đầu và ngày kết thúc.")))
    rows = Finding.objects.filter(plan=plan)
    for finding in rows.filter(state=FindingState.OPEN).order_by("start", "order"):
        place = _("Điểm %(n)s") % {"n": finding.order}
        problems.append((place, _("%(kind)s: chưa xác nhận.") % {"kind": str(FindingKind(finding.kind).label)}))
    kept = rows.filter(state=FindingState.CONFIRMED).exclude(kind__in=[FindingKind.HEADER, FindingKind.UNREAD])
    if not kept.exists():
        problems.append(
            (_("Nội dung"), _("chưa có điểm nào được xác nhận; kế hoạch rỗng không đưa vào thực hiện được."))
        )
    return problems


def confirm_plan(plan: Plan, *, by: Person | None, version: int | None = None) -> Plan:
    """Put the plan to work: its targets and everything else it says become rows that others build on.

    Raises Refused without the right or from another state, Conflict, BadInput with the list of what is still open.
    """
    with transaction.atomic():
        plan = _locked(plan, version)
        rules.check_confirm(by, plan)
        state = _moved(plan, "confirm")
        problems = still_open(plan)
        if problems:
            raise BadInput(problems)
        kept = list(Finding.objects.filter(plan=plan, state=FindingState.CONFIRMED).order_by("start", "order"))
        targets = _store_targets(plan, [f for f in kept if f.kind == FindingKind.TARGET])
        items = _store_items(plan, [f for f in kept if f.kind not in _NOT_ITEMS])
        plan.signature = next((f.data for f in kept if f.kind == FindingKind.SIGNATURE), plan.signature)
        plan.state, plan.version = state, plan.version + 1
        plan.confirmed_at, plan.confirmed_by = clock.now(), by
        plan.save()
        record("plan.confirmed", plan, by=by, path=plan.path, targets=targets, items=items)
    return plan


def withdraw_plan(plan: Plan, *, by: Person | None, why: str, version: int | None = None) -> Plan:
    """Take the plan out of work with a reason; what follows from it stays readable.

    Raises Refused, Conflict, and BadInput without a reason.
    """
    if not why.strip():
        raise BadInput([(_("Lý do"), _("rút kế hoạch cần nêu lý do."))])
    with transaction.atomic():
        plan = _locked(plan, version)
        rules.check_confirm(by, plan)
        plan.state = _moved(plan, "withdraw")
        plan.version += 1
        plan.save()
        record("plan.withdrawn", plan, by=by, path=plan.path, why=why.strip()[:1000])
    return plan


def locked(plan: Plan, *, by: Person | None, version: int | None = None) -> Plan:
    """The stored plan, locked for a change of what was read from it. Raises Refused, Conflict for an old version."""
    fresh = _locked(plan, version)
    rules.check_edit(by, fresh)
    return fresh


def _locked(plan: Plan, version: int | None) -> Plan:
    fresh = Plan.objects.select_for_update(of=("self",)).select_related("unit").get(pk=plan.pk)
    if version is not None and fresh.version != version:
        raise Conflict(fresh)
    return fresh


def _moved(plan: Plan, verb: str) -> str:
    try:
        return PLAN.move(plan.state, verb)
    except NotNow as error:
        raise Refused(error.reason_vi) from error


def _check_length(text: str) -> None:
    if len(text.strip()) < SHORTEST_TEXT:
        raise BadInput([(_("Văn bản"), _("không có chữ nào đọc được, hoặc quá ngắn để là một kế hoạch."))])
    if len(text) > LONGEST_TEXT:
        raise BadInput(
            [
                (
                    _("Văn bản"),
                    _("dài %(n)s ký tự, quá mức %(most)s ký tự; hãy chỉ tải lên phần kế hoạch, bỏ phụ lục số liệu.")
                    % {"n": len(text), "most": LONGEST_TEXT},
                )
            ]
        )


def _store_clauses(plan: Plan, clauses: list[dict[str, Any]]) -> None:
    Clause.objects.bulk_create(
        [
            Clause(
                plan=plan,
                ident=clause["id"][:60],
                label=(clause.get("label") or "")[:60],
                level=clause["level"],
                order=order,
                kind=(clause.get("kind") or "")[:20],
                text=clause["text"],
                search_key=search_key(clause["text"]),
                start=clause["span"][0],
                end=clause["span"][1],
            )
            for order, clause in enumerate(clauses, start=1)
        ],
        ignore_conflicts=True,
    )


def _store_findings(plan: Plan, found: list[Found]) -> None:
    """Findings are numbered as a reader meets them; a target gets the best indicator as a proposal when it is sure."""
    rows = []
    known = indicators.catalogue()
    naming.share_predicates([item for item in found if item.kind == FindingKind.TARGET], plan.text)
    for order, item in enumerate(found, start=1):
        quote = plan.text[item.start : item.end]
        code = proposed(item.data, quote, known) if item.kind == FindingKind.TARGET else ""
        rows.append(
            Finding(
                plan=plan,
                order=order,
                kind=item.kind,
                clause_ident=item.clause[:60],
                start=item.start,
                end=item.end,
                data=item.data,
                confidence=item.confidence,
                indicator_code=code,
            )
        )
    Finding.objects.bulk_create(rows)


def _store_targets(plan: Plan, kept: list[Finding]) -> int:
    known = {indicator.code: indicator for indicator in indicators.catalogue()}
    places = [naming.Place(f.clause_ident, f.start, f.end, str(f.data.get("code") or "")) for f in kept]
    signs = naming.codes(places, plan.text)
    used = Counter(f.indicator_code for f in kept)
    rows = []
    for order, (finding, sign) in enumerate(zip(kept, signs, strict=True), start=1):
        data, quote = finding.data, plan.text[finding.start : finding.end]
        indicator = known.get(finding.indicator_code)
        own = indicator.name_vi if indicator and used[indicator.code] == 1 else ""
        name = data.get("name") or own or naming.short_name(data.get("text") or quote)
        row = Target(
            plan=plan,
            code=sign[:20],
            order=order,
            clause_ident=finding.clause_ident,
            name=name[:500],
            text=quote,
            population=(data.get("population") or "")[:500],
            indicator=indicator,
            comparator=data.get("comparator") or "none",
            value=_decimal(data.get("value")),
            value_max=_decimal(data.get("value_max")),
            unit=data.get("unit") or "none",
            counted=(data.get("counted") or "")[:60],
            milestones=data.get("milestones") or [],
            recurrence=data.get("recurrence") or "",
            condition=(data.get("condition") or "")[:500],
            levels=list(data.get("levels") or []),
        )
        row.search_key = search_key(f"{row.code} {row.name} {row.population} {row.text}")
        rows.append(row)
    Target.objects.bulk_create(rows)
    return len(rows)


def _store_items(plan: Plan, kept: list[Finding]) -> int:
    rows = [
        PlanItem(
            plan=plan,
            kind=finding.kind,
            order=order,
            clause_ident=finding.clause_ident,
            text=finding.data.get("text") or plan.text[finding.start : finding.end],
            data=finding.data,
        )
        for order, finding in enumerate(kept, start=1)
    ]
    PlanItem.objects.bulk_create(rows)
    return len(rows)


def _signature(signature: Mapping[str, Any]) -> dict[str, Any]:
    return {name: signature.get(name) for name in ("authority", "position", "name")}


def _day(iso: str | None) -> date | None:
    try:
        return date.fromisoformat(iso) if iso else None
    except ValueError:
        return None


def _ordered(start: date | None, end: date | None) -> tuple[date | None, date | None]:
    """A period is whole and in order, or it is not known yet."""
    return (start, end) if start and end and start <= end else (None, None)


def _decimal(value: Any) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))


def _plan_key(plan: Plan) -> str:
    return search_key(f"{plan.number} {plan.title} {plan.issuer}")
