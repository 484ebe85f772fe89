"""Loading the catalogue: a definition somebody relies on is never changed, it gets a new version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from binhdang.calc.formulas import FormulaError, cells_of, parse_formula
from binhdang.indicators.models import Indicator
from binhdang.kit.errors import BadInput
from binhdang.kit.log import record

CATALOGUE = Path(__file__).parent / "catalogue"
FIELDS = (
    "name_vi", "name_en", "concept", "unit", "breakdown", "cells", "numerator", "denominator", "per", "direction",
    "period_kind", "owner", "source", "keywords",
)  # fmt: skip
DIRECTIONS = {"higher", "lower"}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: how many indicators are new, changed (a new version), and as they were."""

    new: int
    changed: int
    same: int


@transaction.atomic
def load_catalogue(folder: Path = CATALOGUE) -> Loaded:
    """Load every `*.yaml` of the folder, each a list of indicators or a mapping with `indicators`; may run twice.

    A definition that differs from the current version becomes the next version and the current one; versions that
    targets refer to stay as they were. Raises `BadInput` naming file and code for a definition that cannot be used.
    """
    stored = {one.code: one for one in Indicator.objects.filter(current=True)}
    counts = {"new": 0, "changed": 0, "same": 0}
    for place, code, wanted in _definitions(folder):
        old = stored.get(code)
        if old is not None and all(getattr(old, name) == value for name, value in wanted.items()):
            counts["same"] += 1
            continue
        version = 1
        if old is not None:
            old.current = False
            old.save(update_fields=["current"])
            version = old.version + 1
        stored[code] = Indicator.objects.create(code=code, version=version, **wanted)
        record("indicator.load", stored[code], by=None, code=code, version=version, file=place)
        counts["changed" if old else "new"] += 1
    return Loaded(**counts)


def _definitions(folder: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    seen: set[str] = set()
    for path in sorted(folder.glob("*.yaml")):
        data = yaml.safe_load(path.read_text("utf-8"))
        entries = data.get("indicators") if isinstance(data, dict) else data
        if not isinstance(entries, list):
            raise BadInput([(path.name, "tệp phải là danh sách chỉ số")])
        for entry in entries:
            code = str(entry.get("code", ""))
            place = f"{path.name}, {code or 'chỉ số không có mã'}"
            if not code or code in seen:
                raise BadInput([(place, "mã chỉ số thiếu hoặc trùng")])
            seen.add(code)
            yield path.name, code, _checked(place, {key: value for key, value in entry.items() if key != "code"})


def _checked(place: str, entry: dict[str, Any]) -> dict[str, Any]:
    if unknown := entry.keys() - set(FIELDS):
        raise BadInput([(place, f"không có mục {', '.join(sorted(unknown))}")])
    if not entry.get("name_vi") or not entry.get("unit"):
        raise BadInput([(place, "thiếu name_vi hoặc unit")])
    if entry.get("direction", "higher") not in DIRECTIONS:
        raise BadInput([(place, "direction phải là higher hoặc lower")])
    used: set[str] = set()
    for part in ("numerator", "denominator"):
        try:
            used |= set(cells_of(parse_formula(entry[part]))) if entry.get(part) else set()
        except FormulaError as error:
            raise BadInput([(f"{place}, {part}", str(error))])
    defaults = {field.name: field.get_default() for field in Indicator._meta.fields if field.name in FIELDS}
    return defaults | entry | {"cells": entry.get("cells") or sorted(used)}


@transaction.atomic
def add_indicator(
    name: str, *, by: Any, unit: str = "percent", concept: str = "", numerator: str = "", denominator: str = "",
    direction: str = "higher",
) -> Indicator:  # fmt: skip
    """Add an indicator that a union needs beside the catalogue's; its code is the next free "RIENG-01".

    The formulas may stay empty until the cells exist. Raises `BadInput` for an empty name or a formula in error.
    """
    name = " ".join(name.split())[:300]
    if not name:
        raise BadInput([("Tên chỉ số", "không được để trống.")])
    entry = {"name_vi": name, "unit": unit, "concept": concept.strip(), "direction": direction}
    wanted = _checked("Chỉ số mới", entry | {"numerator": numerator.strip(), "denominator": denominator.strip()})
    taken = set(Indicator.objects.filter(code__startswith="RIENG-").values_list("code", flat=True))
    number = next(n for n in range(1, len(taken) + 2) if f"RIENG-{n:02d}" not in taken)
    made = Indicator.objects.create(code=f"RIENG-{number:02d}", **wanted)
    record("indicator.added", made, by=by, code=made.code, name=name)
    return made
