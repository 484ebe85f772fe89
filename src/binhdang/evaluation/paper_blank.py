"""A paper that starts from nothing: head, recipients and signature of the unit, and one part for people to write."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from binhdang.calc.periods import parse_period
from binhdang.documents import actions as papers
from binhdang.documents.choices import SIGNATURES, TYPE_NAMES
from binhdang.documents.layout import PaperContent, Section
from binhdang.documents.models import Paper
from binhdang.evaluation import paper_words as words
from binhdang.kit import clock
from binhdang.kit.errors import BadInput
from binhdang.orgs.models import OrgUnit, Person


def draft_blank(unit: OrgUnit, type_code: str, subject: str, *, by: Person | None) -> Paper:
    """Start an empty draft of a type in the series of that type. Raises Refused, BadInput (type, subject)."""
    if type_code not in TYPE_NAMES:
        raise BadInput([("type_code", _("Chọn loại văn bản trong danh sách."))])
    period = parse_period(str(clock.today().year))
    above = words.units_above(unit, period)
    issuer = words.symbol(unit).partition("-")[2]
    content = PaperContent(
        issuer_above=words.full_name(above[-1].name) if above else "",
        issuer=words.full_name(unit.name),
        symbol=f"{type_code}-{issuer}" if TYPE_NAMES[type_code] else issuer,
        place=words.place(unit, above),
        type_name=TYPE_NAMES[type_code],
        subject=subject,
        to=(words.full_name(above[-1].name),) if above else (),
        sections=(Section("body", ""),),
        recipients=("Như trên" if not TYPE_NAMES[type_code] else "Như kính gửi", "Lưu: VT"),
        signature=SIGNATURES["bch-ct" if unit.kind.code in words.GRASSROOTS else "btv-ct"],
        year=period.end.year,
        mark="Số liệu giả định" if settings.DEMO else "",
    )
    return papers.draft_paper(unit, content, {}, by=by, type_code=type_code)
