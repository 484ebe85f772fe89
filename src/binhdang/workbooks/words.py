"""What is wrong with a cell or was not used, as sentences with the mend; the codes come from `calc` and from here."""

from collections.abc import Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhdang.calc.sheetmap import letters

WORDS: dict[str, str | Promise] = {
    "formula": gettext_lazy("Ô có công thức nên không lấy số. Chép ô, dán lại bằng “Dán giá trị”, hoặc gõ số."),
    "error": gettext_lazy("Ô đang báo lỗi của Excel. Gõ số, hoặc xoá trống nếu chưa có số liệu."),
    "merged": gettext_lazy("Ô bị gộp với ô khác nên không rõ số thuộc ô nào. Bỏ gộp ô rồi nhập riêng từng ô."),
    "bool": gettext_lazy("Ô là đúng/sai (TRUE/FALSE), không phải số. Gõ số."),
    "date": gettext_lazy("Ô là ngày tháng, không phải số. Đổi định dạng ô về “Số” rồi gõ lại số."),
    "ambiguous": gettext_lazy("Số viết dạng chữ có hai cách hiểu: %(detail)s. Gõ lại thành số."),
    "number": "%(detail)s",
    "long": gettext_lazy("Số quá dài hoặc lẻ quá 6 chữ số. Kiểm tra và gõ lại."),
    "negative": gettext_lazy("Số lượng không thể âm. Sửa lại số."),
    "twice": gettext_lazy("Ô “%(detail)s” đã có ở dòng trên của trang này. Giữ lại một dòng."),
    "choice": gettext_lazy("Không có câu trả lời này. Chọn một trong: %(detail)s."),
    "rule": "%(detail)s",
    "other_unit": gettext_lazy("Tệp được lập cho đơn vị mã %(detail)s. Tải biểu của đơn vị bạn, hoặc sửa lại mã."),
    "twice_unit": gettext_lazy("Đơn vị này có hai bản trong lần nộp (%(detail)s). Chỉ giữ lại một bản."),
    "no_unit": gettext_lazy("Không rõ số liệu của đơn vị nào. Ghi mã đơn vị vào ô “Mã đơn vị”."),
    "unknown_unit": gettext_lazy("Không có báo cáo của đơn vị “%(detail)s” trong kỳ này và trong phạm vi của bạn."),
    "two_units": gettext_lazy("Có nhiều đơn vị tên “%(detail)s”. Ghi thêm mã đơn vị."),
    "unknown_form": gettext_lazy("Không có biểu hoặc phiên bản biểu này: %(detail)s. Tải lại biểu mới."),
    "refused": "%(detail)s",
    "file": "%(detail)s",
    "no_request": gettext_lazy("Trang tính không do phần mềm lập. Chọn kỳ báo cáo rồi nộp lại để ghép cột."),
    "no_table": gettext_lazy("Không tìm thấy bảng số liệu: cần một dòng tiêu đề có “Nội dung” hoặc “Tên đơn vị”."),
    "other_period": gettext_lazy("Tiêu đề bảng ghi %(detail)s, khác kỳ đang nộp. Kiểm tra lại có đúng tệp không."),
    "foreign": gettext_lazy("Bảng không do phần mềm lập; cần ghép cột một lần. Tiêu đề chưa rõ: %(detail)s."),
    "no_row": gettext_lazy("Dòng không có trong biểu nên không dùng."),
    "no_column": gettext_lazy("Cột không có trong biểu nên không dùng."),
    "no_cell": gettext_lazy("Biểu không có ô ở chỗ này nên không dùng."),
    "level": gettext_lazy("Cấp của đơn vị không nhập ô này nên không dùng (%(detail)s)."),
    "gone": gettext_lazy("Ô không còn trong phiên bản biểu hiện nay nên không dùng (%(detail)s)."),
    "label": gettext_lazy("Tên dòng đã bị sửa; số vẫn được đọc cho dòng “%(detail)s”."),
    "reference": gettext_lazy("Trang chỉ để đối chiếu, không đọc số."),
    "empty_sheet": gettext_lazy("Trang trống."),
    "drawn": gettext_lazy("Trang biểu đồ, không có ô."),
    "hidden": gettext_lazy("Trang đang bị ẩn trong tệp; vẫn được đọc."),
    "macros": gettext_lazy("Tệp có macro; macro không được chạy, chỉ đọc ô."),
    "links": gettext_lazy("Tệp có liên kết tới tệp khác; liên kết không được mở."),
    "objects": gettext_lazy("Tệp có hình hoặc biểu đồ; chỉ đọc ô."),
    "mapped_away": gettext_lazy("Cột hoặc dòng “%(detail)s” được chọn là không dùng."),
    "changed_since": gettext_lazy("Báo cáo đã được sửa sau khi kiểm tra tệp nên không ghi. Nộp lại tệp này."),
    "blank": gettext_lazy("Không có số liệu nào trong trang."),
}
"""Code -> sentence. `detail` is what the reader found."""


def sentence(code: str, detail: str = "") -> str:
    """The sentence of a code; an unknown code is its own sentence."""
    text = str(WORDS.get(code, code))
    return text % {"detail": detail} if "%(detail)s" in text else text


def place(row: int, column: int) -> str:
    """Where something stands in a sheet: "ô D12", "dòng 12", or nothing for the whole sheet."""
    if row and column:
        return _("ô %(cell)s") % {"cell": f"{letters(column)}{row}"}
    return _("dòng %(row)s") % {"row": row} if row else ""


def told(problem: Sequence[Any]) -> tuple[str, str, str]:
    """(place, value, sentence) of a stored problem [row, column, value, code, detail]."""
    row, column, value, code, detail = problem
    return place(row, column), "" if code == "number" else str(value), sentence(code, detail)
