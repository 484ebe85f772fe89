"""Jobs: work that takes longer than a page. One row says what, for whom, how far; a lease says who holds it.

A module registers what can be done (`@job`) or what recurs (`@every`); `config.wiring` imports those modules. A job
takes ids, may run twice, and does its writing in actions of its own transactions. `kit.runner` runs them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from binhdang.calc.flow import NotNow
from binhdang.kit import clock, log
from binhdang.kit.errors import Refused
from binhdang.kit.job_flow import JOB_FLOW, JobState
from binhdang.kit.models import Job

Run = Callable[[dict[str, Any], "Progress"], Mapping[str, Any] | None]
KEPT, SYSTEM_KEPT = timedelta(days=60), timedelta(days=3)
"""How long a finished job is kept: a person's, and one of the system's own."""


class Lost(Exception):
    """Another process holds the job now; this run stops without a trace."""


@dataclass
class Progress:
    """How far a run is. `at` is cheap: the heartbeat writes it down about once a second."""

    done: int = 0
    total: int = 0
    message: str = ""
    lost: bool = False

    def at(self, done: int, total: int | None = None, message: str | None = None) -> None:
        """Say how much is done, of how much, and a line for the person. Raises Lost when the lease is gone."""
        if self.lost:
            raise Lost
        self.done = done
        self.total = self.total if total is None else total
        self.message = self.message if message is None else message


@dataclass(frozen=True)
class Kind:
    """A kind of job: its name on the screen and what it does."""

    code: str
    title: str | Promise
    run: Run


@dataclass(frozen=True)
class Recurring:
    """A piece of work that recurs; it must be short, may run twice, and starts jobs for what takes longer."""

    code: str
    interval: timedelta
    run: Callable[[], object]


KINDS: dict[str, Kind] = {}
RECURRING: dict[str, Recurring] = {}


def job(code: str, title: str | Promise) -> Callable[[Run], Run]:
    """Register a function as a kind of job; `title` is what the person reads. Raises ValueError for a second one."""

    def register(run: Run) -> Run:
        if code in KINDS and KINDS[code].run.__qualname__ != run.__qualname__:
            raise ValueError(f"two jobs are called {code}")
        KINDS[code] = Kind(code, title, run)
        return run

    return register


def every(code: str, *, minutes: float) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """Register a function that runs at most once in that many minutes over all processes."""

    def register(run: Callable[[], Any]) -> Callable[[], Any]:
        RECURRING[code] = Recurring(code, timedelta(minutes=minutes), run)
        return run

    return register


@transaction.atomic
def start(kind: str, args: dict[str, Any], *, by: Any, href: str = "") -> Job:
    """Put a job in the queue, in the caller's transaction; it begins about a second after the commit.

    `args` is JSON and holds ids; `href` is the page that shows what came of it, "{id}" in it becomes the job's id.
    `by` is the person who may see it (None: the system). Raises KeyError for an unknown kind.
    """
    made = Job.objects.create(kind=KINDS[kind].code, args=args, by=by)
    if href:
        made.href = href.replace("{id}", str(made.pk))
        made.save(update_fields=["href"])
    if by is not None:
        log.record("job.start", made, by=by, kind=kind)
    return made


def job_for(by: Any, job_id: int) -> Job:
    """A job that `by` started. Raises Job.DoesNotExist for anybody else's."""
    return Job.objects.get(pk=job_id, by=by)


def title_of(made: Job) -> str:
    """What the person reads as the name of the job."""
    kind = KINDS.get(made.kind)
    return str(kind.title) if kind else made.kind


def possible(made: Job) -> set[str]:
    """The verbs that the person can say about this job now."""
    return {move.verb for move in JOB_FLOW.moves_from(made.state, "person")}


def retry(job_id: int, *, by: Any) -> Job:
    """Put a job that did not succeed back into the queue. Raises Refused, Job.DoesNotExist."""
    return _say("retry", job_id, by, attempts=0, message="", done=0, total=0, lease_until=None, finished_at=None)


def cancel(job_id: int, *, by: Any) -> Job:
    """Take a job that has not begun out of the queue. Raises Refused, Job.DoesNotExist."""
    return _say("cancel", job_id, by, finished_at=clock.now())


@transaction.atomic
def _say(verb: str, job_id: int, by: Any, **fields: Any) -> Job:
    made = Job.objects.select_for_update().get(pk=job_id, by=by)
    try:
        made.state = JOB_FLOW.move(made.state, verb)
    except NotNow as no:
        raise Refused(no.reason_vi, _("Xem trang của việc này để biết nó đang ở đâu.")) from no
    for name, value in fields.items():
        setattr(made, name, value)
    made.save(update_fields=["state", *fields])
    log.record(f"job.{verb}", made, by=by, kind=made.kind)
    return made


@every("jobs.forget", minutes=24 * 60)
def forget() -> None:
    """Delete what was finished long ago."""
    ended = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
    finished = Job.objects.filter(state__in=ended)
    finished.filter(finished_at__lt=clock.now() - KEPT).delete()
    finished.filter(by__isnull=True, finished_at__lt=clock.now() - SYSTEM_KEPT).delete()
