"""Writing a consolidated report: start, quote, edit, arrange, tie figures, sign, reopen. All atomic and logged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from binhdang.calc.periods import parse_period
from binhdang.calc.tied import LONGEST, keys_of, tie, unspelled
from binhdang.consolidation import queries, rules, voices
from binhdang.consolidation.book import MEMBERS, UNITS, Book, book_of
from binhdang.consolidation.choices import PassageKind
from binhdang.consolidation.flow import WRITER
from binhdang.consolidation.models import Consolidated, Passage
from binhdang.consolidation.signing import frozen
from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Conflict, Refused
from binhdang.kit.log import record
from binhdang.orgs import queries as orgs
from binhdang.orgs.models import OrgUnit, Person
from binhdang.plans.queries import plan_in_force
from binhdang.reports import requests
from binhdang.reports.models import Report, ReportRequest
from binhdang.reports.queries import requests_seen
from binhdang.rollup.fresh import lock

MOST = 300
"""Paragraphs in one narrative."""


@transaction.atomic
def start(request_id: int, unit: OrgUnit, *, by: Person | None) -> Consolidated:
    """Start the consolidated report of a unit on a request, with a first paragraph from the figures; or give it back.

    Raises ReportRequest.DoesNotExist, OrgUnit.DoesNotExist, Refused (wrong side, nothing below the unit was asked).
    """
    request: ReportRequest = requests_seen(by).select_related("form").get(pk=request_id)
    place = orgs.placement_of(unit.pk, request.structure_date)
    if place is None:
        raise OrgUnit.DoesNotExist
    rules.check_side(by, WRITER, place.path)
    OrgUnit.objects.select_for_update().get(pk=unit.pk)
    if there := Consolidated.objects.filter(request=request, unit=unit).first():
        return queries.report_for(by, there.pk)
    below = Report.objects.filter(data_set=request.data_set_id, period_key=request.period_key)
    if not below.filter(path__startswith=place.path).exclude(path=place.path).exists():
        raise Refused(_("Ở kỳ này không có đơn vị cấp dưới nào được yêu cầu báo cáo, nên không có gì để tổng hợp."))
    report = Consolidated.objects.create(
        request=request, unit=unit, path=place.path, created_by=by,
        plan=plan_in_force(by, unit, parse_period(request.period_key)),
    )  # fmt: skip
    report = queries.report_for(None, report.pk)
    book = book_of(by, report)
    for text in _opening(book):
        _add(report, PassageKind.OVERVIEW, text, book)
    record("consolidated.start", report, by=by, path=report.path, period=request.period_key)
    return report


def _opening(book: Book) -> list[str]:
    """The first sentences, as far as there are figures for them."""
    said = [f"Số liệu được tổng hợp từ báo cáo đã được chấp nhận của [[{UNITS}]]."]
    if MEMBERS in book.entries:
        said[0] = f"Số liệu được tổng hợp từ báo cáo đã được chấp nhận của [[{UNITS}]], chiếm [[{MEMBERS}]]."
    targets = [e for e in book.entries.values() if e.group == "target" and not e.key.endswith(".danh_gia")]
    if targets:
        told = (e for e in targets if e.text not in {"–", "KAD"})
        said.append(" ".join(f"{e.label.partition(': ')[2]}: [[{e.key}]]." for e in told))
    return [text for text in said if book.entries and text]


def _locked(by: Person | None, report_id: int, verb: str, version: int | None, reason: str = "") -> Consolidated:
    queries.report_for(by, report_id)
    rows = Consolidated.objects.select_for_update(of=("self",))
    report = rows.select_related("request__form__data_set", "request__data_set", "unit__kind__level", "plan").get(
        pk=report_id
    )
    rules.check(by, report, verb, reason)
    if version is not None and version != report.version:
        raise Conflict(report)
    return report


def _touched(report: Consolidated) -> Consolidated:
    report.version += 1
    report.updated_at = clock.now()
    report.save(update_fields=["version", "updated_at", "stage"])
    return report


def _last(report: Consolidated) -> int:
    return Passage.objects.filter(consolidated=report).aggregate(n=Max("order"))["n"] or 0


def _passage(report: Consolidated, kind: str, text: str, book: Book, order: int, **source: Any) -> Passage:
    figures = book.agreed(keys_of(text))
    return Passage(consolidated=report, kind=kind, order=order, text=text, figures=figures, **source)


def _add(report: Consolidated, kind: str, text: str, book: Book) -> None:
    _passage(report, kind, text, book, _last(report) + 1).save()


@transaction.atomic
def quote(report_id: int, wanted: Mapping[str, str], *, by: Person | None, version: int | None = None) -> int:
    """Take sayings of units below into the narrative, each under its kind; returns how many were new.

    `wanted` maps the key of a saying to a kind ("" takes the kind its words suggest). A saying stands in a report
    once. Raises Refused, Conflict, BadInput (a saying that is not there any more, too many paragraphs).
    """
    report = _locked(by, report_id, "edit", version)
    heard = {voice.key: voice for voice in voices.voices_below(by, report).voices}
    if missing := [key for key in wanted if key not in heard]:
        raise BadInput([("", _("%(n)s ý kiến đã chọn không còn trong báo cáo của đơn vị.") % {"n": len(missing)})])
    there = set(Passage.objects.filter(consolidated=report).exclude(place="").values_list("source_unit", "place"))
    book = book_of(by, report)
    chosen = [heard[key] for key in wanted if (heard[key].unit_id, heard[key].place) not in there]
    if Passage.objects.filter(consolidated=report).count() + len(chosen) > MOST:
        raise BadInput([("", _("Một báo cáo tổng hợp có nhiều nhất %(n)s đoạn.") % {"n": MOST})])
    last = _last(report)
    Passage.objects.bulk_create(
        _passage(
            report, wanted[voice.key] if wanted[voice.key] in PassageKind.values else voice.kind, voice.text, book, at,
            source_unit_id=voice.unit_id, source_report_id=voice.report_id, place=voice.place, quoted=voice.text,
        )
        for at, voice in enumerate(chosen, last + 1)
    )  # fmt: skip
    if chosen:
        _touched(report)
        record("consolidated.quote", report, by=by, path=report.path, passages=len(chosen))
    return len(chosen)


@transaction.atomic
def write(
    report_id: int,
    texts: Mapping[int, str],
    *,
    by: Person | None,
    version: int,
    added: Mapping[str, str] | None = None,
    kinds: Mapping[int, str] | None = None,
    order: Mapping[int, int] | None = None,
) -> Consolidated:
    """Save the narrative: texts of paragraphs (an empty one is taken out), new ones by kind, kinds and places.

    A figure keeps the text somebody agreed to; one that is new takes today's. Raises Refused, Conflict (with the stored
    report), BadInput naming each unknown figure.
    """
    report = _locked(by, report_id, "edit", version)
    book = book_of(by, report)
    rows = {one.pk: one for one in Passage.objects.filter(consolidated=report)}
    given = {pk: _tidy(text) for pk, text in texts.items() if pk in rows}
    fresh = {kind: text for kind, said in (added or {}).items() if kind in PassageKind.values and (text := _tidy(said))}
    _check(book, rows, [*given.items(), *((0, text) for text in fresh.values())])
    before = [(one.pk, one.kind, one.text, one.order) for one in rows.values()]
    _arrange(rows, order or {})
    for pk, one in rows.items():
        one.text = given.get(pk, one.text)
        kind = (kinds or {}).get(pk, one.kind)
        one.kind = kind if kind in PassageKind.values else one.kind
        keys = keys_of(one.text)
        one.figures = {k: f for k, f in (book.agreed(keys) | one.figures).items() if k in keys}
    Passage.objects.bulk_update(rows.values(), ["text", "kind", "figures", "order"])
    gone = [pk for pk, one in rows.items() if not one.text]
    Passage.objects.filter(pk__in=gone).delete()
    for kind, text in fresh.items():
        _add(report, kind, text, book)
    if fresh or before != [(one.pk, one.kind, one.text, one.order) for one in rows.values()]:
        _touched(report)
        record("consolidated.edit", report, by=by, path=report.path, removed=len(gone))
    return report


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in unspelled(text).replace("\r\n", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


def _check(book: Book, rows: Mapping[int, Passage], texts: Iterable[tuple[int, str]]) -> None:
    problems = []
    for pk, text in texts:
        place = f"#p-{pk}" if pk else ""
        known = rows[pk].figures if pk else {}
        if len(text) > LONGEST:
            problems.append((place, _("Đoạn dài quá %(n)s ký tự.") % {"n": LONGEST}))
        for key in keys_of(text):
            if key not in book.entries and key not in known:
                problems.append((place, _("Không có số liệu “%(key)s”; chọn trong danh sách số liệu.") % {"key": key}))
    if problems:
        raise BadInput(problems)


def _arrange(rows: Mapping[int, Passage], order: Mapping[int, int]) -> None:
    """Number the paragraphs anew: one that was given another place takes it, the others make room."""
    shown = sorted(rows.values(), key=lambda one: (PassageKind.values.index(one.kind), one.order, one.pk))
    places = {one.pk: at for at, one in enumerate(shown, 1)}

    def wanted(one: Passage) -> tuple[int, int, int]:
        place, now = order.get(one.pk, places[one.pk]), places[one.pk]
        return place, (place > now) - (place < now), now

    for at, one in enumerate(sorted(rows.values(), key=wanted), 1):
        one.order = at


def _one(report: Consolidated, passage_id: int) -> Passage:
    rows = Passage.objects.select_related("source_report__form__data_set")
    return rows.get(pk=passage_id, consolidated=report)


@transaction.atomic
def agree(report_id: int, passage_id: int | None, *, by: Person | None, version: int | None = None) -> int:
    """Bring the figures of a paragraph (of all with None) to those of today; returns how many moved."""
    report = _locked(by, report_id, "edit", version)
    book = book_of(by, report)
    rows = [_one(report, passage_id)] if passage_id else list(Passage.objects.filter(consolidated=report))
    moved = 0
    for one in rows:
        fresh = one.figures | book.agreed(keys_of(one.text))
        moved += sum(fresh[key]["text"] != figure["text"] for key, figure in one.figures.items())
        one.figures = fresh
    Passage.objects.bulk_update(rows, ["figures"])
    if moved:
        _touched(report)
        record("consolidated.agree", report, by=by, path=report.path, moved=moved)
    return moved


@transaction.atomic
def tie_number(report_id: int, passage_id: int, start: int, key: str, *, by: Person | None, version: int) -> Passage:
    """Tie the plain number at `start` of a paragraph to a figure; where they differ the sentence shows it as moved."""
    report = _locked(by, report_id, "edit", version)
    one, book = _one(report, passage_id), book_of(by, report)
    if key not in book.entries:
        raise BadInput([("", _("Không có số liệu “%(key)s”; chọn trong danh sách số liệu.") % {"key": key[:80]})])
    try:
        one.text, typed = tie(one.text, start, key)
    except ValueError as error:
        raise BadInput([("", _("Câu vừa được sửa; không còn con số ấy ở chỗ này."))]) from error
    one.figures.setdefault(key, {"label": book.entries[key].label, "text": typed})
    one.save(update_fields=["text", "figures"])
    _touched(report)
    record("consolidated.tie", report, by=by, path=report.path, figure=key)
    return one


@transaction.atomic
def requote(report_id: int, passage_id: int, *, by: Person | None, version: int | None = None) -> Passage:
    """Follow the source of a quotation that changed: its new words are quoted; words the writer edited stay."""
    report = _locked(by, report_id, "edit", version)
    one = _one(report, passage_id)
    now = voices.currents([one]).get(one.pk)
    if now is None:
        raise Refused(_("Nguồn của đoạn này không còn nội dung ấy; sửa hoặc bỏ đoạn."))
    if one.text == one.quoted:
        one.text = now
    one.quoted = now
    one.save(update_fields=["text", "quoted"])
    _touched(report)
    record("consolidated.requote", report, by=by, path=report.path)
    return one


@transaction.atomic
def sign(report_id: int, *, by: Person, reason: str = "", version: int | None = None) -> Consolidated:
    """Sign: the level is closed with its silent units, and everything is frozen with its fingerprint, Word and PDF.

    Raises Refused (wrong side or time, a figure in a sentence moved, reports that wait, no reason in spite of silent
    units), Conflict.
    """
    report = _locked(by, report_id, "sign", version)
    lock(report.request.data_set_id)  # no correction is accepted between the figures read here and the signature
    book = book_of(by, report)
    if book.total is None:
        raise Refused(_("Kỳ này chưa có số liệu nào của đơn vị."))
    passages = queries.passages_of(report)
    moved = sum(line.moved for line in queries.lines_of(passages, book))
    if moved:
        raise Refused(
            _("%(n)s câu có số liệu đã thay đổi sau khi viết.") % {"n": moved},
            _("Người soạn cập nhật từng câu rồi trình ký lại."),
        )
    silent = [
        {"unit": one.unit_id, "code": one.unit.code, "name": one.unit.name, "state": one.state}
        for one in queries.silent_of(by, report)
    ]
    acceptance = requests.accept_level(
        report.request_id, report.unit, silent=silent, total=book.total.document, reason=reason, by=by
    )
    snapshot = frozen(report, book, passages, silent, acceptance, reason=reason.strip(), by=by)
    report.stage = rules.check(by, report, "sign")
    _touched(report)
    record(
        "consolidated.sign", report, by=by, path=report.path, why=reason.strip(),
        number=snapshot.number, sha256=snapshot.sha256, silent=len(silent),
    )  # fmt: skip
    return report


@transaction.atomic
def reopen(report_id: int, *, by: Person, why: str, version: int | None = None) -> Consolidated:
    """Open a signed report to sign it anew, with a reason; what was signed stays as it was. Raises Refused."""
    report = _locked(by, report_id, "reopen", version, why)
    report.stage = rules.check(by, report, "reopen", why)
    _touched(report)
    record("consolidated.reopen", report, by=by, path=report.path, why=why.strip())
    return report
