"""What the forms of registers say of a value they do not take: the same sentences on a page and for a sheet."""

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LONGEST_LIST = 300
"""Letters: a longer list of choices is not written out."""
EMPTY = gettext_lazy("Không được để trống.")
DAY = gettext_lazy("Ghi ngày có thật, dạng 30/06/2020.")
WHOLE = gettext_lazy("Ghi một số nguyên bằng chữ số, ví dụ 12.")
LEAST = gettext_lazy("Ghi số từ %(limit_value)s trở lên.")
MOST = gettext_lazy("Ghi số từ %(limit_value)s trở xuống.")
LONG = gettext_lazy("Ghi nhiều nhất %(limit_value)d ký tự (đang có %(show_value)d).")
ONE_OF_THE_LIST = gettext_lazy("Chọn một mục trong danh sách.")


def say(fields: dict[str, forms.Field]) -> None:
    """Give the fields of a form their sentences."""
    for one in fields.values():
        one.error_messages = one.error_messages | _sentences(one)


def _sentences(one: forms.Field) -> dict[str, Any]:
    said: dict[str, Any] = {"required": EMPTY}
    if isinstance(one, forms.DateField):
        return said | {"invalid": DAY}
    if isinstance(one, forms.IntegerField):
        return said | {"invalid": WHOLE, "min_value": LEAST, "max_value": MOST}
    if isinstance(one, forms.ModelChoiceField):
        return said | {"invalid_choice": ONE_OF_THE_LIST}
    if isinstance(one, forms.ChoiceField):
        return said | {"invalid_choice": _chosen(one)}
    return said | {"max_length": LONG}


def _of(one: forms.ChoiceField) -> str:
    """What may be chosen, written out while it is not long; labels go through `%` formatting."""
    choices: Any = one.choices
    labels = [str(label) for value, label in choices if value not in {"", None}]
    text = "; ".join(labels).replace("%", "%%")
    if len(text) > LONGEST_LIST:
        return _("Không có “%(value)s”; chọn một mục trong danh sách.")
    return _("Không có “%(value)s”; chọn một trong:") + f" {text}."


_chosen = lazy(_of, str)
"""`_of` when it is asked for. Made once: making such a type takes longer than checking a row of a sheet."""
