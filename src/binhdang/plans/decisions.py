"""What a person decides about one finding: confirm, correct, split, merge, drop, take back, add, choose an indicator.

The actions on a whole plan are in `actions.py`. Every verb is atomic, logged on the plan with the finding's number,
and raises Refused (no right, plan not being read any more, wrong state), Conflict (older version) or BadInput.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from binhdang.calc.flow import NotNow
from binhdang.calc.reader import read_plan
from binhdang.indicators import actions as catalogue
from binhdang.indicators import queries as indicators
from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Conflict, Refused
from binhdang.kit.log import record
from binhdang.orgs.models import Person
from binhdang.plans import fields
from binhdang.plans.actions import locked
from binhdang.plans.choices import WITHOUT_VALUE, FindingKind, FindingState
from binhdang.plans.flow import FINDING
from binhdang.plans.intake import SURE, exact, findings
from binhdang.plans.matching import proposed
from binhdang.plans.models import Clause, Finding, Plan, Target
from binhdang.plans.queries import targets_above, undercuts

UNMEASURED = "-"
"""Posted instead of an indicator's code: this target is not measured by a number."""
BY_HAND = 100
TARGET_SETTING = "I. CHỈ TIÊU\n1. {}."
"""The section that a promise is read again in, so that the reader knows what it is about."""


def confirm_finding(
    finding: Finding,
    *,
    by: Person | None,
    version: int | None = None,
    indicator: str | None = None,
    lower_reason: str = "",
) -> Finding:
    """Confirm one finding.

    A target needs an indicator of the catalogue (or `UNMEASURED`) and a threshold, and a written reason where it asks
    for less than the plan above.
    """
    with transaction.atomic():
        finding = _taken(finding, by, version)
        if indicator is not None and finding.kind == FindingKind.TARGET:
            _set_indicator(finding, indicator)
        if lower_reason.strip():
            finding.data = {**finding.data, "lower_reason": " ".join(lower_reason.split())[: fields.LONGEST]}
        problems = missing(finding)
        if problems:
            raise BadInput([(_("Điểm %(n)s") % {"n": finding.order}, problem) for problem in problems])
        _decided(finding, "confirm", by)
        record(
            "plan.finding_confirmed", finding.plan, by=by, path=finding.plan.path,
            finding=finding.order, kind=finding.kind, indicator=finding.indicator_code,
        )  # fmt: skip
    return finding


def missing(finding: Finding, above: Mapping[str, Target] | None = None) -> list[str]:
    """What a person must still decide before this finding can be confirmed; empty when nothing.

    `above` is `queries.targets_above` of its plan, where it is at hand already.
    """
    if finding.kind != FindingKind.TARGET:
        return []
    out: list[str] = []
    data = finding.data
    has_value = data.get("value") not in (None, "") or bool(data.get("milestones"))
    if data.get("comparator") not in WITHOUT_VALUE and not has_value:
        out.append(_("chưa có mức phải đạt; hãy sửa và nhập con số."))
    if not finding.indicator_code and not data.get("unmeasured"):
        out.append(_("chưa chọn chỉ số của danh mục (hoặc “không đo bằng số”)."))
    above = targets_above(finding.plan) if above is None else above
    if undercuts(data, above.get(finding.indicator_code)) and not data.get("lower_reason"):
        out.append(_("thấp hơn kế hoạch cấp trên; cần ghi lý do hạ chỉ tiêu."))
    return out


def confirm_sure(plan: Plan, kind: str, *, by: Person | None) -> int:
    """Confirm all open findings of a kind that the reader is sure of; pieces not understood are marked as looked at.

    A target is taken only when its indicator was proposed and nothing is missing. Returns how many were confirmed.
    """
    with transaction.atomic():
        plan = locked(plan, by=by)
        rows = Finding.objects.select_for_update(of=("self",)).filter(plan=plan, kind=kind, state=FindingState.OPEN)
        if kind != FindingKind.UNREAD:
            rows = rows.filter(confidence__gte=SURE)
        above = targets_above(plan)
        taken = [finding for finding in rows.order_by("order") if not missing(finding, above)]
        for finding in taken:
            finding.plan = plan
            _decided(finding, "confirm", by)
        if taken:
            numbers = [finding.order for finding in taken]
            record("plan.findings_confirmed", plan, by=by, path=plan.path, kind=kind, findings=numbers)
    return len(taken)


def correct_finding(
    finding: Finding, posted: Mapping[str, Any], *, by: Person | None, version: int | None = None
) -> Finding:
    """Store corrected fields of a finding (see `fields.FIELDS`); a confirmed one stays confirmed.

    What was typed and differs from the reading is logged with both values.
    """
    data = fields.clean(fields.FIELDS.get(finding.kind, ()), posted)
    with transaction.atomic():
        finding = _taken(finding, by, version)
        if finding.state not in (FindingState.OPEN, FindingState.CONFIRMED):
            raise Refused(_("Điểm này đã được bỏ hoặc gộp; hãy lấy lại trước khi sửa."))
        changed = {k: [finding.data.get(k), v] for k, v in data.items() if finding.data.get(k) != v}
        finding.data = finding.data | data
        _save(finding, by)
        if changed:
            _tell("plan.finding_corrected", finding, by, changed=changed)
    return finding


def drop_finding(finding: Finding, *, by: Person | None, version: int | None = None) -> Finding:
    """Leave a finding out of the plan; `reopen_finding` takes it back."""
    with transaction.atomic():
        finding = _taken(finding, by, version)
        _decided(finding, "drop", by)
        _tell("plan.finding_dropped", finding, by)
    return finding


def reopen_finding(finding: Finding, *, by: Person | None, version: int | None = None) -> Finding:
    """Take a decision back: a confirmed, dropped or merged finding is open again."""
    with transaction.atomic():
        finding = _taken(finding, by, version)
        keeper = finding.merged_into
        finding.merged_into = None
        _decided(finding, "reopen", by)
        if keeper is not None:
            _shrink(keeper)
        _tell("plan.finding_reopened", finding, by)
    return finding


def split_finding(finding: Finding, at: int, *, by: Person | None, version: int | None = None) -> Finding:
    """Cut a finding in two at character `at` of the plan's text; both are open, the new one is returned.

    Each half of a target is read again on its own.
    """
    with transaction.atomic():
        finding = _taken(finding, by, version)
        text = finding.plan.text
        first, second = _trimmed(text, finding.start, at), _trimmed(text, at, finding.end)
        if first is None or second is None or not finding.start < at < finding.end:
            raise BadInput([(_("Chỗ tách"), _("phải nằm giữa đoạn chữ, hai bên đều còn chữ."))])
        new = Finding(plan=finding.plan, order=_next_order(finding.plan), kind=finding.kind, confidence=BY_HAND // 2)
        new.clause_ident, new.indicator_code = finding.clause_ident, finding.indicator_code
        new.start, new.end = second
        new.data = reread(finding.kind, text[second[0] : second[1]], finding.data)
        finding.start, finding.end = first
        finding.data = reread(finding.kind, text[first[0] : first[1]], finding.data)
        for half in (finding, new):
            half.state = FindingState.OPEN
            if half.kind == FindingKind.TARGET:
                half.indicator_code = proposed(half.data, text[half.start : half.end])
        _save(finding, by)
        new.save()
        _tell("plan.finding_split", finding, by, new=new.order)
    return new


def merge_findings(keeper: Finding, others: list[Finding], *, by: Person | None, version: int | None = None) -> Finding:
    """Put others of the same kind and plan into one finding whose span covers them all; they can be taken back."""
    with transaction.atomic():
        keeper = _taken(keeper, by, version)
        rows = Finding.objects.select_for_update(of=("self",)).filter(
            plan=keeper.plan, kind=keeper.kind, pk__in=[f.pk for f in others]
        )
        merged = [row for row in rows.exclude(pk=keeper.pk).order_by("order")]
        if not merged:
            raise BadInput([(_("Gộp"), _("hãy chọn ít nhất một điểm khác cùng loại."))])
        keeper.data = {"own_span": [keeper.start, keeper.end], "own_text": keeper.data.get("text"), **keeper.data}
        for row in merged:
            row.plan = keeper.plan
            row.merged_into = keeper
            _decided(row, "merge", by)
        keeper.start = min(keeper.start, *(row.start for row in merged))
        keeper.end = max(keeper.end, *(row.end for row in merged))
        if keeper.data.get("text"):
            keeper.data["text"] = " ".join(keeper.plan.text[keeper.start : keeper.end].split())
        keeper.state = FindingState.OPEN
        _save(keeper, by)
        _tell("plan.findings_merged", keeper, by, merged=[row.order for row in merged])
    return keeper


def add_finding(
    plan: Plan, kind: str, start: int, end: int, *, by: Person | None, unread: Finding | None = None
) -> Finding:
    """Add what the reader did not find, from a stretch of the plan's text; open until its fields are confirmed.

    `unread` is the piece not understood that it comes from; it then counts as looked at.
    """
    if kind not in FindingKind.values or kind in (FindingKind.UNREAD, FindingKind.HEADER):
        raise BadInput([(_("Loại"), _("hãy chọn đoạn chữ này là gì."))])
    with transaction.atomic():
        plan = locked(plan, by=by)
        span = _trimmed(plan.text, start, end) if 0 <= start < end <= len(plan.text) else None
        if span is None:
            raise BadInput([(_("Đoạn chữ"), _("không nằm trong văn bản."))])
        quote = plan.text[span[0] : span[1]]
        clause = Clause.objects.filter(plan=plan, start__lte=span[0], end__gt=span[0]).order_by("-level").first()
        finding = Finding(plan=plan, order=_next_order(plan), kind=kind, start=span[0], end=span[1])
        finding.clause_ident = clause.ident if clause else ""
        finding.data = reread(kind, quote, {})
        finding.confidence = BY_HAND if kind != FindingKind.TARGET else BY_HAND // 2
        if kind == FindingKind.TARGET:
            finding.indicator_code = proposed(finding.data, quote)
        finding.save()
        if unread is not None and unread.plan_id == plan.pk and unread.state == FindingState.OPEN:
            unread.plan = plan
            _decided(unread, "confirm", by)
        _tell("plan.finding_added", finding, by)
    return finding


def choose_indicator(finding: Finding, code: str, *, by: Person | None, version: int | None = None) -> Finding:
    """Tie a target to an indicator of the catalogue by its code, or with `UNMEASURED` to no number at all."""
    with transaction.atomic():
        finding = _taken(finding, by, version)
        before = finding.indicator_code
        _set_indicator(finding, code)
        _save(finding, by)
        _tell("plan.indicator_chosen", finding, by, before=before, indicator=finding.indicator_code)
    return finding


def new_indicator(
    finding: Finding, posted: Mapping[str, Any], *, by: Person | None, version: int | None = None
) -> Finding:
    """Add an indicator to the catalogue for a target and tie it.

    `posted` holds `name`, and may hold `concept`, `numerator` and `denominator` (formulas over cells).
    """
    with transaction.atomic():
        finding = _taken(finding, by, version)
        falls = finding.data.get("comparator") in ("decrease", "<", "<=")
        given = {key: str(posted.get(key) or "") for key in ("concept", "numerator", "denominator")}
        made = catalogue.add_indicator(
            str(posted.get("name") or ""),
            by=by,
            unit=finding.data.get("unit") or "percent",
            direction="lower" if falls else "higher",
            **given,
        )
        _set_indicator(finding, made.code)
        _save(finding, by)
        _tell("plan.indicator_made", finding, by, indicator=made.code)
    return finding


def reread(kind: str, quote: str, before: Mapping[str, Any]) -> dict[str, Any]:
    """Data for a stretch of text of this kind: read again when exactly one such finding comes out, else what was known.

    What a person already typed as sign and name is kept.
    """
    setting = TARGET_SETTING if kind == FindingKind.TARGET else "{}"
    reading = read_plan(setting.format(quote.replace("\n", " "))).as_json()
    again = [found for found in findings(reading) if found.kind == kind]
    text = " ".join(quote.split())
    if len(again) == 1:
        kept = {key: before[key] for key in ("name", "unmeasured") if before.get(key)}
        return {**again[0].data, **kept, "text": text}
    data = {key: exact(key, value) for key, value in before.items() if key not in ("own_span", "own_text", "code")}
    if kind == FindingKind.TARGET and not data:
        data = {"comparator": "none", "value": None, "unit": "percent", "milestones": [], "levels": []}
    named = {"unit": text[:200]} if kind == FindingKind.RESPONSIBLE and "unit" not in data else {}
    if kind == FindingKind.CAMPAIGN and "name" not in data:
        named = {"name": text[:200]}
    return {**data, **named, "text": text}


def _taken(finding: Finding, by: Person | None, version: int | None) -> Finding:
    """The stored finding with its plan, both locked, after the checks of right, state of the plan and version."""
    plan = locked(finding.plan, by=by)
    fresh = Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk, plan=plan)
    fresh.plan = plan
    if version is not None and fresh.version != version:
        raise Conflict(fresh)
    return fresh


def _decided(finding: Finding, verb: str, by: Person | None) -> None:
    try:
        finding.state = FINDING.move(finding.state, verb)
    except NotNow as error:
        raise Refused(error.reason_vi) from error
    _save(finding, by)


def _save(finding: Finding, by: Person | None) -> None:
    finding.version += 1
    finding.decided_by, finding.decided_at = by, clock.now()
    finding.save()


def _tell(verb: str, finding: Finding, by: Person | None, **data: Any) -> None:
    plan = finding.plan
    record(verb, plan, by=by, path=plan.path, finding=finding.order, kind=finding.kind, **data)


def _set_indicator(finding: Finding, code: str) -> None:
    if finding.kind != FindingKind.TARGET:
        raise BadInput([(_("Chỉ số"), _("chỉ gắn được với một chỉ tiêu."))])
    if code == UNMEASURED:
        finding.indicator_code, finding.data = "", {**finding.data, "unmeasured": True}
        return
    if code not in {indicator.code for indicator in indicators.catalogue()}:
        raise BadInput([(_("Chỉ số"), _("danh mục không có ký hiệu “%(code)s”.") % {"code": code[:30]})])
    finding.indicator_code = code
    finding.data = {key: value for key, value in finding.data.items() if key != "unmeasured"}


def _shrink(keeper: Finding) -> None:
    """A finding from which the last merged one was taken back has its own span again."""
    own = keeper.data.get("own_span")
    if not own or Finding.objects.filter(merged_into=keeper).exists():
        return
    keeper.start, keeper.end = own
    text = keeper.data.get("own_text")
    keeper.data = {key: value for key, value in keeper.data.items() if key not in ("own_span", "own_text")}
    if text:
        keeper.data["text"] = text
    keeper.version += 1
    keeper.save()


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span without the spaces and commas at its edges; None when nothing is left."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip(" ,;\n\t"))
    right = len(piece.rstrip(" ,;\n\t"))
    return (start + left, start + right) if right > left else None


def _next_order(plan: Plan) -> int:
    return int(Finding.objects.filter(plan=plan).aggregate(most=Max("order"))["most"] or 0) + 1
