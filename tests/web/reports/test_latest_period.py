"""A page without a period in its address is about the latest period that was asked for."""

import pytest

from binhdang.datasets.actions import ensure_builtin_forms
from binhdang.reports.queries import latest_period
from binhdang.reports.requests import open_request
from tests.factories import kon_tum, make_person

pytestmark = pytest.mark.django_db


def test_the_latest_open_period_in_sight_is_the_one_a_page_is_about():
    units = kon_tum()
    form = next(f for f in ensure_builtin_forms() if f.data_set.code == "BDG-NAM")
    reporter = make_person("Người lập báo cáo", ("reporter", units["C11"]))
    assert latest_period(reporter) == ""
    for period in ("2018", "2019"):
        open_request(form, unit=units["KT"], period_key=period, due={}, by=None)
    assert latest_period(reporter) == "2019"
