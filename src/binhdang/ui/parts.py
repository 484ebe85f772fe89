"""Small parts of a page as functions from plain values to safe HTML; `templatetags/ui.py` names them for templates.

Nothing here takes markup from outside: every text is escaped. An unknown kind, tone or icon raises at once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count as counting
from typing import Any

from django.forms import BaseForm
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from binhdang.calc.cells import NotApplicable
from binhdang.ui.icons import icon
from binhdang.ui.numbers import KAD, MISSING, Shown, day, number, parts, percent

VERDICTS = {
    "exceeded": gettext_lazy("Vượt"),
    "met": gettext_lazy("Đạt"),
    "on_track": gettext_lazy("Đúng tiến độ"),
    "slow": gettext_lazy("Chậm"),
    "not_met": gettext_lazy("Chưa đạt"),
    "no_data": gettext_lazy("Chưa có số liệu"),
    "not_applicable": gettext_lazy("Không áp dụng"),
}
CHIP_TONES = {"ok": "met", "info": "on_track", "warn": "slow", "err": "not_met", "none": "no_data"}
CHIP_ICONS = {"ok": "met", "info": "clock", "warn": "return", "err": "err", "none": "draft"}
BUTTONS = {"plain": "btn", "primary": "btn btn-primary", "danger": "btn btn-danger", "quiet": "btn btn-quiet"}
NOTICES = {"info": "info", "ok": "ok", "warn": "warn", "err": "err"}
EMPTY = SafeString("")
_reasons = counting(1)
"""Numbers for the ids by which disabled buttons name their reasons; one page never gets the same twice."""

Text = str | Promise


@dataclass(frozen=True)
class Moment:
    """One line of a timeline: when, who (bold), what, an optional note and address; `current` marks now."""

    when: date | str
    text: Text
    who: Text = ""
    note: Text = ""
    href: str = ""
    current: bool = False


def pick(table: dict[str, Any], key: str, what: str) -> Any:
    """The entry of a closed table. Raises ValueError naming the choices when the key is unknown."""
    if key not in table:
        raise ValueError(f"unknown {what} {key!r}; one of: {', '.join(table)}")
    return table[key]


def verdict(code: str, provisional: bool = False, note: Text = "") -> SafeString:
    """A verdict chip: word, icon and tone; `provisional` adds "tạm thời", `note` says the coverage beside it."""
    chip_html = format_html(
        '<span class="verdict tone-{}">{}{}</span>', code, icon(code), pick(VERDICTS, code, "verdict")
    )
    beside = ", ".join(str(t) for t in (_("tạm thời") if provisional else "", note) if t)
    return format_html('{} <span class="verdict-note">{}</span>', chip_html, beside) if beside else chip_html


def chip(label: Text, tone: str = "none", icon_name: str = "") -> SafeString:
    """A state in one word. Tones: ok, info, warn, err, none."""
    shade = pick(CHIP_TONES, tone, "tone")
    return format_html('<span class="chip tone-{}">{}{}</span>', shade, icon(icon_name or CHIP_ICONS[tone]), label)


def value(amount: Shown, places: int | None = None, kad: bool = False) -> SafeString:
    """A figure: "0" is a number, "–" is missing, "KAD" is not applicable; the last two are also said in words."""
    if kad or isinstance(amount, NotApplicable):
        said = _("không áp dụng")
        return format_html('<abbr class="value-na" title="{}">{}</abbr>', said, KAD)
    if amount is None:
        said = _("chưa có số liệu")
        return format_html(
            '<span class="value-none"><span aria-hidden="true">{}</span><span class="vh">{}</span></span>',
            MISSING,
            said,
        )
    return format_html("{}", number(amount, places))


def ratio(
    part: Shown,
    whole: Shown,
    *,
    reported: int | None = None,
    expected: int | None = None,
    noun: Text = "",
    places: int = 1,
    stacked: bool = False,
) -> SafeString:
    """A percentage with its fraction and coverage: 31,2% (53/170) · 98/112 đơn vị. `stacked` is for dense tables."""
    share, fraction = percent(part, whole, places), parts(part, whole)
    cover = EMPTY
    if expected is not None:
        text = f"{parts(reported, expected)} {noun or _('đơn vị')}"
        cover = format_html(' <span class="ratio-cover">{}{}</span>', "" if stacked else "· ", text)
    if stacked:
        shape = '<span class="ratio ratio-stacked"><b>{}</b><span class="ratio-parts">{}</span>{}</span>'
    else:
        shape = '<span class="ratio"><b>{}</b> <span class="ratio-parts">({})</span>{}</span>'
    return format_html(shape, share, fraction, cover)


def button(
    label: Text,
    href: str = "",
    *,
    kind: str = "plain",
    icon_name: str = "",
    name: str = "",
    value: str = "",
    form: str = "",
    formaction: str = "",
    disabled: bool = False,
    reason: Text = "",
) -> SafeString:
    """A button, or a link that looks like one when `href` is given. Raises ValueError if disabled without a reason."""
    css = pick(BUTTONS, kind, "kind of button")
    inner = format_html("{}{}", icon(icon_name) if icon_name else "", label)
    if disabled:
        if not reason:
            raise ValueError(f"button {str(label)!r} is disabled without a reason")
        return format_html(
            '<span class="btn-why"><button class="btn" type="button" aria-disabled="true" aria-describedby="{0}">{1}'
            '</button><span id="{0}">{2}</span></span>',
            f"why-{next(_reasons)}", inner, reason,
        )  # fmt: skip
    if href:
        return format_html('<a class="{}" href="{}">{}</a>', css, href, inner)
    pairs_given = [("name", name), ("value", value), ("form", form), ("formaction", formaction)]
    extra = format_html_join("", ' {}="{}"', (p for p in pairs_given if p[1]))
    return format_html('<button class="{}" type="submit"{}>{}</button>', css, extra, inner)


def notice(kind: str, body: SafeString | str, title: Text = "", level: int = 3) -> SafeString:
    """A ruled notice; `kind` is info, ok, warn or err. A screen reader hears errors at once."""
    css = pick(NOTICES, kind, "kind of notice")
    head = format_html("<h{}>{}{}</h{}>", level, icon(css), title, level) if title else EMPTY
    role = format_html(' role="{}"', "alert") if kind == "err" else EMPTY
    return format_html('<div class="notice notice-{}"{}>{}{}</div>', css, role, head, body)


def error_pairs(errors: BaseForm | Iterable[tuple[str, Text]]) -> list[tuple[str, Text]]:
    """The errors as (address of the field, sentence), from a form or as given."""
    if not isinstance(errors, BaseForm):
        return [(href, text) for href, text in errors]
    found: list[tuple[str, Text]] = [("", str(text)) for text in errors.non_field_errors()]
    for bound in errors:
        found += [(f"#{bound.id_for_label or bound.auto_id}", f"{bound.label}: {text}") for text in bound.errors]
    return found


def error_summary(errors: BaseForm | Iterable[tuple[str, Text]], title: Text = "") -> SafeString:
    """The list of everything to mend, each line leading to its field; nothing when there is nothing."""
    found = error_pairs(errors)
    if not found:
        return EMPTY
    title = title or ngettext("Có %d chỗ cần sửa", "Có %d chỗ cần sửa", len(found)) % len(found)
    lines = format_html_join(
        "",
        "<li>{}</li>",
        ((format_html('<a href="{}">{}</a>', h, t) if h else t,) for h, t in found),
    )
    return format_html(
        '<div class="notice notice-err error-summary" role="alert" tabindex="-1"><h2>{}{}</h2><ul>{}</ul></div>',
        icon("err"), title, lines,
    )  # fmt: skip


def timeline(items: Iterable[Moment], long: bool = False) -> SafeString:
    """What happened or will happen, one line each; `long` leaves room for date and time."""

    def line(item: Moment) -> SafeString:
        if isinstance(item.when, date):
            when = format_html('<time datetime="{}">{}</time>', item.when.isoformat(), day(item.when))
        else:
            when = format_html("<time>{}</time>", item.when)
        text = format_html('<a href="{}">{}</a>', item.href, item.text) if item.href else item.text
        who = format_html("<b>{}</b> ", item.who) if item.who else EMPTY
        note = format_html("<small>{}</small>", item.note) if item.note else EMPTY
        now = format_html(' class="now" aria-current="{}"', "true") if item.current else EMPTY
        return format_html("<li{}>{}<span>{}{}{}</span></li>", now, when, who, text, note)

    lines = format_html_join("", "{}", ((line(item),) for item in items))
    return format_html('<ul class="timeline{}">{}</ul>', " timeline-long" if long else "", lines)


def pairs(rows: Iterable[Sequence[Any]]) -> SafeString:
    """Name and value, line by line."""
    return format_html('<dl class="pairs">{}</dl>', format_html_join("", "<dt>{}</dt><dd>{}</dd>", rows))


def facts(rows: Iterable[Sequence[Any]]) -> SafeString:
    """Facts beside a key figure: rows of (name, value) or (name, value, note)."""
    done = ((row[0], row[1], format_html("<small>{}</small>", row[2]) if row[2:] else "") for row in rows)
    return format_html('<dl class="facts">{}</dl>', format_html_join("", "<div><dt>{}</dt><dd>{}{}</dd></div>", done))


def figure(amount: Text, unit: Text = "", under: Text = "") -> SafeString:
    """The one big figure of a block, its unit small, its fraction beside it; texts come formatted."""
    small = format_html("<small>{}</small>", unit) if unit else EMPTY
    return format_html('<div class="figure-big"><b>{}{}</b><span>{}</span></div>', amount, small, under)


def matrix_cell(
    code: str, amount: Text, *, under: Text = "", href: str = "", provisional: bool = False, wide: bool = False
) -> SafeString:
    """A cell of the result matrix: icon and figure in the verdict's tone; `wide` hides it on phones."""
    word = pick(VERDICTS, code, "verdict")
    said = f"{word}, {_('tạm thời')}" if provisional else word
    css = " ".join(["only-wide"] * bool(wide) + [f"tint-{code}"] * (code in {"slow", "not_met"}))
    tint = format_html(' class="{}"', css) if css else ""
    tag, link = ("a", format_html(' href="{}"', href)) if href else ("div", EMPTY)
    return format_html(
        '<td{}><{} class="mcell ink-{}"{}>{}<span><b>{}{}</b><small>{}</small><span class="vh">{}</span></span></{}>'
        "</td>",
        tint, tag, code, link, icon(code), amount, "*" if provisional else "", under, said, tag,
    )  # fmt: skip


def progress(done: int, total: int, label: Text, note: Text = "") -> SafeString:
    """How much is done and how much is left; the numbers stand in the text, the bar is only the picture."""
    count = f"{number(done)}/{number(total)}"
    return format_html(
        '<div class="progress"><div><b>{}</b><span>{}</span></div><progress max="{}" value="{}" aria-label="{}">{}'
        "</progress>{}</div>",
        label, count, max(total, 1), done, label, count, format_html('<p class="small">{}</p>', note) if note else "",
    )  # fmt: skip
