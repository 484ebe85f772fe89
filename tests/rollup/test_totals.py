"""Totals up the tree: the fast path agrees with the slow judge, whatever happened before."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binhdang.calc.cells import NOT_APPLICABLE as KAD
from binhdang.reports.models import Report
from binhdang.rollup import actions, export, fresh, queries
from binhdang.rollup.models import Stale, Total
from tests.factories import kon_tum, make_person
from tests.reports.world import World
from tests.rollup.grove import PERIOD, Grove, make_form, make_request, path_of, put, truth

pytestmark = pytest.mark.django_db
BOTH = ("approved", "provisional")


@pytest.fixture
def grove():
    return Grove(kon_tum())


def check(grove):
    ids = [unit.pk for unit in grove.units.values()]
    for basis in BOTH:
        told = queries.documents(None, ids, grove.form.data_set_id, PERIOD, basis)
        assert told == truth(grove.request, basis), basis


def test_a_parent_is_its_own_report_plus_everything_below(grove):
    for code, cells in {"C11": [10, 9, 3], "C12": [5, 7, None], "H1": [0, 15, 5], "C01": [3, 5, KAD]}.items():
        put(grove.request, grove.units[code], values=cells)
    put(grove.request, grove.units["C21"], state="expected", last=[8, 7, 2])
    check(grove)
    told = queries.documents(None, [grove.units["KT"].pk], grove.form.data_set_id, PERIOD, "approved")
    kt = told[grove.units["KT"].pk]
    assert (kt.sums, kt.counts, kt.carried) == ([18, 36, 8], [4, 4, 2], [8, 7, 2])
    assert (kt.reported, kt.expected, kt.members_reported, kt.members_expected) == (4, 5, 18, 26)


def test_submitted_counts_only_provisionally_and_a_correction_leaves_the_accepted_figure(grove):
    put(grove.request, grove.units["C11"], state="submitted", values=[10, 9, 3])
    put(grove.request, grove.units["C12"], state="correcting", values=[6, 7, 7], accepted=[5, 7, 2])
    unit, form = grove.units["KT"].pk, grove.form.data_set_id
    assert queries.documents(None, [unit], form, PERIOD, "approved")[unit].sums == [5, 7, 2]
    assert queries.documents(None, [unit], form, PERIOD, "provisional")[unit].sums == [15, 16, 5]
    check(grove)


def test_nothing_is_summed_while_nothing_changes(grove):
    put(grove.request, grove.units["C11"], values=[10, 9, 3])
    check(grove)
    assert not Stale.objects.exists()
    with CaptureQueriesContext(
        connection,
    ) as ran:
        queries.figures(None, [grove.units["KT"].pk], grove.form.data_set_id, [PERIOD], "approved")
    assert len(ran) == 4


def test_a_rebuild_gives_the_same_and_drops_totals_nobody_needs(grove):
    for code in ("C11", "C12", "C21", "C01", "H1"):
        put(grove.request, grove.units[code], values=[4, 9, 3])
    check(grove)
    before = set(
        Total.objects.values_list("unit", "basis", "sums", "counts", "carried", "reported", "members_expected")
    )
    Total.objects.filter(unit=grove.units["H1"]).update(sums="[1,1,1]")
    Total.objects.create(
        unit=grove.units["C21"], path=path_of(grove.units["C21"]), data_set=grove.form.data_set, form=grove.form,
        period_key=PERIOD, basis="approved", sums="[0,0,0]", counts="[0,0,0]", carried="[0,0,0]", reported=0, expected=0,
    )  # fmt: skip
    assert actions.rebuild(grove.form.data_set_id, PERIOD) == len(before) == 8
    after = set(Total.objects.values_list("unit", "basis", "sums", "counts", "carried", "reported", "members_expected"))
    assert after == before


def test_a_unit_that_moves_leaves_its_old_parent_and_takes_its_figures_along(grove):
    for code in ("C11", "C12", "C21"):
        put(grove.request, grove.units[code], values=[4, 9, 3])
    check(grove)
    put(
        grove.request,
        grove.units["C21"],
        values=[4, 9, 3],
        path=path_of(grove.units["H1"]) + f"{grove.units['C21'].pk}/",
    )
    assert queries.documents(None, [grove.units["H2"].pk], grove.form.data_set_id, PERIOD, "approved") == {}
    check(grove)


def test_forms_of_two_versions_meet_by_cell_code_and_bridge(grove):
    put(grove.request, grove.units["C11"], values=[10, 9, 3])
    check(grove)
    newer = make_form(["bch.nu", "extra", "so.luong", "bch.tong"], 2, grove.form.data_set, {"size": "so.luong"})
    newer.layout = {"size_cell": "so.luong"}
    newer.save()
    put(make_request(newer, grove.units["H2"]), grove.units["C21"], values=[2, 1, 6, 8])
    unit = grove.units["KT"].pk
    figure = queries.figures(None, [unit], grove.form.data_set_id, [PERIOD], "approved")[unit, PERIOD]
    assert dict(zip(figure.order, figure.document.sums, strict=True)) == {
        "bch.nu": 5, "extra": 1, "so.luong": 16, "bch.tong": 17,
    }  # fmt: skip
    assert figure.document.members_reported == 16
    leaf = grove.units["C11"].pk
    assert queries.documents(None, [leaf], grove.form.data_set_id, PERIOD, "approved")[leaf].sums == [3, None, 10, 9]


def test_one_sees_the_totals_of_ones_own_subtree_only(grove):
    for code in ("C11", "C21"):
        put(grove.request, grove.units[code], values=[4, 9, 3])
    viewer = make_person("Nguoi xem", ("viewer", grove.units["H1"]))
    ids = [unit.pk for unit in grove.units.values()]
    seen = queries.documents(viewer, ids, grove.form.data_set_id, PERIOD, "approved")
    assert set(seen) == {grove.units["H1"].pk, grove.units["C11"].pk}


def test_children_and_the_own_report_add_up_to_the_unit(grove):
    for code in ("C11", "C12", "H1", "H2", "C21", "C01"):
        put(grove.request, grove.units[code], values=[4, 9, 3])
    paths = [path_of(grove.units["KT"]), path_of(grove.units["H1"])]
    found = queries.children(None, paths, grove.form.data_set_id, PERIOD, "approved")
    parts, below = found[paths[0]], found[paths[1]]
    assert {(p.unit_id, p.own) for p in parts} == {(grove.units[c].pk, False) for c in ("H1", "H2", "C01")}
    assert {(p.unit_id, p.own) for p in below} == {
        (grove.units["C11"].pk, False), (grove.units["C12"].pk, False), (grove.units["H1"].pk, True),
    }  # fmt: skip


def test_the_export_waits_for_no_reader(grove):
    put(grove.request, grove.units["C11"], values=[4, 9, 0])
    rows = list(export.rows(grove.form.data_set))
    assert ("KT", PERIOD, "bch.nu", "0", 1) in rows


def test_very_many_changes_leave_one_mark_and_are_summed_in_one_pass(grove):
    for code in ("C11", "C12", "C21"):
        put(grove.request, grove.units[code], values=[4, 9, 3], tell=False)
    actions.refresh(data_set_id=grove.form.data_set_id, period_key=PERIOD, paths=[f"1/{n}/" for n in range(5000)])
    assert Stale.objects.count() == 1
    check(grove)


def test_whoever_opens_a_request_sums_its_period_so_that_no_reporter_pays_for_it(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        request = World().request
    assert not Stale.objects.exists()
    told = Total.objects.get(unit=request.unit, period_key=request.period_key, basis="approved")
    assert (told.reported, told.expected) == (0, Report.objects.count())


def test_many_single_changes_are_summed_by_a_writer_after_its_commit(grove, django_capture_on_commit_callbacks):
    for _ in range(fresh.FULL):
        put(grove.request, grove.units["C11"], values=[4, 9, 3])
    assert Stale.objects.count() == fresh.FULL
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(actions.LOOK_EVERY):
            put(grove.request, grove.units["C12"], values=[1, 1, 1])
    assert Stale.objects.count() < actions.LOOK_EVERY
    check(grove)


cells = st.lists(st.one_of(st.none(), st.just(KAD), st.integers(0, 50)), min_size=3, max_size=3)
steps = st.lists(
    st.tuples(
        st.sampled_from(["KT", "H1", "H2", "C11", "C12", "C21", "C01"]),
        st.sampled_from(["submit", "accept", "return", "correct", "expect", "move", "read", "rebuild"]),
        cells, cells,
    ),
    max_size=14,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps, final=st.sampled_from(["read", "rebuild"]))
def test_any_sequence_of_moves_gives_what_the_slow_judge_gives(grove, steps, final):
    _start_again(grove)
    for code, verb, first, second in steps:
        _step(grove, code, verb, first, second)
    if final == "rebuild":
        actions.rebuild(grove.form.data_set_id, PERIOD)
    check(grove)


def _start_again(grove):
    from binhdang.reports.models import Report

    Report.objects.all().delete()
    Total.objects.all().delete()
    Stale.objects.all().delete()


def _step(grove, code, verb, first, second):
    unit, request = grove.units[code], grove.request
    match verb:
        case "submit":
            put(request, unit, "submitted", first, last=second)
        case "accept":
            put(request, unit, "accepted", first)
        case "return":
            put(request, unit, "returned", first)
        case "correct":
            put(request, unit, "correcting", first, accepted=second)
        case "expect":
            put(request, unit, "expected", last=second)
        case "move":
            if code.startswith("C"):
                put(request, unit, "accepted", first, path=path_of(grove.units["H1"]) + f"{unit.pk}/")
        case "read":
            check(grove)
        case "rebuild":
            actions.rebuild(grove.form.data_set_id, PERIOD)
