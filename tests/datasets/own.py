"""A form that a unit built itself, with a text and a file question, asked once."""

from binhdang.calc import drafting
from binhdang.datasets import drafts
from binhdang.datasets.models import FormVersion
from binhdang.orgs.models import OrgUnit

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def own_form(unit: OrgUnit, name: str = "Hỏi nhanh") -> FormVersion:
    """Build and publish it through the builder's verbs: rows `so`, `y_kien` (text) and `anh` (file)."""
    draft = drafts.start_draft(unit, name=name, period="once", by=None)
    made = {**draft.definition, "sections": [{"title": "I. Hỏi", "rows": []}]}
    for row, kind in (("Số", "number"), ("Ý kiến", "text"), ("Ảnh", "file")):
        made = drafting.add_rows(made, 0, [row], kind, columns=False)
    drafts.FormDraft.objects.filter(pk=draft.pk).update(definition=made)
    return drafts.publish_draft(draft.pk, version=draft.version, by=None)
