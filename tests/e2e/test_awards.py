"""Awards and nominations as people meet them, on a desk and on a phone."""

import pytest

pytestmark = pytest.mark.e2e


def fits(page) -> bool:
    return page.locator("html").evaluate("(page) => page.scrollWidth <= window.innerWidth + 1")


@pytest.mark.parametrize("size", ["1440", "360"])
def test_a_proposal_goes_up_and_comes_back_as_an_honour(visit, kept, size):
    unit = visit("reporter", size, js=size == "1440", kept=kept)
    unit.goto("/so/de-nghi-khen/them/?unit=KT-H09-03&period=2020")
    unit.select_option("#id_honour", "giay_khen")
    unit.fill("#id_year", "2020")
    unit.fill("#id_people", "1")
    unit.fill("#id_women", "1")
    unit.fill("#id_merit", f"Thành tích {size} (giả định)")
    unit.get_by_role("button", name="Lưu").click()
    unit.set_input_files(
        "#file", {"name": "bao-cao.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
    )
    unit.get_by_role("button", name="Tải lên").click()
    unit.get_by_role("link", name="Trình, quyết định").click()
    unit.get_by_role("button", name="Trình cấp trên").click()
    assert unit.get_by_text("Đã trình cấp trên").first.is_visible()
    assert fits(unit)
    at = unit.url.rstrip("/")
    above = visit("upper", size, js=size == "1440", kept=kept)
    above.goto("/")
    assert above.get_by_text("Đề nghị khen thưởng chờ quyết định").first.is_visible()
    above.goto(f"{at}/quyet-dinh/")
    above.get_by_role("button", name="Đồng ý khen").click()
    above.get_by_role("link", name="Trình, quyết định").click()
    above.fill("#decision", f"{size}/QĐ-LĐLĐ")
    above.fill("#decided_on", "02/12/2020")
    above.get_by_role("button", name="Ghi quyết định khen").click()
    assert fits(above)
    unit.goto(f"/so/khen-thuong/?unit=KT-H09-03&period=2020&q={size}")
    unit.get_by_role("link", name="CĐCS").first.click()
    assert unit.get_by_text("không tự sửa").is_visible()


@pytest.mark.parametrize("size", ["1440", "360"])
def test_people_are_moved_together_and_the_funnel_counts_them(visit, kept, size):
    page, term = visit("upper", size, js=size == "1440", kept=kept), "2019-2024" if size == "360" else "2019-2023"
    for n in (1, 2):
        page.goto("/so/gioi-thieu-nhan-su/them/?unit=KT-H09&period=2020")
        page.fill("#id_name", f"Nhân sự {size}.{n}")
        page.select_option("#id_sex", "nu")
        page.select_option("#id_body", "mttq")
        page.select_option("#id_level", "huyen")
        page.fill("#id_term", term)
        page.fill("#id_since", "05/11/2020")
        page.get_by_role("button", name="Lưu").click()
    page.goto("/so/gioi-thieu-nhan-su/chuyen/?co-quan=mttq")
    for n in (1, 2):
        page.get_by_label(f"Nhân sự {size}.{n}").check()
    page.fill("#on", "20/11/2020")
    page.get_by_role("button", name="Ghi giai đoạn mới").click()
    assert page.get_by_text("Đã ghi giai đoạn mới cho 2 người.").is_visible()
    assert fits(page)
    page.goto(f"/so/gioi-thieu-nhan-su/pheu/?co-quan=mttq&nhiem-ky={term}")
    row = page.get_by_role("row", name="Đã giới thiệu")
    assert "2/2" in row.inner_text()
    assert fits(page)
