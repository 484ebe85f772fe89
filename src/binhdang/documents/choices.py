"""Fixed words of papers: states, signature blocks."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PaperState(models.TextChoices):
    """Where a paper stands."""

    DRAFT = "draft", _("Dự thảo")
    ISSUED = "issued", _("Đã ban hành")
    WITHDRAWN = "withdrawn", _("Đã thu hồi")


SIGNATURES: dict[str, tuple[str, ...]] = {
    "btv-pct": ("TM. BAN THƯỜNG VỤ", "PHÓ CHỦ TỊCH"),
    "btv-ct": ("TM. BAN THƯỜNG VỤ", "CHỦ TỊCH"),
    "btv-kt": ("TM. BAN THƯỜNG VỤ", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    "bch-ct": ("TM. BAN CHẤP HÀNH", "CHỦ TỊCH"),
    "bch-pct": ("TM. BAN CHẤP HÀNH", "PHÓ CHỦ TỊCH"),
    "bch-kt": ("TM. BAN CHẤP HÀNH", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    "ct": ("CHỦ TỊCH",),
    "q-ct": ("Q. CHỦ TỊCH",),
    "kt": ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    "tl-btv": ("TL. BAN THƯỜNG VỤ", "TRƯỞNG BAN"),
    "tuq-btv": ("TUQ. BAN THƯỜNG VỤ", "TRƯỞNG BAN"),
}
"""Lines above the signature. TM., Q., KT., TL., TUQ. as in Decree 30/2020 article 13; the state style puts "KT." under
"TM.", unions also print "TM. BAN THƯỜNG VỤ / PHÓ CHỦ TỊCH" without it, so the block is a choice of the officer."""

TYPE_NAMES: dict[str, str] = {
    "BC": "BÁO CÁO", "KH": "KẾ HOẠCH", "CV": "", "TB": "THÔNG BÁO", "HD": "HƯỚNG DẪN",
}  # fmt: skip
"""Abbreviation (Decree 30/2020, annex III) and name of the types of papers the product writes; an official letter
(công văn) has no name and carries its subject under the number."""
