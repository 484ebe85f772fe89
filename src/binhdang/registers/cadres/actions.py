"""What people do with cards beyond adding and changing them: merging twins, keeping namesakes apart, moving people."""

from datetime import date, timedelta
from typing import Any, cast

from django.db import transaction
from django.db.models import Field
from django.utils.translation import gettext as _

from binhdang.kit import clock
from binhdang.kit.errors import BadInput
from binhdang.kit.log import record as log
from binhdang.kit.models import Event
from binhdang.orgs import queries as orgs
from binhdang.orgs.models import OrgUnit, Person
from binhdang.registers.cadres import twins
from binhdang.registers.cadres.forms import CadreForm
from binhdang.registers.cadres.models import Cadre, KeptApart, PostHeld
from binhdang.registers.cadres.register import CADRES
from binhdang.registers.core import actions, people, rules
from binhdang.registers.core.asides import log_record, said_of
from binhdang.registers.core.models import Attachment, Someone

FIELDS: tuple[str, ...] = tuple(CadreForm.Meta.fields)
DAYS = frozenset({"came_on", "left_on"})
"""What is of one card's time at its unit, not of the person."""
MERGE = "can-bo.merge"


def _pair(first_id: int, second_id: int, by: Person | None) -> tuple[Cadre, Cadre]:
    """Both cards under lock. Raises Cadre.DoesNotExist unless `by` keeps both, BadInput for one and the same."""
    if first_id == second_id:
        raise BadInput([("", _("Chọn hai hồ sơ khác nhau."))])
    rows = twins.kept_by(by).select_related(None).select_for_update().order_by("pk")
    found = {card.pk: card for card in rows.filter(pk__in=[first_id, second_id])}
    if len(found) < 2:
        raise Cadre.DoesNotExist
    return found[first_id], found[second_id]


def _reason(why: str) -> str:
    if len(why.strip()) < actions.LEAST_REASON:
        raise BadInput([("why", _("Ghi lý do, ít nhất 10 ký tự."))])
    return why.strip()


@transaction.atomic
def merge(keep_id: int, twin_id: int, *, taken: frozenset[str], why: str, by: Person | None) -> Cadre:
    """Say that two cards are one person's.

    At two units both cards stay where they were made and belong to one person from now on, in every register. At one
    unit the posts and files of the twin go over, as do its values of `taken` and where the kept card has none, and
    the twin is taken off. The log keeps what is needed to undo it. Raises Cadre.DoesNotExist, BadInput, also for one
    post that the two cards of a unit tell differently: one of them would be lost.
    """
    keep, twin = _pair(keep_id, twin_id, by)
    if twin.who_id == keep.who_id and twin.unit_id != keep.unit_id:
        raise BadInput([("", _("Hai hồ sơ này đã là của một người."))])
    if clashing := twins.clashes(keep, twin):
        raise BadInput([("", text) for text in clashing])
    why = _reason(why)
    data: dict[str, Any] = {"keep": keep.pk, "who": twin.who_id, "into": keep.who_id}
    fields: dict[str, Any] = {}
    if twin.who_id != keep.who_id:
        data["rows"] = people.merge(twins.person_of(twin), twins.person_of(keep), by=by)
    twin.merged_into = keep
    if twin.unit_id == keep.unit_id:
        data |= _carry(keep, twin, taken)
        fields = data.pop("fields")
        twin.removed_at, twin.removed_why = clock.now(), why
    twin.version += 1
    twin.save(update_fields=["merged_into", "removed_at", "removed_why", "version"])
    log_record(MERGE, twin, by=by, why=why, beside={"fields": fields}, **data)
    log_record("can-bo.merged", keep, by=by, why=why, twin=twin.pk)
    return keep


def _carry(keep: Cadre, twin: Cadre, taken: frozenset[str]) -> dict[str, Any]:
    """Give the kept card what the twin has; returns what is needed to give it back."""
    fields = {}
    for name in FIELDS:
        old, new = getattr(keep, name), getattr(twin, name)
        if new not in {None, ""} and new != old and (name in taken or (old in {None, ""} and name != "left_on")):
            fields[name] = [_kept(old), _kept(new)]
            setattr(keep, name, new)
    if keep.came_on and keep.left_on and keep.left_on < keep.came_on:
        raise BadInput([("", _("Ngày rời đơn vị không được trước ngày về đơn vị."))])
    people.assign([keep])
    actions.stamp(CADRES, keep)
    keep.version += 1
    keep.save()
    known = set(PostHeld.objects.filter(cadre=keep, removed_at__isnull=True).values_list("kind", "since"))
    mine = [p for p in PostHeld.objects.filter(cadre=twin, removed_at__isnull=True) if (p.kind, p.since) not in known]
    files = list(Attachment.objects.filter(register=CADRES.code, record_id=twin.pk).values_list("pk", flat=True))
    PostHeld.objects.filter(pk__in=[p.pk for p in mine]).update(cadre=keep)
    _check_days(keep)
    Attachment.objects.filter(pk__in=files).update(record_id=keep.pk)
    return {"fields": fields, "posts": [p.pk for p in mine], "files": files}


def _check_days(card: Cadre) -> None:
    """Refuse to join a post with a day of coming after it: it would count no more."""
    posts = PostHeld.objects.filter(cadre=card, removed_at__isnull=True, since__lt=card.came_on or date.min)
    if first := posts.order_by("since").first():
        text = _("%(post)s bắt đầu trước ngày về đơn vị %(day)s mà hồ sơ kia ghi. Sửa một trong hai rồi gộp.")
        raise BadInput([("", text % {"post": first, "day": f"{card.came_on:%d/%m/%Y}"})])


def _kept(value: Any) -> Any:
    """A value as the note beside the log keeps it."""
    return value.isoformat() if isinstance(value, date) else value


def _given(name: str, value: Any) -> Any:
    return cast("Field[Any, Any]", Cadre._meta.get_field(name)).to_python(value)


@transaction.atomic
def unmerge(twin_id: int, *, by: Person | None) -> Cadre:
    """Take a merge back: posts, files, values and the rows of every register go back to where they were.

    A value that was changed since stays as it is now. Raises Cadre.DoesNotExist unless `by` keeps both units.
    """
    twin = Cadre.objects.select_for_update(of=("self",)).get(pk=twin_id, merged_into__isnull=False)
    keep = Cadre.objects.select_for_update(of=("self",)).get(pk=int(twin.merged_into_id or 0))
    for card in (twin, keep):
        rules.check_write(by, card.path)
        rules.check_unerased(card)
    event = Event.objects.filter(subject_kind="cadre", subject_id=str(twin.pk), verb=MERGE).latest("pk")
    said = event.data | said_of([event]).get(event.pk, {})
    twin.merged_into, twin.removed_at, twin.removed_why = None, None, ""
    twin.version += 1
    twin.save(update_fields=["merged_into", "removed_at", "removed_why", "version"])
    if said["who"] != said["into"]:
        people.unmerge(Someone.objects.get(pk=said["who"]), said["rows"], by=by)
    PostHeld.objects.filter(pk__in=said.get("posts", []), cadre=keep).update(cadre=twin)
    Attachment.objects.filter(pk__in=said.get("files", []), record_id=keep.pk).update(record_id=twin.pk)
    for name, (old, new) in said.get("fields", {}).items():
        if getattr(keep, name) == _given(name, new):
            setattr(keep, name, _given(name, old))
    keep.refresh_from_db(fields=["who"])
    people.assign([keep])
    actions.stamp(CADRES, keep)
    keep.version += 1
    keep.save()
    log("can-bo.unmerge", twin, by=by, path=twin.path, keep=keep.pk)
    return twin


@transaction.atomic
def keep_apart(first_id: int, second_id: int, *, by: Person | None) -> None:
    """Say that two cards are of two people; where they counted as one person so far, the younger card becomes another.

    Raises Cadre.DoesNotExist, BadInput.
    """
    first, second = sorted(_pair(first_id, second_id, by), key=lambda card: card.pk)
    KeptApart.objects.get_or_create(first=first, second=second, defaults={"by": by})
    if first.who_id == second.who_id:
        one = twins.person_of(second)
        second.who = Someone.objects.create(
            unit=second.unit, name=one.name, name_key=one.name_key, sex=second.sex, birth_year=second.birth_year
        )
        second.save(update_fields=["who"])
    log("can-bo.apart", second, by=by, path=second.path, other=first.pk)


@transaction.atomic
def move(card_id: int, unit: OrgUnit, *, last_day: date, version: int, by: Person | None) -> Cadre:
    """Say that a person went to another unit; returns her card there.

    The card and the posts of the old unit end with `last_day` and stay where they were made; the new card carries what
    is known of the person. Raises Cadre.DoesNotExist, Refused, BadInput.
    """
    card = twins.kept_by(by).select_for_update(of=("self",)).get(pk=card_id)
    path = orgs.path_of(unit)
    rules.check_write(by, path)
    posts = PostHeld.objects.filter(cadre=card, removed_at__isnull=True)
    _check_move(card, unit, last_day, version, posts.filter(since__gt=last_day).exists())
    ended = _end_posts(card, last_day)
    log("can-bo.move", card, by=by, path=card.path, to=unit.code, day=last_day.isoformat(), ended=ended)
    card.left_on = last_day
    card.version += 1
    card.updated_at = clock.now()
    card.save(update_fields=["left_on", "version", "updated_at"])
    who = twins.person_of(card)
    if who.unit_id != unit.pk:
        people.move(who, unit, by=by)
    return _card_at(card, unit, path, last_day + timedelta(days=1), by)


def _end_posts(card: Cadre, last_day: date) -> dict[str, str | None]:
    """End with a day the posts that still ran then; returns post -> the end that was written before."""
    posts = PostHeld.objects.filter(cadre=card, removed_at__isnull=True, since__lte=last_day).exclude(
        until__lte=last_day
    )
    rows = posts.order_by("pk").values_list("pk", "until")
    before = {str(pk): until.isoformat() if until else None for pk, until in rows}
    posts.update(until=last_day)
    return before


def _check_move(card: Cadre, unit: OrgUnit, last_day: date, version: int, later: bool) -> None:
    if card.version != version:
        raise BadInput([("", _("Hồ sơ vừa có người sửa; mở lại hồ sơ rồi chuyển."))])
    if card.unit_id == unit.pk:
        raise BadInput([("unit", _("Người này đang ở chính đơn vị đó."))])
    if card.left_on:
        raise BadInput([("", _("Hồ sơ này đã có ngày rời đơn vị; sửa hồ sơ nếu ngày đó sai."))])
    if last_day > clock.today():
        raise BadInput([("day", _("Ngày rời đơn vị không được sau hôm nay."))])
    if card.came_on and last_day < card.came_on:
        raise BadInput([("day", _("Ngày rời đơn vị không được trước ngày về đơn vị."))])
    if later:
        raise BadInput([("day", _("Có chức vụ bắt đầu sau ngày rời đơn vị; sửa chức vụ hoặc chọn ngày muộn hơn."))])


def _card_at(card: Cadre, unit: OrgUnit, path: str, first_day: date, by: Person | None) -> Cadre:
    """The card of the same person at another unit: the one that she left there before, else a new one.

    Posts that nobody ended when she left do not begin anew with her return. Who moved her from above mends the card.
    """
    there = Cadre.objects.filter(who=card.who, unit=unit, removed_at__isnull=True)
    known = there.exclude(name__startswith=rules.ERASED).order_by("-pk").first()
    here = known or Cadre(unit=unit, path=path, who=card.who, came_on=first_day)
    ended = _end_posts(known, known.left_on) if known and known.left_on else {}
    for name in FIELDS:
        if name not in DAYS:
            setattr(here, name, getattr(card, name))
    here.left_on = None
    here.entered_from_id = here.entered_from_id or rules.entering(by, unit.pk, path)
    actions.stamp(CADRES, here)
    here.version += 1 if known else 0
    here.save()
    log("can-bo.come", here, by=by, path=path, other=card.pk, ended=ended)
    return here
