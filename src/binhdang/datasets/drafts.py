"""Building forms: start a draft, change it part by part, publish it as a version that never changes again."""

import json
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from binhdang.calc import drafting
from binhdang.calc.definition import LayoutError
from binhdang.calc.layout import PERIOD_KINDS, parse_layout
from binhdang.datasets import queries
from binhdang.datasets.actions import store_version
from binhdang.datasets.models import DataSet, FormDraft, FormVersion
from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Conflict
from binhdang.kit.log import record
from binhdang.orgs import queries as orgs
from binhdang.orgs import rules as org_rules
from binhdang.orgs.models import OrgUnit, Person

RIGHT = "request.open"
"""Who may ask for reports may build the forms they ask with."""
MOST_BYTES = 1_000_000


@transaction.atomic
def start_draft(
    unit: OrgUnit, *, name: str, period: str, by: Person | None, source: FormVersion | None = None
) -> FormDraft:
    """Begin a new form of `unit`, empty or as a copy of `source`. Raises Refused, BadInput."""
    place = _place(unit)
    org_rules.check(by, RIGHT, place)
    named = " ".join(name.split())[:300]
    problems = [] if named else [("name", _("Đặt tên cho biểu."))]
    if period not in PERIOD_KINDS:
        problems.append(("period", _("Chọn loại kỳ của biểu.")))
    if problems:
        raise BadInput(problems)
    code = f"{drafting.slug(unit.code, 20)}-{drafting.slug(named)}".upper()
    code = drafting.unused(code, DataSet.objects.filter(code__startswith=code).values_list("code", flat=True))
    definition = drafting.blank(code, named, period)
    if source is not None:
        queries.form_seen(by, source.data_set.code)
        definition = _shaped(source) | {"code": code, "name": named, "period": period}
    draft = FormDraft.objects.create(owner=unit, path=place, definition=definition, created_by=by, updated_by=by)
    record("form.started", draft, by=by, path=place, name=named)
    return draft


@transaction.atomic
def start_next_version(data_set: DataSet, *, by: Person | None) -> FormDraft:
    """Begin the next version of a unit's own form, or go on with the one begun. Raises Refused.

    A form of the catalogue belongs to nobody and can only be copied.
    """
    data_set = DataSet.objects.select_for_update(no_key=True).get(pk=data_set.pk)
    queries.check_owner(by, data_set)
    begun = FormDraft.objects.filter(data_set=data_set).first()
    if begun is not None:
        return begun
    assert data_set.owner is not None  # check_owner refuses forms without one
    definition = _shaped(queries.current_form(data_set.code))
    draft = FormDraft.objects.create(
        owner=data_set.owner,
        path=data_set.owner_path,
        data_set=data_set,
        definition=definition,
        created_by=by,
        updated_by=by,
    )
    record("form.started", draft, by=by, path=draft.path, name=data_set.name, code=data_set.code)
    return draft


def _shaped(form: FormVersion) -> dict[str, Any]:
    """The definition of a published form, if the builder's pages can hold it. Raises BadInput."""
    try:
        return drafting.shaped(form.layout)
    except LayoutError as error:
        raise BadInput([("source", str(error))]) from error


def _place(unit: OrgUnit) -> str:
    place = orgs.placement_of(unit.pk, clock.today())
    if place is None:
        raise BadInput([("unit", _("Đơn vị không có trong cơ cấu tổ chức hôm nay."))])
    return place.path


def _locked(by: Person | None, draft_id: int, version: int) -> FormDraft:
    draft = queries.drafts_seen(by).select_for_update(of=("self",)).get(pk=draft_id)
    if draft.version != version:
        raise Conflict(draft)
    return draft


@transaction.atomic
def save_draft_part(
    draft_id: int, part: str, data: dict[str, Any], *, version: int, by: Person | None, do: str = ""
) -> FormDraft:
    """Keep what was typed into one part ("head", "rules" or a section's number), then do one thing to the draft.

    `do` is "up:2", "down:2", "copy:2", "delete:2" (a row, from 0), "section_up", "section_down", "section_delete",
    "section_add", "undo", or empty. Raises DoesNotExist (not seen), Conflict (saved since `version`), BadInput.
    """
    draft = _locked(by, draft_id, version)
    before = draft.definition
    after, at = _with_part(before, part, data, keeps_period=draft.data_set_id is not None)
    if at is not None:
        renamed = drafting.renamed_rows(before, after, at)
        after = drafting.follow(after, renamed)
        draft.renamed = _renamed(draft.renamed, renamed)
    add = data.get("add")
    if at is not None and add:
        after = drafting.add_rows(after, at, add["names"], add["kind"], columns=add["columns"])
    draft.definition, draft.removed = _done(after, draft.removed, at, do)
    if len(json.dumps(draft.definition)) > MOST_BYTES:
        raise BadInput([("", _("Biểu quá lớn; hãy chia thành nhiều biểu."))])
    draft.version += 1
    draft.updated_by, draft.updated_at = by, clock.now()
    draft.save()
    return draft


def _with_part(
    definition: dict[str, Any], part: str, data: dict[str, Any], *, keeps_period: bool
) -> tuple[dict[str, Any], int | None]:
    """The definition with one part replaced, and the section's index if the part is a section."""
    if part == "head":
        kept = {"period": definition["period"]} if keeps_period else {}
        return {**definition, **data["head"], **kept}, None
    if part == "rules":
        return {**definition, "derived": data["derived"], "rules": data["rules"]}, None
    at = int(part) - 1
    old = definition["sections"]
    if not 0 <= at < len(old) or len(old[at]["rows"]) != len(data["section"]["rows"]):
        raise BadInput([("", _("Biểu vừa thay đổi ở nơi khác; mở lại trang rồi sửa tiếp."))])
    return {**definition, "sections": [*old[:at], data["section"], *old[at + 1 :]]}, at


def _renamed(known: dict[str, str], now: dict[str, str]) -> dict[str, str]:
    """Renames since the last version, brought up to date by the latest ones."""
    result = {first: now.get(last, last) for first, last in known.items()}
    return result | {old: new for old, new in now.items() if old not in known.values()}


def _done(definition: dict[str, Any], removed: list[Any], at: int | None, do: str) -> tuple[dict[str, Any], list[Any]]:
    verb, _colon, number = do.partition(":")
    row = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else None
    if verb == "undo" and removed:
        return drafting.put_back(definition, removed[-1]), removed[:-1]
    if verb == "section_add":
        return drafting.add_section(definition), removed
    if at is None:
        return definition, removed
    rows = definition["sections"][at]["rows"]
    if verb in {"up", "down"} and row is not None and row < len(rows):
        return drafting.move(definition, at, row, -1 if verb == "up" else 1), removed
    if verb in {"section_up", "section_down"}:
        return drafting.move(definition, at, None, -1 if verb == "section_up" else 1), removed
    if verb == "copy" and row is not None and row < len(rows):
        return drafting.copy_row(definition, at, row), removed
    if (verb == "delete" and row is not None and row < len(rows)) or verb == "section_delete":
        made, taken = drafting.remove(definition, at, row if verb == "delete" else None)
        return made, [*removed, taken][-drafting.MOST_REMOVED :]
    return definition, removed


@transaction.atomic
def drop_draft(draft_id: int, *, version: int, by: Person | None) -> None:
    """Give a draft up; published versions stay. Raises DoesNotExist, Conflict."""
    draft = _locked(by, draft_id, version)
    record("form.dropped", draft, by=by, path=draft.path, name=draft.definition.get("name", ""))
    draft.delete()


@transaction.atomic
def publish_draft(
    draft_id: int, *, version: int, by: Person | None, bridge: dict[str, str] | None = None
) -> FormVersion:
    """Make the draft a version that never changes again; the draft is gone then.

    `bridge` says for rows of the version before which row continues them (row code -> row code). Raises BadInput with
    every problem and its place, Conflict, DoesNotExist.
    """
    draft = _locked(by, draft_id, version)
    found = drafting.problems(draft.definition)
    if found:
        raise BadInput([(problem.part, problem.message) for problem in found])
    try:
        layout = parse_layout(draft.definition)
    except LayoutError as error:
        raise BadInput([("head", str(error))]) from error
    data_set = draft.data_set
    definition = draft.definition
    if data_set is None:
        alike = DataSet.objects.filter(code__startswith=layout.code).values_list("code", flat=True)
        code = drafting.unused(layout.code, alike)
        definition = {**definition, "code": code}
        data_set = DataSet.objects.create(
            code=code, name=layout.name, period_kind=layout.period, owner=draft.owner, owner_path=draft.path
        )
    cells = queries.bridge_of_rows(queries.latest(data_set), parse_layout(definition), bridge or {})
    form = store_version(data_set, definition, cells, by=by, verb="form.published")
    draft.delete()
    return form


@transaction.atomic
def hand_over(data_set: DataSet, unit: OrgUnit, *, by: Person | None) -> DataSet:
    """Let another unit own a form: one whose unit ended, or one that a file brought in without an owner.

    The person must be allowed to ask for reports at both units; for a form without owner at the top of the
    organisation. A form of the catalogue stays everybody's. Raises Refused, BadInput.
    """
    data_set = DataSet.objects.select_for_update(no_key=True).get(pk=data_set.pk)
    place = _place(unit)
    queries.check_hand_over(by, data_set)
    org_rules.check(by, RIGHT, place)
    before = data_set.owner_id
    data_set.owner, data_set.owner_path = unit, place
    data_set.save(update_fields=["owner", "owner_path"])
    FormDraft.objects.filter(data_set=data_set).update(owner=unit, path=place)
    record("form.adopted", data_set, by=by, path=place, code=data_set.code, before=before, after=unit.pk)
    return data_set
