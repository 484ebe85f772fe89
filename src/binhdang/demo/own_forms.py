"""A form that the province built itself, asked once of one district, and one that is still being built."""

import random
from datetime import date

from binhdang.calc import drafting
from binhdang.calc.answers import choose
from binhdang.calc.cells import Value
from binhdang.calc.questions import CHOICE, FILE, NUMBER, TEXT, YES_NO
from binhdang.datasets import drafts
from binhdang.datasets.models import FormDraft, FormVersion
from binhdang.datasets.queries import layout_of
from binhdang.kit import clock
from binhdang.orgs.models import OrgUnit, Person
from binhdang.reports import actions
from binhdang.reports.models import Report
from binhdang.reports.requests import open_request

NAME = "Khảo sát nhanh về phòng vắt, trữ sữa mẹ"
NEXT = "Rà soát nhà trẻ, mẫu giáo cho con người lao động"
DISTRICT = "KT-H02"
ASKED_ON = date(2020, 11, 16)
WISHES = [
    "Đề nghị hỗ trợ tủ lạnh và rèm che cho phòng vắt, trữ sữa (giả định).",
    "Đơn vị ít lao động nữ nuôi con nhỏ, đề nghị dùng chung với đơn vị bên cạnh (giả định).",
    "Đề nghị cấp trên có văn bản hướng dẫn tiêu chuẩn của phòng (giả định).",
]


def add_own_forms(units: dict[str, OrgUnit], people: dict[str, Person]) -> None:
    """Build, publish and ask with the form, answer for most units, and leave a second form unfinished."""
    officer = people["officer"]
    with clock.standing_on(ASKED_ON):
        form = _publish(units["KT"], officer)
        open_request(
            form,
            unit=units[DISTRICT],
            period_key=f"D{ASKED_ON.isoformat()}",
            due={"co_so": date(2020, 11, 24), "tren_co_so": date(2020, 11, 26)},
            by=officer,
            instructions="Trả lời nhanh trong một tuần; chưa có phòng thì chọn Không.",
        )
    reports = Report.objects.filter(form=form, level_code="co_so").select_related("unit").order_by("path")
    with clock.standing_on(date(2020, 11, 23)):
        for number, report in enumerate(reports):
            if number % 4 != 3:
                _answer(report, number, people)
    with clock.standing_on(date(2020, 12, 1)):
        _unfinished(units["KT"], officer)


def _rows(draft: FormDraft, title: str, kinds: list[tuple[str, list[str]]], by: Person) -> FormDraft:
    """Add rows of several kinds to the first section, as the builder's page does."""
    for kind, names in kinds:
        section = {**draft.definition["sections"][0], "title": title}
        add = {"names": names, "kind": kind, "columns": True}
        draft = drafts.save_draft_part(draft.pk, "1", {"section": section, "add": add}, version=draft.version, by=by)
    return draft


def _publish(unit: OrgUnit, by: Person) -> FormVersion:
    draft = drafts.start_draft(unit, name=NAME, period="once", by=by)
    kinds = [
        (NUMBER, ["Nữ đoàn viên", "Nữ đang nuôi con dưới 12 tháng tuổi"]),
        (YES_NO, ["Đơn vị có phòng vắt, trữ sữa"]),
        (CHOICE, ["Phòng được bố trí thế nào"]),
        (TEXT, ["Kiến nghị của đơn vị"]),
        (FILE, ["Ảnh phòng"]),
    ]
    draft = _rows(draft, "I. Phòng vắt, trữ sữa", kinds, by)
    section = draft.definition["sections"][0]
    section["rows"][0] |= {"columns": [], "required": True}
    section["rows"][1] |= {"columns": [], "part_of": "nu_doan_vien"}
    section["rows"][2] |= {"required": True, "kad": False}
    section["rows"][3]["options"] = [
        {"code": "rieng", "name": "Phòng riêng"},
        {"code": "chung", "name": "Dùng chung với phòng y tế"},
        {"code": "che", "name": "Góc có rèm che"},
    ]
    section["levels"] = ["co_so"]
    draft = drafts.save_draft_part(draft.pk, "1", {"section": section}, version=draft.version, by=by)
    return drafts.publish_draft(draft.pk, version=draft.version, by=by)


def _answer(report: Report, number: int, people: dict[str, Person]) -> None:
    """Answer for one unit; most are accepted by the district."""
    rng = random.Random(f"room {report.unit.code}")  # noqa: S311
    layout = layout_of(report.form)
    rows = {row.kind: row for row in layout.rows}
    women = rng.randint(6, 45)
    has = rng.random() < 0.4
    values: dict[str, Value | None] = {layout.cells[0]: women, layout.cells[1]: rng.randint(0, women // 5)}
    values |= choose(rows[YES_NO], "co" if has else "khong")
    values |= choose(rows[CHOICE], rng.choice(["rieng", "chung", "che"]) if has else "KAD")
    texts = {rows[TEXT].code: WISHES[number % 3]} if number % 2 == 0 else {}
    writer = people[f"reporter {report.unit.code}"]
    actions.save_draft(report.pk, values, version=0, by=writer, texts=texts)
    actions.submit(report.pk, by=writer)
    actions.accept(report.pk, by=people[f"reviewer {DISTRICT}"])


def _unfinished(unit: OrgUnit, by: Person) -> None:
    draft = drafts.start_draft(unit, name=NEXT, period="once", by=by)
    kinds = [(NUMBER, ["Con người lao động trong tuổi gửi trẻ"]), (YES_NO, ["Đơn vị hỗ trợ tiền gửi trẻ"])]
    draft = _rows(draft, f"{drafting.ROMAN[0]}. Nhu cầu gửi trẻ", kinds, by)
    drafts.save_draft_part(
        draft.pk, "1", {"section": draft.definition["sections"][0]}, version=draft.version, by=by, do="section_add"
    )
