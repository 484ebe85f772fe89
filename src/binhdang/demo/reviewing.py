"""What the levels above did: figures entered by telephone; a locked year with an exception for one unit; talks.

Talks are about cells of two reports that wait for a decision.
"""

from datetime import date

from binhdang.demo import figures
from binhdang.demo.units import UnitRow, parent_now
from binhdang.kit import clock
from binhdang.orgs.models import OrgUnit, Person
from binhdang.reports import actions, behalf, integrity, locks, threads
from binhdang.reports.choices import State
from binhdang.reports.models import Report, ReportRequest

LOCKED = "2018"
WHY = "Số liệu năm 2018 đã chốt và báo cáo cấp trên (giả định)."
OPENED = "Đơn vị tìm thấy hồ sơ gốc, xin đính chính một số liệu (giả định)."
TOLD_BY = "Chủ tịch CĐCS (giả định)"
ASKED = "Đề nghị cho biết số này lấy theo danh sách nào (giả định)."
ANSWERED = "Theo danh sách trích ngang đoàn viên tháng 11, đã đối chiếu với bảo hiểm xã hội (giả định)."


def by_telephone(request: ReportRequest, everybody: list[UnitRow], people: dict[str, Person]) -> None:
    """A unit that got stuck half way tells its figures by telephone; the level above enters them, it confirms later."""
    stuck = Report.objects.filter(request=request, state=State.DRAFT, unit__kind__code="CDCS")
    report = stuck.exclude(unit__code__startswith="KT-H09").select_related("unit").order_by("path")[0]
    row = next(row for row in everybody if row.code == report.unit.code)
    caller = people[f"reviewer {parent_now(row)}"]
    with clock.standing_on(date(2020, 12, 1)):
        behalf.begin(report.pk, by=caller, spoke_with=TOLD_BY)
        actions.save_draft(report.pk, figures.of_unit(row, 2020), version=report.version, by=caller)


def lock_and_talk(request: ReportRequest, units: dict[str, OrgUnit], people: dict[str, Person]) -> None:
    """The province locks an old year; reviewers ask about cells, one is answered and settled."""
    officer = people["officer"]
    with clock.standing_on(date(2020, 1, 20)):
        lock = locks.lock_period(
            request.data_set, LOCKED, units["KT"], starts_on=clock.today(), ends_on=None, reason=WHY, by=officer
        )
    with clock.standing_on(date(2020, 12, 1)):
        locks.open_for_unit(lock.pk, units["KT-N04"], until=date(2020, 12, 18), reason=OPENED, by=officer)
        waiting = Report.objects.filter(request=request, state=State.SUBMITTED, unit__kind__code="CDCS")
        first, second = waiting.select_related("unit").order_by("path")[:2]
        for report, cell in ((first, "dv.nu"), (second, "quy_hoach.nu")):
            thread = threads.start_thread(report.pk, cell, ASKED, by=officer)
        threads.answer(thread.pk, ANSWERED, by=people[f"reporter {second.unit.code}"])
        threads.resolve(thread.pk, by=officer)
        integrity.look("", by=None)
