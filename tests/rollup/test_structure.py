"""Figures as of another day's structure: re-summed where units or their successors stood, agreeing with a slow recount."""

from contextlib import contextmanager
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binhdang.calc.cells import unpack_list
from binhdang.calc.totals import Report as Answer
from binhdang.calc.totals import combine, slow_totals
from binhdang.kit.errors import BadInput
from binhdang.orgs import actions as orgs
from binhdang.orgs.models import OrgUnit, Succession
from binhdang.orgs.queries import placement_of
from binhdang.reports.models import Report
from binhdang.rollup import queries, sources
from binhdang.rollup.queries import Standing
from tests.factories import kon_tum, make_person, make_unit
from tests.rollup.grove import END, PERIOD, Grove, make_request, path_of, put

pytestmark = pytest.mark.django_db
LATER, EARLIER = date(2020, 11, 30), date(2017, 6, 1)


@pytest.fixture
def grove():
    made = Grove(kon_tum())
    for number, code in enumerate(["KT", "H1", "H2", "C11", "C12", "C21", "C01"], 1):
        put(made.request, made.units[code], values=[10 * number, number, 1])
    return made


def seen(grove, on, top="KT", by=None, basis="approved"):
    """Code -> (bch.tong, reported) of every unit with a figure on a day, looked at from `top`."""
    place = placement_of(grove.units[top].pk, on)
    ids = [unit.pk for unit in OrgUnit.objects.all()]
    found = queries.figures(by, ids, grove.form.data_set_id, [PERIOD], basis, Standing(on, place.path))
    codes = dict(OrgUnit.objects.values_list("pk", "code"))
    return {codes[u]: (f.document.sums[1], f.document.reported) for (u, _), f in found.items()}


def move(grove, code, to, on=date(2020, 3, 1)):
    orgs.move_unit(grove.units[code], to=grove.units[to], on=on, by=None)


def test_a_unit_that_has_moved_is_summed_where_it_stood_on_the_day(grove):
    move(grove, "C11", "H2")
    stamped = seen(grove, END)
    assert stamped["H1"] == (2 + 4 + 5, 3)
    assert stamped["H2"] == (3 + 6, 2)
    later = seen(grove, LATER)
    assert later["H1"] == (2 + 5, 2)
    assert later["H2"] == (3 + 6 + 4, 3)
    assert later["KT"] == stamped["KT"] == (28, 7)
    assert later["C11"] == (4, 1)


def test_the_stored_totals_and_the_report_stay_as_they_were(grove):
    move(grove, "C11", "H2")
    stamped = Report.objects.get(unit=grove.units["C11"]).path
    seen(grove, LATER)
    assert Report.objects.get(unit=grove.units["C11"]).path == stamped
    h1 = grove.units["H1"].pk
    assert queries.documents(None, [h1], grove.form.data_set_id, PERIOD, "approved")[h1].sums[1] == 11


def test_a_change_is_seen_at_once_under_every_structure(grove):
    move(grove, "C11", "H2")
    assert seen(grove, LATER)["H2"] == (13, 3)
    put(grove.request, grove.units["C11"], values=[10, 100, 1])
    assert seen(grove, LATER)["H2"] == (109, 3)
    assert seen(grove, LATER)["KT"] == (124, 7)
    move(grove, "C12", "H2")
    assert seen(grove, LATER)["H2"] == (114, 4)


def test_units_that_merged_stand_as_one(grove):
    new = make_unit("CM", grove.units["H1"], kind="CDCS", start=date(2020, 7, 1))
    orgs.merge_units([grove.units["C11"], grove.units["C12"]], into=new, on=date(2020, 7, 1), by=None)
    later = seen(grove, LATER)
    assert later["CM"] == (9, 2)
    assert "C11" not in later
    assert later["H1"] == (11, 3)
    put(make_request(grove.form, grove.units["KT"], "2020"), new, values=[50, 7, 2], path=path_at(new, LATER))
    back = Standing(END, path_of(grove.units["KT"]))
    found = queries.children(None, [path_of(grove.units["H1"])], grove.form.data_set_id, "2020", "approved", back)
    assert [(f.unit_id, f.document.sums[1]) for f in found[path_of(grove.units["H1"])]] == [(new.pk, 7)]
    notes = queries.notes(None, grove.form.data_set_id, "2020", back)
    assert [(one.unit, one.why, set(one.among)) for one in notes.held] == [
        (new.pk, "divided", {grove.units["C11"].pk, grove.units["C12"].pk})
    ]


def path_at(unit, on):
    return placement_of(unit.pk, on).path


def test_a_district_that_merged_gives_its_committee_and_its_unions_to_the_new_one(grove):
    new = make_unit("HM", grove.units["KT"], start=date(2020, 7, 1))
    orgs.merge_units([grove.units["H1"], grove.units["H2"]], into=new, on=date(2020, 7, 1), by=None)
    later = seen(grove, LATER)
    assert later["HM"] == (2 + 3 + 4 + 5 + 6, 5)
    assert (later["KT"], later["C21"], "H1" in later) == ((28, 7), (6, 1), False)
    top = placement_of(grove.units["KT"].pk, LATER).path
    standing = Standing(LATER, top)
    parts = queries.children(None, [path_at(new, LATER)], grove.form.data_set_id, PERIOD, "approved", standing)[
        path_at(new, LATER)
    ]
    assert sorted((f.own, f.document.sums[1]) for f in parts) == [(False, 4), (False, 5), (False, 6), (True, 5)]
    count, rows = sources.contributors(
        None, path_at(new, LATER), grove.form.data_set_id, PERIOD, "approved", ["bch.tong"], standing=standing
    )
    assert (count, sum(row.cells[0] for row in rows)) == (5, 20)
    levels = sources.levels(
        None, path_at(new, LATER), grove.form.data_set_id, PERIOD, "approved", ["bch.tong"], standing=standing
    )
    assert sum(level.sums[0] for level in levels) == 20


def test_a_unit_that_was_divided_keeps_its_figures_at_what_its_parts_have_in_common(grove):
    one = make_unit("N1", grove.units["H1"], kind="CDCS", start=date(2020, 7, 1))
    two = make_unit("N2", grove.units["H2"], kind="CDCS", start=date(2020, 7, 1))
    half = Decimal("0.5")
    orgs.split_unit(grove.units["C11"], into=[(one, half), (two, half)], on=date(2020, 7, 1), by=None)
    later = seen(grove, LATER)
    assert later["C11"] == (4, 1)
    assert (later["H1"], later["H2"], later["KT"]) == ((7, 2), (9, 2), (28, 7))
    notes = queries.notes(None, grove.form.data_set_id, PERIOD, Standing(LATER, path_at(grove.units["KT"], LATER)))
    assert [(h.unit, h.why, set(h.among)) for h in notes.held] == [(grove.units["C11"].pk, "divided", {one.pk, two.pk})]
    assert notes.hidden == 0


def test_a_unit_that_ended_stays_below_the_nearest_unit_above_it(grove):
    orgs.end_unit(grove.units["C21"], on=date(2020, 1, 31), by=None)
    orgs.end_unit(grove.units["H2"], on=date(2020, 2, 28), by=None)
    later = seen(grove, LATER)
    assert (later["C21"], later["H2"], later["KT"]) == ((6, 1), (3, 1), (28, 7))


def test_a_report_out_of_sight_is_left_out_and_said_so(grove):
    move(grove, "C11", "H2")
    viewer = make_person("Nguoi xem", ("viewer", grove.units["H2"]))
    assert seen(grove, LATER, "H2", viewer)["H2"] == (9, 2)
    standing = Standing(LATER, path_at(grove.units["H2"], LATER))
    assert queries.notes(viewer, grove.form.data_set_id, PERIOD, standing) == queries.Notes((), 1)
    leaver = make_person("Nguoi khac", ("viewer", grove.units["H1"]))
    assert seen(grove, LATER, "H1", leaver) == {"H1": (7, 2), "C12": (5, 1)}


def test_queries_do_not_grow_with_the_units_that_moved(grove):
    top = path_of(grove.units["KT"])

    def count():
        with CaptureQueriesContext(connection) as ran:
            queries.children(None, [top], grove.form.data_set_id, PERIOD, "approved", Standing(LATER, top))
        return len(ran)

    count()
    move(grove, "C11", "H2")
    first, kept = count(), count()
    move(grove, "C12", "H2", date(2020, 4, 1))
    move(grove, "C21", "H1", date(2020, 4, 2))
    assert (count(), count()) == (first, kept)
    assert kept < first <= 11


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["move", "merge", "merge_into", "split", "end"]),
        st.sampled_from(["H1", "H2", "C11", "C12", "C21", "C01"]),
        st.sampled_from(["KT", "H1", "H2", "C11", "C12", "C01"]),
        st.sampled_from([date(2018, 5, 1), date(2020, 2, 1), date(2020, 6, 1)]),
    ),
    max_size=5,
)  # fmt: skip


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS, on=st.sampled_from([LATER, EARLIER, date(2020, 3, 1)]))
def test_under_any_structure_the_sums_are_those_of_a_slow_recount(grove, acts, on):
    with undone():
        for number, act in enumerate(acts):
            attempt(grove, number, *act)
        for row in Report.objects.select_related("unit").order_by("unit_id"):
            place = placement_of(row.unit_id, END)
            if place and place.path != row.path:
                put(grove.request, row.unit, values=unpack_list(row.values), path=place.path)
        root = placement_of(grove.units["KT"].pk, on)
        standing = Standing(on, root.path)
        want = recount(on)
        found = queries.figures(
            None, list(OrgUnit.objects.values_list("pk", flat=True)), grove.form.data_set_id, [PERIOD], "approved",
            standing,
        )  # fmt: skip
        told = {figure.path: figure.document for figure in found.values()}
        assert told == {path: document for path, document in want.items() if path in told}
        assert told[root.path].sums[1] == 28
        placed = {
            unit: p.path for unit in OrgUnit.objects.values_list("pk", flat=True) if (p := placement_of(unit, on))
        }
        assert {path for path in placed.values() if path in want} - told.keys() == {path_of_tld(grove, on)}
        for path, document in told.items():
            parts = queries.children(None, [path], grove.form.data_set_id, PERIOD, "approved", standing)[path]
            if parts:
                assert combine([part.document for part in parts], 3) == document


def path_of_tld(grove, on):
    return path_at(grove.units["TLD"], on)


@contextmanager
def undone():
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def attempt(grove, number, verb, code, other, on):
    """Do one change of structure if the rules allow it."""
    unit, to = grove.units[code], grove.units[other]
    try:
        with transaction.atomic():
            above = placement_of(unit.pk, on)
            match verb:
                case "move":
                    orgs.move_unit(unit, to=to, on=on, by=None)
                case "merge":
                    new = make_unit(f"M{number}", grove.units["KT"], kind=unit.kind.code, start=on)
                    orgs.merge_units(
                        [unit, to] if to.kind == unit.kind and to != unit else [unit], into=new, on=on, by=None
                    )
                case "merge_into":
                    orgs.merge_units([unit], into=to, on=on, by=None)
                case "split":
                    parts = [make_unit(f"S{number}{part}", above.parent, kind="CDCS", start=on) for part in "ab"]
                    orgs.split_unit(unit, into=[(part, Decimal("0.5")) for part in parts], on=on, by=None)
                case "end":
                    orgs.end_unit(unit, on=on, by=None)
    except (BadInput, AttributeError):
        pass


def recount(on):
    """Every path's document that day, from nothing: each report at its home, then the judge of `calc`."""
    tree, answers = {}, {}
    for row in Report.objects.filter(period_key=PERIOD):
        path = home(row.unit_id, row.path, on)
        steps = path.strip("/").split("/")
        for at in range(len(steps)):
            tree["/".join(steps[: at + 1]) + "/"] = "/".join(steps[:at]) + "/" if at else None
        tree[f"r{row.pk}"] = path
        text = row.accepted_values
        answers[f"r{row.pk}"] = Answer(unpack_list(text) if text else [], [], bool(text), True)
    found = slow_totals(tree, answers, 3, 0)
    return {path: document for path, document in found.items() if not path.startswith("r")}


def heirs(unit, at, on):
    place = placement_of(unit, on)
    found = {place.path} if place else set()
    rows = Succession.objects.filter(new__isnull=False).exclude(kind="rename")
    if on >= at:
        for link in rows.filter(old=unit, on__gt=END, on__gte=at, on__lte=on):
            if link.kind == "split" or not place:
                found |= heirs(link.new_id, link.on, on)
    else:
        for link in rows.filter(new=unit, on__lte=min(at, END), on__gt=on):
            found |= heirs(link.old_id, link.on, on)
    return found


def home(unit, path, on):
    found = sorted(heirs(unit, END, on))
    if len(found) == 1:
        return found[0]
    if found:
        return common(found) + f"{unit}/"
    for step in reversed(path.strip("/").split("/")[:-1]):
        if above := sorted(heirs(int(step), END, on)):
            return (above[0] if len(above) == 1 else common(above)) + f"{unit}/"
    return f"{unit}/"


def common(paths):
    first = paths[0].split("/")
    for length in range(len(first) - 1, 0, -1):
        start = "/".join(first[:length]) + "/"
        if all(path.startswith(start) for path in paths):
            return start
    return ""
