"""Writing units and their places in time; one verb, one function. People and roles: `people.py`.

Days: `valid_from` is the first day of a placement, `valid_to` the last. A change `on` a day holds from that day on.
Changes of structure within one tree wait for each other (lock on the root), so that paths are always whole.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from binhdang.kit import log
from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.fields import end_of
from binhdang.orgs import events, names, queries, rules
from binhdang.orgs.choices import SuccessionKind
from binhdang.orgs.models import Kind, Level, OrgUnit, Person, Placement, Succession
from binhdang.orgs.people import (
    accept_invitation,
    create_person,
    end_post,
    end_role,
    give_post,
    give_role,
    invite_person,
    revoke_invitation,
)

__all__ = [
    "accept_invitation",
    "create_person",
    "create_unit",
    "edit_unit",
    "end_post",
    "end_role",
    "end_unit",
    "give_post",
    "give_role",
    "invite_person",
    "merge_units",
    "move_unit",
    "place_unit",
    "rename_levels",
    "rename_unit",
    "revoke_invitation",
    "set_keys",
    "split_unit",
]

MAX_PATH = 255


@transaction.atomic
def create_unit(
    code: str,
    *,
    name: str,
    kind: Kind,
    parent: OrgUnit | None,
    valid_from: date,
    by: Person | None,
    valid_to: date | None = None,
    decision: str = "",
) -> OrgUnit:
    """Create a unit and place it below `parent` (None: a root, which only the system may make).

    Raises BadInput (code taken or empty, no name, dates, parent without a place then) and Refused.
    """
    code, name = code.strip(), names.tidy(name)
    problems = []
    if not code:
        problems.append(("code", _("Hãy nhập mã đơn vị.")))
    elif OrgUnit.objects.filter(code=code).exists():
        problems.append(("code", _("Mã %(code)s đã có đơn vị khác dùng.") % {"code": code}))
    if not name:
        problems.append(("name", _("Hãy nhập tên đơn vị.")))
    if problems:
        raise BadInput(problems)
    unit = OrgUnit(code=code, name=name, kind=kind)
    set_keys(unit)
    unit.save()
    place_unit(unit, parent=parent, valid_from=valid_from, valid_to=valid_to, decision=decision, by=by)
    return unit


@transaction.atomic
def place_unit(
    unit: OrgUnit,
    *,
    parent: OrgUnit | None,
    valid_from: date,
    by: Person | None,
    valid_to: date | None = None,
    decision: str = "",
) -> Placement:
    """Give a unit a place for days on which it has none (a new unit, or one that starts again).

    Raises BadInput (end before start, days that overlap, parent without a place for all these days) and Refused.
    """
    if valid_to and valid_to < valid_from:
        raise BadInput([("valid_to", _("Ngày kết thúc trước ngày bắt đầu."))])
    above = _place_of_parent(parent, valid_from, valid_to)
    path = f"{above.path if above else ''}{unit.pk}/"
    _check_path(unit, path)
    rules.check(by, "units.manage", above.path if above else path)
    taken = Placement.objects.filter(unit=unit).exclude(valid_to__lt=valid_from)
    if valid_to:
        taken = taken.exclude(valid_from__gt=valid_to)
    if taken.exists():
        raise BadInput([("valid_from", _("Đơn vị đã có vị trí trong khoảng ngày này."))])
    placement = Placement.objects.create(
        unit=unit,
        parent=parent,
        path=path,
        depth=path.count("/") - 1,
        valid_from=valid_from,
        valid_to=valid_to,
        decision=decision,
    )
    log.record("unit.placed", unit, by=by, path=path, why=decision, valid_from=valid_from.isoformat())
    events.structure_changed.tell(unit_ids=[unit.pk], on=valid_from, by=by)
    return placement


@transaction.atomic
def edit_unit(unit: OrgUnit, *, code: str, kind: Kind, by: Person | None) -> OrgUnit:
    """Correct the code or the kind of a unit (its name changes with `rename_unit`). Raises BadInput and Refused."""
    path = queries.path_of(unit)
    rules.check(by, "units.manage", path)
    code = code.strip()
    if not code:
        raise BadInput([("code", _("Hãy nhập mã đơn vị."))])
    if OrgUnit.objects.filter(code=code).exclude(pk=unit.pk).exists():
        raise BadInput([("code", _("Mã %(code)s đã có đơn vị khác dùng.") % {"code": code})])
    before = {"code": unit.code, "kind": unit.kind.code}
    unit.code, unit.kind = code, kind
    set_keys(unit)
    unit.save()
    log.record("unit.edited", unit, by=by, path=path, before=before, after={"code": code, "kind": kind.code})
    return unit


@transaction.atomic
def rename_unit(unit: OrgUnit, *, name: str, on: date, by: Person | None, decision: str = "") -> OrgUnit:
    """Give a unit another name from `on`; the former one is kept as its history. Raises BadInput and Refused."""
    path = queries.path_of(unit)
    rules.check(by, "units.manage", path)
    name = names.tidy(name)
    if not name or name == unit.name:
        raise BadInput([("name", _("Hãy nhập tên mới, khác tên hiện nay."))])
    former, unit.name = unit.name, name
    set_keys(unit)
    unit.save()
    Succession.objects.create(
        old=unit, new=unit, kind=SuccessionKind.RENAME, on=on, former_name=former, decision=decision
    )
    log.record("unit.renamed", unit, by=by, path=path, why=decision, former=former, name=name, on=on.isoformat())
    return unit


@transaction.atomic
def move_unit(unit: OrgUnit, *, to: OrgUnit, on: date, by: Person | None, decision: str = "") -> Placement:
    """Move a unit with everything below it under `to` from the day `on`; what was before stays as it was.

    Closes the placements of the whole subtree on the day before and opens new ones.
    Raises BadInput (no place on that day, circular, later changes already recorded) and Refused (needs the right
    over both the unit and its new parent).
    """
    now, above = _open_place(unit, on), _open_place(to, on)
    rules.check(by, "units.manage", now.path)
    rules.check(by, "units.manage", above.path)
    _lock_trees(now.path, above.path)
    if above.path.startswith(now.path):
        raise BadInput([("to", _("Không thể chuyển đơn vị vào chính nó hoặc vào đơn vị trực thuộc nó."))])
    if now.parent_id == to.pk:
        raise BadInput([("to", _("Đơn vị đang trực thuộc đơn vị này."))])
    changed = _rehang(now, above, on, decision)
    moved = Placement.objects.get(unit=unit, valid_from=on)
    log.record(
        "unit.moved", unit, by=by, path=moved.path, why=decision,
        before=now.path, on=on.isoformat(), units=len(changed),
    )  # fmt: skip
    events.structure_changed.tell(unit_ids=changed, on=on, by=by)
    return moved


@transaction.atomic
def end_unit(
    unit: OrgUnit, *, on: date, by: Person | None, decision: str = "", kind: SuccessionKind | None = None
) -> None:
    """End a unit; `on` is its last day. Raises BadInput while units below it still have a place later; Refused."""
    placement = _open_place(unit, on)
    rules.check(by, "units.manage", placement.path)
    _lock_trees(placement.path)
    below = Placement.objects.filter(parent=unit).exclude(valid_to__lte=on).values("unit").distinct().count()
    if below:
        text = ngettext(
            "Còn %(n)d đơn vị trực thuộc; hãy chuyển hoặc kết thúc đơn vị đó trước.",
            "Còn %(n)d đơn vị trực thuộc; hãy chuyển hoặc kết thúc các đơn vị đó trước.",
            below,
        )
        raise BadInput([("on", text % {"n": below})])
    Placement.objects.filter(pk=placement.pk).update(valid_to=on)
    if kind is None:
        Succession.objects.create(old=unit, new=None, kind=SuccessionKind.END, on=on, decision=decision)
    log.record("unit.ended", unit, by=by, path=placement.path, why=decision, on=on.isoformat())
    events.structure_changed.tell(unit_ids=[unit.pk], on=on + timedelta(days=1), by=by)


@transaction.atomic
def merge_units(olds: Sequence[OrgUnit], *, into: OrgUnit, on: date, by: Person | None, decision: str = "") -> None:
    """Merge units into one from the day `on`: what lies below them moves, they end on the day before.

    `into` may be a new unit or one of long standing, never one of `olds`. Raises BadInput and Refused.
    """
    if not olds or into.pk in {old.pk for old in olds}:
        raise BadInput([("into", _("Hãy chọn các đơn vị sáp nhập và một đơn vị khác để nhận."))])
    for old in olds:
        for child in Placement.objects.filter(queries.on_date(on), parent=old).select_related("unit"):
            if child.unit_id != into.pk:
                move_unit(child.unit, to=into, on=on, by=by, decision=decision)
        end_unit(old, on=on - timedelta(days=1), by=by, decision=decision, kind=SuccessionKind.MERGE)
        Succession.objects.create(
            old=old, new=into, kind=SuccessionKind.MERGE, on=on, share=Decimal(1), decision=decision
        )
        log.record(
            "unit.merged", into, by=by, path=queries.path_of(into), why=decision, old=old.code, on=on.isoformat()
        )


@transaction.atomic
def split_unit(
    unit: OrgUnit, *, into: Sequence[tuple[OrgUnit, Decimal]], on: date, by: Person | None, decision: str = ""
) -> None:
    """Split a unit from the day `on` into others, each with its share; shares below 1 in all: the unit goes on.

    With shares of exactly 1 the unit ends on the day before; what lies below it must have moved by then.
    Raises BadInput (shares, the unit among its successors, units below) and Refused.
    """
    total = sum((share for _unit, share in into), Decimal(0))
    if not into or any(share <= 0 for _unit, share in into) or total > 1:
        raise BadInput([("share", _("Tỷ lệ của mỗi phần phải lớn hơn 0 và cộng lại không quá 1."))])
    if unit.pk in {new.pk for new, _share in into}:
        raise BadInput([("into", _("Đơn vị chia tách không thể là phần nhận của chính nó."))])
    path = queries.path_of(unit)
    rules.check(by, "units.manage", path)
    for new, share in into:
        Succession.objects.create(old=unit, new=new, kind=SuccessionKind.SPLIT, on=on, share=share, decision=decision)
    shares = {new.code: str(share) for new, share in into}
    log.record("unit.split", unit, by=by, path=path, why=decision, into=shares, on=on.isoformat())
    events.structure_changed.tell(unit_ids=[unit.pk], on=on, by=by)
    if total == 1:
        end_unit(unit, on=on - timedelta(days=1), by=by, decision=decision, kind=SuccessionKind.SPLIT)


@transaction.atomic
def rename_levels(names_by_code: dict[str, str], *, by: Person | None) -> None:
    """Give levels other names, by code. Only the system (the first-run wizard) may; raises Refused otherwise."""
    if by is not None:
        raise Refused(_("Tên các cấp chỉ đặt được khi thiết lập lần đầu."))
    for level in Level.objects.filter(code__in=names_by_code):
        name = names.tidy(names_by_code[level.code])
        if name and name != level.name:
            level.name = name
            level.save(update_fields=["name"])
            log.record("level.renamed", level, by=by, name=name)


def set_keys(unit: OrgUnit) -> None:
    """Work out the keys of order and search from the name and code of a unit."""
    unit.sort_key = names.sort_key(unit.name)
    unit.search_key = names.search_key(unit.code, unit.name)


def _check_path(unit: OrgUnit, path: str) -> None:
    if path.count(f"/{unit.pk}/") + path.startswith(f"{unit.pk}/") > 1:
        raise BadInput([("parent", _("Đơn vị không thể trực thuộc chính nó."))])
    if len(path) > MAX_PATH:
        raise BadInput([("parent", _("Cây tổ chức sâu quá mức hệ thống cho phép."))])


def _place_of_parent(parent: OrgUnit | None, start: date, end: date | None) -> Placement | None:
    if parent is None:
        return None
    above = queries.placement_of(parent.pk, start)
    if above is None or (above.valid_to and (end is None or end > above.valid_to)):
        raise BadInput([("parent", _("Đơn vị cấp trên không có cùng một vị trí trong suốt khoảng ngày này."))])
    return above


def _open_place(unit: OrgUnit, on: date) -> Placement:
    """The placement of `unit` on `on` that is still open. Raises BadInput when there is none."""
    found = queries.placement_of(unit.pk, on)
    if found is None or found.valid_to is not None:
        message = _("%(name)s không có vị trí còn hiệu lực vào ngày %(on)s, hoặc đã có thay đổi ghi cho ngày sau đó.")
        raise BadInput([("on", message % {"name": unit.name, "on": on.strftime("%d/%m/%Y")})])
    return found


def _lock_trees(*paths: str) -> None:
    roots = sorted({int(path.split("/", 1)[0]) for path in paths})
    list(OrgUnit.objects.select_for_update().filter(pk__in=roots).order_by("pk"))


def _rehang(now: Placement, above: Placement, on: date, decision: str) -> list[int]:
    """Move every placement at or below `now` that lasts on or after `on` below `above`; returns the unit ids."""
    rows = list(
        Placement.objects.filter(path__gte=now.path, path__lt=end_of(now.path))
        .exclude(valid_to__lt=on)
        .select_related(None)
    )
    old_base = now.path.removesuffix(f"{now.unit_id}/")
    closed, changed, opened = [], [], []
    for row in rows:
        path = above.path + row.path.removeprefix(old_base)
        if len(path) > MAX_PATH:
            raise BadInput([("to", _("Cây tổ chức sâu quá mức hệ thống cho phép."))])
        top = row.unit_id == now.unit_id
        place = {
            "path": path,
            "depth": path.count("/") - 1,
            "parent_id": above.unit_id if top else row.parent_id,
            "decision": decision if top else row.decision,
        }
        if row.valid_from < on:
            opened.append(Placement(unit_id=row.unit_id, valid_from=on, valid_to=row.valid_to, **place))
            row.valid_to = on - timedelta(days=1)
            closed.append(row)
        else:
            for field, value in place.items():
                setattr(row, field, value)
            changed.append(row)
    Placement.objects.bulk_update(closed, ["valid_to"], batch_size=500)
    Placement.objects.bulk_update(changed, ["path", "depth", "parent", "decision"], batch_size=200)
    Placement.objects.bulk_create(opened, batch_size=500)
    return sorted({row.unit_id for row in rows})
