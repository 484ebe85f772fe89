"""Takes the screenshots of `docs/screens/` from the running demo: `script/screens`, or with names to take only those."""

import re
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.e2e.conftest import FLAGS, PERSONAS, ROOT, SIZES, start_server

TARGET = ROOT / "docs" / "screens"
SCREENS: list[tuple[str, str, str]] = [
    ("dang-nhap", "", "/tai-khoan/dang-nhap/"),
    ("viec-cua-toi", "officer", "/"),
    ("viec-co-so", "reporter", "/"),
    ("tong-quan", "officer", "/ket-qua/tong-quan/?basis=provisional"),
    ("ma-tran", "officer", "/ket-qua/?basis=provisional"),
    ("theo-co-cau", "officer", "/ket-qua/?period=2019&as_of=2020-11-30"),
    ("mot-chi-tieu", "officer", "/ket-qua/tong-quan/?basis=provisional > T1"),
    ("ke-hoach", "plan", "/ke-hoach/"),
    ("ke-hoach-chi-tiet", "plan", "/ke-hoach/?trang-thai=confirmed > giai đoạn 2016"),
    ("doc-ke-hoach", "plan", "/ke-hoach/?trang-thai=reading > công đoàn huyện"),
    ("ke-hoach-truyen-thong", "hanoi", "/ke-hoach/ > công đoàn các cấp"),
    ("tai-ke-hoach", "plan", "/ke-hoach/tai-len/"),
    ("bao-cao", "officer", "/bao-cao/"),
    ("bieu-nhap", "reporter", "/ > Mở biểu|Tiếp tục nhập"),
    ("tren-may-nay", "reporter", "/ngoai-tuyen/"),
    ("kiem-tra-truoc-khi-nop", "reporter", "/ > Mở biểu|Tiếp tục nhập > kiem-tra/"),
    ("bieu-mau", "officer", "/bieu-mau/"),
    ("dung-bieu", "officer", "/bieu-mau/ > Rà soát nhà trẻ"),
    ("xem-truoc-bieu", "officer", "/bieu-mau/ > Khảo sát nhanh > Xem trước"),
    ("so-lieu-da-ve", "officer", "/bieu-mau/ > Khảo sát nhanh > Số liệu đã về"),
    ("tien-do", "officer", "/bao-cao/tien-do/"),
    ("goi-dien", "officer", "/bao-cao/tien-do/don-vi/?nhom=late"),
    ("thong-bao", "reporter", "/thong-bao/"),
    ("hop-thu-di", "admin", "/hop-thu-di/"),
    ("tong-hop", "officer", "/tong-hop/ > tỉnh Kon Tum"),
    ("y-kien-don-vi", "officer", "/tong-hop/ > tỉnh Kon Tum > y-kien/"),
    ("sua-loi-van", "officer", "/tong-hop/ > tỉnh Kon Tum > sua/"),
    ("phieu-dinh-chinh", "officer", "/tong-hop/phieu/?unit=KT&period=2020 > Ia H'Drai"),
    ("gui-yeu-cau", "officer", "/bao-cao/mo/?form=BDG-NAM"),
    ("mot-yeu-cau", "officer", "/bao-cao/ky/ > năm 2020"),
    ("xac-nhan-suy-doan", "officer", "/bao-cao/ky/ > phòng vắt > don-vi/xac-nhan/"),
    ("lich-dinh-ky", "officer", "/bao-cao/lich/ > Báo cáo năm"),
    ("gia-han", "reporter", "/ > Mở biểu|Tiếp tục nhập > Gia hạn, diện"),
    ("duyet-bao-cao", "officer", "/bao-cao/duyet/?cap=tat-ca"),
    ("khoa-ky", "officer", "/bao-cao/khoa/ > năm 2018"),
    ("kiem-tra-toan-ven", "officer", "/bao-cao/toan-ven/"),
    ("nop-excel", "plan", "/excel/"),
    ("kiem-tra-excel", "plan", "/excel/ > bieu bao cao"),
    ("van-ban", "plan", "/van-ban/"),
    ("bao-cao-chinh-thuc", "plan", "/van-ban/ > Kết quả thực hiện"),
    ("lap-bao-cao", "plan", "/van-ban/lap/?unit=KT&period=2020"),
    ("so-theo-doi", "officer", "/so/"),
    ("du-lieu-ca-nhan", "reporter", "/du-lieu-ca-nhan/"),
    ("yeu-cau-du-lieu", "reporter", "/du-lieu-ca-nhan/ > Cán bộ"),
    ("muc-dich-luu-giu", "officer", "/du-lieu-ca-nhan/luu-giu/"),
    ("so-can-bo", "officer", "/so/can-bo/?unit=KT&period=2020"),
    ("co-cau-can-bo", "officer", "/so/can-bo/co-cau/?unit=KT&period=2020"),
    ("ho-so-trung", "reporter", "/so/can-bo/trung/"),
    ("so-ban-nu-cong", "officer", "/so/ban-nu-cong/"),
    ("tap-huan", "officer", "/so/tap-huan/"),
    ("khoa-tap-huan", "officer", "/so/tap-huan/?unit=KT&period=2020 > Lớp 1 năm 2020: Lồng > Người dự, điểm"),
    ("cu-nguoi-du", "reporter", "/so/tap-huan/duoc-moi/ > Cử người"),
    ("kiem-tra-giay", "", "/so/tap-huan/kiem-tra-giay-chung-nhan/"),
    ("ho-so-ban-nu-cong", "officer", "/so/ban-nu-cong/ > CĐCS"),
    ("don-vi-phai-co-ban", "officer", "/so/ban-nu-cong/phai-co/"),
    ("nhan-su-dai-hoi", "officer", "/so/nhan-su/dai-hoi/?unit=KT&period=2020&tuoi_nu=55&tuoi_nam=60"),
    ("mot-dai-hoi", "officer", "/so/nhan-su/dai-hoi/?unit=KT-T01&tuoi_nu=55&tuoi_nam=60 > CĐCS"),
    ("tap-huan-nguoi-giu-chuc", "officer", "/so/nhan-su/tap-huan/?unit=KT&period=2020"),
    ("chua-tap-huan", "officer", "/so/nhan-su/tap-huan/chua-hoc/?nhom=t5a&unit=KT&period=2020"),
    ("nu-du-dieu-kien", "officer", "/so/nhan-su/du-dieu-kien/?unit=KT&hoc_van=dai_hoc&ly_luan=trung_cap"),
    ("so-cau-lac-bo", "officer", "/so/cau-lac-bo/"),
    ("ho-so-cau-lac-bo", "officer", "/so/cau-lac-bo/ > Nữ công CĐ ngành Giáo dục"),
    ("tai-lieu-dung-chung", "officer", "/so/cau-lac-bo/tai-lieu/"),
    ("gioi-thieu-nhan-su", "upper", "/so/gioi-thieu-nhan-su/?unit=KT-H09&period=2020"),
    ("pheu-nhan-su", "officer", "/so/gioi-thieu-nhan-su/pheu/?unit=KT&period=2020"),
    ("chuyen-giai-doan", "upper", "/so/gioi-thieu-nhan-su/chuyen/?unit=KT-H09&giai-doan=gioi_thieu"),
    ("thi-dua", "officer", "/so/thi-dua/?unit=KT&period=2019"),
    ("ba-mau-so", "officer", "/so/thi-dua/ty-le/?unit=KT&period=2019"),
    ("de-nghi-khen", "officer", "/so/de-nghi-khen/?unit=KT&period=2020"),
    ("quyet-dinh-khen", "leader", "/so/de-nghi-khen/?unit=KT&period=2020&tinh-trang=trinh > CĐCS > quyet-dinh/"),
    ("to-chuc", "admin", "/to-chuc/"),
    ("don-vi", "admin", "/to-chuc/?q=Sa+Th%E1%BA%A7y > LĐLĐ huyện Sa Thầy"),
    ("nguoi-dung", "admin", "/tai-khoan/nguoi-dung/"),
    ("nhat-ky", "admin", "/nhat-ky/"),
    ("thu-vien-thanh-phan", "officer", "/ui/gallery/"),
]


def sign_in(page: Page, role: str) -> None:
    """Sign in with one click as a persona; nobody for an empty role."""
    page.goto("/tai-khoan/dang-nhap/")
    if role:
        page.get_by_role("button", name=PERSONAS[role]).click()
        page.wait_for_load_state()


def walk(page: Page, steps: str) -> None:
    """Go to the first step's address, then follow links by text, or by the end of their address when it has a slash."""
    first, *rest = [step.strip() for step in steps.split(">")]
    page.goto(first)
    for step in rest:
        if "/" in step:
            page.goto(page.url.split("?")[0] + step)
            continue
        page.get_by_role("link", name=re.compile(step)).first.click()
        page.wait_for_load_state()


def shrink(path: Path) -> None:
    """Keep the upper part of a very long page, in 128 colours."""
    with Image.open(path) as picture:
        whole = picture.convert("RGB").crop((0, 0, picture.width, min(picture.height, 3200)))
    whole.quantize(128).save(path, optimize=True)


def main() -> None:
    """Start the demo and take every screenshot at 1440 and 360 px."""
    wanted = set(sys.argv[1:])
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        process, address = start_server(Path(home))
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        try:
            for name, role, steps in SCREENS:
                for size in ("1440", "360") if not wanted or name in wanted else ():
                    width, height = SIZES[size]
                    context = browser.new_context(base_url=address, viewport={"width": width, "height": height})
                    page = context.new_page()
                    sign_in(page, role)
                    walk(page, steps)
                    page.screenshot(path=TARGET / f"{name}-{size}.png", full_page=True)
                    shrink(TARGET / f"{name}-{size}.png")
                    context.close()
                    print(f"{name}-{size}", flush=True)
        finally:
            browser.close()
            process.terminate()


if __name__ == "__main__":
    main()
