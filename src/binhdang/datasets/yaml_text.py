"""A form's definition as YAML, in the order people write it: what `actions.read_definition` reads back the same."""

from typing import Any

import yaml

ORDER = (
    "code", "name", "period", "title", "note", "size_cell", "levels", "bridge", "sections", "derived", "rules",
    "warnings", "kind", "unit", "columns", "options", "part_of", "formula", "severity", "message", "required",
    "integer", "min", "max", "kad", "rows",
)  # fmt: skip


class _Plain(yaml.SafeDumper):
    """Writes no references: `read_definition` refuses them."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def write_definition(definition: dict[str, Any], bridge: dict[str, str] | None = None) -> str:
    """The definition, with the bridge from the version before if there is one."""
    whole = {**definition, "bridge": bridge} if bridge else definition
    return yaml.dump(_ordered(whole), Dumper=_Plain, allow_unicode=True, sort_keys=False, width=110)


def _ordered(data: Any) -> Any:
    if isinstance(data, dict):
        places = {key: at for at, key in enumerate(ORDER)}
        return {key: _ordered(data[key]) for key in sorted(data, key=lambda key: (places.get(key, 99), key))}
    return [_ordered(item) for item in data] if isinstance(data, list) else data
