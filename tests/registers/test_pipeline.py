"""The pipeline counts people, not entries; what it answers equals a slow recount, and names stay at the unit."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binhdang.demo import figures, pipeline
from binhdang.demo.units import rows
from binhdang.registers.congresses.models import Congress
from binhdang.registers.core import actions, queries
from binhdang.registers.core.choices import PostKind
from binhdang.registers.pipeline.forms import SuccessorForm
from binhdang.registers.pipeline.models import Successor
from binhdang.registers.pipeline.register import KEY_POSTS, PIPELINE
from tests.factories import client_of, kon_tum, make_person, make_unit

pytestmark = pytest.mark.django_db
DAYS = st.dates(date(2018, 6, 1), date(2020, 6, 1))
ENTRY = st.tuples(
    st.sampled_from(["A", "B", "C"]), st.sampled_from(["nu", "nam"]), st.sampled_from(PostKind.values),
    DAYS, st.none() | DAYS, st.booleans(),
)  # fmt: skip


def answers(unit, year):
    found = queries.answers("BDG-NAM", unit.pk, date(year, 1, 1), date(year, 12, 31))
    return {cell: answer.value for cell, answer in found.items() if cell.startswith("quy_hoach")}


def entry(unit, number=1, **changes):
    data = {"name": f"Nguồn {number}", "sex": "nu", "birth_year": "1985", "aim": "chu_tich", "since": "01/02/2019"}
    return actions.add(PIPELINE, unit, SuccessorForm(data | {"term": "2023–2028"} | changes), by=None)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ENTRY, max_size=8))
def test_the_feed_equals_a_slow_recount_of_people_whatever_the_history(entries):
    unit = _unit()
    Successor.objects.all().delete()
    made, seen = [], set()
    for number, (name, sex, aim, since, until, removed) in enumerate(entries):
        one = Successor(unit=unit, name=name, sex=sex, aim=aim, since=since, term=f"{2000 + number}-2010", until=until)
        if until is not None and until < since:
            one.until = since
        one.removed_at = "2020-01-01T00:00:00+00:00" if removed else None
        actions.stamp(PIPELINE, one)
        made.append(one)
    pipeline.people.assign(made)
    Successor.objects.bulk_create(made)
    end = date(2019, 12, 31)
    wanted = {}
    for row, aims in (("quy_hoach", PostKind.values), ("quy_hoach_cc", KEY_POSTS)):
        for column, sexes in (("tong", {"nu", "nam"}), ("nu", {"nu"})):
            seen = {
                (one.name, one.sex) for one in made
                if one.removed_at is None and one.since <= end and (one.until is None or one.until >= end)
                and one.aim in aims and one.sex in sexes
            }  # fmt: skip
            wanted[f"{row}.{column}"] = len(seen)
    assert answers(unit, 2019) == (wanted if made else {})


def _unit():
    from binhdang.orgs.models import OrgUnit

    return OrgUnit.objects.filter(code="X1").first() or make_unit("X1")


def test_the_demo_says_of_every_year_what_the_reports_say():
    chosen = [row for row in rows() if row.code in {"KT", "KT-H01", "KT-H09", "KT-H09-03", "KT-N01-02"}]
    units = {}
    for row in chosen:
        parent = "" if row.code == "KT" else row.code.rsplit("-", 1)[0]
        units[row.code] = make_unit(row.code, units.get(parent), kind=row.kind)
    pipeline.fill(chosen, units)
    for row in chosen:
        for year in pipeline.YEARS:
            said = figures.of_unit(row, year)
            assert answers(units[row.code], year) == {
                cell: said[cell] for cell in ("quy_hoach.tong", "quy_hoach.nu", "quy_hoach_cc.tong", "quy_hoach_cc.nu")
            }
    assert Congress.objects.count() == len(chosen)


def test_names_in_the_pipeline_are_read_at_the_unit_and_counted_above():
    units = kon_tum()
    one = entry(units["C11"])
    assert one.term == "2023-2028"
    keeper = make_person("Nguoi giu so C11", ("reporter", units["C11"]))
    above = make_person("Can bo huyen", ("reviewer", units["H1"]))
    assert client_of(keeper).get(f"/so/quy-hoach/{one.pk}/").status_code == 200
    client = client_of(above)
    assert client.get(f"/so/quy-hoach/{one.pk}/").status_code == 404
    assert "Nguồn 1" not in client.get("/so/quy-hoach/?unit=H1&period=2019").content.decode()
    year = date(2019, 1, 1), date(2019, 12, 31)
    assert queries.counts_below(above, PIPELINE, one.path.rsplit("/", 2)[0] + "/", *year).women == 1
    assert client_of(keeper).post(
        f"/so/quy-hoach/{one.pk}/sua/", {"name": "Nguồn 1", "sex": "nu", "aim": "chu_tich", "since": "01/02/2019",
        "until": "01/01/2018", "version": "1", "term": "2023"}
    ).status_code == 422  # fmt: skip
