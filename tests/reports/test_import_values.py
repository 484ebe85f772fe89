"""History comes in by file: whole or not at all, exact, twice without harm, and taken back whole."""

from datetime import date
from decimal import Decimal

import pytest

from binhdang.calc import cells
from binhdang.datasets.actions import load_form
from binhdang.kit import clock
from binhdang.kit.errors import BadInput
from binhdang.orgs.actions import move_unit
from binhdang.orgs.queries import path_of
from binhdang.reports import actions
from binhdang.reports.import_actions import import_values, undo_import
from binhdang.reports.models import LevelAcceptance, Report, ReportRequest, ReportRevision
from binhdang.rollup.export import rows
from tests.factories import make_person, make_tree

pytestmark = pytest.mark.django_db

FORM = {
    "code": "Bieu.1",
    "name": "Biểu thử",
    "period": "year",
    "sections": [
        {"title": "I", "rows": [{"code": "bch", "name": "BCH", "unit": "người", "columns": ["tong", "nu"]}]},
        {"title": "II", "rows": [{"code": "tien", "name": "Tiền", "unit": "đồng"}]},
    ],
}


@pytest.fixture
def units():
    return make_tree({"T": {"H1": {"A": {}, "B": {}}, "H2": {"C": {}}}})


@pytest.fixture
def form(units):
    return load_form(dict(FORM), by=None)


def take(form, *lines, **more):
    text = ["unit,period,cell,value\n", *(f"{line}\n" for line in lines)]
    return import_values(iter(text), form, by=None, file_name="thu.csv", **more)


def exported(form):
    return {(unit, period, cell): (total, count) for unit, period, cell, total, count in rows(form.data_set)}


def test_totals_are_exact_and_count_the_units_that_gave_the_cell(form):
    take(form, "A,2020,tien,0.1", "B,2020,tien,0.2", "C,2020,tien,1000000000000.05", "A,2020,bch.tong,0")
    got = exported(form)
    assert got["H1", "2020", "tien"] == ("0.3", 2)
    assert got["T", "2020", "tien"] == ("1000000000000.35", 3)
    assert got["T", "2020", "bch.tong"] == ("0", 1)
    assert ("H2", "2020", "bch.tong") not in got


def test_zero_missing_and_not_applicable_stay_three_things(form):
    take(form, "A,2020,bch.tong,0", "A,2020,bch.nu,", "A,2020,tien,KAD")
    values = cells.unpack(Report.objects.get(unit__code="A").accepted_values, form.cell_order)
    assert values == {"bch.tong": 0, "tien": cells.NOT_APPLICABLE}


def test_the_same_file_twice_changes_nothing(form):
    lines = ["A,2020,bch.tong,9", "A,2020,bch.nu,3", "C,2020,tien,12.50"]
    take(form, *lines)
    before = list(Report.objects.order_by("pk").values_list("accepted_values", "version"))
    again = take(form, *lines)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 2)
    assert list(Report.objects.order_by("pk").values_list("accepted_values", "version")) == before


def test_a_second_file_completes_the_first_and_both_values_are_kept(form):
    take(form, "A,2020,bch.tong,9")
    take(form, "A,2020,bch.nu,3")
    report = Report.objects.get(unit__code="A")
    assert cells.unpack(report.accepted_values, form.cell_order) == {"bch.tong": 9, "bch.nu": 3}
    kept = ReportRevision.objects.filter(report=report).order_by("number").values_list("values", flat=True)
    assert [cells.unpack(v, form.cell_order) for v in kept] == [{"bch.tong": 9}, {"bch.tong": 9, "bch.nu": 3}]


def test_units_that_gave_nothing_are_expected_by_name(form):
    take(form, "A,2020,bch.tong,9", "C,2020,bch.tong,5")
    states = dict(Report.objects.values_list("unit__code", "state"))
    assert states == {
        "A": "accepted",
        "C": "accepted",
        "B": "expected",
        "H1": "expected",
        "H2": "expected",
        "T": "expected",
    }


def test_every_problem_is_named_and_nothing_is_written(form):
    with pytest.raises(BadInput) as bad:
        take(
            form, "X,2020,bch.tong,1", "A,2020-H1,bch.tong,1", "A,2020,khong.co,1", "A,2020,bch.tong,1e3",
            "B,2020,bch.tong,5", "B,2020,bch.tong,6", "C,2020,tien", "C,kỳ,tien,1",
        )  # fmt: skip
    places = [place for place, _message in bad.value.problems]
    assert places == ["dòng 2", "dòng 3", "dòng 4", "dòng 5", "dòng 7", "dòng 8", "dòng 9"]
    assert Report.objects.count() == 0


def test_women_above_the_total_are_refused_by_the_forms_own_rules(form):
    with pytest.raises(BadInput) as bad:
        take(form, "A,2020,bch.tong,3", "A,2020,bch.nu,4")
    assert bad.value.problems[0][0] == "đơn vị A, kỳ 2020"
    assert Report.objects.count() == 0


def test_a_dry_run_counts_and_writes_nothing(form):
    would = take(form, "A,2020,bch.tong,9", dry_run=True)
    assert (would.rows, would.created, Report.objects.count()) == (1, 1, 0)


def test_undo_takes_the_whole_import_back_and_totals_follow(form):
    take(form, "A,2020,bch.tong,9", "B,2020,bch.tong,4")
    second = take(form, "A,2020,bch.tong,10", "C,2020,bch.tong,1")
    assert exported(form)["T", "2020", "bch.tong"] == ("15", 3)
    undo_import(second.batch.pk, by=None)
    assert exported(form)["T", "2020", "bch.tong"] == ("13", 2)
    with pytest.raises(BadInput):
        undo_import(second.batch.pk, by=None)


def test_a_report_that_people_work_on_is_never_overwritten(form):
    take(form, "A,2020,bch.tong,9", "C,2020,bch.tong,5")
    other = Report.objects.get(unit__code="B")
    actions.save_draft(other.pk, {"bch.tong": 7}, version=0, by=None)
    with pytest.raises(BadInput):
        take(form, "B,2020,bch.tong,8")
    batch = take(form, "A,2020,bch.tong,10").batch
    actions.start_correction(Report.objects.get(unit__code="A").pk, by=None, why="Đính chính sau khi nhập tệp.")
    with pytest.raises(BadInput):
        undo_import(batch.pk, by=None)


def test_a_file_never_writes_over_figures_that_a_level_signed_for(form, units):
    batch = take(form, "A,2019,bch.tong,5", "A,2019,bch.nu,2").batch
    signed = LevelAcceptance.objects.create(
        request=ReportRequest.objects.get(), unit=units["H1"], path=path_of(units["H1"]), silent=[], reason="",
        reported=1, expected=1, sums="", signed_by=make_person("Nguoi chot"),
    )  # fmt: skip
    for attempt in (lambda: take(form, "A,2019,bch.nu,3", dry_run=True), lambda: undo_import(batch.pk, by=None)):
        with pytest.raises(BadInput, match="đã được chốt"):
            attempt()
    assert take(form, "B,2019,bch.tong,4", "C,2019,bch.tong,4").created == 2, "what comes late is no correction"
    LevelAcceptance.objects.filter(pk=signed.pk).update(withdrawn_at=clock.now())
    assert take(form, "A,2019,bch.nu,3").changed == 1


def test_last_period_stands_beside_even_when_history_comes_late(form):
    take(form, "A,2020,bch.tong,9")
    take(form, "A,2019,bch.tong,8")
    report = Report.objects.get(unit__code="A", period_key="2020")
    assert cells.unpack(report.last_values, form.cell_order) == {"bch.tong": 8}
    assert report.last_period_key == "2019"


def test_a_period_counts_where_the_unit_stood_then(form, units):
    move_unit(units["B"], to=units["H2"], on=date(2020, 7, 1), by=None)
    take(form, "A,2019,bch.tong,1", "B,2019,bch.tong,2", "C,2019,bch.tong,4")
    take(form, "A,2020,bch.tong,1", "B,2020,bch.tong,2", "C,2020,bch.tong,4")
    got = exported(form)
    assert (got["H1", "2019", "bch.tong"][0], got["H2", "2019", "bch.tong"][0]) == ("3", "4")
    assert (got["H1", "2020", "bch.tong"][0], got["H2", "2020", "bch.tong"][0]) == ("1", "6")


def test_a_new_version_of_the_form_keeps_old_answers_by_code(form):
    take(form, "A,2019,bch.tong,9", "A,2019,tien,5.5")
    wider = dict(FORM) | {
        "sections": [{"title": "0", "rows": [{"code": "moi", "name": "Mới", "unit": "x"}]}, *FORM["sections"]]
    }
    newer = load_form(wider, by=None)
    take(newer, "A,2019,moi,1", "A,2020,bch.tong,10")
    assert exported(newer)["A", "2019", "tien"] == ("5.5", 1)
    assert exported(newer)["A", "2019", "moi"] == ("1", 1)
    later = Report.objects.get(unit__code="A", period_key="2020")
    assert cells.unpack(later.last_values, newer.cell_order)["tien"] == Decimal("5.5")
