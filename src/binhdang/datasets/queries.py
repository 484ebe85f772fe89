"""Reading data sets, forms and drafts, actor first where a unit owns them; who fills a form is a matter of reports."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from binhdang.calc.collation import search_key
from binhdang.calc.layout import Layout, parse_layout
from binhdang.datasets.models import DataSet, FormDraft, FormVersion
from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.fields import steps_of
from binhdang.orgs import rules as org_rules
from binhdang.orgs.models import Person

FORMS = Path(__file__).with_name("forms")


@lru_cache(maxsize=1)
def builtin_codes() -> frozenset[str]:
    """The codes of the forms that come with the product."""
    found = (
        re.search(r"^code:\s*(\S+)", path.read_text(encoding="utf-8"), re.MULTILINE) for path in FORMS.glob("*.yaml")
    )
    return frozenset(match[1].strip("'\"") for match in found if match)


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


def data_sets_seen(by: Person | None) -> QuerySet[DataSet]:
    """The catalogue's forms, and those built by units above, at or below the units of the person's sight; by name."""
    found = DataSet.objects.select_related("owner").order_by("name", "code")
    if by is None:
        return found
    seen = Q(owner__isnull=True) | org_rules.sight(by, field="owner_path")
    for path in org_rules.reach(by):
        seen |= Q(owner_path__in=steps_of(path))
    return found.filter(seen)


def form_seen(by: Person | None, code: str, version: int | None = None) -> FormVersion:
    """A version (the newest, unless said) of a form in sight. Raises DoesNotExist."""
    forms = FormVersion.objects.filter(data_set=data_sets_seen(by).get(code=code)).select_related("data_set__owner")
    return forms.order_by("-version")[:1].get() if version is None else forms.get(version=version)


def versions_of(data_set: DataSet) -> list[FormVersion]:
    """Every version of a form, the newest first."""
    return list(FormVersion.objects.filter(data_set=data_set).select_related("data_set").order_by("-version"))


def version_by_id(form_id: int) -> FormVersion:
    """A form version that a figure or report names. Raises FormVersion.DoesNotExist."""
    return FormVersion.objects.select_related("data_set").get(pk=form_id)


def newest_versions(data_set_ids: Iterable[int]) -> dict[int, FormVersion]:
    """Data set -> its newest version."""
    forms = FormVersion.objects.filter(data_set__in=list(data_set_ids)).order_by("version")
    return {form.data_set_id: form for form in forms}


def filtered(data_sets: QuerySet[DataSet], *, whose: str = "", words: str = "") -> QuerySet[DataSet]:
    """These forms, the units' "own" or the "catalogue", whose name or code holds the words (no diacritics needed)."""
    if whose in {"own", "catalogue"}:
        data_sets = data_sets.filter(owner__isnull=whose == "catalogue")
    for word in search_key(words).split():
        data_sets = data_sets.filter(search_key__contains=word)
    return data_sets


def latest(data_set: DataSet) -> FormVersion | None:
    """The newest version of a form; None before the first is published."""
    return FormVersion.objects.filter(data_set=data_set).select_related("data_set").order_by("-version").first()


def may_change(by: Person | None, data_set: DataSet) -> bool:
    """Whether `by` may publish the next version: who asks for reports at the unit that built the form."""
    return data_set.owner_id is not None and org_rules.may(by, "request.open", data_set.owner_path)


def check_owner(by: Person | None, data_set: DataSet) -> None:
    """Raise Refused unless `by` may publish the form's next version; a form of the catalogue can be copied only."""
    if data_set.owner_id is None:
        raise Refused(
            _("Biểu của danh mục dùng chung, không sửa tại chỗ được."), _("Hãy sao chép thành biểu của đơn vị rồi sửa.")
        )
    org_rules.check(by, "request.open", data_set.owner_path)


def check_hand_over(by: Person | None, data_set: DataSet) -> None:
    """Raise Refused unless `by` may give the form to another unit: see `drafts.hand_over`."""
    at_the_top = by is None or any(path.count("/") == 1 for path in org_rules.reach(by, "request.open"))
    if data_set.owner_id is None and data_set.code not in builtin_codes() and at_the_top:
        return
    check_owner(by, data_set)


def may_hand_over(by: Person | None, data_set: DataSet) -> bool:
    """Whether `by` may give the form to another unit."""
    try:
        check_hand_over(by, data_set)
    except Refused:
        return False
    return True


def drafts_seen(by: Person | None) -> QuerySet[FormDraft]:
    """The drafts of the units for which `by` may ask for reports, latest change first."""
    found = FormDraft.objects.filter(org_rules.sight(by, right="request.open"))
    return found.order_by("-updated_at", "-pk")


def draft_for(by: Person | None, draft_id: int) -> FormDraft:
    """One draft with its owner and the form it changes. Raises FormDraft.DoesNotExist."""
    return drafts_seen(by).select_related("owner", "data_set", "updated_by").get(pk=draft_id)


def bridge_of_rows(older: FormVersion | None, newer: Layout, rows: Mapping[str, str]) -> dict[str, str]:
    """Cell of `older` -> cell of `newer`, for the rows that go on under another code (same column or option)."""
    if older is None:
        return {}
    here = set(newer.cells)
    cells = [cell for cell in layout_of(older).by_code.values() if cell.row in rows]
    moved = {cell.code: f"{rows[cell.row]}.{cell.column}".rstrip(".") for cell in cells}
    return {old: new for old, new in moved.items() if new in here and new != old}


def form_asked(by: Person | None, code: str) -> FormVersion:
    """The newest version of a form that `by` picked to ask with. Raises BadInput for one that is not seen."""
    try:
        return form_seen(by, code)
    except (DataSet.DoesNotExist, FormVersion.DoesNotExist) as error:
        raise BadInput([("form", _("Chọn biểu trong danh sách."))]) from error


def current_form(code: str) -> FormVersion:
    """The newest version of a data set's form. Raises BadInput when there is none of that code."""
    form = FormVersion.objects.filter(data_set__code=code).select_related("data_set").order_by("-version").first()
    if form is None:
        known = ", ".join(DataSet.objects.order_by("code").values_list("code", flat=True)) or _("chưa có biểu nào")
        wrong = _("không có biểu mã “%(code)s” (đã có: %(known)s). Nhập biểu trước.")
        raise BadInput([("--form", wrong % {"code": code[:60], "known": known})])
    return form


def form_of_hash(data_set: DataSet, content_hash: str) -> FormVersion | None:
    """The version of a data set's form that has this content; None for a content it never had."""
    return FormVersion.objects.filter(data_set=data_set, content_hash=content_hash).order_by("-version").first()


def bridged(form: FormVersion, older: FormVersion) -> Mapping[str, str]:
    """Cell of `older` -> cell of `form` for every cell that lives on: renamed by the bridges between, else the same."""
    here = set(form.cell_order)
    moved = {code: code for code in older.cell_order}
    between = FormVersion.objects.filter(data_set=form.data_set, version__gt=older.version, version__lte=form.version)
    for bridge in between.order_by("version").values_list("bridge", flat=True):
        moved = {code: bridge.get(now, now) for code, now in moved.items()}
    return {code: to for code, to in moved.items() if to in here}
