"""The result pages as people meet them: as of which structure, what does not apply, and both languages."""

import re
from datetime import date
from io import BytesIO

import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from binhdang.calc.cells import NOT_APPLICABLE as KAD
from binhdang.calc.periods import PeriodError, parse_period
from binhdang.orgs import actions as orgs
from binhdang.ui.messages import compile_catalogues
from tests.evaluation.world import base_cells, filled
from tests.factories import client_of, make_person

pytestmark = pytest.mark.django_db
VIETNAMESE = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)


@pytest.fixture
def world():
    return filled()


@pytest.fixture
def browser(world):
    return client_of(make_person("Nguoi xem", ("viewer", world.units["KT"])))


def text_of(page):
    assert page.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def test_figures_follow_the_structure_of_the_day_that_is_chosen_and_say_so(world, browser):
    orgs.move_unit(world.units["C11"], to=world.units["H2"], on=date(2020, 3, 1), by=None)
    own = text_of(browser.get("/ket-qua/?unit=KT&period=2019&as_of=2019-12-31"))
    other = text_of(browser.get("/ket-qua/?unit=KT&period=2019&as_of=2020-11-30"))
    assert "Đơn vị H1 2/3" in own
    assert "Đơn vị H2 2/2" in own
    assert "Theo cơ cấu ngày 30/11/2020" not in own
    assert "Đơn vị H1 1/2" in other
    assert "Đơn vị H2 3/3" in other
    assert "Theo cơ cấu ngày 30/11/2020" in other
    target = world.target("T1").pk
    for address in ("tong-quan/", f"chi-tieu/{target}/", f"chi-tieu/{target}/nguon/"):
        page = text_of(browser.get(f"/ket-qua/{address}?unit=H2&period=2019&as_of=2020-11-30"))
        assert "Theo cơ cấu ngày 30/11/2020" in page
    assert "Đơn vị C11" in page
    file = browser.get("/ket-qua/excel/?unit=KT&period=2019&as_of=2020-11-30").content
    rows = CalamineWorkbook.from_filelike(BytesIO(file)).get_sheet_by_index(0).to_python()
    assert "theo cơ cấu ngày 30/11/2020" in rows[2][0]
    assert {row[0]: (row[1], row[2]) for row in rows}["Đơn vị H2"] == (3, 3)


def test_a_unit_that_was_not_there_that_day_says_so(world, browser):
    assert "không có trong cơ cấu ngày này" in text_of(browser.get("/ket-qua/?unit=H1&period=2019&as_of=2015-01-01"))


def test_a_total_of_nothing_but_kad_is_shown_as_kad(world, browser):
    for code in ("C11", "C12"):
        world.report(code, base_cells(sinh3=KAD))
    page = browser.get("/ket-qua/?unit=KT&period=2019&as_of=2019-12-31").content.decode()
    row = next(line for line in page.split("<tr") if "Đơn vị H1" in line and "<td" in line)
    assert "KAD" in row.rsplit("<td", 1)[1]


def test_an_english_page_gives_its_reasons_in_english(world, browser):
    compile_catalogues()
    browser.cookies["django_language"] = "en"
    for code in ("T1", "T6"):
        page = browser.get(f"/ket-qua/chi-tieu/{world.target(code).pk}/?unit=KT&period=2019&as_of=2019-12-31")
        reason = re.search(r'<p class="reason">([^<]*)', page.content.decode())[1]
        assert reason.strip()
        assert not VIETNAMESE.search(reason), reason
    with translation.override("en"), pytest.raises(PeriodError, match="a year has no month 13"):
        parse_period("2019-13")
    assert "month 7 of 2019" in text_of(browser.get("/ket-qua/?unit=KT&period=2019-07")).lower()
