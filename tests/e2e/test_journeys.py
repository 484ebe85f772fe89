"""The main job once, for real: a report from the phone to the verdict, and the paper that comes of it."""

import io
import re
import zipfile

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.e2e


def fill_like_last_year(page: Page) -> None:
    """Type last period's figures into every empty input of the section on the page."""
    for row in page.locator("tr[data-row]").all():
        for name in ("total", "women"):
            field = row.locator(f"td.cell.{name} input")
            if not field.count() or field.input_value():
                continue
            before = row.locator(f"td.before.{name}").inner_text().strip()
            if before == "KAD":
                row.locator("input[type=checkbox]").check()
            else:
                field.fill("0" if before in {"–", ""} else before)


def fill_whole_form(page: Page) -> None:
    """Type the first section, take the others from the registers and last period with one tap, to the check page."""
    for at in range(12):
        same = page.locator("button[name=same]")
        if at and same.count():
            with page.expect_navigation():
                same.click()
            if "/kiem-tra/" in page.url:
                return
            continue
        fill_like_last_year(page)
        for box in page.locator("textarea[name^='e.']").all():
            box.fill("Số liệu đã được rà soát lại với danh sách của đơn vị.")
        last = page.get_by_role("button", name="Lưu và kiểm tra")
        with page.expect_navigation():
            (last if last.count() else page.get_by_role("button", name="Lưu, sang phần sau")).first.click()
        if "/kiem-tra/" in page.url:
            return
    raise AssertionError("the form has no end")


def open_form(page: Page) -> None:
    """From Việc của tôi to the form, one click."""
    page.goto("/")
    page.get_by_role("link", name=re.compile("Mở biểu|Tiếp tục nhập|Sửa và nộp lại")).first.click()
    page.wait_for_load_state()


def explain_what_is_left(page: Page) -> None:
    """Give the explanations that the check page still asks for, section by section."""
    for at in range(1, 8):
        page.goto(page.url.split("/kiem-tra/")[0].split("?")[0].rstrip("/") + f"/?phan={at}")
        boxes = page.locator("textarea[name^='e.']").all()
        for box in boxes:
            box.fill("Số liệu đã được rà soát lại với danh sách của đơn vị.")
        if boxes:
            with page.expect_navigation():
                page.get_by_role("button", name="Lưu", exact=True).click()
    page.goto(page.url.split("?")[0] + "kiem-tra/")


def override_a_register(page: Page) -> None:
    """Say one less than the register in the third section: the warning appears while typing, its box takes a reason
    key by key and stays when another figure is typed; the register's own figure takes it away."""
    page.goto(page.url.split("/kiem-tra/")[0].split("?")[0].rstrip("/") + "/?phan=3")
    answer = page.locator("[data-fed^='feed:gvn_dat:']").get_attribute("data-fed").split(":")[2]
    cell, warned = page.locator("[name='c.gvn_dat']"), page.locator("tr[data-key^='feed:gvn_dat:']")
    cell.fill(str(int(answer) - 1))
    expect(warned).to_contain_text(f"ghi {answer}, biểu ghi {int(answer) - 1}")
    why = "Một chị đã chuyển đi sau khi công nhận."
    box = warned.locator("textarea")
    box.press_sequentially(why, delay=25)
    expect(box).to_have_value(why)
    expect(box).to_be_focused()
    expect(page.locator(".bar-state")).not_to_contain_text("cảnh báo chưa giải trình")
    page.locator("[name='n.gvn_dat']").fill("theo sổ")
    page.wait_for_timeout(400)
    expect(box).to_have_value(why)
    cell.fill(answer)
    expect(warned).to_have_count(0)
    expect(page.locator("[data-saved]")).to_contain_text("Máy chủ đã nhận")
    page.goto(page.url.split("?")[0] + "kiem-tra/")


@pytest.mark.parametrize("js", [True, False], ids=["with scripts", "without scripts"])
def test_a_report_goes_from_the_phone_to_the_verdict(visit, js):
    if js:
        reporter = visit("reporter", "360")
        open_form(reporter)
        fill_whole_form(reporter)
        for _ in range(3):  # on a slow machine a page may be drawn before the last explanation has arrived
            if reporter.get_by_role("button", name="Nộp báo cáo").is_disabled():
                explain_what_is_left(reporter)
        override_a_register(reporter)
        reporter.get_by_role("button", name="Nộp báo cáo").click()
        expect(reporter.locator("h1")).to_contain_text("Đã nộp báo cáo")
        reviewer = visit("upper", "1440")
        decide(reviewer, "return", "Đề nghị ghi rõ số nữ trong quy hoạch theo danh sách đã duyệt.")
        reporter.goto("/")
        expect(reporter.locator("main")).to_contain_text("Đề nghị ghi rõ số nữ trong quy hoạch")
        return
    reporter = visit("reporter", "360", js=False)
    open_form(reporter)
    expect(reporter.locator("main")).to_contain_text("Cấp trên trả lại báo cáo")
    reporter.goto(reporter.url.split("?")[0] + "kiem-tra/")
    reporter.get_by_role("button", name="Nộp báo cáo").click()
    expect(reporter.locator("h1")).to_contain_text("Đã nộp báo cáo")
    reviewer = visit("upper", "1440", js=False)
    decide(reviewer, "accept", "")
    reviewer.goto("/ket-qua/?unit=KT-H09&period=2020&basis=approved")
    expect(reviewer.locator("main")).to_contain_text("Trường THCS số 1")


def decide(page: Page, decision: str, why: str) -> None:
    """Decide about the oldest waiting report of one's own level."""
    page.goto("/bao-cao/duyet/?period=2020")
    page.get_by_role("link", name=re.compile("Trường THCS số 1 huyện Tu Mơ Rông")).first.click()
    page.locator(f"input[name=decision][value={decision}]").check()
    if why:
        page.locator("textarea[name='why.1']").fill(why)
    page.get_by_role("button", name="Ghi quyết định").click()
    page.wait_for_load_state()
    expect(page.locator("body")).to_contain_text("Đã trả lại" if decision == "return" else "Đã chấp nhận")


def test_a_plan_is_read_reviewed_and_put_to_work(visit):
    page = visit("hanoi")
    page.goto("/ke-hoach/")
    page.get_by_role("link", name=re.compile("Thêm kế hoạch|Đưa kế hoạch")).first.click()
    text = (
        "KẾ HOẠCH\nThực hiện bình đẳng giới năm 2021\n\nII. CHỈ TIÊU\n"
        "1. Tỷ lệ nữ uỷ viên ban chấp hành công đoàn các cấp đạt từ 30% trở lên.\n"
        "2. 100% cán bộ chủ chốt công đoàn được tập huấn về bình đẳng giới.\n"
    )
    page.locator("textarea").first.fill(text)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text("30%")
    expect(page.locator("main")).to_contain_text("Tỷ lệ nữ uỷ viên ban chấp hành")


def test_the_officer_answers_whether_it_is_thirty_percent_in_one_click(visit):
    page = visit("officer")
    page.goto("/ket-qua/tong-quan/?unit=KT&period=2020&basis=provisional")
    page.get_by_role("link", name=re.compile("T1")).first.click()
    main = page.locator("main")
    expect(main).to_contain_text(re.compile(r"\d+,\d%"))
    expect(main).to_contain_text(re.compile(r"/15\d đơn vị"))
    page.get_by_role("link", name="Mở ô số liệu").first.click()
    expect(page.locator("main")).to_contain_text("Giá trị qua các lần")


def test_the_yearly_report_comes_out_as_a_word_document(visit):
    page = visit("plan")
    page.goto("/ket-qua/tong-quan/?unit=KT&period=2020&basis=approved")
    page.get_by_role("link", name="Lập báo cáo năm").click()
    page.wait_for_load_state()
    page.get_by_role("button", name="Lập dự thảo").click()
    page.wait_for_load_state()
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải Word").click()
    data = download.value.path().read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = archive.read("word/document.xml").decode("utf-8")
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in body
    assert "giai đoạn 2016 - 2020" in body
