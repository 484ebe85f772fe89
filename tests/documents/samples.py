"""A paper with one of everything."""

from dataclasses import replace
from datetime import date

from binhdang.documents.choices import SIGNATURES
from binhdang.documents.layout import Annex, PaperContent, Section, Table

TABLE = Table(("TT", "Chỉ tiêu", "Kết quả"), (("1", "Nữ uỷ viên", "312/1.087"), ("2", "=1+1", "–")), (1, 4, 2), "clr")


def sample(**changes) -> PaperContent:
    first = PaperContent(
        issuer_above="Tổng Liên đoàn Lao động Việt Nam",
        issuer="Liên đoàn Lao động tỉnh Kon Tum",
        symbol="BC-LĐLĐ",
        place="Kon Tum",
        type_name="Báo cáo",
        subject="Kết quả thực hiện Kế hoạch hành động về bình đẳng giới năm 2019",
        to=("Ban Nữ công Tổng Liên đoàn Lao động Việt Nam",),
        bases=("Căn cứ Kế hoạch số 12/KH-TLĐ", "Căn cứ kế hoạch của tỉnh;"),
        opening="Báo cáo kết quả như sau:",
        sections=(
            Section("results", "I. KẾT QUẢ", text="Đoạn một.\nĐoạn hai.", table=TABLE, after="Sau bảng."),
            Section("difficulties", "II. KHÓ KHĂN", text="Còn 13 đơn vị chưa báo cáo."),
        ),
        closing="Trên đây là báo cáo./.",
        annexes=(Annex("Kết quả theo đơn vị", TABLE, landscape=True), Annex("Danh sách", TABLE)),
        recipients=("Lưu: VT, TG-NC", "Như kính gửi"),
        signature=SIGNATURES["btv-kt"],
        signer="Người ký A",
        number=5,
        day=date(2020, 2, 5),
        year=2020,
    )
    return replace(first, **changes)


def draft(**changes) -> PaperContent:
    return sample(number=None, day=None, **changes)
