"""The pipeline counts people, not entries; what it answers equals a slow recount, and names stay at the unit."""

import re
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binhdang.demo import figures, pipeline
from binhdang.demo.units import rows
from binhdang.registers.congresses.models import Congress
from binhdang.registers.core import actions, exchange, queries
from binhdang.registers.core.choices import PostKind
from binhdang.registers.pipeline.forms import SuccessorForm
from binhdang.registers.pipeline.models import Successor
from binhdang.registers.pipeline.register import KEY_POSTS, PIPELINE
from tests.factories import client_of, kon_tum, make_person, make_unit
from tests.registers.test_engine import sheet

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
    assert answers(unit, 2019) == (wanted if any(one.removed_at is None for one in made) else {})


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
    at = "/so/quy-hoach/?unit=H1&period=2019"
    entry(units["C12"], 2, sex="nam")
    entry(units["C12"], 3, aim="bch", term="2018-2023")
    page = client.get(at).content.decode()
    assert "Nguồn 1" not in page
    table = re.findall(r'<td data-label="([^"]+)">(.*?)</td>', page[page.index('<details class="register-table') :])
    cells = [(head, " ".join(re.sub("<[^>]+>", "", cell).split())) for head, cell in table]
    assert cells == [
        ("2018-2023", "1 (nữ 1)"), ("2023-2028", "–"), ("2018-2023", "–"), ("2023-2028", "2 (nữ 1)"),
    ]  # fmt: skip
    link = re.search(r'href="([^"]+)"', table[3][1])[1].replace("&amp;", "&")
    assert "2 hồ sơ của" in client.get(f"/so/quy-hoach/{link}").content.decode()
    year = date(2019, 1, 1), date(2019, 12, 31)
    assert queries.counts_below(above, PIPELINE, one.path.rsplit("/", 2)[0] + "/", *year).women == 2
    assert client_of(keeper).post(
        f"/so/quy-hoach/{one.pk}/sua/", {"name": "Nguồn 1", "sex": "nu", "aim": "chu_tich", "since": "01/02/2019",
        "until": "01/01/2018", "version": "1", "term": "2023"}
    ).status_code == 422  # fmt: skip


def test_who_above_entered_for_a_unit_reads_and_mends_that_entry_alone():
    units = kon_tum()
    own = entry(units["C11"])
    above, colleague = (make_person(name, ("reviewer", units["H1"])) for name in ("Can bo mot", "Can bo hai"))
    viewer = make_person("Nguoi xem H1", ("viewer", units["H1"]))
    higher = make_person("Can bo tinh", ("reviewer", units["KT"]))
    beside = make_person("Nguoi giu so C12", ("reporter", units["C12"]))
    keeper = make_person("Nguoi giu so C11", ("reporter", units["C11"]))
    data = {"name": "Nguồn thay", "sex": "nu", "birth_year": "1985", "aim": "chu_tich", "since": "01/02/2019"}
    answer = client_of(above).post("/so/quy-hoach/them/?unit=C11", data | {"term": "2023-2028", "unit": "C11"})
    page = answer["Location"]
    one = Successor.objects.get(name="Nguồn thay")
    assert (one.entered_from, own.entered_from) == (units["H1"], None)
    for person, status in ((above, 200), (colleague, 200), (keeper, 200), (viewer, 404), (higher, 404), (beside, 404)):
        assert client_of(person).get(page).status_code == status, person.name
    assert "Ghi thay bởi" in client_of(keeper).get(page).content.decode()
    assert client_of(above).get(f"/so/quy-hoach/{own.pk}/").status_code == 404
    shown = client_of(above).get("/so/quy-hoach/?unit=H1&period=2019&khi=tat-ca").content.decode()
    assert ("Nguồn thay" in shown, "Nguồn 1" in shown) == (True, False)
    change = data | {"term": "2023-2028", "aim": "pho_chu_tich", "version": "1"}
    assert client_of(higher).post(f"{page}sua/", change).status_code == 404
    assert client_of(colleague).post(f"{page}sua/", change).status_code == 302
    one.refresh_from_db()
    assert (one.aim, one.entered_from) == ("pho_chu_tich", units["H1"])
    head = [
        "Mã đơn vị",
        "Họ và tên",
        "Giới tính",
        "Năm sinh",
        "Chức danh quy hoạch",
        "Nhiệm kỳ",
        "Đưa vào quy hoạch ngày",
    ]
    rows = [["C12", "Nguồn tệp", "Nữ", 1980, "Chủ tịch", "2023-2028", "01/02/2019"]]
    rows.append(["H1", "Nguồn nhà", "Nữ", 1980, "Chủ tịch", "2023-2028", "01/02/2019"])
    assert exchange.read(PIPELINE, sheet(head, *rows), by=above, write=True).added == 2
    assert dict(Successor.objects.filter(name__in=["Nguồn tệp", "Nguồn nhà"]).values_list("name", "entered_from")) == {
        "Nguồn tệp": units["H1"].pk, "Nguồn nhà": None,
    }  # fmt: skip
