"""What is asked with a form, and the texts and files that came in: listed by unit with their source, never summed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from binhdang.calc.layout import Row
from binhdang.calc.questions import FILE
from binhdang.orgs.models import Person
from binhdang.reports import queries
from binhdang.reports.choices import State
from binhdang.reports.file_models import ReportFile
from binhdang.reports.models import Report, ReportRequest

APPROVED = "approved"
SENT = (State.SUBMITTED, State.ACCEPTED)


def requests_of(by: Person | None, data_set_id: int) -> QuerySet[ReportRequest]:
    """The requests made with a form that concern units of the person's sight, latest period first."""
    return queries.requests_seen(by).filter(data_set=data_set_id).select_related("form")


def versions_in_use(by: Person | None, data_set_id: int) -> dict[int, int]:
    """Id of a form version -> how many reports in sight are made on it."""
    rows = queries.reports_seen(by).filter(data_set=data_set_id).order_by().values("form")
    return {row["form"]: row["n"] for row in rows.annotate(n=Count("pk"))}


def form_counts(by: Person | None, data_set_ids: Iterable[int]) -> dict[int, int]:
    """Id of a data set -> how many requests in sight were made with it."""
    rows = queries.requests_seen(by).filter(data_set__in=list(data_set_ids)).order_by().values("data_set")
    return {row["data_set"]: row["n"] for row in rows.annotate(n=Count("pk"))}


@dataclass(frozen=True)
class Where:
    """What came in with a form: for which period, from which subtree, on which basis."""

    data_set_id: int
    period_key: str
    path: str
    basis: str

    def reports(self, by: Person | None) -> QuerySet[Report]:
        """Its reports in sight."""
        seen = queries.reports_seen(by).filter(queries.below(self.path))
        return seen.filter(data_set=self.data_set_id, period_key=self.period_key)

    def given(self, code: str) -> Q:
        """The reports whose answer to a text or file question counts on this basis."""
        kept = Q(accepted_texts__has_key=code)
        if self.basis == APPROVED:
            return kept
        return Q(state__in=SENT, texts__has_key=code) | (~Q(state__in=SENT) & kept)


def answer_counts(by: Person | None, where: Where, codes: Iterable[str]) -> dict[str, int]:
    """Text or file question -> how many units of the subtree answered it; one query for all of them."""
    wanted = list(codes)
    counts = {f"n{at}": Count("pk", filter=where.given(code)) for at, code in enumerate(wanted)}
    found = where.reports(by).aggregate(**counts) if wanted else {}
    return {code: found[f"n{at}"] for at, code in enumerate(wanted)}


def reports_answering(by: Person | None, where: Where, code: str) -> QuerySet[Report]:
    """The reports that answer a text or file question, by the place of their unit."""
    return where.reports(by).filter(where.given(code)).select_related("unit__kind__level").order_by("path")


@dataclass(frozen=True)
class Answer:
    """One unit's answer to a text or file question, with the report it stands in."""

    report: Report
    text: str
    files: list[ReportFile]


def answers_of(reports: Iterable[Report], row: Row, basis: str) -> list[Answer]:
    """The answers that these reports give; files in one query."""
    given = []
    for report in reports:
        texts = report.texts if basis != APPROVED and report.state in SENT else report.accepted_texts
        given.append((report, texts.get(row.code, "")))
    if row.kind != FILE:
        return [Answer(report, text, []) for report, text in given]
    files = ReportFile.objects.in_bulk([int(pk) for _report, ids in given for pk in ids.split()])
    return [Answer(report, "", [files[int(pk)] for pk in ids.split() if int(pk) in files]) for report, ids in given]
