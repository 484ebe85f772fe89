import re
import xml.etree.ElementTree as ET
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhdang.ui.charts import Bullet, Point, Spark, Stack, Trend, axis_of, chart, svg

SVG = "{http://www.w3.org/2000/svg}"
EVIL = '"><script>alert(1)</script>&'
exact = st.decimals(allow_nan=False, allow_infinity=False, min_value=-1000, max_value=100000, places=2)


def tree(picture):
    return ET.fromstring(str(picture))


def texts(picture):
    return [e.text for e in tree(picture).iter(f"{SVG}text")]


@pytest.mark.parametrize(
    "spec",
    [
        Bullet(5, 0, 10, EVIL, 3, EVIL),
        Spark([(EVIL, 1), (EVIL, 2)], EVIL),
        Trend([Point(EVIL, 1, 0, 2, EVIL), Point(EVIL, 2)], EVIL, 1, EVIL, EVIL, EVIL),
        Stack([("done", EVIL, 3)], EVIL),
    ],
)
def test_every_text_in_a_chart_is_escaped(spec):
    assert "<script" not in svg(spec)
    assert EVIL in tree(svg(spec)).attrib["aria-label"]


def test_a_bullet_puts_value_threshold_and_band_where_they_belong():
    picture = tree(svg(Bullet(Decimal("28.7"), 20, 40, "T1", 30, "ngưỡng", (Decimal("27.1"), Decimal("31.9")))))
    tick = picture.find(f"{SVG}line")
    assert tick.attrib["x1"] == tick.attrib["x2"] == "50%"
    dot = picture.find(f"{SVG}circle")
    assert dot.attrib["cx"] == "43.6%"
    band = picture.findall(f"{SVG}rect")[1]
    assert (band.attrib["x"], band.attrib["width"]) == ("35.8%", "23.5%")


def test_numbers_in_a_chart_are_written_the_vietnamese_way():
    written = texts(svg(Bullet(Decimal("1028.75"), 0, 2000, "T", Decimal("1500.5"), "ngưỡng", (900, 1100))))
    assert "900,0–1.100,0" in written
    assert "ngưỡng 1.500,5%" in written
    assert "ngưỡng 30%" in texts(svg(Bullet(29, 20, 40, "T", 30, "ngưỡng")))


def test_a_missing_value_draws_no_dot_and_is_said():
    picture = svg(Bullet(None, 0, 100, "T3", 30, "ngưỡng"))
    assert tree(picture).find(f"{SVG}circle") is None
    assert tree(picture).attrib["aria-label"].startswith("T3: –")


def test_a_trend_breaks_its_line_where_a_period_is_missing():
    values = [1, 2, None, 3, 4]
    picture = tree(svg(Trend([Point(str(i), v) for i, v in enumerate(values)], "T")))
    assert len(picture.findall(f"{SVG}polyline")) == 2


def test_a_trend_has_one_drawing_for_wide_and_one_for_narrow_screens():
    both = chart(Trend([Point("2018", 1), Point("2019", 2)], "T"))
    assert re.findall(r'class="chart (only-\w+)" viewBox="0 0 (\d+)', both) == [
        ("only-wide", "760"),
        ("only-narrow", "328"),
    ]


def test_the_coverage_of_a_period_stays_on_the_narrow_drawing():
    points = [Point(str(y), y % 7, note="118/138 đơn vị") for y in range(2015, 2020)]
    assert "118/138" in texts(svg(Trend(points, "T"), 328))
    assert "118/138 đơn vị" in texts(svg(Trend(points, "T"), 760))


def test_parts_of_a_stack_add_up_to_its_width_and_unknown_parts_are_refused():
    picture = tree(svg(Stack([("done", "a", 97), ("waiting", "b", 12), ("returned", "c", 3), ("rest", "d", 12)])))
    widths = [Decimal(r.attrib["width"].rstrip("%")) for r in picture.findall(f"{SVG}rect")[1:-1]]
    assert abs(sum(widths) - Decimal(11200) / 124) < Decimal("0.2")
    with pytest.raises(ValueError, match="unknown part"):
        svg(Stack([("nope", "a", 1)]))


def test_an_empty_chart_is_still_a_picture():
    for spec in (Trend([], "T"), Spark([], "T"), Stack([], "T"), Spark([("2019", None)], "T")):
        tree(svg(spec))


@given(st.lists(exact, min_size=1, max_size=12))
def test_a_scale_holds_all_its_values_in_a_few_round_steps(values):
    axis = axis_of(values)
    assert axis.low <= min(values) <= max(values) <= axis.high
    assert 2 <= len(axis.marks) <= 7
    assert all(b - a == axis.step for a, b in zip(axis.marks, axis.marks[1:], strict=False))


@given(st.lists(st.one_of(st.none(), exact), min_size=1, max_size=8), st.sampled_from([328, 760]), exact)
def test_every_point_of_a_trend_lies_inside_its_drawing(values, width, threshold):
    picture = tree(svg(Trend([Point(str(i), v, v, v) for i, v in enumerate(values)], "T", threshold), width))
    _, _, w, h = (Fraction(n) for n in picture.attrib["viewBox"].split())
    for dot in picture.findall(f"{SVG}circle"):
        assert 0 <= Fraction(dot.attrib["cx"]) <= w
        assert 0 <= Fraction(dot.attrib["cy"]) <= h
    assert len(picture.findall(f"{SVG}circle")) == sum(v is not None for v in values)


@given(exact, exact, exact, exact)
def test_a_bullet_stays_on_its_scale_whatever_it_is_given(value, threshold, a, b):
    picture = tree(svg(Bullet(value, 0, 100, "T", threshold, "ngưỡng", (min(a, b), max(a, b)))))
    for node in picture:
        for name in ("x", "cx", "x1", "width"):
            if str(node.attrib.get(name, "")).endswith("%"):
                assert 0 <= Decimal(node.attrib[name].rstrip("%")) <= 100
