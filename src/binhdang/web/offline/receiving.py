"""What a device sends: read, bridged to the form's present version, saved or handed in, and answered as data."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from binhdang.calc import answers, cells
from binhdang.datasets.queries import bridged, form_of_hash, layout_of
from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Conflict, Refused
from binhdang.reports import actions, checks, queries
from binhdang.web.reports import sheet as sheets

LONGEST_NAME, LONGEST_TEXT, MOST_FIELDS = 300, 10_000, 5000
NO_TEXT = re.compile(r"[\x00\ud800-\udfff]")
"""Signs that stand in no text and that no database keeps."""
PLACES = {"c.", "o.", "t."}
Reply = tuple[int, dict[str, Any]]
"""HTTP status and what the device is told; `state` says which of its states the report takes on there."""


@dataclass(frozen=True)
class Sent:
    """One write of a device: the account and version it was made under, the changed fields, whether to submit."""

    account: int
    version: int
    form: str
    fields: dict[str, str]
    submit: bool


def read_sent(data: Any) -> Sent:
    """Check what came. Raises BadInput for anything that no device of ours sends."""
    try:
        sent = Sent(data["account"], data["version"], data["form"], data["fields"], data["submit"])
        sound = all(type(number) is int for number in (sent.account, sent.version))
        sound = sound and type(sent.form) is str and type(sent.submit) is bool and type(sent.fields) is dict
        sound = sound and len(sent.fields) <= MOST_FIELDS
        texts = [*sent.fields.items(), (sent.form, "")] if sound else []
        sound = sound and all(
            type(text) is str and len(name) <= LONGEST_NAME and len(text) <= LONGEST_TEXT
            and not NO_TEXT.search(name + text)
            for name, text in texts
        )  # fmt: skip
    except (KeyError, TypeError):
        sound = False
    if not sound:
        raise BadInput([("", _("Nội dung gửi từ máy không đọc được."))])
    return sent


def take(by: Any, report: Any, sent: Sent) -> Reply:
    """Save what a device sent, and submit when it asks for that; every outcome is data for the device."""
    if sent.account != by.pk:
        reason = _("Việc này được lưu bởi một tài khoản khác; chỉ tài khoản đó gửi được.")
        return 401, {"state": "refused", "reason": reason}
    if sent.form != report.form.content_hash:
        return _other_form(report, sent)
    posted = sheets.read_posted(report, sent.fields)
    try:
        return _write(by, report, sent, posted)
    except Conflict:
        return _conflict(by, queries.report_for(by, report.pk), sent, posted)
    except Refused as no:
        return 403, {"state": "refused", "reason": f"{no.reason} {no.who_can}".strip()}


def _write(by: Any, report: Any, sent: Sent, posted: sheets.Posted) -> Reply:
    given = {"notes": posted.notes, "explanations": posted.explanations, "texts": posted.texts}
    problems: list[tuple[str, str]] = []
    if sent.submit and not posted.bad:
        try:
            stored = actions.hand_in(report.pk, posted.changes, version=sent.version, by=by, **given)
            return _received(stored, sent, posted, [])
        except BadInput as bad:
            problems = bad.problems
    if sent.fields or not sent.submit:
        stored = actions.save_draft(report.pk, posted.changes, version=sent.version, by=by, **given)
    else:
        stored = report
    return _received(stored, sent, posted, problems)


def _received(report: Any, sent: Sent, posted: sheets.Posted, problems: list[tuple[str, str]]) -> Reply:
    bad = {name: posted.bad[code] for name in sent.fields if (code := name[2:]) in posted.bad and name[:2] in PLACES}
    sound = not (bad or problems)
    return 200 if sound else 422, {
        "state": "received" if sound else "problems",
        "version": report.version,
        "at": f"{timezone.localtime(clock.now()):%H:%M}",
        "report_state": report.state,
        "bad": bad,
        "problems": [list(problem) for problem in problems] or [[name, text] for name, text in bad.items()],
        "explained": report.explained,
    }


def _conflict(by: Any, stored: Any, sent: Sent, posted: sheets.Posted) -> Reply:
    """Both versions, cell by cell. The same figures are no conflict: a save whose answer got lost, for example."""
    rows = [*_cells_apart(stored, sent, posted), *_words_apart(stored, posted)]
    done = stored.state == "submitted" and stored.submitted_by_id == by.pk
    if not rows and (done or not sent.submit):
        return _received(stored, sent, posted, [])
    return 409, {
        "state": "conflict",
        "version": stored.version,
        "at": f"{timezone.localtime(stored.updated_at):%H:%M %d/%m/%Y}",
        "rows": rows,
    }


def _cells_apart(stored: Any, sent: Sent, posted: sheets.Posted) -> list[dict[str, str]]:
    layout, values = layout_of(stored.form), checks.values_of(stored)
    rows = []
    for code, mine in posted.changes.items():
        theirs, cell = values.get(code), layout.by_code[code]
        if mine == theirs:
            continue
        chosen = f"o.{cell.row}"
        theirs_text = answers.chosen(layout.row(cell.row), values) if chosen in sent.fields else _typed(theirs)
        rows.append(
            {
                "name": chosen if chosen in sent.fields else f"c.{code}",
                "box": f"kad.{cell.row}" if f"kad.{cell.row}" in sent.fields else "",
                "label": cell.label,
                "mine": sheets.shown(mine),
                "theirs": sheets.shown(theirs),
                "mine_text": sent.fields.get(chosen, _typed(mine)),
                "theirs_text": theirs_text,
            }
        )
    return list({row["name"]: row for row in rows}.values())


def _typed(value: Any) -> str:
    return "KAD" if value is cells.NOT_APPLICABLE else sheets.typed(value)


def _words_apart(stored: Any, posted: sheets.Posted) -> list[dict[str, str]]:
    """Remarks, explanations and texts that differ."""
    rows = []
    layout = layout_of(stored.form)
    kinds = [
        ("n", posted.notes, stored.notes, _("Ghi chú")),
        ("e", posted.explanations, stored.explanations, _("Giải trình")),
        ("t", posted.texts, stored.texts, _("Câu trả lời")),
    ]
    for kind, mine, theirs, label in kinds:
        for key, text in mine.items():
            other = theirs.get(key, "")
            if text.strip() != other:
                row = layout.row(key)
                rows.append(
                    {"name": f"{kind}.{key}", "box": "", "label": f"{label}: {row.name if row else key}", "mine": text}
                    | {"theirs": other or "–", "mine_text": text, "theirs_text": other}
                )
    return rows


def _other_form(report: Any, sent: Sent) -> Reply:
    """The form changed meanwhile: the fields under their new names, and those that the new form no longer asks for."""
    older = form_of_hash(report.form.data_set, sent.form)
    moved = bridged(report.form, older) if older else {}
    labels = layout_of(older).by_code if older else {}
    now = layout_of(report.form)
    rows = {labels[code].row: now.by_code[to].row for code, to in moved.items() if code in labels}
    fields, left = {}, []
    for name, text in sent.fields.items():
        kind, _dot, key = name.partition(".")
        to = moved.get(key) if kind == "c" else rows.get(key, key if now.row(key) else None)
        if kind == "e":
            code, _colon, rest = key.partition(":")
            to = f"{code}:{moved.get(rest, rest)}"
        if to is not None:
            fields[f"{kind}.{to}"] = text
        elif text and kind == "c":
            left.append({"name": name, "label": labels[key].label if key in labels else key, "mine": text})
    return 409, {
        "state": "form",
        "form": report.form.content_hash,
        "version": report.version,
        "fields": fields,
        "left": left,
    }
