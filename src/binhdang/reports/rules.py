"""Who may do what with a report, apart from when (that is `flow.py`)."""

from django.db.models import Q
from django.utils.translation import gettext as _

from binhdang.calc.flow import NotNow
from binhdang.kit.errors import Refused
from binhdang.orgs import roles, rules
from binhdang.orgs.models import Person
from binhdang.reports import flow, locks
from binhdang.reports.choices import Origin
from binhdang.reports.models import Report

RIGHTS = {
    "save": "report.fill",
    "open": "report.fill",
    "submit": "report.submit",
    "withdraw": "report.submit",
    "correct": "report.submit",
    "cancel": "report.submit",
    "accept": "report.review",
    "return": "report.review",
    "reopen": "report.review",
    "ask": "report.fill",
    "decide": "report.review",
    "excuse": "report.review",
    "readmit": "report.review",
    "resume": "report.review",
}
MINIMUM_REASON = 10
DECISIONS = {"accept", "return"}
BY_TELEPHONE = {"save", "open", "submit", "withdraw"}
"""What somebody of a level above may do for a unit once it is noted who of the unit answered the telephone."""


def check_side(by: Person | None, report: Report, *verbs: str) -> None:
    """Raise `Refused` unless `by` may say every one of `verbs` about this report, whatever its state.

    The unit's side needs the right at the unit. The side above needs it at a unit strictly above; at the root, where
    nobody is above, at the unit itself. Nobody decides about a report that they submitted or entered themselves, nor
    about that of a unit whose reporter they are. Who enters for a unit by telephone (`behalf.py`) stands on its side.
    A lock of the period holds everybody. A report that is not seen at all raises `Report.DoesNotExist`. Notes on the
    report whether `by` stands above its unit (`from_above`).
    """
    if by is not None:
        held = rules.held(by)
        report.from_above = not any(fills(row, report) for row in held)
        asked = [] if BY_TELEPHONE.issuperset(verbs) and enters(by, report, held) else verbs
        for right in {RIGHTS[verb]: None for verb in asked}:
            _check_right(by, report, right, held)
        if DECISIONS.intersection(verbs):
            _check_not_entered(by, report)
    locks.check_open(report, *verbs)


def fills(row: rules.Held, report: Report) -> bool:
    """Whether a role that is held makes its holder one of the unit that fills in this report."""
    return row.unit_id == report.unit_id and row.role in {
        *roles.with_right("report.fill"),
        *roles.with_right("report.submit"),
    }


def enters(by: Person, report: Report, held: list[rules.Held]) -> bool:
    """Whether `by` is the one who enters this report for the unit, and still has that right above it."""
    wanted = roles.with_right("report.behalf")
    return report.behalf_by_id == by.pk and any(
        row.role in wanted and report.path.startswith(row.path) and row.path != report.path for row in held
    )


def check_marked(by: Person, report: Report) -> None:
    """Raise `Refused` for somebody above the unit who has not noted whom of the unit they speak with."""
    if report.from_above and report.behalf_by_id != by.pk:
        raise Refused(
            _("Bạn thuộc cấp trên của đơn vị này: ghi người trả lời điện thoại ở “Nhập thay đơn vị” rồi nhập."),
            _("Người lập báo cáo của đơn vị nhập thẳng trên biểu."),
        )


def _check_not_entered(by: Person, report: Report) -> None:
    if report.behalf_by_id == by.pk:
        raise Refused(
            _("Bạn là người nhập thay báo cáo này; không ai được tự duyệt số liệu do mình nhập."),
            _("Một người duyệt khác của cấp trên."),
        )


def _check_right(by: Person, report: Report, right: str, held: list[rules.Held]) -> None:
    wanted = roles.with_right(right)
    reach = [row.path for row in held if row.role in wanted and report.path.startswith(row.path)]
    if not reach:
        if not rules.may(by, "see", report.path):
            raise Report.DoesNotExist
        rules.check(by, right, report.path)
    if right != "report.review":
        return
    if report.submitted_by_id == by.pk:
        raise Refused(
            _("Bạn là người nộp báo cáo này; không ai được tự duyệt báo cáo của mình."),
            _("Một người duyệt khác của cấp trên."),
        )
    if any(row.role == roles.Reporter.code and row.unit_id == report.unit_id for row in held):
        raise Refused(
            _("Bạn là người lập báo cáo của đơn vị này; không ai được tự duyệt báo cáo của mình."),
            _("Một người duyệt khác của cấp trên."),
        )
    if all(path == report.path for path in reach) and report.path.count("/") > 1:
        raise Refused(
            _("Báo cáo của một đơn vị do cấp trên của đơn vị đó duyệt; bạn là người duyệt của chính đơn vị này."),
            _("Người duyệt của đơn vị cấp trên."),
        )


SHUT = Q(request__closed_at__isnull=False, request__origin=Origin.ENTERED)
"""Reports of a request that somebody closed; one that an import made was never open, and its gaps may be filled."""


def check_collecting(report: Report, shut: bool, *verbs: str) -> None:
    """Raise `Refused` where new figures would come into a request that was closed; a correction of old ones may."""
    if shut and not report.accepted_values and {"save", "submit"} & {*verbs}:
        raise Refused(
            _("Kỳ báo cáo này đã đóng nên không nhận thêm số liệu."),
            _("Đề nghị cấp đã yêu cầu báo cáo mở lại kỳ."),
        )


def is_shut(report: Report) -> bool:
    """Whether the request of this report was closed by somebody (an import's request was never open)."""
    return report.request.closed_at is not None and report.request.origin == Origin.ENTERED


def check_move(by: Person | None, verb: str, report: Report, reason: str = "") -> str:
    """The state that `verb` leads to. Raises `Refused` for the wrong side, the wrong time or a missing reason."""
    check_side(by, report, verb)
    return next_state(verb, report, reason)


def next_state(verb: str, report: Report, reason: str = "") -> str:
    """The state that `verb` leads to, whoever says it. Raises `Refused` for the wrong time or a missing reason."""
    try:
        move = flow.REPORT_FLOW.find(report.state, verb)
    except NotNow as no:
        raise Refused(no.reason_vi) from no
    if move.needs_reason and len(reason.strip()) < MINIMUM_REASON:
        raise Refused(_("Cần ghi lý do (ít nhất %(n)s ký tự) để người nhận biết phải làm gì.") % {"n": MINIMUM_REASON})
    return move.to_state


def reason_against(by: Person, verb: str, report: Report) -> str:
    """Why `by` may not do `verb` now, as a sentence for a disabled button; empty when nothing stands against it."""
    try:
        check_move(by, verb, report, "x" * MINIMUM_REASON)
        check_collecting(report, is_shut(report), verb)
    except Refused as no:
        return f"{no.reason} {no.who_can}".strip()
    return ""


def reason_against_side(by: Person, report: Report, verb: str) -> str:
    """Why `by` is not on the side that says `verb`, whatever the state; empty when nothing stands against it."""
    try:
        check_side(by, report, verb)
    except Refused as no:
        return f"{no.reason} {no.who_can}".strip()
    return ""


def reason_against_edit(by: Person, report: Report) -> str:
    """Why `by` may not type into this report now, as a sentence; empty when nothing stands against it."""
    try:
        check_side(by, report, "save")
        check_collecting(report, is_shut(report), "save")
        check_marked(by, report)
    except Refused as no:
        return f"{no.reason} {no.who_can}".strip()
    if report.state in flow.LEFT_OUT:
        return _("Cấp trên đã đồng ý đơn vị không thuộc diện báo cáo kỳ này; không phải lập biểu.")
    if report.state not in flow.EDITABLE:
        return _("Báo cáo đang ở trạng thái “%(state)s”: chỉ xem. Rút về hoặc đính chính để sửa.") % {
            "state": report.get_state_display()
        }
    return ""
