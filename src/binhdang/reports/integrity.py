"""Integrity: checks over everything below a unit, each with what is wrong, where, and how to mend it.

A check is a function from a path ("" for everything) to what it finds; packages above register theirs with `check`.
`look` runs all of them and replaces the lines of that path, so that everybody reads what the last run found.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from binhdang.calc.periods import label_vi, parse_period
from binhdang.kit import clock, jobs
from binhdang.kit.fields import end_of
from binhdang.kit.jobs import Progress
from binhdang.kit.log import record
from binhdang.orgs import rules as org_rules
from binhdang.orgs.models import OrgUnit, Person, Placement
from binhdang.reports.review_models import IntegrityLine, IntegrityRun

RIGHT = "report.review"
KIND = "integrity"
AT_ONCE = 300
"""Up to so many units below, a look is made while the person waits; beyond it is a job."""


@dataclass(frozen=True)
class Found:
    """One thing that does not fit: the path and unit it concerns, what it is, and what to open."""

    path: str
    unit_id: int | None
    what: str
    target: str = ""


Find = Callable[[str], Iterable[Found]]


@dataclass(frozen=True)
class Check:
    """A check: its code, what it is called, how a finding is mended, and the function that finds."""

    code: str
    title: str | Promise
    mend: str | Promise
    find: Find


CHECKS: dict[str, Check] = {}


def check(code: str, title: str | Promise, mend: str | Promise) -> Callable[[Find], Find]:
    """Register a check; `title` and `mend` are what the person reads."""

    def register(find: Find) -> Find:
        CHECKS[code] = Check(code, title, mend, find)
        return find

    return register


def asked_words(form: str, period_key: str) -> dict[str, str]:
    """A form and a period as people name them, for the sentences of the checks: `form` and `period`."""
    label = label_vi(parse_period(period_key))
    return {"form": form, "period": label[:1].lower() + label[1:]}


def below(path: str) -> Q:
    """The filter of everything at and below a path; no filter for an empty one."""
    return Q(path__gte=path, path__lt=end_of(path)) if path else Q()


def root_path() -> str:
    """The path of the highest unit: where things stand that belong to no unit."""
    return Placement.objects.filter(parent__isnull=True).order_by("path").values_list("path", flat=True).first() or ""


def look(path: str, *, by: Person | None, report: Progress | None = None) -> IntegrityRun:
    """Run every check at and below `path` and replace what was found there before. Raises Refused."""
    org_rules.check(by, RIGHT, path)
    shown, total = report or Progress(), 0
    for done, one in enumerate(CHECKS.values()):
        shown.at(done, len(CHECKS), str(one.title))
        total += _replace(one, path, list(one.find(path)))
    run = IntegrityRun.objects.create(path=path, by=by, lines=total)
    if by is not None:
        record("integrity.look", run, by=by, path=path, lines=total)
    return run


@transaction.atomic
def _replace(one: Check, path: str, found: list[Found]) -> int:
    IntegrityLine.objects.filter(below(path), check_code=one.code).delete()
    IntegrityLine.objects.bulk_create(
        [
            IntegrityLine(check_code=one.code, path=f.path, unit_id=f.unit_id, what=f.what, target=f.target)
            for f in found
        ],
        batch_size=2000,
    )
    return len(found)


def is_large(path: str) -> bool:
    """Whether so many units stand below that the look is a job."""
    today = clock.today()
    here = Placement.objects.filter(below(path), Q(valid_to__isnull=True) | Q(valid_to__gte=today))
    return len(here.values_list("pk", flat=True)[: AT_ONCE + 1]) > AT_ONCE


def start_look(path: str, *, by: Person, href: str) -> Any:
    """Put a look over a large part into the queue; `href` is the page that shows what it found. Raises Refused."""
    org_rules.check(by, RIGHT, path)
    return jobs.start(KIND, {"path": path, "by": by.pk}, by=by, href=href)


@jobs.job(KIND, _("Kiểm tra toàn vẹn"))
def _run(args: dict[str, Any], report: Progress) -> Mapping[str, Any]:
    person = Person.objects.filter(pk=args["by"]).first() if "by" in args else None
    return {"lines": look(args["path"], by=person, report=report).lines}


@jobs.every("integrity.nightly", minutes=24 * 60)
def nightly() -> None:
    """Look over everything once a day."""
    jobs.start(KIND, {"path": ""}, by=None)


def last_run(path: str) -> IntegrityRun | None:
    """The latest look that covered a path."""
    steps = path.rstrip("/").split("/")
    paths = ["", *("/".join(steps[:n]) + "/" for n in range(1, len(steps) + 1))]
    return IntegrityRun.objects.filter(path__in=paths).select_related("by").order_by("-at", "-pk").first()


def lines_seen(by: Person | None, path: str) -> QuerySet[IntegrityLine]:
    """What the last looks found at and below a path, as far as `by` sees it, by place."""
    seen = IntegrityLine.objects.filter(org_rules.sight(by), below(path))
    return seen.select_related("unit").order_by("path", "pk")


def counts(by: Person | None, path: str) -> list[tuple[Check, int]]:
    """Every check with how many lines it has at and below a path (1 query)."""
    rows = lines_seen(by, path).order_by().values("check_code").annotate(n=Count("pk"))
    found = {row["check_code"]: row["n"] for row in rows}
    return [(one, found.get(code, 0)) for code, one in CHECKS.items()]


def units_by_id(ids: Iterable[int]) -> dict[int, OrgUnit]:
    """Units by id, for the words of a finding."""
    return OrgUnit.objects.in_bulk(list(ids))
