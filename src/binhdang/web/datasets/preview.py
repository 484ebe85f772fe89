"""A form drawn as a unit will see it, before any report exists."""

from dataclasses import dataclass, field
from typing import Any

from binhdang.calc.layout import Layout
from binhdang.reports.checks import Checked
from binhdang.reports.queries import all_levels
from binhdang.web.reports.sheet import Maker, SectionView, sections_of


@dataclass
class _Blank:
    """What the form page reads of a report, all of it empty."""

    level_code: str
    texts: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    explanations: dict[str, str] = field(default_factory=dict)


def levels_asked(layout: Layout) -> list[tuple[str, str]]:
    """The levels that answer the form, highest first, as (code, name)."""
    return [(code, name) for code, name in all_levels() if layout.asks(code)]


def sections_for(layout: Layout, level: str) -> list[SectionView]:
    """The sections as a unit of this level sees them."""
    nothing: dict[str, Any] = {}
    checked = Checked(errors=(), warnings=(), unexplained=(), notices=(), filled=0, expected=0)
    return sections_of(layout, Maker(_Blank(level), nothing, nothing, nothing, nothing, checked, [], nothing))
