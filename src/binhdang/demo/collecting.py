"""What the collecting of reports leaves behind in the demo: when last year's were sent, this autumn's reminders."""

import random
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from binhdang.kit import clock
from binhdang.kit.jobs import Progress
from binhdang.reports.choices import State
from binhdang.reports.models import Report, ReportRequest, ReportRevision
from binhdang.reports.reminders import remind

LAST_YEAR = "2019"
REMINDED = [date(2020, 11, 13), date(2020, 11, 23), date(2020, 12, 1)]


def last_years_moves(due: dict[str, date]) -> None:
    """Give last year's reports a deadline and the day on which each was sent, all assumed, so that years compare."""
    then = {level: day.replace(year=day.year - 1) for level, day in due.items()}
    days = {level: day.isoformat() for level, day in then.items()}
    ReportRequest.objects.filter(period_key=LAST_YEAR).update(due=days)
    for level, day in then.items():
        Report.objects.filter(period_key=LAST_YEAR, level_code=level).update(due_on=day)
    moves = []
    for report in Report.objects.filter(period_key=LAST_YEAR, state=State.ACCEPTED, due_on__isnull=False):
        draw = random.Random(f"sent {report.path}").random()  # noqa: S311
        day = then[report.level_code] + timedelta(days=int(40 * draw * draw) - 16)
        report.version += 1
        moves.append(
            ReportRevision(
                report=report, number=report.version, verb="submit", state_from=State.DRAFT,
                state_to=State.SUBMITTED, values=report.values, at=timezone.make_aware(datetime.combine(day, time(9))),
            )
        )  # fmt: skip
    Report.objects.bulk_update([move.report for move in moves], ["version"], batch_size=500)
    ReportRevision.objects.bulk_create(moves, batch_size=500)


def reminders() -> None:
    """Remind as the days of this autumn would have."""
    for day in REMINDED:
        with clock.standing_on(day):
            remind({}, Progress())
