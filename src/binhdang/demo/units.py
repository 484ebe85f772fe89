"""The invented organisation of the demo: Kon Tum's levels as they were, about 140 invented grassroots unions.

The names of the districts and sectors are real places and sectors; every grassroots union is made up.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

START = date(2015, 1, 1)

DISTRICTS = [
    ("H01", "LĐLĐ thành phố Kon Tum", "thành phố Kon Tum", 20),
    ("H02", "LĐLĐ huyện Đăk Hà", "huyện Đăk Hà", 12),
    ("H03", "LĐLĐ huyện Đăk Tô", "huyện Đăk Tô", 9),
    ("H04", "LĐLĐ huyện Ngọc Hồi", "huyện Ngọc Hồi", 10),
    ("H05", "LĐLĐ huyện Đăk Glei", "huyện Đăk Glei", 8),
    ("H06", "LĐLĐ huyện Sa Thầy", "huyện Sa Thầy", 9),
    ("H07", "LĐLĐ huyện Kon Plông", "huyện Kon Plông", 6),
    ("H08", "LĐLĐ huyện Kon Rẫy", "huyện Kon Rẫy", 6),
    ("H09", "LĐLĐ huyện Tu Mơ Rông", "huyện Tu Mơ Rông", 6),
    ("H10", "LĐLĐ huyện Ia H'Drai", "huyện Ia H'Drai", 4),
]
SECTORS = [
    ("N01", "CĐ ngành Giáo dục", "CD_NGANH_DP", ["Trường THPT số {n}", "Trường PTDTNT số {n}"], 12),
    ("N02", "CĐ ngành Y tế", "CD_NGANH_DP", ["Bệnh viện khu vực số {n}", "Trung tâm chuyên khoa số {n}"], 9),
    ("N03", "CĐ Viên chức tỉnh", "CD_VIEN_CHUC", ["Sở mẫu số {n}", "Ban quản lý mẫu số {n}", "Chi cục mẫu số {n}"], 14),
    ("N04", "CĐ ngành Công Thương", "CD_NGANH_DP", ["Công ty chế biến số {n}", "Công ty may số {n}"], 8),
    ("N05", "CĐ ngành Nông nghiệp và PTNT", "CD_NGANH_DP", ["Công ty cao su số {n}", "Ban Quản lý rừng số {n}"], 4),
]
BASE = [
    "Văn phòng HĐND-UBND",
    "Trung tâm Y tế",
    "Trường THCS số {n}",
    "Trường Tiểu học số {n}",
    "Trường Mầm non số {n}",
    "Trường PTDTBT số {n}",
    "Hạt Kiểm lâm",
    "Công ty chế biến nông sản số {n}",
    "Trường Tiểu học số {n}",
    "Trường Mầm non số {n}",
]
DIRECT = ["Công ty xây dựng số 1", "Công ty du lịch số 1", "Văn phòng mẫu số 1"]


MOVED = ("KT-N04-08", "KT-H01", date(2020, 7, 1))
"""An invented move, as (unit, its new parent, from which day): before, it stood where its row says."""


@dataclass(frozen=True)
class UnitRow:
    """One row of the list of units, as the import of units takes it; `sector` steers the invented figures."""

    code: str
    name: str
    kind: str
    parent_code: str
    valid_from: date
    valid_to: date | None = None
    sector: str = ""


def parent_now(row: UnitRow) -> str:
    """The code of the unit above as of this year."""
    return MOVED[1] if row.code == MOVED[0] else row.parent_code


def rows() -> Iterator[UnitRow]:
    """Every unit of the demo, parents before children."""
    yield UnitRow("TLD", "Tổng Liên đoàn Lao động Việt Nam", "TLD", "", START)
    yield UnitRow("KT", "LĐLĐ tỉnh Kon Tum", "LDLD_TINH", "TLD", START)
    yield UnitRow("HN", "LĐLĐ thành phố Hà Nội", "LDLD_TINH", "TLD", START)
    for code, name, place, count in DISTRICTS:
        yield UnitRow(f"KT-{code}", name, "LDLD_HUYEN", "KT", START)
        yield from _bases(f"KT-{code}", place, BASE, count)
    for code, name, kind, patterns, count in SECTORS:
        yield UnitRow(f"KT-{code}", name, kind, "KT", START)
        yield from _bases(f"KT-{code}", "", patterns, count)
    for number, name in enumerate(DIRECT, 1):
        yield UnitRow(f"KT-T{number:02}", f"CĐCS {name}", "CDCS", "KT", START, sector=_sector(name))


def _bases(parent: str, place: str, patterns: list[str], count: int) -> Iterator[UnitRow]:
    for at in range(count):
        pattern, round_ = patterns[at % len(patterns)], at // len(patterns)
        before = patterns[: at % len(patterns)].count(pattern)
        name = pattern.format(n=round_ * patterns.count(pattern) + before + 1)
        if "{n}" not in pattern and round_:
            name = f"{pattern} khu vực {round_ + 1}"
        yield UnitRow(
            f"{parent}-{at + 1:02}", f"CĐCS {name} {place}".strip(), "CDCS", parent, START, sector=_sector(pattern)
        )


def _sector(name: str) -> str:
    """The broad sort of a workplace, from its invented name."""
    if "Mầm non" in name or "Tiểu học" in name or "may" in name:
        return "most-women"
    if "Trường" in name or "Bệnh viện" in name or "Trung tâm" in name:
        return "many-women"
    if "Kiểm lâm" in name or "rừng" in name or "xây dựng" in name:
        return "few-women"
    return "mixed"
