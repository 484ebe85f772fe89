"""The catalogue and the yearly form fit each other: every formula reads, every cell it uses exists."""

from pathlib import Path

import pytest
import yaml

from binhdang.calc.formulas import cells_of, parse_formula
from binhdang.calc.layout import parse_layout

PACKAGE = Path(__file__).parents[2] / "src" / "binhdang"
FORM = parse_layout(yaml.safe_load((PACKAGE / "datasets" / "forms" / "bdg-nam.yaml").read_text(encoding="utf-8")))
INDICATORS = [
    one
    for path in sorted((PACKAGE / "indicators" / "catalogue").glob("*.yaml"))
    for one in yaml.safe_load(path.read_text(encoding="utf-8"))["indicators"]
]
BY_CODE = {one["code"]: one for one in INDICATORS}
ROWS = [
    "A01",
    "A02",
    "A03",
    "A04",
    "A05",
    "A06",
    "A07",
    "A08",
    "A09",
    "A10",
    "A11",
    "A12",
    "B01",
    "B02",
    "B03",
    "B04",
    "B05",
    "B06",
    "B07",
    "B08",
    "C01",
    "C02",
    "C03",
    "D01",
    "D02",
    "E01",
    "E02",
    "F01",
    "F02",
    "F03",
    "F04",
    "F05",
    "F06",
    "G01",
    "G02",
    "H01",
    "H02",
    "H03",
    "I01",
    "I02",
]


def test_every_row_of_the_catalogue_is_there_once():
    assert set(ROWS) <= set(BY_CODE)
    assert len(BY_CODE) == len(INDICATORS)


@pytest.mark.parametrize("code", sorted(BY_CODE))
def test_an_indicator_is_a_ratio_of_sums_over_known_cells(code):
    one = BY_CODE[code]
    used = set().union(*(cells_of(parse_formula(one[side])) for side in ("numerator", "denominator") if one.get(side)))
    if one["source"].startswith("Báo cáo năm BDG-NAM"):
        assert used <= set(FORM.cells)
    else:
        assert not used <= set(FORM.cells)
    assert all("/" not in one.get(side, "") for side in ("numerator", "denominator"))
    assert all(
        one[key] for key in ("name_vi", "name_en", "concept", "unit", "breakdown", "owner", "source", "keywords")
    )
    assert (one["unit"] == "%") <= (one["per"] == 100 and bool(one.get("denominator")))


@pytest.mark.parametrize(
    ("target", "code", "numerator", "denominator"),
    [
        ("T1", "B01", "bch.nu", "bch.tong"),
        ("T2", "E01", "gvn_dat", "ld.nu"),
        ("T3", "B05", "quy_hoach.nu", "quy_hoach.tong"),
        ("T4", "B06", "nu30_cc", "nu30"),
        ("T4 wide", "B06.R", "nu30_bch", "nu30"),
        ("T5a", "D01.CC", "cc_th.tong", "chu_chot.tong"),
        ("T5b", "D01.NC", "nc_th.tong", "can_bo_nc.tong"),
        ("T6", "I01", "sinh3", None),
        ("T6 watched", "I01.GT", "sinh.tong - sinh.nu", "sinh.nu"),
    ],
)
def test_the_targets_of_the_plan_have_their_indicators(target, code, numerator, denominator):
    one = BY_CODE[code]
    assert (one["numerator"], one.get("denominator")) == (numerator, denominator), target
    assert one["direction"] == ("lower" if target.startswith("T6") else "higher")


def test_every_source_mentioned_is_listed():
    listed = (PACKAGE.parents[1] / "docs" / "sources.md").read_text(encoding="utf-8")
    refs = {word.strip(".;,") for one in INDICATORS for word in one["source"].split() if word.startswith("[S")}
    assert all(f"| {ref.strip('[]')} |" in listed for ref in refs)
