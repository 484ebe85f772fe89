"""The fields a person may correct on a finding of each kind, and how what they typed becomes data.

The names are the plan reader's. Numbers are kept as text ("30", "1.7"), so that they stay exact; dates are ISO.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from binhdang.kit.errors import BadInput
from binhdang.plans import choices as words
from binhdang.plans.choices import Comparator, FindingKind

Label = str | Promise
FIRST_YEAR, LAST_YEAR = 1900, 2200
MILESTONES = 6
LONGEST = 1000
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_MONTH_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,10}(?:\.\d{1,4})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name in the data, its label, its type and, for a choice, what may be chosen."""

    name: str
    label: Label
    type: str = "text"
    options: tuple[tuple[str, Label], ...] = ()


def _options(kind: Any) -> tuple[tuple[str, Label], ...]:
    return tuple((str(value), label) for value, label in kind.choices)


_TEXT = Field("text", lazy("Nội dung"), "long")
_NAME = Field("name", lazy("Tên gọi"))
FIELDS: dict[str, tuple[Field, ...]] = {
    FindingKind.TARGET: (
        Field("code", lazy("Ký hiệu")),
        Field("name", lazy("Tên gọi ngắn")),
        Field("population", lazy("Đối tượng được đếm"), "long"),
        Field("comparator", lazy("Phép so"), "choice", _options(words.Comparator)),
        Field("value", lazy("Mức phải đạt"), "number"),
        Field("unit", lazy("Đơn vị"), "choice", _options(words.TargetUnit)),
        Field("value_max", lazy("Đến mức (nếu là khoảng)"), "number"),
        Field("recurrence", lazy("Lặp lại"), "choice", (("", lazy("không nói rõ")), *_options(words.Recurrence))),
        Field("milestones", lazy("Mức theo năm"), "milestones", _options(words.Comparator)),
        Field("condition", lazy("Điều kiện áp dụng"), "long"),
        Field("levels", lazy("Áp dụng cho cấp"), "many", _options(words.TargetLevel)),
        Field("lower_reason", lazy("Lý do đặt thấp hơn kế hoạch cấp trên (nếu có)"), "long"),
    ),
    FindingKind.LEGAL_BASIS: (
        Field("kind", lazy("Loại văn bản")),
        Field("number", lazy("Số, ký hiệu")),
        Field("date", lazy("Ngày ban hành"), "date"),
        Field("issuer", lazy("Cơ quan ban hành")),
        Field("subject", lazy("Về việc"), "long"),
    ),
    FindingKind.OBJECTIVE: (_TEXT,),
    FindingKind.MEASURE: (_TEXT,),
    FindingKind.AUDIENCE: (_TEXT,),
    FindingKind.FORM: (_TEXT,),
    FindingKind.TRAINING_TOPIC: (_TEXT,),
    FindingKind.RESPONSIBLE: (
        Field("unit", lazy("Đơn vị")),
        Field("role", lazy("Vai trò"), "choice", _options(words.Part)),
    ),
    FindingKind.DEADLINE: (
        Field("text", lazy("Việc phải xong"), "long"),
        Field("due", lazy("Hạn chót"), "date"),
        Field("start", lazy("Từ ngày"), "date"),
        Field("end", lazy("Đến ngày"), "date"),
        Field("month_day", lazy("Ngày hằng năm (ngày/tháng)"), "month_day"),
        Field("recurrence", lazy("Lặp lại"), "choice", (("", lazy("không nói rõ")), *_options(words.Recurrence))),
    ),
    FindingKind.REPORTING: (
        Field("who", lazy("Đơn vị báo cáo")),
        Field("to", lazy("Nơi nhận báo cáo")),
        Field("via", lazy("Qua đầu mối")),
        Field("frequency", lazy("Kỳ báo cáo"), "choice", (("", lazy("không nói rõ")), *_options(words.Frequency))),
        Field("due", lazy("Thời hạn nộp")),
        Field("ad_hoc", lazy("Có báo cáo đột xuất"), "tick"),
    ),
    FindingKind.REVIEW: (
        Field("kind", lazy("Loại"), "choice", _options(words.ReviewKind)),
        Field("year", lazy("Năm"), "year"),
        Field("quarter", lazy("Quý"), "quarter"),
    ),
    FindingKind.CAMPAIGN: (_NAME, Field("start", lazy("Từ ngày"), "date"), Field("end", lazy("Đến ngày"), "date")),
    FindingKind.RECIPIENT: (
        Field("text", lazy("Nơi nhận")),
        Field("purpose", lazy("Để làm gì")),
        Field("archive", lazy("Nơi lưu"), "tick"),
    ),
    FindingKind.SIGNATURE: (
        Field("authority", lazy("Ký thay mặt")),
        Field("position", lazy("Chức vụ")),
        Field("name", lazy("Họ tên")),
    ),
}
HEADER = (
    Field("title", lazy("Tên văn bản"), "long"),
    Field("number", lazy("Số, ký hiệu")),
    Field("issued_on", lazy("Ngày ban hành"), "date"),
    Field("issuer", lazy("Cơ quan ban hành")),
    Field("period_start", lazy("Thực hiện từ ngày"), "date"),
    Field("period_end", lazy("Đến ngày"), "date"),
)


def clean(fields: tuple[Field, ...], posted: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed as data; fields that were not posted are left out, except ticks and lists, which then are empty.

    `posted` maps names to text, `levels` to a list of texts. Raises BadInput with every wrong field at once.
    """
    data: dict[str, Any] = {}
    problems: list[tuple[str, str]] = []
    for field in fields:
        if field.name not in posted and field.type not in ("tick", "many", "milestones"):
            continue
        try:
            data[field.name] = _READ[field.type](field, posted)
        except ValueError as error:
            problems.append((str(field.label), str(error)))
    problems += _together(data)
    if problems:
        raise BadInput(problems)
    return data


def _together(data: dict[str, Any]) -> list[tuple[str, str]]:
    """What single fields cannot tell: a value for a comparison, an order of dates and of a range."""
    out: list[tuple[str, str]] = []
    for first, last in (("start", "end"), ("period_start", "period_end")):
        if data.get(first) and data.get(last) and data[last] < data[first]:
            out.append((_("Đến ngày"), _("ngày kết thúc phải sau ngày bắt đầu.")))
    comparator = data.get("comparator")
    if comparator:
        needs = comparator not in words.WITHOUT_VALUE
        if needs and data.get("value") is None and not data.get("milestones"):
            out.append((_("Mức phải đạt"), _("phép so này cần một con số, hoặc một mức theo năm.")))
        if not needs and data.get("value") is not None:
            out.append(
                (_("Mức phải đạt"), _("“tăng”, “giảm” và “không có ngưỡng” không đi cùng con số; hãy để trống."))
            )
    low, high = data.get("value"), data.get("value_max")
    if high is not None and (low is None or Decimal(high) < Decimal(low)):
        out.append((_("Đến mức (nếu là khoảng)"), _("mức trên phải lớn hơn mức dưới.")))
    return out


def number_of(typed: str) -> str | None:
    """A Vietnamese number ("1.234,5", "30 %") as exact text ("1234.5"); None when empty. Raises ValueError."""
    text = typed.replace("%", "").replace(" ", "").replace("\u00a0", "")
    if not text:
        return None
    plain = text.replace(".", "").replace(",", ".") if "," in text or re.fullmatch(r"\d{1,3}(\.\d{3})+", text) else text
    if not _NUMBER.fullmatch(plain):
        raise ValueError(_("“%(text)s” không phải là số; viết như 30 hoặc 1,7.") % {"text": typed[:30]})
    return format(Decimal(plain).normalize(), "f")


def day_of(typed: str) -> str | None:
    """A day ("5/12/2026" or ISO) as ISO text; None when empty. Raises ValueError."""
    text = typed.strip()
    if not text:
        return None
    found = _DAY.fullmatch(text)
    if found:
        d, m, y, y2, m2, d2 = found.groups()
        try:
            day = date(int(y or y2), int(m or m2), int(d or d2))
        except ValueError:
            found = None
        else:
            if FIRST_YEAR <= day.year <= LAST_YEAR:
                return day.isoformat()
    raise ValueError(_("“%(text)s” không phải là ngày; viết như 05/12/2026.") % {"text": text[:30]})


def _text(field: Field, posted: Mapping[str, Any]) -> str | None:
    text = " ".join(str(posted[field.name]).split())
    if len(text) > LONGEST:
        raise ValueError(_("dài quá %(most)s ký tự.") % {"most": LONGEST})
    return text or None


def _number(field: Field, posted: Mapping[str, Any]) -> str | None:
    return number_of(str(posted[field.name]))


def _date(field: Field, posted: Mapping[str, Any]) -> str | None:
    return day_of(str(posted[field.name]))


def _month_day(field: Field, posted: Mapping[str, Any]) -> str | None:
    text = str(posted[field.name]).strip()
    if not text:
        return None
    found = _MONTH_DAY.fullmatch(text)
    if found and 1 <= int(found[2]) <= 12 and 1 <= int(found[1]) <= monthrange(2000, int(found[2]))[1]:
        return f"{int(found[2]):02d}-{int(found[1]):02d}"
    raise ValueError(_("“%(text)s” không phải là ngày trong năm; viết như 5/12.") % {"text": text[:30]})


def _choice(field: Field, posted: Mapping[str, Any]) -> str | None:
    value = str(posted[field.name])
    if value not in dict(field.options):
        raise ValueError(_("không có lựa chọn này."))
    return value or None


def _many(field: Field, posted: Mapping[str, Any]) -> list[str]:
    allowed = dict(field.options)
    values = [str(value) for value in posted.get(field.name, [])]
    if any(value not in allowed for value in values):
        raise ValueError(_("không có lựa chọn này."))
    return [value for value in allowed if value in values]


def _tick(field: Field, posted: Mapping[str, Any]) -> bool:
    return bool(posted.get(field.name))


def _whole(least: int, most: int) -> Callable[[Field, Mapping[str, Any]], int | None]:
    def read(field: Field, posted: Mapping[str, Any]) -> int | None:
        text = str(posted[field.name]).strip()
        if not text:
            return None
        if not text.isascii() or not text.isdigit() or not least <= int(text[:9]) <= most:
            raise ValueError(_("phải là số từ %(least)s đến %(most)s.") % {"least": least, "most": most})
        return int(text)

    return read


_year = _whole(FIRST_YEAR, LAST_YEAR)


def _milestones(field: Field, posted: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows `year_0`, `comparator_0`, `value_0` ...; a row without a year and a value is left out."""
    rows: list[dict[str, Any]] = []
    for index in range(MILESTONES):
        if not (str(posted.get(f"year_{index}", "")).strip() or str(posted.get(f"value_{index}", "")).strip()):
            continue
        year = _year(Field(f"year_{index}", field.label), {f"year_{index}": "", **posted})
        comparator = str(posted.get(f"comparator_{index}") or Comparator.AT_LEAST)
        value = number_of(str(posted.get(f"value_{index}", "")))
        if year is None or comparator not in Comparator.values:
            raise ValueError(_("mỗi dòng cần một năm."))
        if value is None and comparator not in words.WITHOUT_VALUE:
            raise ValueError(_("năm %(year)s cần một con số.") % {"year": year})
        rows.append({"year": year, "comparator": comparator, "value": value})
    years = [row["year"] for row in rows]
    if len(set(years)) < len(years):
        raise ValueError(_("một năm có hai mức."))
    return sorted(rows, key=lambda row: int(row["year"]))


_READ: dict[str, Callable[[Field, Mapping[str, Any]], Any]] = {
    "text": _text,
    "long": _text,
    "number": _number,
    "date": _date,
    "month_day": _month_day,
    "choice": _choice,
    "many": _many,
    "tick": _tick,
    "year": _year,
    "quarter": _whole(1, 4),
    "milestones": _milestones,
}
