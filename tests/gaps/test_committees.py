"""Units that must have a women's-affairs committee, by the women members of the reports."""

from datetime import date

import pytest

from binhdang.gaps import committees as gaps
from binhdang.kit.sheets import read_table
from binhdang.orgs.queries import path_of
from binhdang.registers.cadres.forms import CadreForm
from binhdang.registers.cadres.models import PostHeld
from binhdang.registers.cadres.register import CADRES
from binhdang.registers.committees.forms import CommitteeForm, MemberForm
from binhdang.registers.committees.register import COMMITTEES
from binhdang.registers.core import actions
from tests.evaluation.world import World, base_cells, filled, upper_cells
from tests.factories import client_of, make_person
from tests.registers.test_engine import GOOD

pytestmark = pytest.mark.django_db


def seat(world: World, code: str, members: int) -> None:
    """A committee of a unit with so many members, the first its head."""
    one = actions.add(COMMITTEES, world.units[code], CommitteeForm(GOOD), by=None)
    for n in range(members):
        data = {"name": f"Uỷ viên {n}", "sex": "nu", "place": "uy_vien" if n else "truong", "since": "05/03/2018"}
        actions.add_line(COMMITTEES, one.pk, COMMITTEES.lines[0], MemberForm(data), by=None)


def test_a_unit_with_ten_women_members_must_have_a_committee_and_is_listed_without_one():
    world = filled()
    seat(world, "C11", 3)
    seat(world, "C01", 1)
    seat(world, "C21", 3)
    found = gaps.found(None, path_of(world.units["KT"]), 2019, "provisional")
    states = {one.place.unit.code: (one.state, one.women, one.period) for one in found.units}
    assert states == {
        "C11": (gaps.FINE, 20, "2019"),
        "C12": (gaps.MISSING, 20, "2018"),
        "C01": (gaps.WRONG, 20, "2019"),
        "C21": (gaps.FEW, 4, "2019"),
        "H1": (gaps.MISSING, 20, "2019"),
        "H2": (gaps.FREE, 4, "2019"),
    }
    base = next(row for row in found.levels if row.all == 4)
    assert (base.must, base.have, base.missing, base.unknown) == (3, 2, 1, 0)
    assert {row.code: (row.must, row.have) for row in found.children} == {"H1": (3, 1), "H2": (0, 0), "C01": (1, 1)}
    early = gaps.found(None, path_of(world.units["KT"]), 2017, "approved")
    assert {one.state for one in early.units} == {gaps.UNKNOWN}


def test_the_page_is_scoped_exports_and_goes_down_where_units_are_too_many(monkeypatch):
    world = filled()
    seat(world, "C21", 3)
    upper = client_of(make_person("Nguoi duyet H1", ("reviewer", world.units["H1"])))
    page = upper.get("/so/ban-nu-cong/phai-co/?unit=H1&period=2019").content.decode()
    assert "Đơn vị C12" in page
    assert "Đơn vị C21" not in page
    assert upper.get("/so/ban-nu-cong/phai-co/?unit=H2&period=2019").status_code == 404
    sheet = read_table(upper.get("/so/ban-nu-cong/phai-co.xlsx?unit=H1&period=2019").content)
    assert [cells[0] for _n, cells in sheet[1:]] == ["C11", "C12", "H1"]
    viewer = client_of(make_person("Nguoi xem H1", ("viewer", world.units["H1"])))
    assert viewer.get("/so/ban-nu-cong/phai-co/?unit=H1&period=2019").status_code == 403
    monkeypatch.setattr(gaps, "MOST_UNITS", 2)
    whole = client_of(make_person("Nguoi duyet KT", ("reviewer", world.units["KT"])))
    page = whole.get("/so/ban-nu-cong/phai-co/?unit=KT&period=2019&basis=provisional").content.decode()
    assert "Phạm vi quá rộng" in page
    rows = {
        row.code: (row.must, row.have) for row in gaps.counted(None, path_of(world.units["KT"]), 2019, "provisional")
    }
    assert rows == {"H1": (1, 0), "H2": (0, 1), "C01": (1, 0)}


def test_the_size_of_the_executive_committee_is_set_against_the_register_of_cadres():
    world = filled()
    seat(world, "C11", 3)
    for n in range(4):
        data = {"name": f"Uỷ viên {n}", "sex": "nu", "birth_year": "1980"}
        card = actions.add(CADRES, world.units["C11"], CadreForm(data), by=None)
        PostHeld.objects.create(cadre=card, kind="bch", since=date(2018, 1, 1))
    found = gaps.found(None, path_of(world.units["KT"]), 2019, "provisional")
    [one] = found.of(gaps.WRONG)
    assert "ghi 9 uỷ viên ban chấp hành, sổ cán bộ có 4 người" in one.findings[0]
    assert "quá hai phần ba" in one.findings[0]


def test_the_queries_do_not_grow_with_the_units(django_assert_max_num_queries):
    world = World()
    for code in ("C11", "C12", "C21", "C01"):
        world.report(code, base_cells())
        seat(world, code, 1)
    world.report("H1", upper_cells())
    with django_assert_max_num_queries(30):
        gaps.found(None, path_of(world.units["KT"]), 2019, "approved")
