"""Who sees a consolidated report, who may write it and who may sign it."""

from django.db.models import Q
from django.utils.translation import gettext as _

from binhdang.calc.flow import NotNow
from binhdang.consolidation.choices import Stage
from binhdang.consolidation.flow import LIFE, SIGNER, WRITER
from binhdang.consolidation.models import Consolidated
from binhdang.kit.errors import Refused
from binhdang.orgs import rules as orgs
from binhdang.orgs.models import Person

WRITES = ("report.review", "paper.write")
"""Who collects the reports of a level, or writes its papers, writes its consolidated report."""
SIGNS = "level.accept"
RIGHTS = {WRITER: WRITES, SIGNER: (SIGNS,)}
MINIMUM_REASON = 10
SILENT_REASON = 20


def in_sight(by: Person | None) -> Q:
    """The filter of sight: signed ones of the units that `by` sees, drafts only where `by` writes or signs."""
    if by is None:
        return Q()
    found = Q(stage=Stage.SIGNED) & orgs.sight(by)
    for right in (*WRITES, SIGNS):
        found |= orgs.sight(by, right=right)
    return found


def may_write(by: Person | None, path: str) -> bool:
    """Whether `by` may draft and edit the consolidated report of the unit at `path`."""
    return any(orgs.may(by, right, path) for right in WRITES)


def may_sign(by: Person | None, path: str) -> bool:
    """Whether `by` may sign and reopen the consolidated report of the unit at `path`."""
    return orgs.may(by, SIGNS, path)


def check_side(by: Person | None, side: str, path: str) -> None:
    """Raise `Refused` with its reason and who can, unless `by` stands on this side at `path`."""
    if not any(orgs.may(by, right, path) for right in RIGHTS[side]):
        orgs.check(by, RIGHTS[side][0], path)


def check(by: Person | None, report: Consolidated, verb: str, reason: str = "") -> str:
    """The stage that `verb` leads to. Raises `Refused` for the wrong side, the wrong time or a missing reason."""
    side = next(move.side for move in LIFE.moves if move.verb == verb)
    check_side(by, side, report.path)
    try:
        move = LIFE.find(report.stage, verb)
    except NotNow as no:
        raise Refused(no.reason_vi, _("Người ký mở lại báo cáo tổng hợp kèm lý do.")) from no
    if move.needs_reason and len(reason.strip()) < MINIMUM_REASON:
        raise Refused(_("Cần ghi lý do, ít nhất %(n)s ký tự.") % {"n": MINIMUM_REASON})
    return move.to_state


def reason_against(by: Person | None, report: Consolidated, verb: str) -> str:
    """Why `by` may not do `verb` now, as a sentence; empty when nothing stands against it."""
    try:
        check(by, report, verb, "x" * MINIMUM_REASON)
    except Refused as no:
        return f"{no.reason} {no.who_can}".strip()
    return ""
