"""Thousands of records: pages from either end, sheets in parts, an import that stops and goes on."""

import re

import pytest

from binhdang.registers.cadres.models import Cadre
from binhdang.registers.cadres.register import CADRES
from binhdang.registers.core import actions, people, queries
from binhdang.registers.core.models import Sex
from tests.factories import client_of, kon_tum, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def units():
    return kon_tum()


@pytest.fixture
def keeper(units):
    return make_person("Nguoi ghi so C11", ("reporter", units["C11"]))


def cards(unit, names):
    rows = [Cadre(unit=unit, name=name, sex=Sex.WOMAN, birth_year=1980) for name in names]
    for row in rows:
        actions.stamp(CADRES, row)
    people.assign(rows)
    return Cadre.objects.bulk_create(rows)


def test_every_page_of_a_list_is_the_same_from_either_end(units, keeper, django_assert_num_queries):
    cards(units["C11"], [f"Họ {n % 3} Tên {n % 5:02}" for n in range(11)])
    rows = queries.records_seen(keeper, CADRES)
    whole = [one.pk for one in rows]
    for first in range(0, 11, 2):
        with django_assert_num_queries(2):
            page = queries.page_of(rows, CADRES, first, first + 2, 11)
        assert [one.pk for one in page] == whole[first : first + 2]
    assert queries.page_of(rows.none(), CADRES, 0, 0, 0) == []
    cards(units["C11"], [f"Họ Tên {n}" for n in range(100)])
    client, at = client_of(keeper), "/so/can-bo/?unit=C11&period=2019&khi=tat-ca&page="
    shown = [re.findall(r'<th scope="row"><a href="[^"]+/(\d+)/"', client.get(f"{at}{n}").content.decode())
             for n in (1, 2, 3, 99)]  # fmt: skip
    assert [len(part) for part in shown] == [50, 50, 11, 11]
    assert [int(pk) for part in shown[:3] for pk in part] == [one.pk for one in rows.all()]
