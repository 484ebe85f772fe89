"""A long sheet is checked and written as a job, so that the page shows how far it is."""

import json
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext_lazy as _

from binhdang.kit import incoming
from binhdang.kit.errors import BadInput
from binhdang.kit.jobs import Progress, job
from binhdang.kit.models import Job
from binhdang.kit.secrets import seal, seal_bytes, unseal, unseal_bytes
from binhdang.orgs.models import Person
from binhdang.registers.core.exchange import Outcome, Row, read
from binhdang.registers.core.register import ALL

PURPOSE = "register.import"
LONG = 100_000
"""Sheets of more bytes than this (some thousand records) are checked and written as jobs."""


def keep(data: bytes) -> str:
    """Keep a sheet until it is confirmed, encrypted, since it may hold what is sensitive; returns its secret name."""
    return incoming.keep([seal_bytes(data, PURPOSE)])


def kept(token: str) -> bytes:
    """The sheet kept under this name. Raises BadInput when it is not kept any more."""
    return unseal_bytes(incoming.kept(token)[0], PURPOSE)


@job("registers.check", _("Kiểm tra tệp nhập sổ"))
def check(args: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Check the kept sheet `args["token"]` for the person `args["by"]`; what it would do is kept sealed."""
    try:
        by = Person.objects.get(pk=args["by"])
        outcome = read(ALL[args["register"]], kept(args["token"]), by=by, progress=progress.at)
    except BadInput as bad:
        outcome = Outcome(problems=bad.problems)
    told = asdict(outcome) | {"closed": sorted(outcome.closed)}
    return {"outcome": seal(json.dumps(told), PURPOSE)}


@job("registers.write", _("Nhập tệp vào sổ"))
def write(args: dict[str, Any], progress: Progress) -> dict[str, int]:
    """Write the kept sheet. A second run finds nothing left to change."""
    by, data = Person.objects.get(pk=args["by"]), kept(args["token"])
    done = read(ALL[args["register"]], data, by=by, write=True, file_name=args["name"], progress=progress.at)
    incoming.drop(args["token"])
    return {"added": done.added, "changed": done.changed}


def outcome_of(made: Job) -> Outcome | None:
    """What the sheet of a finished check would do; None for any other job."""
    if made.kind != "registers.check" or "outcome" not in made.result:
        return None
    told = json.loads(unseal(made.result["outcome"], PURPOSE))
    rows = [Row(**row) for row in told.pop("rows")]
    problems = [(place, message) for place, message in told.pop("problems")]
    return Outcome(**told | {"rows": rows, "problems": problems, "closed": set(told["closed"])})
