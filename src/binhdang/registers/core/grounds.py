"""The law on which registers keep data of persons: one sentence for each article; each register names its own.

Articles of the Law on Gender Equality are those of the codified law; of the Law on Personal Data Protection those that
summaries of it name (SECURITY.md), which the page says.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

CADRE_WORK: Final = _("Luật Bình đẳng giới 73/2006/QH11, Điều 31 khoản 1: bình đẳng giới trong công tác cán bộ")
TARGETS: Final = _(
    "Luật Bình đẳng giới 73/2006/QH11, Điều 31 khoản 2 điểm a: bảo đảm chỉ tiêu bình đẳng giới trong tổ chức, báo cáo "
    "hằng năm"
)
LEARNING: Final = _("Luật Bình đẳng giới 73/2006/QH11, Điều 31 khoản 2 điểm c: giáo dục về giới")
ENCOURAGING: Final = _("Luật Bình đẳng giới 73/2006/QH11, Điều 31 khoản 2 điểm d: biện pháp khuyến khích")
MANAGEMENT: Final = _(
    "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15, Điều 25: chỉ thu thập điều cần cho mục đích quản lý nhân sự"
)
CONSENT: Final = _(
    "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15, Điều 9: người có tên tự nguyện đồng ý cho mục đích đã nêu rõ"
)
