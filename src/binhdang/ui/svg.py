"""A small writer of SVG: escaped, self-contained, coordinates rounded to a tenth."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from binhdang.ui.numbers import coordinate

Coord = int | Fraction | Decimal | str
Spot = tuple[Fraction, Fraction]
PAPER = "#f8f6f1"


def text_width(text: str, size: int | float) -> int:
    """About how wide a text is, in pixels, in the interface font; on the generous side."""
    return int(sum(0.34 if c in " .,/il1|" else 0.92 if c == "%" else 0.62 for c in text) * size) + 1


def _at(value: Coord | float) -> str:
    return coordinate(value) if isinstance(value, Fraction | Decimal) else str(value)


class Drawing:
    """One SVG picture under way; `done()` gives it as safe markup."""

    def __init__(self, width: int | None, height: int, label: str, fluid: bool = False, css: str = "") -> None:
        """`fluid` pictures place everything by percentages and fill their box; others keep their own grid."""
        self.width, self.height, self.label, self.fluid, self.css = width, height, label, fluid, css
        self._parts: list[SafeString] = []

    def add(self, shape: str, **attributes: Coord | float) -> None:
        """One shape; attribute names are written with underscores for hyphens."""
        given = format_html_join("", ' {}="{}"', ((k.replace("_", "-"), _at(v)) for k, v in attributes.items()))
        self._parts.append(format_html("<{}{}/>", shape, given))

    def text(
        self,
        text: str,
        x: Coord,
        y: Coord,
        anchor: str,
        *,
        size: float,
        fill: str,
        weight: int = 400,
        halo: bool = False,
    ) -> None:
        """A line of text; `halo` keeps it readable over lines."""
        rim = format_html(' stroke="{}" stroke-width="3" paint-order="stroke"', PAPER) if halo else ""
        self._parts.append(
            format_html(
                '<text x="{}" y="{}" text-anchor="{}" font-size="{}" font-weight="{}" fill="{}"{}>{}</text>',
                _at(x), _at(y), anchor, size, weight, fill, rim, text,
            )
        )  # fmt: skip

    def runs(self, spots: Sequence[Spot | None], stroke: str, width: str) -> None:
        """A line through the spots, broken where one is missing."""
        run: list[Spot] = []
        for spot in [*spots, None]:
            if spot:
                run.append(spot)
                continue
            if len(run) > 1:
                self.add("polyline", points=_points(run), fill="none", stroke=stroke, stroke_width=width)
            run = []

    def polygon(self, spots: Sequence[Spot], fill: str) -> None:
        """A filled shape."""
        self.add("polygon", points=_points(spots), fill=fill)

    def done(self) -> SafeString:
        """The finished picture, named for those who cannot see it."""
        body = format_html_join("", "{}", ((p,) for p in self._parts))
        if self.fluid:
            return format_html(
                '<svg xmlns="http://www.w3.org/2000/svg" class="chart-fluid" width="{}" height="{}" role="img"'
                ' aria-label="{}">{}</svg>',
                self.width or "100%", self.height, self.label, body,
            )  # fmt: skip
        css = f"chart {self.css}".strip()
        return format_html(
            '<svg xmlns="http://www.w3.org/2000/svg" class="{}" viewBox="0 0 {} {}" width="{}" height="{}" role="img"'
            ' aria-label="{}">{}</svg>',
            css, self.width, self.height, self.width, self.height, self.label, body,
        )  # fmt: skip


def _points(spots: Sequence[Spot]) -> str:
    return " ".join(f"{_at(x)},{_at(y)}" for x, y in spots)
