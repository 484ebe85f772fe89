"""A form written as YAML is read back the same, whatever stands in its titles and options."""

import json

from hypothesis import given, settings

from binhdang.calc.layout import parse_layout
from binhdang.datasets.actions import BUILTIN, read_definition
from binhdang.datasets.yaml_text import write_definition
from tests.calc.forms_made import definitions


@given(definitions())
@settings(max_examples=40)
def test_a_form_goes_through_yaml_and_json_unchanged(made):
    layout = parse_layout(made)
    read = read_definition(write_definition(made))
    assert read == made
    assert parse_layout(read) == layout
    assert parse_layout(json.loads(json.dumps(made, sort_keys=True))) == layout
    assert write_definition(json.loads(json.dumps(read, sort_keys=True))) == write_definition(made)


def test_the_forms_of_the_catalogue_go_through_unchanged_with_their_bridge():
    for path in BUILTIN.glob("*.yaml"):
        made = read_definition(path.read_text(encoding="utf-8"))
        assert read_definition(write_definition(made)) == made
        assert read_definition(write_definition(made, {"a.tong": "b.tong"}))["bridge"] == {"a.tong": "b.tong"}
