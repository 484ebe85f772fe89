"""Women who meet the learning asked for and are in no pipeline; names for who reads the register of cadres."""

from datetime import date

import pytest

from binhdang.careers.qualified import Counts, qualified
from binhdang.careers.scope import Scope
from binhdang.kit import clock
from binhdang.orgs import queries as orgs
from tests.careers.people import cadre, successor
from tests.factories import client_of, kon_tum, make_person


@pytest.mark.django_db
def test_the_qualified_who_are_in_no_pipeline_are_counted_by_level_and_named_to_who_reads_them():
    units = kon_tum()
    with clock.standing_on(date(2020, 12, 2)):
        learnt = {"schooling": "thac_si", "theory": "cao_cap"}
        cadre(units["H1"], "bch", name="Đủ mà chưa", **learnt)
        prepared = cadre(units["H1"], "bch", name="Đã quy hoạch", born=1985, **learnt)
        successor(units["H1"], name=prepared.name)
        past = cadre(units["C11"], name="Từng quy hoạch", born=1985, **learnt)
        successor(units["C11"], name=past.name, until=date(2020, 1, 1))
        cadre(units["C11"], name="Chưa ghi", schooling="thac_si")
        cadre(units["C11"], name="Chưa đạt", schooling="thpt", theory="cao_cap")
        cadre(units["C11"], name="Đã rời", left_on=date(2019, 1, 1), **learnt)
        cadre(units["C11"], name="Chưa về", came_on=date(2020, 12, 3), **learnt)
        cadre(units["C21"], sex="nam", **learnt)
        scope = Scope(None, orgs.path_of(units["KT"]), date(2020, 12, 2))
        found = qualified(scope, date(2020, 12, 2), "dai_hoc", "trung_cap")
        assert found.total == Counts(5, 1, 3, 1)
        assert [(level.code, row.left_out) for level, row in found.by_level] == [("tren_co_so", 1), ("co_so", 1)]
        assert [card.name for card in found.cards] == ["Từng quy hoạch", "Đủ mà chưa"]
        assert qualified(scope, date(2020, 12, 2)).total.left_out == 4
        address = "/so/nhan-su/du-dieu-kien/?unit=KT&period=2020&hoc_van=dai_hoc&ly_luan=trung_cap"
        upper, viewer = (
            make_person("Can bo tinh", ("reviewer", units["KT"])),
            make_person("Xem", ("viewer", units["KT"])),
        )
        page, counts = (client_of(who).get(address).content.decode() for who in (upper, viewer))
        assert "2 trong 3 nữ cán bộ đạt điều kiện" in page
        assert ">Đủ mà chưa</a>" in page
        assert "2 trong 3 nữ cán bộ đạt điều kiện" in counts
        assert "Đủ mà chưa<" not in counts
