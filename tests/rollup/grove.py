"""A form, reports and their truth for the tests of totals: plain rows, no report actions."""

from dataclasses import dataclass, field
from datetime import date

from binhdang.calc.cells import pack_list, unpack_list
from binhdang.calc.totals import Document, slow_totals
from binhdang.calc.totals import Report as Answer
from binhdang.datasets.models import DataSet, FormVersion
from binhdang.kit import clock
from binhdang.orgs.models import OrgUnit
from binhdang.orgs.queries import placement_of
from binhdang.reports.events import figures_changed
from binhdang.reports.models import Report, ReportRequest

ORDER = ["size", "bch.tong", "bch.nu"]
PERIOD, END = "2019", date(2019, 12, 31)


def make_form(order=ORDER, version=1, data_set=None, bridge=None) -> FormVersion:
    data_set = data_set or DataSet.objects.create(code="BDG", name="Biểu thử", period_kind="year")
    return FormVersion.objects.create(
        data_set=data_set, version=version, layout={"size_cell": order[0]}, cell_order=list(order), bridge=bridge or {}
    )


def make_request(form: FormVersion, unit: OrgUnit, period: str = PERIOD) -> ReportRequest:
    year = int(period)
    return ReportRequest.objects.create(
        data_set=form.data_set, form=form, unit=unit, path=path_of(unit), period_key=period,
        period_start=date(year, 1, 1), period_end=date(year, 12, 31), structure_date=date(year, 12, 31),
    )  # fmt: skip


def path_of(unit: OrgUnit) -> str:
    place = placement_of(unit.pk, END)
    assert place is not None
    return place.path


def put(
    request: ReportRequest, unit: OrgUnit, state="accepted", values=None, accepted=None, last=None, path="", tell=True
):
    """Set a unit's report as an action would, and tell the news."""
    was = Report.objects.filter(unit=unit, data_set=request.data_set, period_key=request.period_key).first()
    row = was or Report(
        request=request, data_set=request.data_set, form=request.form, unit=unit, level_code=unit.kind.level.code,
        period_key=request.period_key, period_end=request.period_end,
    )  # fmt: skip
    paths = [path or row.path or path_of(unit)] + ([was.path] if was else [])
    row.path = paths[0]
    row.form = request.form
    row.state = state
    row.values = pack_list(values) if values is not None else ""
    if state == "accepted":
        accepted = values
    row.accepted_values = pack_list(accepted) if accepted is not None else ""
    row.last_values = pack_list(last) if last is not None else row.last_values
    row.submitted_at = clock.now()
    row.updated_at = clock.now()
    row.save()
    if tell:
        figures_changed.tell(data_set_id=request.data_set_id, period_key=request.period_key, paths=paths)
    return row


def truth(request: ReportRequest, basis: str) -> dict[int, Document]:
    """The documents of all units by the slow judge."""
    tree: dict[str, str | None] = {}
    answers: dict[str, Answer] = {}
    for row in Report.objects.filter(data_set=request.data_set, period_key=request.period_key):
        steps = row.path.strip("/").split("/")
        for at, step in enumerate(steps):
            tree[step] = steps[at - 1] if at else None
        text = row.values if basis == "provisional" and row.state in {"submitted", "accepted"} else row.accepted_values
        last = unpack_list(row.last_values) if row.last_values else []
        answers[steps[-1]] = Answer(unpack_list(text) if text else [], last, bool(text), True)
    found = slow_totals(tree, answers, len(request.form.cell_order), 0)
    return {int(unit): document for unit, document in found.items()}


@dataclass
class Grove:
    """A small union with a form and a request for 2019."""

    units: dict[str, OrgUnit]
    form: FormVersion = field(default_factory=make_form)

    def __post_init__(self) -> None:
        self.request = make_request(self.form, next(iter(self.units.values())))
