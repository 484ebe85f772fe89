"""Two invented requests about personal data at the unit of the demo's grassroots officer."""

from collections.abc import Mapping
from datetime import date

from binhdang.orgs.models import OrgUnit
from binhdang.privacy import actions
from binhdang.privacy.actions import Asked
from binhdang.registers.cadres.models import Cadre

UNIT = "KT-H09-03"


def fill(units: Mapping[str, OrgUnit]) -> None:
    """One request to correct, waiting, and one to see, answered, about the first two cadres of the unit."""
    unit = units[UNIT]
    cards = list(Cadre.objects.filter(unit=unit, removed_at__isnull=True).order_by("pk")[:2])
    text = "Năm sinh ghi trong sổ chưa đúng."
    waiting = Asked("correct", cards[0].name, "Gặp tại văn phòng", text, date(2020, 11, 27))
    made = actions.receive(unit, waiting, by=None)
    actions.acknowledge(made.pk, by=None)
    seen = actions.receive(unit, Asked("view", cards[1].name, "Gặp tại văn phòng", "", date(2020, 11, 24)), by=None)
    actions.identify(seen.pk, int(cards[1].who_id or 0), by=None)
    actions.finish(seen.pk, answer="Đã in cho người yêu cầu một bản.", by=None)
