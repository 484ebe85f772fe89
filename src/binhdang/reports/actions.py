"""What people do with a report: one function per verb, each in its own transaction, logged with who, when and why."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from binhdang.calc import cells
from binhdang.calc.cells import NotApplicable, Value
from binhdang.datasets.queries import kept_form, layout_of
from binhdang.kit import bulk, clock
from binhdang.kit.errors import BadInput, Conflict, Refused
from binhdang.kit.log import record
from binhdang.orgs.models import Person
from binhdang.reports import behalf, checks, flow, gate, locks, quality, queries, rules, written
from binhdang.reports.choices import Origin, State
from binhdang.reports.events import correction_accepted, figures_changed
from binhdang.reports.models import Report, ReportRevision, ReturnPoint

Point = tuple[str, str, str]
"""(scope: report | section | cell, target: "" | section number | cell code, reason)"""


def _locked(by: Person | None, report_id: int, *verbs: str) -> Report:
    """The report under lock, if `by` may say `verbs`. Raises Report.DoesNotExist when it is not seen, else Refused."""
    if not locks.VERBS.isdisjoint(verbs):
        gate.enter_report(report_id)
    rows = Report.objects.select_for_update(of=("self",)).annotate(form_hash=F("form__content_hash"))
    rows = rows.annotate(any_lock=locks.ANY, shut=rules.SHUT)
    report = rows.get(pk=report_id)
    report.form = kept_form(report.form_id, report.form_hash)
    rules.check_side(by, report, *verbs)
    rules.check_collecting(report, report.shut, *verbs)
    return report


def _move(report: Report, verb: str, *, by: Person | None, why: str = "", **fields: Any) -> Report:
    """Make one move of the table by the side that `_locked` let in: check time and reason, save, keep, log."""
    before = report.state
    report.state = rules.next_state(verb, report, why)
    for name, value in fields.items():
        setattr(report, name, value)
    report.version += 1
    report.updated_at = clock.now()
    report.save(update_fields=["state", "version", "updated_at", *fields])
    _keep(report, verb, before, by=by, why=why)
    record(f"report.{verb}", report, by=by, path=report.path, why=why.strip(), period=report.period_key)
    return report


def _keep(report: Report, verb: str, before: str, *, by: Person | None, why: str) -> None:
    """Keep the values of this moment as a revision."""
    bulk.add(
        ReportRevision,
        report=report,
        number=report.version,
        verb=verb,
        state_from=before,
        state_to=report.state,
        values=report.values,
        texts=report.texts,
        at=report.updated_at,
        by=by,
        why=why.strip(),
    )


def _tell(report: Report) -> None:
    figures_changed.tell(data_set_id=report.data_set_id, period_key=report.period_key, paths=[report.path])


@transaction.atomic
def save_draft(
    report_id: int,
    changes: Mapping[str, Value | None],
    *,
    version: int,
    by: Person | None,
    notes: Mapping[str, str] | None = None,
    explanations: Mapping[str, str] | None = None,
    texts: Mapping[str, str] | None = None,
) -> Report:
    """Save some cells of a draft (`None` empties a cell); the first save opens the report.

    Raises Refused when it may not be edited, Conflict when somebody saved after `version` (the stored report is in
    `theirs`), BadInput for a cell that this unit does not fill.
    """
    report = _edited(_locked(by, report_id, "save"), changes, version, notes, explanations, by=by)
    report.texts = written.merged(report, texts)
    report.version += 1
    report.updated_at = clock.now()
    report.save(update_fields=[*EDITED, "state", "version", "updated_at"])
    return report


@transaction.atomic
def hand_in(
    report_id: int,
    changes: Mapping[str, Value | None],
    *,
    version: int,
    by: Person | None,
    notes: Mapping[str, str] | None = None,
    explanations: Mapping[str, str] | None = None,
    texts: Mapping[str, str] | None = None,
) -> Report:
    """Save and submit in one step, as a workbook or a device that was offline does: both happen or neither.

    Raises what `save_draft` and `submit` raise.
    """
    report = _edited(_locked(by, report_id, "save", "submit"), changes, version, notes, explanations, by=by)
    report.texts = written.merged(report, texts)
    return _submitted(report, by=by, edited={name: getattr(report, name) for name in EDITED})


EDITED = (
    "values", "texts", "notes", "explanations", "explained", "stale", "compared", "opened_at", "origin",
    "confirmed_at", "confirmed_by",
)  # fmt: skip


def _edited(
    report: Report,
    changes: Mapping[str, Value | None],
    version: int,
    notes: Mapping[str, str] | None,
    explanations: Mapping[str, str] | None,
    *,
    by: Person | None,
) -> Report:
    """The report with the changes made in memory, opened if it was not."""
    if report.state not in flow.EDITABLE:
        raise Refused(
            _("Báo cáo đang ở trạng thái “%(state)s” nên không sửa được.") % {"state": report.get_state_display()},
            _("Rút báo cáo về, hoặc xin cấp trên trả lại, rồi sửa."),
        )
    if report.version != version:
        raise Conflict(report)
    _check_cells(report, changes)
    values = checks.values_of(report) | {code: v for code, v in changes.items() if v is not None}
    for code, value in changes.items():
        if value is None:
            values.pop(code, None)
    values = layout_of(report.form).with_derived(values)
    report.values = cells.pack(values, report.form.cell_order)
    report.notes = _merged(report.notes, notes)
    quality.edit(report, values, explanations)
    if report.state == State.EXPECTED:
        report.state, report.opened_at, report.origin = State.DRAFT, clock.now(), Origin.ENTERED
        record("report.open", report, by=by, path=report.path, period=report.period_key)
    behalf.mark(report, by=by)
    return report


def _check_cells(report: Report, changes: Mapping[str, Value | None]) -> None:
    layout = layout_of(report.form)
    fills = set(layout.fills(report.level_code))
    problems = []
    for code, value in changes.items():
        if code not in fills:
            problems.append((code, _("đơn vị này không nhập ô này.")))
        elif isinstance(value, NotApplicable) and not layout.by_code[code].kad:
            problems.append((code, _("ô này luôn phải có số, không chọn KAD được.")))
    if problems:
        raise BadInput(problems)


def _merged(old: Mapping[str, str], new: Mapping[str, str] | None) -> dict[str, str]:
    """`old` with what `new` says; an empty text takes the entry away."""
    merged = dict(old) | {key: text.strip()[:2000] for key, text in (new or {}).items()}
    return {key: text for key, text in merged.items() if text}


@transaction.atomic
def submit(report_id: int, *, by: Person | None, version: int | None = None) -> Report:
    """Submit a report. Raises Refused naming what is still wrong, Conflict when it changed since `version`."""
    report = _locked(by, report_id, "submit")
    if version is not None and report.version != version:
        raise Conflict(report)
    return _submitted(report, by=by, edited={})


def _submitted(report: Report, *, by: Person | None, edited: Mapping[str, Any]) -> Report:
    """Check and move; `edited` is what was changed in memory and is saved with the move."""
    rules.next_state("submit", report)
    checked = checks.check_report(report)
    if checked.errors:
        raise BadInput([(finding.cells[0] if finding.cells else "", finding.message_vi) for finding in checked.errors])
    if checked.unexplained:
        raise BadInput(
            [
                (f.cells[0] if f.cells else "", f.message_vi + " " + _("Cần giải trình ít nhất 20 ký tự."))
                for f in checked.unexplained
            ]
        )
    taken = behalf.taken_over(report, by=by)
    doubt = quality.doubt_fields(report, checked, checks.values_of(report)) | {"compared": report.compared}
    _move(report, "submit", by=by, submitted_at=clock.now(), submitted_by=by, **{**edited, **taken, **doubt})
    _tell(report)
    return report


@transaction.atomic
def withdraw(report_id: int, *, by: Person | None, why: str) -> Report:
    """Take a submitted report back to work on it. Raises Refused."""
    report = _move(_locked(by, report_id, "withdraw"), "withdraw", by=by, why=why)
    _tell(report)
    return report


@transaction.atomic
def accept(report_id: int, *, by: Person | None, version: int | None = None) -> Report:
    """Accept a submitted report: its values count as approved. Raises Refused; nobody accepts their own."""
    report = _locked(by, report_id, "accept")
    if version is not None and report.version != version:
        raise Conflict(report)
    if report.state == State.SUBMITTED and report.accepted_values:
        correction_accepted.tell(report=report, by=by)
    _move(report, "accept", by=by, **written.accepted(report), decided_at=clock.now(), decided_by=by)
    ReturnPoint.objects.filter(report=report, resolved_at__isnull=True).update(resolved_at=clock.now())
    queries.restamp_next(report)
    _tell(report)
    return report


def bulk_accept(report_ids: Iterable[int], *, by: Person) -> tuple[list[int], list[tuple[int, str]]]:
    """Accept several, each by itself; returns (accepted ids, (id, reason) of those that stay)."""
    done: list[int] = []
    left: list[tuple[int, str]] = []
    for report_id in report_ids:
        try:
            accept(report_id, by=by)
            done.append(report_id)
        except Refused as no:
            left.append((report_id, no.reason))
    return done, left


@transaction.atomic
def return_report(report_id: int, points: Iterable[Point], *, by: Person | None, version: int | None = None) -> Report:
    """Return a submitted report with a reason on the whole, a section or a cell. Raises Refused, BadInput."""
    report = _locked(by, report_id, "return")
    if version is not None and report.version != version:
        raise Conflict(report)
    layout = layout_of(report.form)
    kept = [(scope, target, reason.strip()) for scope, target, reason in points]
    problems = [(target, _("Cần ghi lý do ít nhất 10 ký tự.")) for _s, target, why in kept if len(why) < 10]
    if not kept:
        problems.append(("", _("Cần ít nhất một lý do trả lại.")))
    known = {"report": {""}, "section": {str(n) for n in range(len(layout.sections))}, "cell": written.places(layout)}
    problems += [(target, _("Không có ô hoặc mục này.")) for s, target, _r in kept if target not in known.get(s, set())]
    if problems:
        raise BadInput(problems)
    _move(report, "return", by=by, why="; ".join(r for _s, _t, r in kept), decided_at=clock.now(), decided_by=by)
    ReturnPoint.objects.bulk_create(
        [ReturnPoint(report=report, scope=s, target=t, reason=r, by=by) for s, t, r in kept]
    )
    _tell(report)
    return report


@transaction.atomic
def start_correction(report_id: int, *, by: Person | None, why: str, from_above: bool = False) -> Report:
    """Open an accepted report for correction; what was accepted keeps counting until the new values are accepted."""
    verb = "reopen" if from_above else "correct"
    return _move(_locked(by, report_id, verb), verb, by=by, why=why)


@transaction.atomic
def cancel_correction(report_id: int, *, by: Person | None) -> Report:
    """Give a correction up: the accepted values stand again; what was typed stays in the revisions."""
    report = _locked(by, report_id, "cancel")
    rules.next_state("cancel", report)
    if (report.values, report.texts) != (report.accepted_values, report.accepted_texts):
        report.version += 1
        _keep(report, "drop", report.state, by=by, why="")
    return _move(report, "cancel", by=by, values=report.accepted_values, texts=report.accepted_texts)
