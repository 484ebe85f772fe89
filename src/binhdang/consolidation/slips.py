"""Slips of corrections: written when a correction is accepted, read by whoever signed the figures before it."""

from __future__ import annotations

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from binhdang.calc.questions import TEXT
from binhdang.consolidation.models import Slip, Snapshot
from binhdang.consolidation.ripple import as_json, ripple_of
from binhdang.consolidation.snapshot import text_of
from binhdang.datasets.queries import layout_of
from binhdang.documents.models import Paper
from binhdang.kit import log
from binhdang.kit.fields import end_of
from binhdang.notices.actions import tell_many
from binhdang.orgs.models import Person
from binhdang.orgs.rules import sight
from binhdang.reports.choices import State
from binhdang.reports.models import Report, ReportRevision
from binhdang.rollup.fresh import lock

UNDER_WAY = (State.CORRECTING.value, State.SUBMITTED.value, State.RETURNED.value, State.DRAFT.value)


def write_slip(*, report: Report, by: Person | None) -> None:
    """Write the slip of a correction that is being accepted; nothing where no cell differs.

    Listener of `reports.events.correction_accepted`: inside the transaction, before the new values count. It waits for
    a signature of the same data set that is under way, so that a slip is either in what was signed or dated after it.
    """
    lock(report.data_set_id)
    ripple, texts = ripple_of(report), text_moves(report)
    if not ripple.cells and not texts:
        return
    last = Slip.objects.filter(report=report).aggregate(n=Max("number"))["n"] or 0
    slip = Slip.objects.create(
        report=report, number=last + 1, unit_id=report.unit_id, path=report.path, data_set_id=report.data_set_id,
        period_key=report.period_key, ripple=as_json(ripple), why=why_of(report), texts=texts,
        cells=[[one.code, one.label, text_of(one.old), text_of(one.new)] for one in ripple.cells],
        corrected_by=report.submitted_by, accepted_by=by,
    )  # fmt: skip
    log.record("slip.written", slip, by=by, path=report.path, why=slip.why, cells=len(slip.cells))
    _tell_signers(slip)


def _tell_signers(slip: Slip) -> None:
    """Tell whoever signed or issued figures that this slip changes, once each."""
    things = [(kind, pk) for level in slip.ripple for kind, pk, _words in level["signed"]]
    reports = [pk for kind, pk in things if kind == "consolidated"]
    signers = set(Snapshot.objects.filter(consolidated__in=reports).values_list("signed_by", flat=True))
    papers = Paper.objects.filter(pk__in=[pk for kind, pk in things if kind == "paper"], issued_by__isnull=False)
    signers |= set(papers.values_list("issued_by", flat=True))
    text = _("Số liệu bạn đã ký thay đổi sau khi ký: phiếu đính chính của %(unit)s.") % {"unit": slip.unit.name}
    tell_many((person, f"slip:{slip.pk}", text, f"/tong-hop/phieu/{slip.pk}/") for person in sorted(signers))


def why_of(report: Report) -> str:
    """The reason the present correction was begun with."""
    begun = ReportRevision.objects.filter(report=report, verb__in=("correct", "reopen")).order_by("-number").first()
    return begun.why if begun else ""


def is_correction(report: Report) -> bool:
    """Whether a report holds values that, once accepted, take the place of accepted ones."""
    differs = report.values != report.accepted_values or report.texts != report.accepted_texts
    return bool(report.accepted_values) and report.state in UNDER_WAY and differs


def text_moves(report: Report) -> list[tuple[str, str, str]]:
    """The texts that a correction changes: question, accepted words, new words."""
    names = {row.code: row.name for row in layout_of(report.form).rows if row.kind == TEXT}
    old, new = report.accepted_texts, report.texts
    return [(name, old.get(row, ""), new.get(row, "")) for row, name in names.items() if old.get(row) != new.get(row)]


def slips_seen(by: Person | None) -> QuerySet[Slip]:
    """The slips in sight, latest first, with unit and people."""
    found = Slip.objects.filter(sight(by)).select_related("unit", "data_set", "corrected_by", "accepted_by")
    return found.order_by("-at", "-pk")


def slip_for(by: Person | None, slip_id: int) -> Slip:
    """One slip in sight. Raises Slip.DoesNotExist otherwise."""
    return slips_seen(by).get(pk=slip_id)


def slips_below(by: Person | None, path: str, period_key: str, data_set_id: int | None = None) -> QuerySet[Slip]:
    """The slips of a period at or below `path`, of one data set or of all, latest first."""
    found = slips_seen(by).filter(Q(path__gte=path, path__lt=end_of(path)), period_key=period_key)
    return found.filter(data_set=data_set_id) if data_set_id is not None else found
