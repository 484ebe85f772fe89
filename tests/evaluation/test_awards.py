"""The award against each denominator: three ratios of sums, the register beside them, and which one the plan uses."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binhdang.calc.periods import parse_period
from binhdang.datasets.actions import ensure_builtin_forms
from binhdang.evaluation.awards import award_page
from binhdang.indicators.actions import load_catalogue
from binhdang.orgs import queries as orgs
from binhdang.registers.awards import forms
from binhdang.registers.awards.register import EMULATIONS
from binhdang.registers.core import actions as registers
from binhdang.reports.import_actions import import_values
from tests.factories import client_of, kon_tum, make_person
from tests.registers.test_awards import LIST

pytestmark = pytest.mark.django_db
CELLS = {"C11": (100, 90, 95, 80), "C12": (50, 50, 40, 45), "C21": (10, 9, 8, 7)}


def test_three_denominators_stand_side_by_side_with_the_register(django_assert_num_queries):
    units = kon_tum()
    load_catalogue()
    form = next(f for f in ensure_builtin_forms() if f.data_set.code == "BDG-NAM")
    rows = ["unit,period,cell,value\n"]
    for code, (workers, members, signed, reached) in CELLS.items():
        cells = {
            "ld.tong": 200,
            "ld.nu": workers,
            "dv.tong": 190,
            "dv.nu": members,
            "gvn_dk": signed,
            "gvn_dat": reached,
        }
        rows += [f"{code},2019,{cell},{value}\n" for cell, value in cells.items()]
    import_values(iter(rows), form, by=None, file_name="a.csv")
    for code, women in [("C11", "80"), ("C12", "44")]:
        said = LIST | {"registered": "200", "recognised": "200", "registered_women": "95", "recognised_women": women}
        registers.add(EMULATIONS, units[code], forms.EmulationForm(said), by=None)
    above = make_person("Nguoi duyet H1", ("reviewer", units["H1"]))
    asked = (above, units["H1"], orgs.path_of(units["H1"]), parse_period("2019"), "approved")
    page = award_page(*asked)
    with CaptureQueriesContext(connection) as few:
        assert len(award_page(*asked, most=1).below) == 1
    with django_assert_num_queries(len(few)):
        assert award_page(*asked) == page
    assert [(one.numerator, one.denominator) for one in page.whole.shares] == [(125, 150), (125, 140), (125, 135)]
    assert (page.whole.titles.units, page.whole.titles.registered, page.whole.titles.recognised) == (2, 190, 124)
    assert page.whole.differs
    assert [(row.unit.code, row.differs) for row in page.below] == [("C11", False), ("C12", True)]
    assert page.targets == ()
    body = client_of(above).get("/so/thi-dua/ty-le/?unit=H1&period=2019").content.decode()
    assert "khác báo cáo" in body
    assert "125/150" in body
    assert client_of(above).get("/so/thi-dua/ty-le/?unit=C21").status_code == 404
