"""What was read, said in words: thresholds, titles of findings, confidence."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from binhdang.calc.numbers import number
from binhdang.plans.choices import Comparator, FindingKind, Part, Recurrence, ReviewKind, TargetLevel, TargetUnit
from binhdang.plans.fields import FIELDS, HEADER, Field
from binhdang.plans.intake import SURE
from binhdang.plans.naming import short_name

_PER = {TargetUnit.PER_100: "/100", TargetUnit.PER_1000: "/1.000", TargetUnit.PER_100000: "/100.000"}
TELLING = 10
"""A population shorter than this ("nữ", "CĐCS") does not tell one target from another."""
FAIRLY = 60
"""Percent from which a reading is called fairly sure (mock-up of the review page)."""


def figure(value: Any, unit: str, counted: str | None = None) -> str:
    """A value with its unit: "30%", "1,7 lần", "02 lớp" as "2 lớp", "42/100.000"; "–" when missing."""
    if value in (None, ""):
        return "–"
    try:
        text = number(Decimal(str(value)).normalize())
    except (InvalidOperation, ValueError):
        return str(value)
    if unit == TargetUnit.PERCENT:
        return text + "%"
    if unit == TargetUnit.RATIO:
        return _as_fraction(Decimal(str(value))) or text
    if unit == TargetUnit.TIMES:
        return _("%(n)s lần") % {"n": text}
    if unit in _PER:
        return text + _PER[TargetUnit(unit)]
    return f"{text} {counted}" if counted else text


def _as_fraction(value: Decimal) -> str:
    """0.6667 as "2/3"; "" when no fraction in tenths or coarser is meant."""
    fraction = Fraction(value).limit_denominator(10)
    near = abs(fraction - Fraction(value)) < Fraction(1, 5000)
    return f"{fraction.numerator}/{fraction.denominator}" if near and fraction.denominator > 1 else ""


def comparison(comparator: str, value: Any, unit: str, *, upper: Any = None, counted: str | None = None) -> str:
    """A comparison as papers write it: "từ 30% trở lên", "không quá 5%", "giảm so với kỳ trước"."""
    shown = figure(value, unit, counted)
    if upper not in (None, ""):
        shown = f"{number(Decimal(str(value)).normalize())}–{figure(upper, unit, counted)}"
    patterns = {
        Comparator.AT_LEAST: _("từ %(v)s trở lên"),
        Comparator.ABOVE: _("trên %(v)s"),
        Comparator.AT_MOST: _("không quá %(v)s"),
        Comparator.BELOW: _("dưới %(v)s"),
        Comparator.EQUAL: _("đạt %(v)s"),
        Comparator.ABOUT: _("khoảng %(v)s"),
        Comparator.INCREASE: _("tăng so với kỳ trước"),
        Comparator.DECREASE: _("giảm so với kỳ trước"),
    }
    pattern = patterns.get(Comparator(comparator)) if comparator in Comparator.values else None
    return pattern % {"v": shown} if pattern else _("không có ngưỡng")


def threshold(data: Mapping[str, Any]) -> str:
    """The threshold of a target's data in one phrase, the steps by year and the rhythm included."""
    unit, counted = data.get("unit") or "none", data.get("counted")
    steps = [
        _("đến năm %(year)s: %(what)s")
        % {"year": m["year"], "what": comparison(m.get("comparator") or ">=", m.get("value"), unit, counted=counted)}
        for m in data.get("milestones") or ()
    ]
    comparator = data.get("comparator") or "none"
    own = comparison(comparator, data.get("value"), unit, upper=data.get("value_max"), counted=counted)
    if steps and (data.get("value") in (None, "")):
        own = ""
    text = "; ".join(part for part in [own, *steps] if part)
    return _("%(what)s, hằng năm") % {"what": text} if data.get("recurrence") == Recurrence.YEARLY else text


def title(kind: str, data: Mapping[str, Any], quote: str) -> str:
    """A short title for a finding; `quote` is the text it came from."""
    if kind == FindingKind.TARGET:
        population = data.get("population") or ""
        own = population if len(population) >= TELLING else ""
        return short_name(data.get("name") or own or data.get("text") or quote)
    if kind == FindingKind.LEGAL_BASIS:
        return short_name(" ".join(p for p in (data.get("kind"), data.get("number")) if p) or quote)
    if kind == FindingKind.REVIEW:
        what = dict(ReviewKind.choices).get(data.get("kind") or "", "")
        return short_name(f"{what} {data.get('year') or ''}".strip() or quote)
    if kind == FindingKind.RESPONSIBLE:
        return short_name(f"{data.get('unit') or quote} ({dict(Part.choices).get(data.get('role') or '', '–')})")
    if kind == FindingKind.SIGNATURE:
        return short_name(data.get("position") or data.get("authority") or quote)
    if kind == FindingKind.REPORTING:
        return short_name(data.get("who") or data.get("text") or quote)
    if kind == FindingKind.HEADER:
        return str(_HEADER_LABELS.get(str(data.get("field")), _("Phần đầu văn bản")))
    return short_name(data.get("name") or data.get("text") or quote)


_HEADER_LABELS = {field.name: field.label for field in HEADER} | {"period": _("Thời gian thực hiện")}


def facts(kind: str, data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is known of a finding as (label, words), without what the text does not say."""
    if kind == FindingKind.TARGET:
        return _target_facts(data)
    out: list[tuple[str, str]] = []
    for field in FIELDS.get(kind, ()):
        shown = shown_value(field, data.get(field.name))
        if shown and not (field.name == "text" and kind != FindingKind.DEADLINE):
            out.append((str(field.label), shown))
    return out


def _target_facts(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    names = ("population", "condition", "levels")
    fields = {field.name: field for field in FIELDS[FindingKind.TARGET]}
    out = [(_("Phép so"), threshold(data))]
    for name in names:
        shown = shown_value(fields[name], data.get(name))
        if shown:
            out.append((str(fields[name].label), shown))
    return out


def shown_value(field: Field, value: Any) -> str:
    """One value in words; "" when there is nothing to say."""
    if value in (None, "", [], False):
        return ""
    if field.type == "date":
        return day(value)
    if field.type == "month_day":
        return "/".join(reversed(str(value).split("-")))
    if field.type == "tick":
        return _("có")
    if field.type == "many":
        return ", ".join(str(dict(field.options).get(str(v), v)) for v in value)
    if field.type == "choice":
        return str(dict(field.options).get(str(value), value))
    return str(value)


def levels(codes: list[str]) -> str:
    """Levels of a target in words; "" when the plan names none."""
    return ", ".join(str(dict(TargetLevel.choices).get(code, code)) for code in codes)


def day(iso: str) -> str:
    """An ISO day as 05/12/2026; anything else as it is."""
    try:
        return date.fromisoformat(iso).strftime("%d/%m/%Y")
    except ValueError:
        return iso


def sureness(confidence: int) -> str:
    """A confidence in words."""
    if confidence >= SURE:
        return _("chắc")
    return _("khá chắc") if confidence >= FAIRLY else _("chưa chắc")
