"""Reading reports and requests, actor first."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from binhdang.calc.collation import search_key
from binhdang.datasets.models import DataSet
from binhdang.kit.fields import end_of
from binhdang.orgs import rules as org_rules
from binhdang.orgs.models import Level, OrgUnit, Person
from binhdang.orgs.roles import Reporter
from binhdang.reports.choices import State
from binhdang.reports.models import LevelAcceptance, Report, ReportRequest, ReportRevision, ReturnPoint

SILENT = (State.EXPECTED, State.DRAFT, State.RETURNED)


def reports_seen(by: Person | None) -> QuerySet[Report]:
    """Every report that `by` sees."""
    return Report.objects.filter(org_rules.sight(by))


def report_for(by: Person | None, report_id: int) -> Report:
    """One report with its unit, form and request. Raises Report.DoesNotExist when it is not seen."""
    return (
        reports_seen(by)
        .select_related("unit", "form__data_set", "request", "submitted_by", "decided_by", "behalf_by", "confirmed_by")
        .get(pk=report_id)
    )


def requests_seen(by: Person | None) -> QuerySet[ReportRequest]:
    """Requests whose units `by` sees some of: those at, above or below the units of the person's sight."""
    requests = ReportRequest.objects.select_related("data_set", "unit").order_by("-period_end", "-pk")
    if by is None:
        return requests
    seen = org_rules.sight(by)
    for path in org_rules.reach(by):
        steps = path.rstrip("/").split("/")
        seen |= Q(path__in=["/".join(steps[:n]) + "/" for n in range(1, len(steps) + 1)])
    return requests.filter(seen)


def below(path: str) -> Q:
    """The filter of a unit's subtree over report paths, the unit itself included."""
    return Q(path__gte=path, path__lt=end_of(path))


def returns_open(report: Report) -> list[ReturnPoint]:
    """The reasons of the last return that are not yet settled, oldest first."""
    points = ReturnPoint.objects.filter(report=report, resolved_at__isnull=True)
    return list(points.select_related("by").order_by("pk"))


def revisions_of(report: Report) -> list[ReportRevision]:
    """Every move of a report with its values, latest first."""
    return list(ReportRevision.objects.filter(report=report).select_related("by").order_by("-number"))


def to_review(by: Person, *, path: str = "", data_set: DataSet | None = None) -> QuerySet[Report]:
    """Submitted reports that wait for `by`: of units strictly below a unit where they review, oldest first."""
    starts = org_rules.reach(by, "report.review")
    waiting = Report.objects.filter(org_rules.sight(by, right="report.review"), state=State.SUBMITTED)
    waiting = waiting.exclude(Q(path__in=[p for p in starts if p.count("/") > 1])).exclude(submitted_by=by)
    waiting = waiting.exclude(behalf_by=by)
    waiting = waiting.exclude(unit_id__in=org_rules.holdings_of(by, [Reporter.code]).values("unit_id"))
    if path:
        waiting = waiting.filter(below(path))
    if data_set:
        waiting = waiting.filter(data_set=data_set)
    return waiting.select_related("unit__kind__level", "form__data_set", "submitted_by").order_by("submitted_at", "pk")


def silent_units(by: Person | None, request: ReportRequest, path: str) -> QuerySet[Report]:
    """Reports of a request in a subtree that have nothing submitted or accepted, by path."""
    reports = reports_seen(by).filter(below(path), data_set=request.data_set, period_key=request.period_key)
    return reports.filter(state__in=SILENT, accepted_values="").select_related("unit__kind__level").order_by("path")


def uncounted_units(by: Person | None, request: ReportRequest, path: str) -> QuerySet[Report]:
    """The silent units of a level and those whose report waits further below: what a closing says by name, by path."""
    reports = reports_seen(by).filter(below(path), data_set=request.data_set, period_key=request.period_key)
    further = Q(state=State.SUBMITTED) & ~Q(parent_path=path) & ~Q(path=path)
    found = reports.filter(Q(state__in=SILENT) | further, accepted_values="")
    return found.select_related("unit__kind__level").order_by("path")


def waiting_for(request: ReportRequest, path: str) -> int:
    """How many reports right below a unit wait for its decision; they are decided before the level closes."""
    same = Report.objects.filter(data_set=request.data_set_id, period_key=request.period_key, parent_path=path)
    return same.filter(state=State.SUBMITTED).count()


@dataclass(frozen=True)
class Progress:
    """How far a level is: counts of reports by state."""

    level: str
    name: str
    accepted: int
    submitted: int
    returned: int
    open: int

    @property
    def expected(self) -> int:
        """All reports of the level."""
        return self.accepted + self.submitted + self.returned + self.open

    @property
    def reported(self) -> int:
        """Those that are submitted or accepted."""
        return self.accepted + self.submitted


def progress(by: Person | None, data_set: DataSet, period_key: str, path: str) -> list[Progress]:
    """Counts by level and state in a subtree, highest level first."""
    rows = (
        reports_seen(by)
        .filter(below(path), data_set=data_set, period_key=period_key)
        .values("level_code", "unit__kind__level__name", "unit__kind__level__rank", "state")
        .annotate(n=Count("pk"))
        .order_by("unit__kind__level__rank")
    )
    levels: dict[str, dict[str, int]] = {}
    names: dict[str, str] = {}
    for row in rows:
        names[row["level_code"]] = row["unit__kind__level__name"]
        counts = levels.setdefault(row["level_code"], {})
        counts[row["state"]] = counts.get(row["state"], 0) + row["n"]
    return [
        Progress(
            level=level,
            name=names[level],
            accepted=counts.get("accepted", 0) + counts.get("correcting", 0),
            submitted=counts.get("submitted", 0),
            returned=counts.get("returned", 0),
            open=counts.get("expected", 0) + counts.get("draft", 0),
        )
        for level, counts in levels.items()
    ]


def acceptance_of(request: ReportRequest, unit_id: int) -> LevelAcceptance | None:
    """The standing acceptance of a level, if there is one."""
    found = LevelAcceptance.objects.filter(request=request, unit_id=unit_id, withdrawn_at__isnull=True)
    return found.select_related("signed_by", "unit").order_by("-pk").first()


def latest_moves(by: Person, path: str, most: int = 6) -> list[ReportRevision]:
    """The latest moves, other than imports, of reports of the unit at `path` and below that `by` sees."""
    seen = org_rules.sight(by, field="report__path") & Q(report__path__gte=path, report__path__lt=end_of(path))
    moves = ReportRevision.objects.filter(seen).exclude(verb="import")
    return list(moves.select_related("by", "report__unit").order_by("-at", "-pk")[:most])


def mine_to_fill(by: Person) -> QuerySet[Report]:
    """Reports of the very units where `by` fills in (not of units below) that wait for work, by due date."""
    units = [unit.pk for unit in org_rules.units_with(by, "report.fill")]
    waiting = Report.objects.filter(unit_id__in=units, request__closed_at__isnull=True).exclude(
        state__in=[State.SUBMITTED, State.ACCEPTED, State.EXCUSED]
    )
    return waiting.select_related("unit", "form__data_set", "request").order_by("due_on", "pk")


def latest_period(by: Person | None) -> str:
    """The key of the latest period that concerns `by`, one still open before one that is closed; "" without any.

    What is asked once comes last: pages about results would find nothing else in its period.
    """
    seen = requests_seen(by).values_list("period_key", flat=True)
    recurring = seen.exclude(data_set__period_kind="once")
    return recurring.filter(closed_at__isnull=True).first() or recurring.first() or seen.first() or ""


def restamp_next(report: Report) -> None:
    """Bring the unit's next report in line: what was just accepted is its last period now."""
    later = Report.objects.filter(unit_id=report.unit_id, data_set_id=report.data_set_id)
    following = later.filter(period_end__gt=report.period_end).order_by("period_end").first()
    if following and following.form_id == report.form_id:
        Report.objects.filter(pk=following.pk).update(
            last_values=report.accepted_values, last_period_key=report.period_key
        )


def receiver_of(report: Report) -> str:
    """The name of the unit that decides about this report: the one right above."""
    steps = report.path.rstrip("/").split("/")
    above = OrgUnit.objects.filter(pk=int(steps[-2])).first() if len(steps) > 1 else None
    return above.name if above else report.unit.name


def state_counts(reports: QuerySet[Report]) -> dict[str, int]:
    """State -> how many of these reports stand there."""
    return {row["state"]: row["n"] for row in reports.order_by().values("state").annotate(n=Count("pk"))}


def filtered(reports: QuerySet[Report], *, state: str = "", level: str = "", words: str = "") -> QuerySet[Report]:
    """These reports of one state, one level, of units whose name or code holds all the words (no diacritics needed)."""
    if state:
        reports = reports.filter(state=state)
    if level:
        reports = reports.filter(level_code=level)
    for word in search_key(words).split():
        reports = reports.filter(unit__search_key__contains=word)
    return reports


def level_names_of(reports: QuerySet[Report]) -> dict[str, str]:
    """Level code -> name, of the levels that these reports have, highest first."""
    rows = reports.order_by("unit__kind__level__rank").values_list("level_code", "unit__kind__level__name").distinct()
    return dict(rows)


def all_levels() -> list[tuple[str, str]]:
    """Every level as (code, name), highest first."""
    return list(Level.objects.order_by("rank").values_list("code", "name"))


def request_over(by: Person | None, path: str, period_key: str) -> ReportRequest | None:
    """The request that asks the unit at `path` for a period: its own or the nearest above."""
    steps = path.rstrip("/").split("/")
    paths = ["/".join(steps[:n]) + "/" for n in range(1, len(steps) + 1)]
    found = ReportRequest.objects.filter(path__in=paths, period_key=period_key).select_related(
        "data_set", "form", "unit"
    )
    return found.order_by("-path").first()


def requests_of(by: Person | None, report_ids: list[int]) -> list[ReportRequest]:
    """The requests that these reports, as far as `by` sees them, belong to."""
    ids = reports_seen(by).filter(pk__in=report_ids).order_by().values_list("request", flat=True).distinct()
    return list(ReportRequest.objects.filter(pk__in=ids).select_related("data_set", "unit").order_by("pk"))


def acceptance_seen(by: Person, acceptance_id: int) -> LevelAcceptance:
    """One acceptance of a level in sight. Raises LevelAcceptance.DoesNotExist."""
    seen = LevelAcceptance.objects.filter(org_rules.sight(by)).select_related("request__form", "unit", "signed_by")
    return seen.get(pk=acceptance_id)


def requests_to_review(by: Person) -> list[ReportRequest]:
    """Open requests that concern units below a unit where `by` reviews, latest first."""
    if not org_rules.reach(by, "report.review"):
        return []
    reports = Report.objects.filter(org_rules.sight(by, right="report.review"), request__closed_at__isnull=True)
    ids = reports.order_by().values_list("request", flat=True).distinct()
    return list(ReportRequest.objects.filter(pk__in=ids).select_related("data_set", "unit").order_by("-period_end"))


def silent_below(by: Person, request: ReportRequest) -> list[Report]:
    """Reports right below the units where `by` reviews that have nothing to count, earliest deadline first."""
    reports = Report.objects.filter(org_rules.sight(by, right="report.review"), request=request)
    reports = reports.filter(state__in=SILENT, accepted_values="").select_related("unit")
    return list(reports.exclude(path__in=org_rules.reach(by, "report.review")).order_by("due_on", "path")[:200])


def request_counts(requests: QuerySet[ReportRequest]) -> dict[str, int]:
    """How many of these requests are open and how many closed."""
    every = requests.count()
    closed = requests.filter(closed_at__isnull=False).count()
    return {"open": every - closed, "closed": closed}


def requests_filtered(
    requests: QuerySet[ReportRequest], *, state: str = "", form: str = "", words: str = ""
) -> QuerySet[ReportRequest]:
    """These requests, open or closed, of one form, whose unit or form's name holds all the words."""
    if state in ("open", "closed"):
        requests = requests.filter(closed_at__isnull=state == "open")
    if form:
        requests = requests.filter(data_set__code=form)
    for word in search_key(words).split():
        requests = requests.filter(unit__search_key__contains=word)
    return requests


def forms_asked(by: Person | None) -> list[tuple[str, str]]:
    """The forms of the requests in sight, as (code, name)."""
    rows = requests_seen(by).order_by("data_set__name", "data_set__code")
    return list(rows.values_list("data_set__code", "data_set__name").distinct())


def same_request(by: Person | None, request: ReportRequest) -> list[ReportRequest]:
    """Other requests in sight for the same form and period, whose units share their one report with this one."""
    rows = requests_seen(by).filter(data_set=request.data_set_id, period_key=request.period_key).exclude(pk=request.pk)
    over = ["/".join(request.path.rstrip("/").split("/")[:n]) + "/" for n in range(1, request.path.count("/") + 1)]
    return list(rows.filter(below(request.path) | Q(path__in=over)).order_by("path")[:20])
