"""Clubs and committees as people meet them, on a desk and on a phone without scripts."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.e2e


def fits(page) -> bool:
    return page.locator("html").evaluate("(page) => page.scrollWidth <= window.innerWidth + 1")


@pytest.mark.parametrize("size", ["1440", "360"])
def test_a_club_meets_invites_another_and_shares_what_it_made(visit, kept, size):
    page = visit("reporter", size, js=size == "1440", kept=kept)
    page.goto("/so/cau-lac-bo/them/?unit=KT-H09-03&period=2020")
    page.fill("#id_name", f"Câu lạc bộ {size}")
    page.fill("#id_founded_on", "08/03/2018")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("Chưa ghi hội viên")).to_be_visible()
    page.get_by_role("link", name="Thêm Buổi sinh hoạt").click()
    page.fill("#id_day", "20/10/2020")
    page.fill("#id_topic", "Chế độ thai sản")
    page.fill("#id_women", "18")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("1 buổi, kế hoạch 0; 18 lượt dự, nữ 18")).to_be_visible()
    page.get_by_role("link", name="Thêm Giao lưu do câu lạc bộ tổ chức").click()
    page.select_option("#id_guest", label="Nữ công LĐLĐ huyện Đăk Tô (LĐLĐ huyện Đăk Tô)")
    page.fill("#id_day", "15/11/2020")
    page.fill("#id_topic", f"Giao lưu {size}")
    page.get_by_role("button", name="Lưu").click()
    leaflet = {"name": "to-roi.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
    page.set_input_files("#file", leaflet)
    page.get_by_role("button", name="Tải lên").click()
    page.get_by_role("link", name="Thêm Tài liệu dùng chung").click()
    page.select_option("#id_file", index=1)
    page.fill("#id_title", f"Tờ rơi {size}")
    page.get_by_role("button", name="Lưu").click()
    assert fits(page)
    page.goto(f"/so/cau-lac-bo/tai-lieu/?q=to+roi+{size}")
    expect(page.get_by_role("link", name=f"Tờ rơi {size}")).to_be_visible()

    above = visit("officer", size, js=size == "1440", kept=kept)
    above.goto("/so/cau-lac-bo/?unit=KT&period=2020&q=dak+to")
    above.get_by_role("link", name="Nữ công LĐLĐ huyện Đăk Tô").first.click()
    row = above.get_by_role("row").filter(has_text=f"Giao lưu {size}")
    row.get_by_role("link", name="Sửa").click()
    above.fill("#id_guest_women", "11")
    above.get_by_role("button", name="Lưu").click()
    expect(above.get_by_role("row").filter(has_text=f"Giao lưu {size}")).to_contain_text("11")
    assert fits(above)


@pytest.mark.parametrize("size", ["1440", "360"])
def test_who_lacks_a_committee_is_found_the_committee_is_written_down_and_a_figure_leads_to_its_records(
    visit, kept, size
):
    page = visit("officer", size, js=size == "1440", kept=kept)
    page.goto("/so/ban-nu-cong/phai-co/?unit=KT&period=2020")
    expect(page.get_by_role("row").filter(has_text="Cơ sở").first).to_contain_text(re.compile(r"\(\d+/\d+\)"))
    assert fits(page)
    lacking = page.get_by_role("link", name=re.compile("Ghi ban vào sổ"))
    before = lacking.count()
    lacking.first.click()
    expect(page.get_by_role("heading", name=re.compile("Thêm ban nữ công của"))).to_be_visible()
    page.get_by_label("Loại ban").select_option(label="Ban nữ công quần chúng")
    page.get_by_label("Số uỷ viên ban chấp hành").fill("7")
    page.get_by_label("Số quyết định").fill(f"{size}/QĐ-CĐ")
    page.get_by_label("Ngày quyết định").fill("15/11/2020")
    page.get_by_label("Nhiệm kỳ của ban chấp hành").fill("2018-2023")
    page.get_by_role("button", name="Lưu").click()
    page.get_by_role("link", name=re.compile("^Thêm Xếp loại")).click()
    page.get_by_label("Năm").fill("2020")
    page.get_by_label("Xếp loại").select_option(index=1)
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("row", name=re.compile("^2020"))).to_be_visible()
    assert fits(page)
    page.goto("/so/ban-nu-cong/phai-co/?unit=KT&period=2020")
    expect(lacking).to_have_count(before - 1)
    page.goto("/so/ban-nu-cong/?unit=KT-H09-03&period=2020&o=BDG-NAM:ban_nc")
    expect(page.get_by_text("Hồ sơ đứng sau một số của biểu")).to_be_visible()
    assert fits(page)
