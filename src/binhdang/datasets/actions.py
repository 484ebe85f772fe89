"""Loading forms. A version that reports were made on never changes; a changed definition becomes the next version."""

import hashlib
import json
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils.translation import gettext

from binhdang.calc.collation import search_key
from binhdang.calc.layout import LayoutError, parse_layout
from binhdang.datasets.models import DataSet, FormVersion
from binhdang.kit.errors import BadInput
from binhdang.kit.log import record

BUILTIN = Path(__file__).parent / "forms"
MOST_BYTES = 2 * 1024 * 1024


_TEXT_KEYS = {
    "code",
    "name",
    "title",
    "unit",
    "part_of",
    "size_cell",
    "note",
    "message",
    "formula",
    "columns",
    "levels",
}
_TEXT = "tag:yaml.org,2002:str"


def read_definition(text: str) -> dict[str, Any]:
    """The definition in a YAML text; codes and names stay as written (`010`, `NO` are text, not numbers or flags).

    Raises BadInput with the line that cannot be read; references inside the file are refused.
    """
    if len(text) > MOST_BYTES:
        raise BadInput([("", gettext("tệp biểu lớn hơn 2 MB."))])
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.SafeLoader)):
            raise BadInput([("", gettext("tệp biểu không được dùng tham chiếu (&, *)."))])
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        _keep_text(node)
        data = loader.construct_document(node) if node else None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        place = gettext("dòng %(n)s, cột %(c)s") % {"n": mark.line + 1, "c": mark.column + 1} if mark else ""
        wrong = gettext("không đọc được YAML; kiểm tra dấu hai chấm, dấu nháy và thụt dòng.")
        raise BadInput([(place, wrong)]) from error
    if not isinstance(data, dict):
        raise BadInput([("", gettext("tệp biểu phải có các mục code, name, period, sections."))])
    return data


def _keep_text(node: Any) -> None:
    """Mark the scalars below text keys as text, so that YAML does not guess a number or a flag."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if getattr(key, "value", None) in _TEXT_KEYS:
                for scalar in value.value if isinstance(value, yaml.SequenceNode) else [value]:
                    if isinstance(scalar, yaml.ScalarNode):
                        scalar.tag = _TEXT
            _keep_text(value)
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            _keep_text(child)


@transaction.atomic
def load_form(definition: dict[str, Any], *, by: Any) -> FormVersion:
    """Load a form: the same content gives the version that is there, other content the next version.

    Cells keep their code from version to version; `bridge` in the definition (old code: new code) says what was
    renamed. Raises BadInput for a definition that is not a form, or for another kind of period than before.
    """
    bridge = definition.get("bridge")
    bridge = bridge if isinstance(bridge, dict) else {}
    definition = {key: value for key, value in definition.items() if key != "bridge"}
    try:
        layout = parse_layout(definition)
    except LayoutError as error:
        raise BadInput([("", str(error))]) from error
    data_set, _ = DataSet.objects.get_or_create(
        code=layout.code, defaults={"name": layout.name, "period_kind": layout.period}
    )
    if data_set.period_kind != layout.period:
        wrong = gettext("biểu %(code)s đã dùng kỳ “%(kind)s”; kỳ không đổi được.")
        raise BadInput([("period", wrong % {"code": layout.code, "kind": data_set.period_kind})])
    return store_version(data_set, definition, bridge, by=by, verb="form.load")


def store_version(
    data_set: DataSet, definition: dict[str, Any], bridge: dict[str, str], *, by: Any, verb: str
) -> FormVersion:
    """Keep a checked definition as the next version of a data set's form, or give the last one of the same content.

    `verb` is how the log says that it came. Works in the caller's transaction.
    """
    layout = parse_layout(definition)
    digest = hashlib.sha256(json.dumps([definition, bridge], sort_keys=True, default=str).encode()).hexdigest()
    last = FormVersion.objects.select_related("data_set").filter(data_set=data_set).order_by("-version").first()
    if last and last.content_hash == digest:
        return last
    form = FormVersion.objects.create(
        data_set=data_set,
        version=last.version + 1 if last else 1,
        layout=json.loads(json.dumps(definition, default=str)),
        cell_order=list(layout.cells),
        content_hash=digest,
        bridge=bridge,
    )
    found_by = search_key(f"{data_set.code} {layout.name}")[:600]
    if (data_set.name, data_set.search_key) != (layout.name, found_by):
        data_set.name, data_set.search_key = layout.name, found_by
        data_set.save(update_fields=["name", "search_key"])
    record(verb, form, by=by, path=data_set.owner_path, code=layout.code, version=form.version, cells=len(layout.cells))
    return form


def ensure_builtin_forms() -> list[FormVersion]:
    """Load the forms that come with the product; harmless to repeat."""
    return [
        load_form(read_definition(path.read_text(encoding="utf-8")), by=None) for path in sorted(BUILTIN.glob("*.yaml"))
    ]
