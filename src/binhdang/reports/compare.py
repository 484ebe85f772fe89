"""What a report is held against: the unit's own earlier periods, and units of like kind and size.

Both are stamped on the report at its first save (`Report.compared`), so that what the check page showed is what the
submission checks, on whatever server. The figures of peers are kept by their content (`PeerTable`) and made anew when
what was accepted of that period has changed; reports that are under way keep the table they began with.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from binhdang.calc import cells, rules
from binhdang.calc.cells import NotApplicable, Number, Value
from binhdang.calc.rules import Spread
from binhdang.datasets.models import FormVersion
from binhdang.datasets.queries import bridged, layout_of
from binhdang.kit import clock
from binhdang.reports.models import Report
from binhdang.reports.review_models import PeerTable

PERIODS = 6
"""How many earlier periods of a unit are looked at."""
MOST_PEERS = 4000
"""How many reports of a level are read for the figures of peers: enough for a middle, and soon read."""
LEAST_PEERS = 4


def stamp(report: Report) -> None:
    """Note on the report (not saved here) what it is held against, once (2 queries, none without a past)."""
    if not report.compared:
        report.compared = against([report]).get(report.pk, {})


def against(reports: Sequence[Report]) -> dict[int, dict[str, Any]]:
    """What each report (all of one form and period) is held against, by report id: 2 queries for all of them.

    A report without an earlier period is left out: there is nothing to hold it against.
    """
    known = [report for report in reports if report.last_period_key]
    if not known:
        return {}
    form, data_set, end = known[0].form, known[0].data_set_id, known[0].period_end
    pasts: dict[int, list[str]] = {}
    kinds: dict[int, int] = {}
    rows = Report.objects.filter(
        unit__in=[report.unit_id for report in known], data_set=data_set, period_end__lt=end
    ).exclude(accepted_values="")
    for unit, kind, form_id, packed in rows.order_by("-period_end").values_list(
        "unit_id", "unit__kind_id", "form_id", "accepted_values"
    ):
        kinds[unit] = kind
        if len(pasts.setdefault(unit, [])) < PERIODS:
            pasts[unit].append(packed if form_id == form.pk else _repacked(packed, form_id, form))
    digests = {key: current(form, data_set, key) for key in {report.last_period_key for report in known}}
    return {
        report.pk: {
            "past": pasts.get(report.unit_id, []),
            "peers": digests[report.last_period_key],
            "kind": kinds.get(report.unit_id),
        }
        for report in known
    }


def _repacked(packed: str, form_id: int, form: FormVersion) -> str:
    older = _form(form_id)
    names = bridged(form, older)
    values = cells.unpack(packed, older.cell_order)
    return cells.pack({names[code]: value for code, value in values.items() if code in names}, form.cell_order)


def _form(form_id: int) -> FormVersion:
    return FormVersion.objects.get(pk=form_id)


def past_of(report: Report) -> dict[str, Spread]:
    """Per cell the spread of the unit's own earlier figures, as stamped; empty when they are too few for the rule."""
    order, earlier = report.form.cell_order, report.compared.get("past", [])
    if len(earlier) < {**rules.WARNING_DEFAULTS, **layout_of(report.form).warnings}["past_periods"]:
        return {}
    figures: dict[str, list[Number]] = {}
    for packed in earlier:
        for code, value in cells.unpack(packed, order).items():
            if not isinstance(value, NotApplicable):
                figures.setdefault(code, []).append(value)
    return {code: rules.spread_of(numbers) for code, numbers in figures.items()}


def peers_of(report: Report, values: Mapping[str, Value]) -> Mapping[str, Spread]:
    """Per cell the spread among units of like kind and size in the last period, as stamped."""
    layout = layout_of(report.form)
    size = values.get(layout.size_cell) if layout.size_cell else None
    digest = report.compared.get("peers", "")
    if not digest or not isinstance(size, int) or size <= 0:
        return {}
    return _table(digest).get(f"{report.compared.get('kind')}:{size.bit_length()}", {})


@lru_cache(maxsize=64)
def _table(digest: str) -> dict[str, dict[str, Spread]]:
    """A peer table read back; the digest names its content, so it is right for ever and everywhere."""
    figures: dict[str, dict[str, list[Any]]] = (
        PeerTable.objects.filter(digest=digest).values_list("figures", flat=True).first() or {}
    )
    return {
        group: {code: Spread(count, Fraction(middle), Fraction(mad)) for code, (count, middle, mad) in rows.items()}
        for group, rows in figures.items()
    }


def current(form: FormVersion, data_set_id: int, period_key: str) -> str:
    """The digest of the latest figures of peers of a period in this form's cells; they are made if there are none."""
    kept = PeerTable.objects.filter(form=form, period_key=period_key).order_by("-built_at", "-pk")
    return kept.values_list("digest", flat=True).first() or build(form, data_set_id, period_key)


def build(form: FormVersion, data_set_id: int, period_key: str) -> str:
    """Work the figures of peers out anew from what is accepted; returns their digest. The same figures keep theirs."""
    sizes: dict[tuple[int, int], dict[str, list[Number]]] = {}
    for kind, size, values in _accepted(form, data_set_id, period_key):
        for near in (size - 1, size, size + 1):
            lists = sizes.setdefault((kind, near), {})
            for code, value in values.items():
                if not isinstance(value, NotApplicable):
                    lists.setdefault(code, []).append(value)
    figures = {
        f"{kind}:{size}": {code: _row(numbers) for code, numbers in lists.items() if len(numbers) >= LEAST_PEERS}
        for (kind, size), lists in sorted(sizes.items())
    }
    figures = {group: rows for group, rows in figures.items() if rows}
    text = json.dumps([form.pk, data_set_id, period_key, figures], sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()
    PeerTable.objects.update_or_create(
        form=form, period_key=period_key, digest=digest, defaults={"figures": figures, "built_at": clock.now()}
    )
    return digest


def _row(numbers: list[Number]) -> list[Any]:
    spread = rules.spread_of(numbers)
    return [spread.count, str(spread.middle), str(spread.mad)]


def _accepted(form: FormVersion, data_set_id: int, period_key: str) -> Iterable[tuple[int, int, dict[str, Value]]]:
    """(Kind of unit, size class, values in the form's cells) of the accepted reports of a period that know a size."""
    size_cell = layout_of(form).size_cell
    rows = Report.objects.filter(data_set=data_set_id, period_key=period_key).exclude(accepted_values="")
    levels = rows.order_by().values_list("level_code", flat=True).distinct() if size_cell else []
    for level in levels:
        some = rows.filter(level_code=level).order_by("unit_id")[:MOST_PEERS]
        for kind, form_id, packed in some.values_list("unit__kind_id", "form_id", "accepted_values"):
            text = packed if form_id == form.pk else _repacked(packed, form_id, form)
            values = cells.unpack(text, form.cell_order)
            size = values.get(size_cell)
            if isinstance(size, int) and size > 0:
                yield kind, size.bit_length(), values
