"""Runs the jobs: takes one under a lease, lets a heartbeat renew it, and takes over what a dead process left.

Any number of processes may run a `Runner`. A job is taken with its row locked (on PostgreSQL locked rows are skipped;
SQLite has one writer at a time), so it has one holder; when the holder stops renewing, the next to look takes it.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, close_old_connections, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.job_flow import JOB_FLOW, JobState
from binhdang.kit.jobs import KINDS, RECURRING, Lost, Progress, Recurring
from binhdang.kit.models import Job, Tick

LEASE = timedelta(seconds=10)
BEAT = 1.0
"""Seconds between two renewals, which also write down the progress."""
LOOK = 1.0
"""Seconds between two looks at the queue."""
ATTEMPTS = 3
WORKERS = 2
logger = logging.getLogger(__name__)
_here: set[int] = set()
"""Jobs that this process runs: a heartbeat that a long write held up does not make them another's."""


def claim() -> Job | None:
    """Take the oldest job that waits or whose holder is gone, under a new lease; None when there is none."""
    now = clock.instant()
    free = Q(state__in=[JobState.WAITING, JobState.RUNNING]) & (Q(lease_until__isnull=True) | Q(lease_until__lte=now))
    ready = Job.objects.filter(free, kind__in=KINDS).exclude(pk__in=_here).order_by("pk")
    if not ready.exists():
        return None
    with transaction.atomic():
        skip = connection.features.has_select_for_update_skip_locked
        taken = ready.select_for_update(of=("self",), skip_locked=skip).first()
        if taken is None:
            return None
        if taken.state == JobState.RUNNING and taken.attempts >= ATTEMPTS:
            _end(taken, "fail", message=_("Việc bị ngắt %(n)s lần giữa chừng nên dừng lại.") % {"n": ATTEMPTS})
            return None
        taken.state = JOB_FLOW.move(taken.state, "claim")
        taken.attempts += 1
        taken.holder = uuid.uuid4().hex
        taken.lease_until = now + LEASE
        taken.save(update_fields=["state", "attempts", "holder", "lease_until"])
        _here.add(taken.pk)
    return taken


def run_one(*, beat: bool = True) -> bool:
    """Take and run one job; False when none was ready. `beat=False` is for a single process inside a test."""
    taken = claim()
    if taken is None:
        return False
    progress = Progress()
    heart = _Heart(taken, progress) if beat else None
    try:
        if heart:
            heart.start()
        fields = _outcome(taken, progress)
    finally:
        if heart:
            heart.stop()
        _here.discard(taken.pk)
    if fields:
        verb = fields.pop("verb")
        _end(taken, verb, done=progress.done, total=progress.total, **fields)
    return True


def run_all() -> int:
    """Run everything that waits, here and now; returns how many. For tests and commands."""
    ran = 0
    while run_one(beat=False):
        ran += 1
    return ran


def _outcome(taken: Job, progress: Progress) -> dict[str, Any] | None:
    """Run it: the verb that follows and the fields to write, or None when the job is another's by now."""
    try:
        result = KINDS[taken.kind].run(taken.args, progress)
    except Lost:
        return None
    except Refused as no:
        return {"verb": "fail", "message": f"{no.reason} {no.who_can}".strip()}
    except BadInput as bad:
        said = "; ".join(": ".join(part for part in problem if part) for problem in bad.problems[:20])
        return {"verb": "fail", "message": said}
    except (OperationalError, InterfaceError):
        logger.warning("job %s: the database failed in attempt %s", taken.pk, taken.attempts, exc_info=True)
        if taken.attempts < ATTEMPTS:
            later = clock.instant() + timedelta(seconds=5 * taken.attempts)
            return {"verb": "put_back", "message": _("Cơ sở dữ liệu bận; sẽ tự làm lại."), "lease_until": later}
        return {"verb": "fail", "message": _("Cơ sở dữ liệu không trả lời sau nhiều lần thử; hãy làm lại sau ít phút.")}
    except Exception:
        logger.exception("job %s (%s) failed", taken.pk, taken.kind)
        return {
            "verb": "fail",
            "message": _("Có lỗi ngoài dự kiến; những gì đã ghi trước đó vẫn còn. Báo quản trị số việc này: %(id)s.")
            % {"id": taken.pk},
        }
    return {"verb": "finish", "result": dict(result or {}), "message": progress.message}


def _end(taken: Job, verb: str, **fields: Any) -> None:
    """Write the end of a run, if the job is still this run's."""
    state = JOB_FLOW.move(taken.state, verb)
    ended = None if state == JobState.WAITING else clock.now()
    mine = Job.objects.filter(pk=taken.pk, holder=taken.holder, state=JobState.RUNNING)
    mine.update(**{"state": state, "finished_at": ended, "lease_until": None, **fields})


class _Heart(threading.Thread):
    """Renews the lease and writes the progress down, on a connection of its own."""

    def __init__(self, taken: Job, progress: Progress) -> None:
        super().__init__(daemon=True, name=f"job-{taken.pk}-heart")
        self._job, self._progress, self._over = taken, progress, threading.Event()

    def run(self) -> None:
        """Beat until the run is over or the job is another's."""
        while not self._over.wait(BEAT) and not self._progress.lost:
            try:
                self._beat()
            except (OperationalError, InterfaceError):
                connection.close()
        connection.close()

    def _beat(self) -> None:
        said = self._progress
        mine = Job.objects.filter(pk=self._job.pk, holder=self._job.holder, state=JobState.RUNNING)
        kept = mine.update(lease_until=clock.instant() + LEASE, done=said.done, total=said.total, message=said.message)
        said.lost = not kept

    def stop(self) -> None:
        """Stop beating; the last write is the run's own."""
        self._over.set()
        self.join()


def due(recurring: Recurring) -> bool:
    """Whether it is time, claiming the interval for this process: of all that ask, one is told yes."""
    now = clock.instant()
    row = Tick.objects.filter(pk=recurring.code).first()
    if row is None:
        return Tick.objects.get_or_create(kind=recurring.code, defaults={"last_at": now})[1]
    if row.last_at > now - recurring.interval:
        return False
    return bool(Tick.objects.filter(pk=recurring.code, last_at=row.last_at).update(last_at=now))


def tick() -> None:
    """Run what recurs and is due. A failure is logged and tried again after its interval."""
    for recurring in list(RECURRING.values()):
        if due(recurring):
            try:
                recurring.run()
            except Exception:
                logger.exception("recurring work %s failed", recurring.code)


class Runner:
    """Threads that run jobs and what recurs, until told to stop."""

    def __init__(self) -> None:
        self.over = threading.Event()

    def start(self) -> Runner:
        """Start the threads; they end with the process."""
        threading.Thread(target=self._loop, args=(_tick_once,), daemon=True, name="ticks").start()
        for number in range(WORKERS):
            threading.Thread(target=self._loop, args=(run_one,), daemon=True, name=f"jobs-{number}").start()
        return self

    def _loop(self, step: Callable[[], bool]) -> None:
        while not self.over.is_set():
            try:
                close_old_connections()
                more = step()
            except OperationalError as away:
                logger.warning("the database is away: %s", str(away).partition("\n")[0])
                connection.close()
                more = False
            except Exception:  # nothing may end the loop
                logger.warning("the runner could not look at the queue", exc_info=True)
                connection.close()
                more = False
            if not more:
                self.over.wait(LOOK)


def _tick_once() -> bool:
    tick()
    return False
