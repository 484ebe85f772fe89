"""The levels and kinds every installation starts with. They are data: later changes by the administrator stay."""

from typing import Any

from django.db import transaction

from binhdang.orgs.models import Kind, Level

LEVELS = [
    ("trung_uong", "Trung ương", "National", 1),
    ("tinh", "Cấp tỉnh, ngành trung ương", "Province or national sector", 2),
    ("tren_co_so", "Cấp trên trực tiếp cơ sở", "Upper grassroots", 3),
    ("co_so", "Cơ sở", "Grassroots", 4),
]
KINDS = [
    ("TLD", "Tổng Liên đoàn Lao động Việt Nam", "trung_uong"),
    ("LDLD_TINH", "Liên đoàn Lao động tỉnh, thành phố", "tinh"),
    ("CD_NGANH_TW", "Công đoàn ngành trung ương", "tinh"),
    ("CD_TCT", "Công đoàn tổng công ty", "tinh"),
    ("LDLD_HUYEN", "Liên đoàn Lao động huyện, quận, thị xã", "tren_co_so"),
    ("CD_NGANH_DP", "Công đoàn ngành địa phương", "tren_co_so"),
    ("CD_KCN", "Công đoàn các khu công nghiệp, khu kinh tế", "tren_co_so"),
    ("CD_VIEN_CHUC", "Công đoàn viên chức", "tren_co_so"),
    ("CD_XA_PHUONG", "Công đoàn xã, phường, đặc khu", "tren_co_so"),
    ("CDCS", "Công đoàn cơ sở", "co_so"),
    ("NGHIEP_DOAN", "Nghiệp đoàn cơ sở", "co_so"),
]


@transaction.atomic
def ensure_levels_and_kinds() -> None:
    """Create the levels and kinds that are not there yet; those that are there keep their names."""
    levels = {}
    for code, name, name_en, rank in LEVELS:
        values = {"name": name, "name_en": name_en, "rank": rank}
        levels[code] = Level.objects.get_or_create(code=code, defaults=values)[0]
    for code, name, level in KINDS:
        Kind.objects.get_or_create(code=code, defaults={"name": name, "level": levels[level]})


def seed_after_migrate(app_config: Any, **_: Any) -> None:
    """Listener of `post_migrate`: seed once the tables of this app are there."""
    if app_config.label == "binhdang":
        ensure_levels_and_kinds()
