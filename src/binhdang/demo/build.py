"""Builds the demo through the same actions as everybody else: units, people, plans, five years of reports."""

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from importlib.resources import files

from django.db import transaction

from binhdang.calc import cells
from binhdang.calc.periods import parse_period
from binhdang.datasets.actions import ensure_builtin_forms
from binhdang.datasets.models import FormVersion
from binhdang.demo import asking, collecting, figures, registers, reviewing, signing, workbooks
from binhdang.demo.awards import awards
from binhdang.demo.nominations import nominations
from binhdang.demo.own_forms import add_own_forms
from binhdang.demo.people import make_people
from binhdang.demo.units import MOVED, START, UnitRow, parent_now, rows
from binhdang.evaluation.papers import draft_report
from binhdang.indicators.actions import load_catalogue
from binhdang.kit import clock
from binhdang.orgs.actions import create_unit, move_unit
from binhdang.orgs.models import Kind, OrgUnit, Person
from binhdang.orgs.seed import ensure_levels_and_kinds
from binhdang.plans import actions as plan_actions
from binhdang.plans import decisions
from binhdang.plans.choices import FindingKind, FindingState
from binhdang.plans.models import Finding, Plan
from binhdang.reports import actions, checks
from binhdang.reports.import_actions import import_values
from binhdang.reports.models import Report
from binhdang.reports.requests import open_request

Tick = Callable[[str, int], None]
"""(what is being done, percent done)"""

FORM = "BDG-NAM"
SILENT_HISTORY = {2016: 0.15, 2017: 0.11, 2018: 0.06, 2019: 0.02}
DUE = {"co_so": date(2020, 11, 20), "tren_co_so": date(2020, 11, 27), "tinh": date(2020, 12, 4)}
EXPLANATION = "Đơn vị đã rà soát; số liệu thay đổi do điều chuyển biên chế và tuyển mới trong năm (giả định)."
REASON = "Đề nghị rà soát lại số nữ trong quy hoạch, đối chiếu với danh sách đã được phê duyệt."
SHARES = [(0.78, "accepted"), (0.88, "submitted"), (0.91, "returned"), (0.95, "draft"), (0.96, "corrected")]
INDICATORS = [
    ("lãnh đạo chủ chốt", "B06"),
    ("sinh con thứ ba", "I01"),
    ("Giỏi việc nước", "E01"),
    ("Ban chấp hành", "B01"),
]
PLANS = [("KT", "plan", "kon-tum-2016-2020.txt"), ("HN", "hanoi", "ha-noi-2020.txt")]


def build(tick: Tick) -> None:
    """Fill an empty database with the demo. One transaction: a broken start leaves nothing behind."""
    with transaction.atomic():
        tick("Đơn vị và người dùng", 0)
        ensure_levels_and_kinds()
        load_catalogue()
        form = next(f for f in ensure_builtin_forms() if f.data_set.code == FORM)
        units = _units()
        people = make_people(units)
        tick("Kế hoạch", 8)
        for number, (code, key, name) in enumerate(PLANS):
            _plan(units[code], name, people[key], number)
        _unconfirmed(units["KT-H03"], "dak-to-2016-2020.txt", people["plan"])
        tick("Báo cáo 2016-2019", 14)
        import_values(_history(), form, by=people["officer"], file_name="so-lieu-2016-2019-gia-dinh.csv")
        collecting.last_years_moves(DUE)
        _current_year(form, units, people, tick)
        asking.ask(form, units, people)
        add_own_forms(units, people)
        collecting.reminders()
        workbooks.hand_in(people["plan"])
        with clock.standing_on(date(2020, 1, 14)):
            plan = Plan.objects.get(unit=units["KT"])
            draft_report(units["KT"], plan, parse_period("2019"), "approved", by=people["plan"])
    tick("Xong", 100)


def _units() -> dict[str, OrgUnit]:
    kinds = {kind.code: kind for kind in Kind.objects.select_related("level")}
    units: dict[str, OrgUnit] = {}
    for row in rows():
        units[row.code] = create_unit(
            row.code,
            name=row.name,
            kind=kinds[row.kind],
            parent=units.get(row.parent_code),
            valid_from=row.valid_from,
            by=None,
        )
    code, parent, day = MOVED
    move_unit(units[code], to=units[parent], on=day, by=None, decision="15/QĐ-LĐLĐ (giả định)")
    return units


def _plan(unit: OrgUnit, name: str, by: Person, number: int) -> Plan:
    """Read a plan text, confirm what was read as a careful officer would, and put it to work."""
    text = files("binhdang.demo").joinpath("plans", name).read_text(encoding="utf-8")
    with clock.standing_on(date(2016, 6, 20) + timedelta(days=1300 * number)):
        plan = plan_actions.upload_plan(unit, text, by=by, source_name=name)
        for finding in Finding.objects.filter(plan=plan, state=FindingState.OPEN).order_by("order"):
            _decide_finding(finding, text, by)
        return plan_actions.confirm_plan(Plan.objects.get(pk=plan.pk), by=by)


def _unconfirmed(unit: OrgUnit, name: str, by: Person) -> None:
    """A district's plan that was read and waits for a person's decisions."""
    text = files("binhdang.demo").joinpath("plans", name).read_text(encoding="utf-8")
    with clock.standing_on(date(2020, 11, 27)):
        plan = plan_actions.upload_plan(unit, text, by=by, source_name=name)
        for kind in (FindingKind.LEGAL_BASIS, FindingKind.RECIPIENT):
            decisions.confirm_sure(plan, kind, by=by)


def _decide_finding(finding: Finding, text: str, by: Person) -> None:
    """Confirm a finding; a target whose indicator the catalogue did not propose gets the one its words name."""
    quote = text[finding.start : finding.end]
    code = next((code for words, code in INDICATORS if words in quote), "")
    if code and finding.kind == FindingKind.TARGET and not finding.indicator_code:
        finding = decisions.choose_indicator(finding, code, by=by)
    if decisions.missing(finding):
        decisions.drop_finding(finding, by=by)
    else:
        decisions.confirm_finding(finding, by=by)


def _kon_tum() -> list[UnitRow]:
    return [row for row in rows() if row.code.startswith("KT")]


def _silent(unit: UnitRow, year: int) -> bool:
    rng = random.Random(f"silent {unit.code} {year}")  # noqa: S311
    return unit.kind == "CDCS" and rng.random() < SILENT_HISTORY[year]


def _history() -> Iterator[str]:
    """The past years as a values file, some units silent."""
    yield "unit,period,cell,value\n"
    for year in SILENT_HISTORY:
        for unit in _kon_tum():
            if _silent(unit, year):
                continue
            for cell, value in figures.of_unit(unit, year).items():
                text = "KAD" if isinstance(value, cells.NotApplicable) else cells.plain(value)
                yield f"{unit.code},{year},{cell},{text}\n"


def _current_year(form: FormVersion, units: dict[str, OrgUnit], people: dict[str, Person], tick: Tick) -> None:
    """The year under way: most reports accepted, some waiting, returned, late, silent."""
    with clock.standing_on(date(2020, 11, 2)):
        request = open_request(
            form,
            unit=units["KT"],
            period_key="2020",
            due=DUE,
            by=people["officer"],
            instructions="Đơn vị không phát sinh ghi 0; nội dung không áp dụng chọn KAD.",
        )
    reports = {r.unit_id: r for r in Report.objects.filter(request=request)}
    everybody = _kon_tum()
    for at, unit in enumerate(everybody):
        if at % 8 == 0:
            tick("Báo cáo 2020", 30 + 69 * at // len(everybody))
        _one_report(unit, reports[units[unit.code].pk].pk, people)
    signing.sign_and_correct(request, units, people)
    registers.fill(everybody, units, tick)
    awards(everybody, units, people)
    nominations(everybody, units)
    reviewing.lock_and_talk(request, units, people)
    reviewing.by_telephone(request, everybody, people)


def _fate(unit: UnitRow) -> str:
    """What becomes of a unit's report this year: the same on every machine."""
    fixed = {"KT": "draft", "KT-H09-03": "open", "KT-H06": "submitted", "KT-H09": "draft", "KT-N04": "submitted"}
    if unit.code in fixed:
        return fixed[unit.code]
    draw = random.Random(f"fate {unit.code}").random()  # noqa: S311
    if unit.kind != "CDCS":
        return "accepted" if draw < 0.85 else "submitted"
    for limit, fate in (
        (0.78, "accepted"),
        (0.88, "submitted"),
        (0.91, "returned"),
        (0.95, "draft"),
        (0.96, "corrected"),
    ):
        if draw < limit:
            return fate
    return "open"


def _one_report(unit: UnitRow, report_id: int, people: dict[str, Person]) -> None:
    fate = _fate(unit)
    if fate == "open":
        return
    rng = random.Random(f"day {unit.code}")  # noqa: S311
    writer, reviewer = people[f"reporter {unit.code}"], people[f"reviewer {parent_now(unit)}"]
    day = date(2020, 11, 9) + timedelta(days=rng.randint(0, 17))
    values = figures.of_unit(unit, 2020)
    if fate == "draft":
        values = dict(list(values.items())[: len(values) // 2])
    with clock.standing_on(day):
        report = actions.save_draft(report_id, values, version=0, by=writer, texts=signing.texts_of(unit.code))
        if fate == "draft":
            return
        warnings = checks.check_report(report).unexplained
        if warnings:
            said = {finding.key: EXPLANATION for finding in warnings}
            actions.save_draft(report_id, {}, version=report.version, by=writer, explanations=said)
        actions.submit(report_id, by=writer)
    _decide(fate, report_id, reviewer, writer, day + timedelta(days=rng.randint(1, 4)))


def _decide(fate: str, report_id: int, reviewer: Person, writer: Person, day: date) -> None:
    with clock.standing_on(min(day, date(2020, 12, 1))):
        if fate == "returned":
            points = [("cell", "quy_hoach.nu", REASON), ("report", "", "Nộp lại trước ngày 04/12/2020.")]
            actions.return_report(report_id, points, by=reviewer)
        elif fate in {"accepted", "corrected"}:
            actions.accept(report_id, by=reviewer)
        if fate == "corrected":
            why = "Phát hiện đếm thiếu một nữ uỷ viên ban chấp hành mới bầu bổ sung (giả định)."
            actions.start_correction(report_id, by=writer, why=why)


def has_people() -> bool:
    """Whether the database is in use already."""
    return Person.objects.exists()


__all__ = ["START", "build", "has_people"]
