"""What an import of values would do: every answer compared with what stands, before anything is written."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from binhdang.calc import cells, periods
from binhdang.calc.cells import Value
from binhdang.datasets.models import FormVersion
from binhdang.kit import clock
from binhdang.kit.errors import BadInput
from binhdang.orgs.models import Placement
from binhdang.reports.choices import Origin, State
from binhdang.reports.import_checks import Checker
from binhdang.reports.importing import Incoming
from binhdang.reports.models import Report

CHUNK = 2000
Progress = Callable[[int, int], None]
Known = dict[int, tuple[str, str]]
"""Unit -> (last accepted values in the form's order, their period key)."""
NOTHING = ("", "")


@dataclass(slots=True)
class New:
    """A report that is not there yet, as plain values: many of them cost little."""

    unit_id: int
    path: str
    level: str
    period_key: str
    period_end: date
    packed: str
    last: tuple[str, str]


@dataclass
class Plan:
    """What will be written. `changed` holds (report, values before, state before)."""

    form: FormVersion
    created: list[New] = field(default_factory=list)
    changed: list[tuple[Report, str, str]] = field(default_factory=list)
    unchanged: int = 0
    warnings: int = 0

    def paths(self) -> Iterator[tuple[str, str]]:
        """(period key, path) of every report concerned."""
        yield from ((new.period_key, new.path) for new in self.created)
        yield from ((report.period_key, report.path) for report, _values, _state in self.changed)


def plan_import(incoming: Incoming, form: FormVersion, units: dict[str, int], progress: Progress) -> Plan:
    """Compare the answers with what stands, period by period. Raises BadInput with every problem."""
    plan, problems, checker = Plan(form), list[tuple[str, str]](), Checker(form)
    by_period: dict[str, list[tuple[str, list[Value | None]]]] = {}
    for (unit, key), slots in incoming.answers.items():
        by_period.setdefault(key, []).append((unit, slots))
    order = sorted(by_period, key=lambda key: incoming.periods[key].end)
    known = known_before(form, incoming.periods[order[0]].end) if order else {}
    done = 0
    for key in order:
        period, placed = incoming.periods[key], placements(incoming.periods[key])
        found = Report.objects.filter(data_set=form.data_set, period_key=key).select_related("form")
        stands = {report.unit_id: report for report in found.iterator(CHUNK)}
        for code, slots in by_period[key]:
            done += 1
            if done % CHUNK == 0:
                progress(done, len(incoming.answers))
            unit_id = units[code]
            if unit_id not in placed:
                said = [_not_placed(unit_id, period)]
            else:
                new = New(unit_id, *placed[unit_id], key, period.end, "", known.get(unit_id, NOTHING))
                said = _plan_one(plan, new, slots, stands.get(unit_id), checker)
                known[unit_id] = (new.packed, key) if new.packed else new.last
            problems.extend((f"đơn vị {code}, kỳ {key}", text) for text in said)
    plan.warnings = checker.warnings
    if problems:
        raise BadInput(problems)
    return plan


def _plan_one(plan: Plan, new: New, slots: list[Value | None], stands: Report | None, checker: Checker) -> list[str]:
    """Decide what happens to one unit's report and put its values into `new`; returns its problems (Vietnamese)."""
    if stands and stands.accepted_values:
        if stands.origin != Origin.IMPORTED:
            return ["đã có báo cáo do đơn vị nhập và được chấp nhận; muốn sửa hãy đính chính báo cáo đó."]
        if stands.state != State.ACCEPTED:
            return [f"báo cáo đang ở trạng thái “{stands.get_state_display()}”; không ghi đè."]
        old = checker.aligned(stands.accepted_values, stands.form)
        slots = [a if a is not None else b for a, b in zip(slots, old, strict=True)]
    elif stands and stands.state != State.EXPECTED:
        return [f"đơn vị đang lập báo cáo (trạng thái “{stands.get_state_display()}”); không ghi đè."]
    merged, errors = checker.check(slots, new.last[0], new.level)
    if errors:
        return errors
    new.packed = cells.pack_list(merged)
    if stands is None:
        plan.created.append(new)
    elif stands.accepted_values == new.packed:
        plan.unchanged += 1
    else:
        plan.changed.append((stands, stands.values, stands.state))
        _accept(stands, plan.form, new.packed)
    return []


def _accept(report: Report, form: FormVersion, packed: str) -> None:
    report.form, report.values, report.accepted_values = form, packed, packed
    report.state, report.origin = State.ACCEPTED, Origin.IMPORTED
    report.submitted_at = report.decided_at = report.updated_at = clock.now()
    report.version += 1


def placements(period: periods.Period) -> dict[int, tuple[str, str]]:
    """Unit -> (path, level code) on the structure date; a unit that ended inside the period keeps its last place."""
    rows = Placement.objects.filter(valid_from__lte=period.end).exclude(valid_to__lt=period.start)
    rows = rows.order_by("valid_from")
    return {
        unit_id: (path, level)
        for unit_id, path, level in rows.values_list("unit_id", "path", "unit__kind__level__code")
    }


def _not_placed(unit_id: int, period: periods.Period) -> str:
    first = Placement.objects.filter(unit_id=unit_id).order_by("valid_from").values_list("valid_from", flat=True)
    since = f" (có từ {first[0]:%d/%m/%Y})" if first else ""
    return f"đơn vị không hoạt động trong kỳ {period.key}{since}. Sửa ngày của đơn vị hoặc bỏ các dòng này."


def known_before(form: FormVersion, end: date) -> Known:
    """What is known of each unit from the latest period that ended before `end`."""
    rows = Report.objects.filter(data_set=form.data_set, period_end__lt=end).exclude(accepted_values="")
    known: Known = {}
    checker = Checker(form)
    for report in rows.select_related("form").order_by("period_end").iterator(CHUNK):
        known[report.unit_id] = (checker.repacked(report.accepted_values, report.form), report.period_key)
    return known
