"""A long sheet is checked and written as a job, so that the page shows how far it is."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from binhdang.kit import incoming
from binhdang.kit.errors import BadInput
from binhdang.kit.jobs import Progress, job
from binhdang.kit.models import Job
from binhdang.kit.secrets import seal, seal_bytes, unseal, unseal_bytes
from binhdang.kit.spool import Spool
from binhdang.orgs.models import Person
from binhdang.registers.core import exchange, line_import
from binhdang.registers.core.batches import finished
from binhdang.registers.core.register import ALL
from binhdang.registers.core.sheet_work import PURPOSE, Outcome, Row

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
        outcome = _reader(args)(kept(args["token"]), by=by, progress=progress.at)
    except BadInput as bad:
        outcome = Outcome(problems=bad.problems)
    return {"outcome": seal(json.dumps(asdict(outcome)), PURPOSE)}


@job("registers.write", _("Nhập tệp vào sổ"))
def write(args: dict[str, Any], progress: Progress) -> dict[str, int]:
    """Write the kept sheet part by part; a second run goes on where the first was cut off."""
    by, token = Person.objects.get(pk=args["by"]), args["token"]
    batch = finished(token)
    if batch is None:
        named = {"file_name": args["name"], "token": token}
        batch = _reader(args)(kept(token), by=by, write=True, progress=progress.at, **named).batch
    incoming.drop(token)
    return {"rows": batch.rows if batch else 0}


def _reader(args: dict[str, Any]) -> Callable[..., Outcome]:
    """What reads the sheet of a job: that of records, or of the kind of lines that `args["lines"]` names."""
    register = ALL[args["register"]]
    part = next((one for one in register.lines if one.code == args.get("lines")), None)
    return partial(line_import.read, register, part) if part else partial(exchange.read, register)


def outcome_of(made: Job) -> Outcome | None:
    """What the sheet of a finished check would do; None for any other job."""
    if made.kind != "registers.check" or "outcome" not in made.result:
        return None
    told = json.loads(unseal(made.result["outcome"], PURPOSE))
    rows = [Row(**row) for row in told.pop("rows")]
    problems = [(place, message) for place, message in told.pop("problems")]
    return Outcome(**told | {"rows": rows, "problems": problems})


def problems_of(token: str) -> Iterator[tuple[str, str]]:
    """Every problem of a sheet, from where its outcome says that they are kept. Raises BadInput when they are gone."""
    path = incoming.path_of(token)
    if not path.is_file():
        raise BadInput([("", str(_("Danh sách lỗi không còn được giữ; hãy kiểm tra lại tệp.")))])
    return _unspooled(path)


def _unspooled(path: Path) -> Iterator[tuple[str, str]]:
    with closing(Spool[list[tuple[str, str]]](PURPOSE, path)) as parts:
        for part in parts:
            yield from ((place, text) for place, text in part)
