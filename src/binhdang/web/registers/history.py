"""What happened to a record, in words: the verb, and what it changed as far as the log tells it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field, ForeignKey

from binhdang.registers.core import queries
from binhdang.registers.core.register import Register
from binhdang.web.audit.words import in_register
from binhdang.web.registers.shown import text

LONGEST = 80


@dataclass(frozen=True)
class Told:
    """One event of a record: who and when stand in it, the verb in words, what it changed."""

    event: Any
    words: str
    what: str


def told(register: Register, record: Any) -> list[Told]:
    """The timeline of a record, latest first, without the readings."""
    return [_told(register, event) for event in queries.timeline(register, record)]


def _told(register: Register, event: Any) -> Told:
    what = event.verb.removeprefix(f"{register.code}.")
    words = in_register(register, what) or event.verb
    return Told(event, words, "; ".join([*_changed(register, event.data), *_line(register, event.data)]))


def _changed(register: Register, data: Mapping[str, Any]) -> Iterator[str]:
    """Each field with its value before and after; of what is personal or erased one day the field alone."""
    old, new, model = data.get("old"), data.get("new"), register.model
    closed = register.personal | set(register.erases)
    if isinstance(old, dict) and isinstance(new, dict):
        for name in old:
            label = label_of(register.form, model, name)
            if name in closed or isinstance(_field(model, name), ForeignKey):
                yield label
            else:
                yield f"{label}: {_value(model, name, old[name])} → {_value(model, name, new.get(name))}"
    for name in data.get("hidden", ()):
        yield label_of(register.form, model, name)


def _line(register: Register, data: Mapping[str, Any]) -> Iterator[str]:
    """The line added, changed or taken off, where the log names it; or the file."""
    part = next((part for part in register.lines if part.code == data.get("lines")), None)
    if part is not None:
        said = f"{part.name}: {data['text']}" if data.get("text") else str(part.name)
        fields = ", ".join(label_of(part.form, part.model, name) for name in data.get("fields", ()))
        yield f"{said} ({fields})" if fields else said
    elif isinstance(data.get("file"), str):
        yield data["file"]


def label_of(form: Any, model: type[Any], name: str) -> str:
    """What a form calls a field, else the table; the name itself for what neither knows."""
    if name in form.base_fields and form.base_fields[name].label:
        return str(form.base_fields[name].label)
    field = _field(model, name)
    return str(field.verbose_name) if field else name


def _field(model: type[Any], name: str) -> "Field[Any, Any] | None":
    try:
        return model._meta.get_field(name)  # type: ignore[no-any-return]
    except FieldDoesNotExist:
        return None


def _value(model: type[Any], name: str, kept: Any) -> str:
    """A value as the log keeps it (a text), as pages show it."""
    said, field = str(kept or ""), _field(model, name)
    if field is None or said in {"", "None"}:
        return said if field is None else "–"
    one = model()
    try:
        setattr(one, name, field.to_python(said))
        shown = text(one, name)
    except (ValidationError, ValueError):
        shown = said
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…"
