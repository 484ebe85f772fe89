"""Reading data sets and forms. Forms are the same for everybody: who may fill one is a matter of reports."""

from collections.abc import Mapping
from functools import lru_cache

from binhdang.calc.layout import Layout, parse_layout
from binhdang.datasets.models import DataSet, FormVersion
from binhdang.kit.errors import BadInput


@lru_cache(maxsize=64)
def _layout(form_id: int, content_hash: str) -> Layout:
    return parse_layout(FormVersion.objects.values_list("layout", flat=True).get(pk=form_id))


def layout_of(form: FormVersion) -> Layout:
    """The parsed layout of a form version; kept, since a version never changes its content."""
    return _layout(form.pk, form.content_hash)


@lru_cache(maxsize=64)
def kept_form(form_id: int, content_hash: str) -> FormVersion:
    """A form version, kept in memory: its content never changes. Its data set's name may, so ask for that elsewhere.

    Raises FormVersion.DoesNotExist.
    """
    return FormVersion.objects.get(pk=form_id, content_hash=content_hash)


def data_sets() -> list[DataSet]:
    """Every data set, by code."""
    return list(DataSet.objects.order_by("code"))


def current_form(code: str) -> FormVersion:
    """The newest version of a data set's form. Raises BadInput when there is none of that code."""
    form = FormVersion.objects.filter(data_set__code=code).select_related("data_set").order_by("-version").first()
    if form is None:
        known = ", ".join(DataSet.objects.order_by("code").values_list("code", flat=True)) or "chưa có biểu nào"
        raise BadInput([("--form", f"không có biểu mã “{code[:60]}” (đã có: {known}). Nhập biểu trước.")])
    return form


def bridged(form: FormVersion, older: FormVersion) -> Mapping[str, str]:
    """Cell of `older` -> cell of `form` for every cell that lives on: renamed by the bridges between, else the same."""
    here = set(form.cell_order)
    moved = {code: code for code in older.cell_order}
    between = FormVersion.objects.filter(data_set=form.data_set, version__gt=older.version, version__lte=form.version)
    for bridge in between.order_by("version").values_list("bridge", flat=True):
        moved = {code: bridge.get(now, now) for code, now in moved.items()}
    return {code: to for code, to in moved.items() if to in here}
