"""The registers of awards: lists of a year, honours, proposals."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from binhdang.kit import clock
from binhdang.registers.awards import feeds, flow, forms, names
from binhdang.registers.awards.choices import Level, Occasion, State
from binhdang.registers.awards.models import (
    AwardProposal,
    Emulation,
    EmulationName,
    Honour,
    HonourName,
    ProposalName,
)  # fmt: skip
from binhdang.registers.core import grounds
from binhdang.registers.core.register import Filter, Lines, Register, declare

PURPOSE = _("Xét thi đua, khen thưởng theo quy chế của tổ chức công đoàn; tên người chỉ ghi khi cần.")


def name_of(record: Any) -> str:
    """What an award is called: the name written by hand, else the name of its code."""
    code, said = ("title" if hasattr(record, "title") else "honour"), record.other
    return str(said or getattr(record, f"get_{code}_display")())


def _emulation_findings(record: Emulation) -> list[str]:
    found = []
    others = Emulation.objects.filter(unit=record.unit_id, year=record.year, removed_at__isnull=True)
    if rest := [name_of(one) for one in others.exclude(pk=record.pk).order_by("pk")]:
        text = gettext("Năm này đơn vị còn danh sách “%(others)s”; ai đứng ở cả hai danh sách thì bị đếm hai lần.")
        found.append(text % {"others": "”, “".join(rest)})
    if record.recognised is None and clock.today() > date(record.year, 12, 31):
        found.append(gettext("Năm đã hết mà chưa ghi kết quả công nhận."))
    if record.recognised is not None and record.recognised > record.registered:
        found.append(gettext("Số được công nhận nhiều hơn số đăng ký."))
    if (record.recognised_women or 0) > record.registered_women:
        found.append(gettext("Số nữ được công nhận nhiều hơn số nữ đăng ký."))
    rows = EmulationName.objects.filter(emulation=record, removed_at__isnull=True)
    return found + _too_many(rows.count(), record.registered)


def _too_many(named: int, counted: int) -> list[str]:
    if named <= counted:
        return []
    return [gettext("Danh sách có %(n)s tên, nhiều hơn số đã ghi (%(all)s).") % {"n": named, "all": counted}]


def _honour_findings(record: Honour) -> list[str]:
    return _too_many(HonourName.objects.filter(honour=record, removed_at__isnull=True).count(), record.people)


def _proposal_findings(record: AwardProposal) -> list[str]:
    return _too_many(ProposalName.objects.filter(proposal=record, removed_at__isnull=True).count(), record.people)


def _proposal_facts(record: AwardProposal, on: date) -> list[tuple[str, str]]:
    found = [(gettext("Tình trạng"), str(record.get_state_display()))]
    if record.proposed_at:
        found.append((gettext("Trình ngày"), f"{timezone.localtime(record.proposed_at):%d/%m/%Y}"))
    honour = Honour.objects.filter(proposal=record, removed_at__isnull=True).first()
    if honour is not None:
        found.append((gettext("Quyết định khen"), decided_as(honour.decision, honour.decided_on)))
    return [*found, (gettext("Lý do từ chối"), record.reason)] if record.reason else found


def decided_as(decision: str, day: date | None) -> str:
    """A decision by its number and day."""
    words = {"number": decision, "day": f"{day:%d/%m/%Y}" if day else "–"}
    return gettext("số %(number)s ngày %(day)s") % words


def _granted(record: Honour) -> str:
    if record.proposal_id is None:
        return ""
    return gettext(
        "Hồ sơ này sinh từ quyết định của cấp trên theo đề nghị; đơn vị không tự sửa. Sai số, ngày quyết định thì "
        "người quyết định sửa ở đề nghị."
    )


def _sent(record: AwardProposal) -> str:
    if record.state in flow.OPEN:
        return ""
    advice = {
        State.PROPOSED: gettext("Muốn sửa thì rút về (khi cấp trên chưa trả lời) rồi sửa."),
        State.AGREED: gettext("Cấp trên đã đồng ý, chờ số quyết định."),
        State.REFUSED: gettext("Muốn đề nghị lại thì bấm Soạn lại rồi sửa."),
        State.AWARDED: gettext("Hồ sơ khen đã vào sổ Khen thưởng; sai số, ngày quyết định thì cấp quyết định sửa."),
    }
    said = gettext("Đề nghị đang ở bước “%(state)s” nên không sửa được.") % {"state": record.get_state_display()}
    return f"{said} {advice[State(record.state)]}"


def _words(record: Any) -> list[str]:
    return [name_of(record), str(record.year), record.unit.name, getattr(record, "decision", "")]


EMULATIONS = declare(
    Register(
        code="thi-dua",
        name=_("Thi đua hằng năm"),
        one=_("danh sách thi đua"),
        about=_("“Giỏi việc nước, đảm việc nhà”: đăng ký đầu năm, công nhận cuối năm tại cơ sở."),
        model=Emulation,
        form=forms.EmulationForm,
        title=lambda record: f"{name_of(record)} {record.year}, {record.unit.name}",
        words=_words,
        columns=("unit", "name", "year", "registered_women", "recognised_women", "decision"),
        order=("-year", "unit__sort_key"),
        key=("title", "other", "year"),
        filters=(
            Filter("danh-hieu", _("Danh hiệu"), names.emulation, lambda value: Q(title=value)),
            Filter(
                "ket-qua",
                _("Kết quả"),
                lambda: [("co", _("Đã công nhận")), ("chua", _("Chưa công nhận"))],
                lambda value: Q(recognised__isnull=value != "co"),
            ),
        ),
        lines=(
            Lines(
                "ten", _("Danh sách tên (không bắt buộc)"), EmulationName, forms.EmulationNameForm, "emulation",
                ("name", "sex", "birth_year", "reached"), ("name",),
            ),
        ),
        standing=lambda day: Q(year=day.year),
        sums=(("registered", "registered_women"), ("recognised", "recognised_women")),
        pages=((_("Tỷ lệ theo từng mẫu số"), "awards:measure"),),
        findings=_emulation_findings,
        purpose=PURPOSE,
        ground=(grounds.ENCOURAGING, grounds.TARGETS, grounds.MANAGEMENT),
        feeds=feeds.EMULATION,
        extra={"name": name_of},
        labels={"name": _("Danh hiệu")},
    )
)  # fmt: skip

HONOURS = declare(
    Register(
        code="khen-thuong",
        name=_("Khen thưởng"),
        one=_("quyết định khen thưởng"),
        about=_("Giấy khen, bằng khen, giải thưởng, danh hiệu do cấp trên công nhận, cho tập thể và cá nhân."),
        model=Honour,
        form=forms.HonourForm,
        title=lambda record: f"{name_of(record)} {record.decision}",
        words=_words,
        columns=("unit", "name", "level", "occasion", "decision", "decided_on", "collectives", "people", "women"),
        order=("-decided_on", "unit__sort_key"),
        key=("honour", "other", "decision"),
        filters=(
            Filter("hinh-thuc", _("Hình thức khen"), names.every, lambda value: Q(honour=value)),
            Filter("cap", _("Cấp khen"), lambda: list(Level.choices), lambda value: Q(level=value)),
            Filter("dip", _("Dịp khen"), lambda: list(Occasion.choices), lambda value: Q(occasion=value)),
        ),
        lines=(
            Lines(
                "ten", _("Người được khen (không bắt buộc)"), HonourName, forms.HonourNameForm, "honour",
                ("name", "sex", "birth_year"), ("name",),
            ),
        ),
        sums=(("collectives", ""), ("people", "women")),
        day="decided_on",
        findings=_honour_findings,
        purpose=PURPOSE,
        ground=(grounds.ENCOURAGING, grounds.TARGETS, grounds.MANAGEMENT),
        feeds=feeds.HONOURS,
        extra={"name": name_of},
        labels={"name": _("Hình thức khen")},
        closed=_granted,
    )
)  # fmt: skip

PROPOSALS = declare(
    Register(
        code="de-nghi-khen",
        name=_("Đề nghị khen thưởng"),
        one=_("đề nghị khen thưởng"),
        about=_("Đề nghị cấp trên khen tập thể, cá nhân: hồ sơ kèm theo, ý kiến và quyết định của cấp trên."),
        model=AwardProposal,
        form=forms.ProposalForm,
        title=lambda record: f"{name_of(record)} {record.year}, {record.unit.name}",
        words=_words,
        columns=("unit", "name", "year", "to", "collectives", "people", "women", "state"),
        order=("-year", "unit__sort_key"),
        key=("honour", "other", "year", "occasion"),
        filters=(
            Filter("tinh-trang", _("Tình trạng"), lambda: list(State.choices), lambda value: Q(state=value)),
            Filter("hinh-thuc", _("Hình thức khen"), names.every, lambda value: Q(honour=value)),
        ),
        lines=(
            Lines(
                "ten", _("Người được đề nghị (không bắt buộc)"), ProposalName, forms.ProposalNameForm, "proposal",
                ("name", "sex", "birth_year"), ("name",),
            ),
        ),
        sums=(("collectives", ""), ("people", "women")),
        standing=lambda day: Q(year__gte=day.year - 1, year__lte=day.year),
        findings=_proposal_findings,
        purpose=PURPOSE,
        ground=(grounds.ENCOURAGING, grounds.TARGETS, grounds.MANAGEMENT),
        extra={"name": name_of},
        labels={"name": _("Hình thức khen")},
        facts=_proposal_facts,
        select=("unit", "to"),
        closed=_sent,
        verbs={"correct": _("sửa số, ngày quyết định")},
    )
)  # fmt: skip
