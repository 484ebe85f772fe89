"""Nominations meet the pipeline by the person, who counts once."""

from datetime import date

import pytest

from binhdang.careers.nominated import in_pipeline
from binhdang.careers.nominated import prepared as prepared_on
from binhdang.orgs import queries as orgs
from binhdang.registers.core import people
from binhdang.registers.nominations.models import Nomination
from binhdang.registers.nominations.queries import Chosen, funnel_of
from binhdang.registers.pipeline.models import Successor
from tests.factories import client_of, kon_tum, make_person

pytestmark = pytest.mark.django_db
DAY = date(2020, 6, 1)


def test_who_was_prepared_among_those_put_forward_is_counted_once_in_sight():
    units = kon_tum()
    path = orgs.path_of(units["C11"])
    about = {"unit": units["C11"], "path": path, "birth_year": 1980, "since": date(2019, 1, 1)}
    rows = [
        Nomination(name=name, sex=sex, body=body, level="huyen", term="2020-2025", **about)
        for name, sex, body in [
            ("Nữ Một", "nu", "cap_uy"),
            ("Nữ Một", "nu", "hdnd"),
            ("Nữ Hai", "nu", "cap_uy"),
            ("Nam", "nam", "cap_uy"),
        ]
    ]
    ready = [
        Successor(name="Nữ Một", sex="nu", aim="bch", **about),
        Successor(name="Nữ Hai", sex="nu", aim="bch", until=date(2020, 1, 1), **about),
        Successor(name="Nam", sex="nam", aim="bch", **about),
    ]
    people.assign([*rows, *ready])
    Nomination.objects.bulk_create(rows)
    Successor.objects.bulk_create(ready)
    above = make_person("Nguoi duyet H1", ("reviewer", units["H1"]))
    prepared, everybody = in_pipeline(above, orgs.path_of(units["H1"]), Chosen(), DAY)
    assert (prepared.all, prepared.women, everybody.all, everybody.women) == (2, 1, 3, 2)
    assert in_pipeline(above, orgs.path_of(units["H1"]), Chosen(body="hdnd"), DAY)[0].all == 1
    other = make_person("Nguoi duyet H2", ("reviewer", units["H2"]))
    assert in_pipeline(other, orgs.path_of(units["H1"]), Chosen(), DAY)[1].all == 0
    page = client_of(above).get("/so/gioi-thieu-nhan-su/pheu/?unit=H1&period=2020").content.decode()
    assert "quy hoạch cán bộ công đoàn" in page
    end = date(2020, 12, 31)
    for wanted, people_there in ((True, 3), (False, 1)):
        found = funnel_of(above, orgs.path_of(units["H1"]), Chosen(), end, prepared_on(end, wanted))
        assert found.steps[0].all == people_there
    assert "/so/quy-hoach/" not in page
    only = client_of(above).get("/so/gioi-thieu-nhan-su/pheu/?unit=H1&period=2020&quy-hoach=chua").content.decode()
    assert '<option value="chua" selected>' in only
    keeper = client_of(make_person("Nguoi ghi so C11", ("reporter", units["C11"])))
    one, entry = Nomination.objects.get(name="Nữ Một", body="hdnd"), Successor.objects.get(name="Nữ Một")
    assert f'"/so/quy-hoach/{entry.pk}/"' in keeper.get(f"/so/gioi-thieu-nhan-su/{one.pk}/").content.decode()
    assert f'"/so/gioi-thieu-nhan-su/{one.pk}/"' in keeper.get(f"/so/quy-hoach/{entry.pk}/").content.decode()
