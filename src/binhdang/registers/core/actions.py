"""What people do with records: one function per verb, each in its own transaction, logged."""

from typing import Any

from django.db import IntegrityError, transaction
from django.forms import ModelForm
from django.utils.translation import gettext as _

from binhdang.calc.collation import same_key, search_key
from binhdang.kit import clock, files
from binhdang.kit.errors import BadInput, Conflict, Refused
from binhdang.kit.log import record as log
from binhdang.orgs import queries as orgs
from binhdang.orgs.models import OrgUnit, Person
from binhdang.registers.core import people, queries, rules
from binhdang.registers.core.asides import log_record
from binhdang.registers.core.ending import EndForm
from binhdang.registers.core.models import Attachment, OfPerson, SavedView
from binhdang.registers.core.privacy import note_reading
from binhdang.registers.core.register import Lines, Register

MOST_FILES = 20
LEAST_REASON = 10


def stamp(register: Register, record: Any) -> None:
    """Set what a record is found by and when it changed; its place is stamped once, when it is made."""
    if not record.path:
        record.path = orgs.path_of(record.unit)
    record.search_key = search_key(" ".join([*register.words(record), record.unit.code]))[:400]
    record.updated_at = clock.now()


def problems_of(form: "ModelForm[Any]") -> list[tuple[str, str]]:
    """What a form finds wrong, as (field, message)."""
    return [("" if name == "__all__" else name, str(text)) for name, found in form.errors.items() for text in found]


@transaction.atomic
def add(register: Register, unit: OrgUnit, form: "ModelForm[Any]", *, by: Person | None) -> Any:
    """Add a record for `unit`. Raises Refused, BadInput with everything the checks find."""
    path = orgs.path_of(unit)
    rules.check_write(by, path)
    form.instance.unit, form.instance.path = unit, path
    form.instance.entered_from_id = rules.entering(by, unit.pk, path)
    record = _saved(register, form)
    told = {} if isinstance(record, OfPerson) else {"title": register.title(record)}
    log(f"{register.code}.add", record, by=by, path=path, **told)
    return record


@transaction.atomic
def change(register: Register, pk: int, form: "ModelForm[Any]", *, version: int, by: Person | None) -> Any:
    """Change a record; what was before stays in the log, of a person's record which fields were changed.

    Raises Refused, Conflict, BadInput.
    """
    stored = _locked(register, pk, by, ending=isinstance(form, EndForm))
    rules.check_unremoved(stored.removed_at is not None)
    if stored.version != version:
        raise Conflict(stored)
    before = {name: str(getattr(stored, name, "")) for name in form.changed_data if name not in register.personal}
    form.instance.version = stored.version + 1
    record = _saved(register, form)
    after = {name: str(getattr(record, name, "")) for name in before}
    hidden = sorted(set(form.changed_data) & register.personal)
    data: dict[str, Any] = {"old": before, "new": after} | ({"hidden": hidden} if hidden else {})
    log(f"{register.code}.change", record, by=by, path=record.path, why="", **data)
    return record


def _saved(register: Register, form: "ModelForm[Any]") -> Any:
    """Check and save; a clash with a constraint of the table is bad input as well."""
    if not form.is_valid():
        raise BadInput(problems_of(form))
    record = form.save(commit=False)
    if isinstance(record, OfPerson) and record.one_card:
        _check_other(register, record)
    stamp(register, record)
    _assign(record)
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError as error:
        raise BadInput([("", _("Đơn vị đã có một hồ sơ như vậy; hãy tìm và sửa hồ sơ cũ."))]) from error
    return record


def _check_other(register: Register, record: Any) -> None:
    """Raise BadInput when the unit has another card that the register's key does not tell apart from this one."""
    rest = {name: getattr(record, name) for name in register.key if name != "name"}
    rows = register.model.objects.filter(unit=record.unit_id, removed_at__isnull=True, **rest).exclude(pk=record.pk)
    if same_key(record.name) in map(same_key, rows.order_by().values_list("name", flat=True)):
        place = register.key[-1]
        text = _("đơn vị đã có hồ sơ trùng cả %(names)s: mở hồ sơ ấy mà sửa, hoặc ghi khác đi nếu là một người khác.")
        names = ", ".join(str(register.form.base_fields[name].label).lower() for name in register.key)
        raise BadInput([(place, text % {"names": names})])


def _assign(row: Any) -> None:
    """Say who a row is about; of somebody erased that stays as it is."""
    if isinstance(row, OfPerson) and not rules.is_erased(row):
        people.assign([row])
        rules.check_unrestricted([row])


def _locked(register: Register, pk: int, by: Person | None, *, ending: bool = False) -> Any:
    """The record under lock, if `by` may write it; of somebody erased only to write an end.

    Raises DoesNotExist when it is not seen, else Refused.
    """
    rows = register.model.objects.select_for_update(of=("self",)).filter(rules.seen(by, register))
    stored = rows.select_related("unit").get(pk=pk)
    rules.check_write(by, stored.path)
    if not ending:
        rules.check_unerased(stored)
    rules.check_open(register, stored)
    return stored


@transaction.atomic
def remove(register: Register, pk: int, *, why: str, by: Person | None) -> Any:
    """Take a record off with a reason; it can be brought back. Raises Refused, BadInput."""
    stored = _locked(register, pk, by)
    rules.check_loose(register, stored)
    rules.check_unremoved(stored.removed_at is not None)
    if len(why.strip()) < LEAST_REASON:
        raise BadInput([("why", _("Ghi lý do, ít nhất 10 ký tự."))])
    stored.removed_at = stored.updated_at = clock.now()
    stored.removed_why = why.strip()
    stored.version += 1
    stored.save(update_fields=["removed_at", "removed_why", "updated_at", "version"])
    log_record(f"{register.code}.remove", stored, by=by, why=why.strip())
    return stored


@transaction.atomic
def restore(register: Register, pk: int, *, by: Person | None) -> Any:
    """Bring a record back that was taken off. Raises Refused, BadInput when another one took its place."""
    stored = _locked(register, pk, by)
    if stored.removed_at is None:
        raise Refused(_("Hồ sơ này đang ở trong sổ."))
    stored.removed_at, stored.removed_why, stored.updated_at = None, "", clock.now()
    stored.version += 1
    try:
        with transaction.atomic():
            stored.save(update_fields=["removed_at", "removed_why", "updated_at", "version"])
    except IntegrityError as error:
        raise BadInput([("", _("Đã có một hồ sơ khác thay hồ sơ này."))]) from error
    log(f"{register.code}.restore", stored, by=by, path=stored.path)
    return stored


@transaction.atomic
def add_line(register: Register, pk: int, lines: Lines, form: "ModelForm[Any]", *, by: Person | None) -> Any:
    """Add a line to a record, or change one (`form.instance`). Raises Refused, BadInput."""
    ending = isinstance(form, EndForm)
    stored = _locked(register, pk, by, ending=ending)
    rules.check_unremoved(stored.removed_at is not None)
    verb = "line" if form.instance.pk is None else "line_change"
    if verb == "line":
        _check_entered(lines)
    setattr(form.instance, lines.owner, stored)
    if not ending:
        rules.check_unerased(form.instance)
    if getattr(form.instance, "unit_id", 0) is None:
        form.instance.unit = stored.unit
    if not form.is_valid():
        raise BadInput(problems_of(form))
    line = form.save(commit=False)
    _assign(line)
    try:
        with transaction.atomic():
            line.save()
    except IntegrityError as error:
        raise BadInput([("", _("Hồ sơ đã có một dòng như vậy; hãy sửa dòng cũ."))]) from error
    touch(register, stored)
    told: dict[str, Any] = {"lines": lines.code, "line": line.pk, "text": _said(line)}
    if verb == "line_change":
        told["fields"] = sorted(form.changed_data)
    log(f"{register.code}.{verb}", stored, by=by, path=stored.path, **told)
    return line


@transaction.atomic
def remove_line(register: Register, pk: int, lines: Lines, line_id: int, *, by: Person | None) -> None:
    """Take a line off. Raises Refused, BadInput while something holds it, the line's DoesNotExist."""
    stored = _locked(register, pk, by)
    _check_entered(lines)
    rules.check_reads_names(by, stored, lines)
    line = queries.lines_of(stored, lines).get(pk=line_id)
    if why := lines.held(stored, line):
        raise BadInput([("", why)])
    line.removed_at = clock.now()
    line.save(update_fields=["removed_at"])
    touch(register, stored)
    told = {"lines": lines.code, "line": line.pk, "text": _said(line)}
    log(f"{register.code}.line_remove", stored, by=by, path=stored.path, **told)


def _said(line: Any) -> str:
    """What the log says of a line; of a person's nothing."""
    return "" if isinstance(line, OfPerson) else str(line)[:200]


def _check_entered(lines: Lines) -> None:
    if not lines.entered:
        raise Refused(_("Dòng này do đơn vị khác ghi."), _("Người ghi sổ của đơn vị ấy."))


def touch(register: Register, record: Any) -> None:
    """Save what follows for a record from a change of its lines."""
    stamp(register, record)
    record.version += 1
    record.save(update_fields=["search_key", "updated_at", "version", *register.settle(record)])


@transaction.atomic
def attach(register: Register, pk: int, *, name: str, data: bytes, by: Person | None) -> Attachment:
    """Add a file to a record. Raises Refused, BadInput for a file that is not taken."""
    stored = _locked(register, pk, by)
    if len(queries.files_of(register, stored)) >= MOST_FILES:
        raise BadInput([("file", _("Mỗi hồ sơ giữ nhiều nhất 20 tệp."))])
    try:
        kind = files.kind_of(data)
    except files.UnfitFile as unfit:
        raise BadInput([("file", str(unfit))]) from unfit
    kept = Attachment.objects.create(
        register=register.code,
        record_id=stored.pk,
        path=stored.path,
        name=files.tidy_name(name, kind),
        kind=kind,
        size=len(data),
        sha256=files.keep_sealed(data),
        by=by,
    )
    log(f"{register.code}.attach", stored, by=by, path=stored.path, file=_told(register, kept), sha256=kept.sha256)
    return kept


@transaction.atomic
def detach(register: Register, pk: int, file_id: int, *, by: Person | None) -> None:
    """Take a file off a record. Raises Refused, Attachment.DoesNotExist."""
    stored = _locked(register, pk, by)
    kept = Attachment.objects.get(pk=file_id, register=register.code, record_id=stored.pk, removed_at__isnull=True)
    kept.removed_at = clock.now()
    kept.save(update_fields=["removed_at"])
    log(f"{register.code}.detach", stored, by=by, path=stored.path, file=_told(register, kept))


def _told(register: Register, kept: Attachment) -> str:
    """What the log, which nothing is erased from, says of a file: of a person's never the name that people gave it."""
    return f"#{kept.pk}.{kept.kind}" if rules.of_person(register.model) else kept.name


def open_file(register: Register, record: Any, file_id: int, *, by: Person | None) -> tuple[Attachment, bytes]:
    """A file of a record and its bytes; of a register with sensitive fields only for who reads those, and logged.

    Raises Attachment.DoesNotExist, Refused.
    """
    kept = next((one for one in queries.files_of(register, record) if one.pk == file_id), None)
    if kept is None:
        raise Attachment.DoesNotExist
    if register.sensitive:
        rules.check_sensitive(by, record.path)
        note_reading(register, record, [_told(register, kept)], how="file", by=by)
    return kept, files.read_sealed(kept.sha256)


def keep_view(register: Register, *, name: str, query: str, by: Person) -> SavedView:
    """Keep a list under a name; the same name again takes the new filters. Raises BadInput without a name."""
    if not name.strip():
        raise BadInput([("name", _("Đặt tên cho danh sách."))])
    view, _made = SavedView.objects.update_or_create(
        register=register.code, person=by, name=name.strip()[:80], defaults={"query": query[:1000]}
    )
    return view


def drop_view(view_id: int, *, by: Person) -> None:
    """Forget a kept list of one's own. Raises SavedView.DoesNotExist."""
    SavedView.objects.get(pk=view_id, person=by).delete()
