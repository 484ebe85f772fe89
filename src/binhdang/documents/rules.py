"""Who sees a paper, who may write it and who may issue it."""

from django.db.models import Q

from binhdang.calc.flow import NotNow
from binhdang.documents.choices import PaperState
from binhdang.documents.flow import ISSUER, PAPER, WRITER
from binhdang.documents.models import Paper
from binhdang.kit.errors import Refused
from binhdang.orgs import rules as orgs
from binhdang.orgs.models import Person


def papers_in_sight(by: Person | None) -> Q:
    """The filter of sight: papers of the units that `by` sees; drafts only where `by` writes or issues papers."""
    if by is None:
        return Q()
    open_to_all = ~Q(state=PaperState.DRAFT) & orgs.sight(by)
    return open_to_all | orgs.sight(by, right=WRITER) | orgs.sight(by, right=ISSUER)


def may_write(by: Person | None, path: str) -> bool:
    """Whether `by` may draft and edit papers of the unit at `path`."""
    return orgs.may(by, WRITER, path)


def may_issue(by: Person | None, path: str) -> bool:
    """Whether `by` may issue and withdraw papers of the unit at `path`."""
    return orgs.may(by, ISSUER, path)


def check(by: Person | None, paper: Paper, verb: str) -> str:
    """The state that `verb` leads to. Raises `Refused` where the person or the state does not allow it."""
    side = next(move.side for move in PAPER.moves if move.verb == verb)
    orgs.check(by, side, paper.path)
    try:
        return PAPER.move(paper.state, verb)
    except NotNow as no:
        raise Refused(no.reason_vi, "Có thể lập một dự thảo mới thay cho văn bản này.")
