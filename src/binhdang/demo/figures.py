"""Invented but plausible figures for each unit of the demo and each year 2016-2020: the same on every machine.

Magnitudes follow what unions report (shares of women by sort of workplace, sizes of committees); no figure is real.
"""

import random
from dataclasses import dataclass

from binhdang.calc.cells import NOT_APPLICABLE, Value
from binhdang.demo.units import UnitRow

FIRST_YEAR, LAST_YEAR = 2016, 2020
WOMEN = {"most-women": (0.72, 0.90), "many-women": (0.52, 0.70), "mixed": (0.2, 0.46), "few-women": (0.10, 0.28)}
UPPER = {"KT": (35, 11, 9), "KT-H01": (19, 6, 5), "KT-N01": (17, 7, 5), "KT-N02": (15, 6, 5)}
"""Committee of an upper unit: (executive committee, women on it in 2020, standing board)."""
Cells = dict[str, Value]


@dataclass(frozen=True)
class _Workplace:
    """What stays with a grassroots union over the years."""

    staff: int
    women: float
    growth: float
    zeal: float
    """0..1: how much its committee cares; moves women's seats, training and awards."""


def of_unit(unit: UnitRow, year: int) -> Cells:
    """The cells that `unit` would report for `year` (2016..2020), by its level."""
    return _grassroots(unit, year) if unit.kind == "CDCS" else _upper(unit, year)


def _workplace(unit: UnitRow) -> _Workplace:
    rng = random.Random(f"workplace {unit.code}")  # noqa: S311  (invented figures, not secrets)
    low, high = WOMEN[unit.sector]
    big = "Bệnh viện" in unit.name or "may" in unit.name or "Công ty" in unit.name
    staff = rng.randint(60, 240) if big else rng.randint(18, 95)
    return _Workplace(staff, rng.uniform(low, high), rng.uniform(-0.012, 0.03), rng.random())


def _part(whole: int, share: float, rng: random.Random, spread: float = 0.03) -> int:
    """A whole number near `share` of `whole`, never outside 0..whole."""
    return max(0, min(whole, round(whole * (share + rng.uniform(-spread, spread)))))


def _grassroots(unit: UnitRow, year: int) -> Cells:
    place = _workplace(unit)
    rng = random.Random(f"figures {unit.code} {year}")  # noqa: S311
    past = year - FIRST_YEAR
    staff = max(12, round(place.staff * (1 + place.growth) ** past))
    women = round(staff * place.women)
    members, women_members = _part(staff, 0.96, rng, 0.02), 0
    women_members = min(members, women, round(members * place.women))
    cells: Cells = {"ld.tong": staff, "ld.nu": women, "dv.tong": members, "dv.nu": women_members}
    cells |= _work(staff, women, rng)
    cells |= _committee(members, place, past, unit.code)
    cells |= _awards(women, place, past, rng)
    cells |= _training(cells, place, past, unit.code, rng)
    cells |= _care(unit, women, rng)
    cells |= _families(staff, past, rng)
    return cells


def _work(staff: int, women: int, rng: random.Random) -> Cells:
    insured = _part(staff, 0.98, rng, 0.01)
    party = _part(staff, 0.3, rng)
    minority = _part(staff, 0.28, rng)
    return {
        "ld_thieu_viec.tong": 0,
        "ld_thieu_viec.nu": 0,
        "bhxh.tong": insured,
        "bhxh.nu": min(insured, women),
        "dang_vien.tong": party,
        "dang_vien.nu": min(women, _part(party, 0.45, rng)),
        "dtts.tong": minority,
        "dtts.nu": min(women, _part(minority, 0.5, rng)),
        "luong_nguoi": staff,
        "luong_tien": staff * rng.randint(5200, 8600),
    }


def _committee(members: int, place: _Workplace, past: int, code: str) -> Cells:
    """Seats change slowly: the same draw every year against a share that grows a little."""
    rng = random.Random(f"committee {code}")  # noqa: S311
    seats = next(n for limit, n in ((25, 3), (45, 5), (90, 7), (160, 9), (10**6, 11)) if members < limit)
    share = place.women * (0.34 + 0.22 * place.zeal) + 0.010 * past
    women = min(seats, int(seats * share + rng.random()))
    leaders = 1 if seats == 3 else 2
    woman_leads = 1 if women and rng.random() < 0.45 + 0.25 * place.zeal + 0.04 * past else 0
    pool = seats + rng.randint(1, 3)
    board: Value = NOT_APPLICABLE if seats < 9 else 3
    cells: Cells = {
        "bch.tong": seats, "bch.nu": max(women, woman_leads), "btv.tong": board, "btv.nu": board,
        "ubkt.tong": 3 if members >= 30 else 1, "ubkt.nu": 1 if place.women > 0.35 else 0,
        "chu_chot.tong": leaders, "chu_chot.nu": woman_leads,
        "quy_hoach.tong": pool, "quy_hoach.nu": min(pool, round(pool * (0.16 + place.women * 0.24 + 0.012 * past))),
        "quy_hoach_cc.tong": 2, "quy_hoach_cc.nu": 1 if place.women > 0.45 else 0,
    }  # fmt: skip
    if seats >= 9:
        cells["btv.nu"] = min(3, women, 1 + (rng.random() < place.women))
    return cells


def _awards(women: int, place: _Workplace, past: int, rng: random.Random) -> Cells:
    registered = _part(women, 0.97, rng, 0.02)
    reached = min(registered, _part(women, 0.79 + 0.09 * place.zeal + 0.012 * past, rng))
    above = _part(reached, 0.12, rng, 0.05)
    return {
        "gvn_dk": registered, "gvn_dat": reached, "gvn_dat_tren": above,
        "khen_tt": int(rng.random() < 0.15), "khen_cn.tong": rng.randint(0, 3), "khen_cn.nu": 0,
    }  # fmt: skip


def _training(cells: Cells, place: _Workplace, past: int, code: str, rng: random.Random) -> Cells:
    leaders = cells["chu_chot.tong"]
    ready = random.Random(f"training {code}").random()  # noqa: S311
    share = 0.38 + 0.11 * past + 0.15 * place.zeal
    trained = leaders if ready < share - 0.1 else (1 if ready < share else 0)
    trained = min(leaders, trained) if isinstance(leaders, int) and isinstance(trained, int) else 0
    women = cells["chu_chot.nu"]
    heard = rng.randint(10, 60)
    went = trained + rng.randint(0, 4)
    has = cells["dv.nu"]
    return {
        "cc_th.tong": trained, "cc_th.nu": min(trained, women if isinstance(women, int) else 0), "lop": 0,
        "luot.tong": went if past > 2 else 0, "luot.nu": went // 2 if past > 2 else 0,
        "tt_cuoc": rng.randint(1, 4), "tt_nguoi.tong": heard, "tt_nguoi.nu": round(heard * 0.6),
        "ban_nc": 1 if isinstance(has, int) and has >= 10 and ready < 0.75 + 0.05 * past else 0,
        "clb": 0, "clb_hv": 0,
    }  # fmt: skip


def _care(unit: UnitRow, women: int, rng: random.Random) -> Cells:
    company = "Công ty" in unit.name
    agreement = int(company or rng.random() < 0.1)
    helped = rng.randint(0, 4)
    return {
        "kham_pk": _part(women, 0.8, rng, 0.1), "vat_sua": int(company and women > 60), "ho_tro": helped,
        "ho_tro_tien": helped * 500, "thoa_uoc": agreement, "thoa_uoc_nu": int(agreement and rng.random() < 0.6),
        "kiem_tra": int(rng.random() < 0.3), "vu_viec": int(rng.random() < 0.05),
    }  # fmt: skip


def _families(staff: int, past: int, rng: random.Random) -> Cells:
    births = sum(rng.random() < 0.07 for _ in range(staff))
    girls = sum(rng.random() < 0.477 for _ in range(births))
    third = sum(rng.random() < 0.082 - 0.009 * past for _ in range(births))
    homes = round(staff * 0.8)
    return {"sinh.tong": births, "sinh.nu": girls, "sinh3": third, "gd": homes, "gd_dat": _part(homes, 0.93, rng, 0.03)}


def _upper(unit: UnitRow, year: int) -> Cells:
    """The own figures of an upper unit: its own committee, officers, courses; never those of the units below."""
    rng = random.Random(f"upper {unit.code}")  # noqa: S311
    past = year - FIRST_YEAR
    seats, women_last, board = UPPER.get(unit.code, (13, rng.randint(2, 5), 3))
    women = max(1, women_last - (LAST_YEAR - year) // 2)
    leaders = 3 if unit.code == "KT" else 2
    lady = int(rng.random() < 0.45) or int(unit.code == "KT")
    pool, officers = seats + 4, 4 if unit.code == "KT" else 2
    trained = min(leaders, 1 + past // 2)
    nc_trained = min(officers, past // 2 + (rng.random() < 0.6))
    courses = rng.randint(1, 3)
    went = courses * rng.randint(35, 70)
    ladies = officers - (rng.random() < 0.2)
    cells: Cells = {
        "bch.tong": seats, "bch.nu": women, "btv.tong": board, "btv.nu": max(1, board // 4),
        "ubkt.tong": 3 if unit.code != "KT" else 7, "ubkt.nu": 1 if unit.code != "KT" else 3,
        "chu_chot.tong": leaders, "chu_chot.nu": lady, "quy_hoach.tong": pool, "quy_hoach.nu": round(pool * 0.34),
        "quy_hoach_cc.tong": 4, "quy_hoach_cc.nu": 1, "can_bo_nc.tong": officers,
        "can_bo_nc.nu": ladies,
        "clb": int(rng.random() < 0.5), "clb_hv": 0, "lop": courses, "luot.tong": went,
        "luot.nu": round(went * 0.62), "cc_th.tong": trained, "cc_th.nu": min(trained, lady), "nc_th.tong": nc_trained,
        "nc_th.nu": min(nc_trained, ladies), "tt_cuoc": rng.randint(2, 9), "tt_nguoi.tong": went * 3,
        "tt_nguoi.nu": went * 2,
    }  # fmt: skip
    own = random.Random(f"club {unit.code}")  # noqa: S311
    members = own.randint(22, 45) + 2 * past
    cells["clb_hv"] = members if cells["clb"] == 1 else 0
    if unit.code != "KT":
        cells["ban_nc_tren"] = int(own.random() < 0.6 + 0.08 * past)
    return cells
