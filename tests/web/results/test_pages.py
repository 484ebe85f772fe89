"""The result pages: what they show, who sees them, and what they say when there is nothing."""

import re
from io import BytesIO

import openpyxl
import pytest

from binhdang.plans.models import Target
from tests.evaluation.world import World, base_cells, filled
from tests.factories import client_of, make_person

pytestmark = pytest.mark.django_db
WHERE = "?unit=KT&period=2019"


@pytest.fixture
def world():
    return filled()


@pytest.fixture
def viewer(world):
    return client_of(make_person("Nguoi xem", ("viewer", world.units["KT"])))


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def test_the_overview_shows_value_fraction_coverage_and_gap_of_each_target(viewer):
    page = text(viewer.get(f"/ket-qua/tong-quan/{WHERE}"))
    for said in ("28,6", "18/63", "5/7 đơn vị", "Còn thiếu 1 nữ uỷ viên.", "Tiến độ nộp báo cáo theo cấp"):
        assert said in page, said
    assert "bé trai/100 bé gái" in page


def test_the_basis_can_be_switched_and_stays(viewer):
    assert "21/72" in text(viewer.get(f"/ket-qua/tong-quan/{WHERE}&basis=provisional"))
    assert "21/72" in text(viewer.get(f"/ket-qua/chi-tieu/{target('T1')}/"))


def target(code):
    return Target.objects.get(code=code).pk


def test_the_matrix_has_the_total_first_and_one_row_for_each_unit(viewer):
    page = text(viewer.get(f"/ket-qua/{WHERE}")).partition("<tbody>")[2]
    order = [page.index(name) for name in ("Toàn bộ", "Đơn vị C01", "Đơn vị H1", "Đơn vị H2", "cơ quan cấp này")]
    assert order == sorted(order)
    for mode in ("units", "change", "nonsense"):
        assert "Toàn bộ" in text(viewer.get(f"/ket-qua/{WHERE}&mode={mode}&sort=-1&target=3"))
    assert "Không có đơn vị nào khớp" in text(viewer.get(f"/ket-qua/{WHERE}&level=trung_uong"))


def test_the_excel_file_holds_the_figures_as_numbers_and_names_as_text(world, viewer):
    world.units["H1"].name = "=1+1"
    world.units["H1"].save()
    response = viewer.get(f"/ket-qua/excel/{WHERE}")
    sheet = openpyxl.load_workbook(BytesIO(response.content)).active
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=8)}
    total = rows["Đơn vị KT"]
    assert [cell.value for cell in total[1:6]] == [5, 7, 0.285714, 18, 63]
    assert rows["=1+1"][0].data_type == "s"


def test_one_target_stands_on_its_table_and_leads_to_the_reports(viewer):
    pk = target("T1")
    page = text(viewer.get(f"/ket-qua/chi-tieu/{pk}/{WHERE}"))
    for said in ("28,6", "Con số 18 lấy từ đâu", "Đơn vị còn thiếu", "21/81", "thiếu"):
        assert said in page, said
    sources = text(viewer.get(f"/ket-qua/chi-tieu/{pk}/nguon/{WHERE}&level=co_so"))
    assert "Đơn vị C11" in sources
    assert "Đơn vị C12" not in sources


def test_a_percentage_never_stands_without_its_fraction(viewer):
    page = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", text(viewer.get(f"/ket-qua/{WHERE}")), flags=re.S)
    for found in re.finditer(r"\d+,\d%\*?\s+(\S+)", page):
        assert re.match(r"[\d.]+/[\d.]+", found.group(1)), found.group(0)


def test_without_a_plan_or_reports_a_page_says_what_to_do_next(world, viewer):
    assert "Kỳ này chưa có báo cáo" in text(viewer.get("/ket-qua/?unit=KT&period=2017"))
    assert "Kỳ này chưa có báo cáo" in text(viewer.get("/ket-qua/tong-quan/?unit=KT&period=2017"))
    assert "Chưa có kế hoạch cho kỳ này" in text(viewer.get("/ket-qua/?unit=KT&period=2025"))
    assert viewer.get("/ket-qua/excel/?unit=KT&period=2017").status_code == 404


@pytest.mark.parametrize(("last", "bands"), [(None, 0), (base_cells(), 2)])
def test_a_silent_unit_of_unknown_size_leaves_no_band(last, bands):
    world = World()
    world.report("C11", base_cells())
    world.report("C12", None, last=last)
    client = client_of(make_person("Người xem", ("viewer", world.units["KT"])))
    page = text(client.get(f"/ket-qua/chi-tieu/{target('T1')}/{WHERE}"))
    assert page.count('fill="#dfe3f1"') + page.count('stroke="#dfe3f1"') == bands
    assert ("Không vẽ dải cho 2019" in page) is (not bands)
    assert ("chưa rõ cỡ 1 đơn vị chưa báo cáo" in page) is (not bands)
    assert "tạm thời" in page


def test_what_is_not_seen_is_not_there(world):
    other = client_of(make_person("Nguoi khac", ("viewer", world.units["TLD"])))
    below = client_of(make_person("Nguoi duoi", ("viewer", world.units["C21"])))
    pk = target("T1")
    assert other.get(f"/ket-qua/chi-tieu/{pk}/{WHERE}").status_code == 200
    assert below.get(f"/ket-qua/tong-quan/{WHERE}").status_code == 404
    assert other.get("/ket-qua/?unit=KT&period=2019&plan=999").status_code == 404
    assert "28,6" not in text(below.get("/ket-qua/tong-quan/?unit=C21&period=2019"))


def test_nobody_reads_results_without_signing_in(client):
    assert client.get("/ket-qua/tong-quan/").status_code == 302
