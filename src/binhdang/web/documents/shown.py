"""How a paper is shown: its sheet for the screen, its history in words, what may be done with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from binhdang.documents import layout, queries, rules
from binhdang.documents.layout import Annex, PaperContent, Section
from binhdang.ui.parts import Moment

TONES = {"draft": "info", "issued": "ok", "withdrawn": "warn"}


@dataclass(frozen=True)
class Sheet:
    """A paper broken into what stands on the page."""

    content: PaperContent
    motto: tuple[str, str]
    above: list[str]
    issuer: list[str]
    number: str
    letter: list[str]
    place: str
    subject: list[str]
    bases: tuple[str, ...]
    opening: tuple[str, ...]
    sections: list[tuple[Section, tuple[str, ...], tuple[str, ...]]]
    closing: tuple[str, ...]
    recipients: tuple[str, ...]
    annexes: list[tuple[str, Annex, tuple[str, ...]]]
    annex_line: str


def sheet(content: PaperContent) -> Sheet:
    """The same lines as in the Word file and the PDF."""
    above, issuer = layout.heads(content)
    return Sheet(
        content, layout.MOTTO, above, issuer, layout.number_line(content), layout.letter_lines(content),
        layout.place_line(content),
        layout.subject_lines(content), layout.basis_lines(content.bases), layout.lines(content.opening),
        [(one, layout.lines(one.text), layout.lines(one.after)) for one in content.sections],
        layout.lines(content.closing), layout.recipient_lines(content.recipients),
        [(layout.annex_label(content, at), one, layout.lines(one.text)) for at, one in enumerate(content.annexes)],
        layout.annex_line(content),
    )  # fmt: skip


def moments(events: Iterable[Any]) -> list[Moment]:
    """The events of a paper as lines of a timeline."""
    return [
        Moment(event.at, _said(event), who=event.by.name if event.by else _("Hệ thống"), note=event.why)
        for event in events
    ]


def _said(event: Any) -> str:
    data = event.data
    sentences = {
        "paper.drafted": _("lập dự thảo"),
        "paper.edited": _("sửa nội dung"),
        "paper.refreshed": _("cập nhật %(n)s số liệu vào dự thảo") % {"n": data.get("moved", 0)},
        "paper.issued": _("ban hành, số %(number)s")
        % {"number": f"{data.get('number', 0):02d}/{data.get('symbol', '')}"},
        "paper.withdrawn": _("thu hồi văn bản"),
    }
    return sentences.get(event.verb, event.verb)


@dataclass(frozen=True)
class Doors:
    """What the person may do with a paper now; an empty reason opens the door."""

    edit: bool
    issue: bool
    no_issue: str
    withdraw: bool


def doors(request: HttpRequest, paper: Any) -> Doors:
    """Which buttons a page shows, and why one is shut."""
    draft = paper.state == "draft"
    may_issue = rules.may_issue(request.user, paper.path)
    reason = "" if may_issue else _("Người có vai trò ký hoặc lãnh đạo của đơn vị ban hành văn bản.")
    return Doors(
        edit=draft and rules.may_write(request.user, paper.path),
        issue=draft and may_issue,
        no_issue=reason if draft else "",
        withdraw=paper.state == "issued" and may_issue,
    )


def line_of(paper: Any) -> dict[str, Any]:
    """What a line of the list says of a paper."""
    return {
        "paper": paper,
        "label": queries.label(paper),
        "tone": TONES[paper.state],
        "state": queries.state_name(paper),
    }


def page_of(request: HttpRequest, paper: Any) -> dict[str, Any]:
    """What every page of one paper needs."""
    return line_of(paper) | {"doors": doors(request, paper)}
