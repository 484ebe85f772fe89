"""`{% load ui %}`: the components. A misspelt attribute fails when the template is read, a wrong value when drawn.

One example line for each is in docs/components.md; all of them in all states are at /ui/gallery/.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.http import QueryDict
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from binhdang.ui import charts, numbers, parts
from binhdang.ui.icons import icon as draw_icon

register = template.Library()

register.filter("number", numbers.number)
register.filter("day", numbers.day)
for name in ("verdict", "chip", "value", "ratio", "error_summary", "timeline", "pairs", "facts", "figure"):
    register.simple_tag(getattr(parts, name), name=name)
register.simple_tag(parts.matrix_cell, name="matrix_cell")
register.simple_tag(parts.progress, name="progress")
register.simple_tag(numbers.percent, name="percent")
register.simple_tag(draw_icon, name="icon")
register.simple_tag(charts.chart, name="chart")


@register.simple_tag
def button(
    label: str,
    href: str = "",
    *,
    kind: str = "plain",
    icon: str = "",
    name: str = "",
    value: str = "",
    form: str = "",
    formaction: str = "",
    disabled: bool = False,
    reason: str = "",
) -> SafeString:
    """A button or button-like link; see `parts.button`."""
    return parts.button(
        label, href, kind=kind, icon_name=icon, name=name, value=value, form=form, formaction=formaction,
        disabled=disabled, reason=reason,
    )  # fmt: skip


@register.simple_block_tag
def notice(content: str, kind: str, title: str = "", level: int = 3) -> SafeString:
    """A notice around its text."""
    return parts.notice(kind, content, title, level)


@register.inclusion_tag("ui/parts/legend.html")
def legend(verdicts: bool = False, values: bool = False, band: bool = False) -> dict[str, Any]:
    """What the signs of a table or chart mean; at least one of the three."""
    if not (verdicts or values or band):
        raise template.TemplateSyntaxError("legend needs verdicts, values or band")
    return {"codes": list(parts.VERDICTS) if verdicts else [], "values": values, "band": band}


@register.inclusion_tag("ui/parts/field.html")
def field(bound: BoundField, help: str = "", optional: bool = False, width: str = "", num: bool = False) -> dict:
    """A form field with its label, help and error, tied together for screen readers; width: narrow, medium or none."""
    if width not in {"", "narrow", "medium"}:
        raise template.TemplateSyntaxError(f"unknown width {width!r}; narrow or medium")
    widget = bound.field.widget
    kind = "tick" if isinstance(widget, CheckboxInput) else "input"
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        kind = "choices"
    text = help or bound.help_text
    described = [f"{bound.auto_id}_helptext"] * bool(text) + [f"{bound.auto_id}_error"] * bool(bound.errors)
    attrs: dict[str, Any] = {"aria-describedby": " ".join(described)} if described else {}
    if kind == "input":
        css = f"{widget.attrs.get('class', '')} input{' input-num' if num else ''}".strip()
        attrs |= {"class": css} | ({"inputmode": "decimal"} if num else {})
    return {"field": bound, "kind": kind, "help": text, "optional": optional, "width": width, "attrs": attrs,
            "drawn": bound.as_widget(attrs=attrs) if kind != "choices" else ""}  # fmt: skip


@register.inclusion_tag("ui/parts/task.html")
def task(
    title: str,
    href: str,
    *,
    due: Any = "",
    left: str = "",
    text: str = "",
    action: str = "",
    action_href: str = "",
    late: bool = False,
    primary: bool = False,
    quote: str = "",
    cite: str = "",
) -> dict[str, Any]:
    """One row of a task list: deadline, thing, why, one action. Stands inside <ul class="tasks">."""
    return locals()


@register.inclusion_tag("ui/parts/empty.html")
def empty_state(title: str, text: str, action: str = "", href: str = "", icon: str = "") -> dict[str, Any]:
    """What an empty page says: why it is empty and what to do next."""
    return locals()


@register.inclusion_tag("ui/parts/answer.html")
def answer(term: str, value: Any, href: str = "", note: str = "") -> dict[str, Any]:
    """One line of check-your-answers, with its way back. Stands inside <dl class="answers">."""
    return locals()


@register.inclusion_tag("ui/parts/option.html")
def option(
    name: str, value: str, label: str, *, hint: str = "", checked: bool = False, many: bool = False
) -> dict[str, Any]:
    """One choice of a decision: radio, or tick box with `many`."""
    return locals()


@register.inclusion_tag("ui/parts/state.html")
def state(
    value: str,
    *,
    unit: str = "",
    under: str = "",
    code: str = "",
    provisional: bool = False,
    note: str = "",
    facts: Iterable[Sequence[Any]] = (),
) -> dict[str, Any]:
    """The key figure of a page with its verdict and the facts around it."""
    return locals()


@register.simple_block_tag(takes_context=True)
def confirm(
    context: Context, content: str, *, title: str, button: str, back: str, action: str = "", danger: bool = False
) -> SafeString:
    """A question before what cannot be undone; sends a form with the field confirm=1."""
    return format_html(
        '<section class="confirm{}"><h2>{}</h2><div class="reading">{}</div><form method="post" action="{}">{}'
        '<input type="hidden" name="confirm" value="1"><div class="btn-row">{}{}</div></form></section>',
        " confirm-danger" if danger else "", title, content, action, _token(context),
        parts.button(button, kind="danger" if danger else "primary"), parts.button(_("Không, quay lại"), href=back),
    )  # fmt: skip


@register.simple_block_tag(takes_context=True)
def decision(context: Context, content: str, title: str, action: str = "") -> SafeString:
    """The shell of a decision panel: a form with its heading around options, reason and buttons."""
    return format_html(
        '<form class="panel" method="post" action="{}" aria-label="{}">{}<h2>{}</h2>{}</form>',
        action, title, _token(context), title, content,
    )  # fmt: skip


@register.simple_block_tag
def scroll(content: str, label: str, *, edge: bool = False, tall: bool = False) -> SafeString:
    """A wide table in its own scrolling region, reachable by keyboard.

    `edge` lets it touch the edge of a phone; `tall` gives it the height of the window, so that its head stays in sight.
    """
    return format_html(
        '<div class="scroll{}" tabindex="0" role="region" aria-label="{}">{}</div>',
        " scroll-edge" * edge + " scroll-tall" * tall, label, content,
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """The address of this page with some query values changed; None or "" drops one, the page number starts over."""
    return _address(context, changes)


@register.simple_tag(takes_context=True)
def sort_header(
    context: Context, label: str, key: str, current: str = "", *, small: str = "", num: bool = False, first: str = "up"
) -> SafeString:
    """A sortable column head; `current` is the sort in force ("key" rising, "-key" falling), sent as ?sort=."""
    rising, falling = current == key, current == f"-{key}"
    nxt = f"-{key}" if rising or (first == "down" and not falling) else key
    sign = "sort_up" if rising else "sort_down" if falling else "sort"
    state = {True: "ascending"}.get(rising, "descending" if falling else "")
    return format_html(
        '<th scope="col"{}{}><a class="sort" href="{}">{}{}</a>{}</th>',
        format_html(' class="{}"', "num") if num else "",
        format_html(' aria-sort="{}"', state) if state else "",
        _address(context, {"sort": nxt}), label, draw_icon(sign),
        format_html("<small>{}</small>", small) if small else "",
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def filter_chips(
    context: Context, param: str, choices: Iterable[Sequence[Any]], current: str = "", label: str = ""
) -> SafeString:
    """Filters as links that keep the rest of the address: choices of (value, label) or (value, label, count)."""

    def link(choice: Sequence[Any]) -> SafeString:
        here = format_html(' aria-current="{}"', "true") if str(choice[0]) == str(current or "") else ""
        count = format_html(" <b>{}</b>", numbers.number(choice[2])) if len(choice) > 2 else ""
        href = _address(context, {param: choice[0]})
        return format_html('<li><a href="{}"{}>{}{}</a></li>', href, here, choice[1], count)

    links = format_html_join("", "{}", ((link(c),) for c in choices))
    return format_html('<nav aria-label="{}"><ul class="chips">{}</ul></nav>', label or _("Lọc"), links)


@register.inclusion_tag("ui/parts/pager.html", takes_context=True)
def pager(context: Context, page: Page, noun: str = "") -> dict[str, Any]:
    """Pages of a list, keeping the rest of the address (?page=)."""
    numbers_shown = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    links = [(n, _address(context, {"page": n}, keep_page=True) if isinstance(n, int) else "") for n in numbers_shown]
    near = {
        "before": _address(context, {"page": page.number - 1}, keep_page=True) if page.has_previous() else "",
        "after": _address(context, {"page": page.number + 1}, keep_page=True) if page.has_next() else "",
    }
    return {"page": page, "links": links, "noun": noun or _("dòng")} | near


@register.simple_tag
def copy_address() -> SafeString:
    """A button that copies the address of the page; shown only where scripts run."""
    return format_html(
        '<button class="btn" type="button" hidden data-needs-js data-copy data-said="{}">{}{}</button>',
        _("Đã chép địa chỉ trang"), draw_icon("copy"), _("Chép địa chỉ"),
    )  # fmt: skip


@register.simple_tag
def print_button() -> SafeString:
    """A button that prints the page; shown only where scripts run."""
    return format_html(
        '<button class="btn" type="button" hidden data-needs-js data-print>{}{}</button>', draw_icon("print"), _("In")
    )


def _token(context: Context) -> SafeString:
    """What `{% csrf_token %}` puts into a form of a template: the token and the key of its one write, never by hand."""
    return render_to_string("ui/parts/token.html", {"csrf_token": context.get("csrf_token", "")})


def _address(context: Context, changes: dict[str, Any], keep_page: bool = False) -> str:
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    if not keep_page:
        query.pop("page", None)
    for key, new in changes.items():
        if new in (None, ""):
            query.pop(key, None)
        else:
            query[key] = str(new)
    return f"?{query.urlencode()}"
