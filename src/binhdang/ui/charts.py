"""Charts: one frozen specification each, drawn as SVG for page, Word and PDF alike.

Numbers come exact (int, Decimal, Fraction) and are written the Vietnamese way; geometry is rounded to a tenth.
`chart(spec)` is what templates use; `svg(spec, width)` gives one self-contained drawing for papers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from binhdang.ui.numbers import MISSING, Exact, coordinate, number
from binhdang.ui.svg import Drawing, text_width

ACCENT, ACCENT_INK, SOFT, MID, WASH = "#2c3f7f", "#22336b", "#c9cfe6", "#8794c4", "#dfe3f1"
INK, INK_2, INK_3, LINE, AXIS, TRACK, SHEET = (
    "#1f1c17",
    "#4d483f",
    "#665f54",
    "#e0dbcf",
    "#857e70",
    "#e6e1d5",
    "#fffefb",
)
AMBER = "#734500"
FILLS = {"done": ACCENT, "waiting": MID, "returned": AMBER, "rest": SHEET}
WIDE, NARROW = 760, 328
Text = str | Promise
Height = Callable[[Exact], Fraction]


@dataclass(frozen=True)
class Bullet:
    """A value on a scale with its threshold tick and coverage band (lowest and highest once all have answered)."""

    value: Exact | None
    low: Exact
    high: Exact
    label: Text
    threshold: Exact | None = None
    threshold_name: Text = ""
    band: tuple[Exact, Exact] | None = None
    unit: str = "%"
    places: int = 1
    small: bool = False


@dataclass(frozen=True)
class Spark:
    """A trend the size of a word: named points in order, None where nothing is known."""

    points: Sequence[tuple[str, Exact | None]]
    label: Text
    threshold: Exact | None = None


@dataclass(frozen=True)
class Point:
    """One period of a trend: its value, the band of its coverage and a line under its name."""

    name: str
    value: Exact | None
    low: Exact | None = None
    high: Exact | None = None
    note: str = ""


@dataclass(frozen=True)
class Trend:
    """Values over periods with a threshold line and the band of coverage."""

    points: Sequence[Point]
    label: Text
    threshold: Exact | None = None
    threshold_name: Text = ""
    high_name: Text = ""
    low_name: Text = ""
    unit: str = "%"
    places: int = 1


@dataclass(frozen=True)
class Stack:
    """Counts by state as one bar; each part is (kind, name, count), kind one of done, waiting, returned, rest."""

    parts: Sequence[tuple[str, Text, int]]
    label: Text = ""


@dataclass(frozen=True)
class Axis:
    """A rising scale in round steps."""

    low: Fraction
    high: Fraction
    step: Fraction
    marks: tuple[Fraction, ...] = field(default=())

    def place(self, value: Exact, start: Fraction, end: Fraction) -> Fraction:
        """Where a value lies between two coordinates, held inside them."""
        share = (Fraction(value) - self.low) / (self.high - self.low)
        return start + min(max(share, Fraction(0)), Fraction(1)) * (end - start)


Spec = Bullet | Spark | Trend | Stack


def chart(spec: Spec) -> SafeString:
    """The chart for a page; a trend in two drawings, one for wide and one for narrow screens."""
    if isinstance(spec, Trend):
        return format_html("{}{}", _trend(spec, WIDE, "only-wide"), _trend(spec, NARROW, "only-narrow"))
    return svg(spec)


def svg(spec: Spec, width: int | None = None) -> SafeString:
    """One drawing of any specification; `width` in pixels fixes the size of those that otherwise fill their place."""
    match spec:
        case Bullet():
            return _bullet(spec, width)
        case Spark():
            return _spark(spec)
        case Stack():
            return _stack(spec, width)
        case Trend():
            return _trend(spec, width or WIDE, "")
    raise TypeError(f"not a chart specification: {type(spec).__name__}")


def axis_of(values: Sequence[Exact], steps: int = 4) -> Axis:
    """A scale in about so many round steps (1, 2, 4, 5 times a power of ten) that holds all values."""
    low, high = Fraction(min(values)), Fraction(max(values))
    if low == high:
        low, high = low - 1, high + 1
    raw = (high - low) / steps
    power = Fraction(1)
    while power * 10 <= raw:
        power *= 10
    while power > raw:
        power /= 10
    step = next(power * m for m in (1, 2, 4, 5, 10) if power * m >= raw)
    start = low // step * step
    if start < 0 <= low:
        start = Fraction(0)
    marks = [start]
    while marks[-1] < high:
        marks.append(marks[-1] + step)
    return Axis(start, marks[-1], step, tuple(marks))


def _said(value: Exact | None, unit: str, places: int) -> str:
    return MISSING if value is None else number(value, places) + unit


def _short(value: Exact, places: int) -> str:
    """A threshold or scale end without needless decimals: "30", "62,5"."""
    text = number(value, places)
    return text.rstrip("0").rstrip(",") if "," in text else text


def _bullet(spec: Bullet, width: int | None) -> SafeString:
    """All x are percentages of the width, so that letters keep their size on any screen."""
    axis = Axis(Fraction(spec.low), Fraction(spec.high), Fraction(1))
    height, y = (16, 8) if spec.small else (46, 22)
    said = f"{spec.label}: {_said(spec.value, spec.unit, spec.places)}"
    if spec.threshold is not None:
        said += f", {spec.threshold_name} {_short(spec.threshold, spec.places)}{spec.unit}"
    if spec.band:
        said += f", {_band_text(spec)}{spec.unit}"
    d = Drawing(width, height, said, fluid=True)

    def at(value: Exact) -> str:
        return f"{coordinate(axis.place(value, Fraction(1), Fraction(99)))}%"

    def span(start: Exact, end: Exact) -> str:
        return (
            f"{coordinate(axis.place(end, Fraction(1), Fraction(99)) - axis.place(start, Fraction(1), Fraction(99)))}%"
        )

    d.add("rect", x="1%", y=y - 3, width="98%", height=6, fill=TRACK)
    if spec.band:
        d.add("rect", x=at(spec.band[0]), y=y - 6, width=span(*spec.band), height=12, fill=SOFT)
    if spec.value is not None:
        d.add("rect", x="1%", y=y - 2, width=span(spec.low, spec.value), height=4, fill=ACCENT)
        if not spec.small:
            d.add("circle", cx=at(spec.value), cy=y, r=5, fill=ACCENT, stroke=SHEET, stroke_width=2)
    if spec.threshold is not None:
        x = at(spec.threshold)
        d.add("line", x1=x, x2=x, y1=y - (8 if spec.small else 10), y2=y + (8 if spec.small else 10), stroke=INK,
              stroke_width="1.75")  # fmt: skip
    if not spec.small:
        _bullet_words(d, spec, axis)
    return d.done()


def _band_text(spec: Bullet) -> str:
    low, high = spec.band or (0, 0)
    return f"{number(low, spec.places)}–{number(high, spec.places)}"


def _bullet_words(d: Drawing, spec: Bullet, axis: Axis) -> None:
    """Threshold above, scale ends and band below; a scale end gives way to the band's figures."""
    if spec.threshold is not None:
        share = axis.place(spec.threshold, Fraction(1), Fraction(99))
        name = f"{spec.threshold_name} {_short(spec.threshold, spec.places)}{spec.unit}".strip()
        anchor, x = _anchored(share, 22)
        d.text(name, x, 9, anchor, size=11.5, fill=INK_2)
    middle = None
    if spec.band:
        middle = axis.place((Fraction(spec.band[0]) + Fraction(spec.band[1])) / 2, Fraction(1), Fraction(99))
        anchor, x = _anchored(middle, 14)
        d.text(_band_text(spec), x, 44, anchor, size=11.5, fill=ACCENT)
    if middle is None or middle > 38:
        d.text(_short(spec.low, spec.places) + spec.unit, "1%", 44, "start", size=11.5, fill=INK_3)
    if middle is None or middle < 62:
        d.text(_short(spec.high, spec.places) + spec.unit, "99%", 44, "end", size=11.5, fill=INK_3)


def _anchored(share: Fraction, room: int) -> tuple[str, str]:
    """Where a label of about `room` percent hangs so that it stays inside: at its point, or at an edge."""
    if share < Fraction(room, 2):
        return "start", "1%"
    if share > 100 - Fraction(room, 2):
        return "end", "99%"
    return "middle", f"{coordinate(share)}%"


def _spark(spec: Spark) -> SafeString:
    known = [v for _, v in spec.points if v is not None]
    d = Drawing(84, 44, f"{spec.label}: " + "; ".join(f"{n}: {_said(v, '', 1)}" for n, v in spec.points))
    if known:
        scale = [*known, *([spec.threshold] if spec.threshold is not None else [])]
        low, high = Fraction(min(scale)), Fraction(max(scale))
        axis = Axis(low, high if high > low else low + 1, Fraction(1))
        gap = Fraction(72, max(len(spec.points) - 1, 1))
        spots = [
            None if v is None else (5 + gap * i, axis.place(v, Fraction(27), Fraction(5)))
            for i, (_, v) in enumerate(spec.points)
        ]
        if spec.threshold is not None:
            y = axis.place(spec.threshold, Fraction(27), Fraction(5))
            d.add("line", x1=2, x2=82, y1=y, y2=y, stroke=INK_3, stroke_dasharray="2 2.5")
        d.runs(spots, ACCENT, "1.75")
        last = next(s for s in reversed(spots) if s)
        d.add("circle", cx=last[0], cy=last[1], r="2.75", fill=ACCENT)
        d.text(spec.points[0][0], 2, 42, "start", size=10, fill=INK_3)
        if len(spec.points) > 1:
            d.text(spec.points[-1][0], 82, 42, "end", size=10, fill=INK_3)
    return d.done()


def _stack(spec: Stack, width: int | None) -> SafeString:
    said = ", ".join(f"{number(count)} {name}" for _, name, count in spec.parts)
    d = Drawing(width, 12, f"{spec.label}: {said}" if spec.label else said, fluid=True)
    total = sum(count for _, _, count in spec.parts)
    done = 0
    d.add("rect", x=0, y=0, width="100%", height=12, fill=SHEET)
    for kind, _name, count in spec.parts:
        if kind not in FILLS:
            raise ValueError(f"unknown part {kind!r}; one of: {', '.join(FILLS)}")
        if count and kind != "rest":
            x, w = (coordinate(Fraction(n * 100, total), 2) for n in (done, count))
            d.add("rect", x=f"{x}%", y=0, width=f"{w}%", height=12, fill=FILLS[kind])
        done += count
    d.add("rect", x=0, y=0, width="100%", height=12, fill="none", stroke=AXIS)
    return d.done()


def _trend(spec: Trend, width: int, css: str) -> SafeString:
    wide = width >= 520
    known = [v for p in spec.points for v in (p.value, p.low, p.high) if v is not None]
    if spec.threshold is not None:
        known.append(spec.threshold)
    said = "; ".join(f"{p.name}: {_said(p.value, spec.unit, spec.places)}" for p in spec.points)
    d = Drawing(width, 290 if wide else 270, f"{spec.label}. {said}", css=css)
    if not known:
        return d.done()
    axis = axis_of(known)
    left = max(text_width(_short(m, 2) + spec.unit, 12) for m in axis.marks) + 10
    end = _said(spec.points[-1].value, spec.unit, spec.places)
    right = width - (112 if wide else text_width(end, 16) + 8)
    top, bottom = 24, d.height - 48
    gap = Fraction(right - left - 16, max(len(spec.points) - 1, 1))
    xs = [left + 8 + gap * i for i in range(len(spec.points))]

    def y(value: Exact) -> Fraction:
        return axis.place(value, Fraction(bottom), Fraction(top))

    for mark in axis.marks:
        d.add("line", x1=left, x2=right, y1=y(mark), y2=y(mark), stroke=AXIS if mark == axis.low else LINE)
        d.text(_short(mark, 2) + spec.unit, left - 8, y(mark) + 4, "end", size=12, fill=INK_3)
    _trend_band(d, spec, xs, y)
    if spec.threshold is not None:
        at = y(spec.threshold)
        d.add("line", x1=left, x2=right, y1=at, y2=at, stroke=INK, stroke_width="1.5", stroke_dasharray="5 4")
        name = f"{spec.threshold_name} {_short(spec.threshold, spec.places)}{spec.unit}".strip()
        d.text(name, left + 6, at - 7, "start", size=12.5, fill=INK, weight=600, halo=True)
    d.runs([None if p.value is None else (x, y(p.value)) for p, x in zip(spec.points, xs, strict=True)], ACCENT, "2.25")
    _trend_points(d, spec, xs, y, wide)
    return d.done()


def _trend_band(d: Drawing, spec: Trend, xs: Sequence[Fraction], y: Height) -> None:
    """The band over each unbroken run of periods that have one."""
    run: list[tuple[Fraction, Fraction, Fraction]] = []
    for x, point in [*zip(xs, spec.points, strict=True), (Fraction(0), Point("", None))]:
        if point.low is not None and point.high is not None:
            run.append((x, y(point.high), y(point.low)))
            continue
        if len(run) > 1:
            d.polygon([(at, high) for at, high, _ in run] + [(at, low) for at, _, low in reversed(run)], WASH)
        elif run:
            at, high, low = run[0]
            d.add("line", x1=at, x2=at, y1=high, y2=low, stroke=WASH, stroke_width=8)
        run = []


def _trend_points(d: Drawing, spec: Trend, xs: Sequence[Fraction], y: Height, wide: bool) -> None:
    """Dots with their values, period names and notes below; the last one is named beside the line."""
    last = max((i for i, p in enumerate(spec.points) if p.value is not None), default=-1)
    room = xs[1] - xs[0] if len(xs) > 1 else Fraction(99)
    for i, (x, p) in enumerate(zip(xs, spec.points, strict=True)):
        d.text(p.name, x, d.height - 26, "middle", size=12.5, fill=INK)
        if note := next((n for n in (p.note, p.note.split(" ")[0]) if n and text_width(n, 11.5) < room), ""):
            d.text(note, x, d.height - 9, "middle", size=11.5, fill=INK_3)
        if p.value is None:
            d.text(MISSING, x, d.height - 54, "middle", size=13, fill=INK_3)
            continue
        said = _said(p.value, spec.unit, spec.places)
        if i == last == len(spec.points) - 1:
            d.add("circle", cx=x, cy=y(p.value), r=5, fill=ACCENT)
            _trend_end(d, spec, x + 12, y, said=said, wide=wide)
            continue
        d.add("circle", cx=x, cy=y(p.value), r="3.75", fill=SHEET, stroke=ACCENT, stroke_width=2)
        _trend_value(d, said, x, y(p.value) + 21, room, first=i == 0)


def _trend_value(d: Drawing, said: str, x: Fraction, y: Fraction, room: Fraction, *, first: bool) -> None:
    """A value under its dot, where its neighbours leave room; the first begins at its dot, clear of the scale."""
    wanted = text_width(said, 12.5)
    back = 14 if first and room < Fraction(3 * wanted, 2) else 0
    if room > (Fraction(3 * wanted, 2) - back if first else wanted):
        d.text(said, x - back, y, "start" if first else "middle", size=12.5, fill=INK, weight=500, halo=True)


def _trend_end(d: Drawing, spec: Trend, x: Fraction, y: Height, *, said: str, wide: bool) -> None:
    """Value of the last period and, clear of it, the ends of its band."""
    p = spec.points[-1]
    middle = y(p.value or 0)
    d.text(said, x, middle + 5, "start", size=15, fill=ACCENT_INK, weight=600)
    for bound, name, side in ((p.high, spec.high_name, -1), (p.low, spec.low_name, 1)):
        if bound is None or bound == p.value:
            continue
        at = y(bound) + 4
        at = min(at, middle - 12) if side < 0 else max(at, middle + 21)
        text = _said(bound, spec.unit, spec.places)
        d.text(f"{name} {text}" if wide and name else text, x, at, "start", size=12, fill=INK_2)
