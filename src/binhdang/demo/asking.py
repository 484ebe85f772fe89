"""The demo's requests beyond the yearly one: a schedule for the coming years, and what units ask of the level above."""

from datetime import date

from binhdang.datasets.models import FormVersion
from binhdang.kit import clock
from binhdang.orgs.models import OrgUnit, Person
from binhdang.reports import asks, schedules
from binhdang.reports.choices import State
from binhdang.reports.models import Report

DUE_AFTER = {"co_so": 10, "tren_co_so": 15, "tinh": 20}
OUT = "Đơn vị đang làm thủ tục giải thể, không còn đoàn viên từ tháng 9 (giả định)."
MORE_TIME = "Cán bộ phụ trách nghỉ ốm, xin nộp chậm một tuần (giả định)."


def ask(form: FormVersion, units: dict[str, OrgUnit], people: dict[str, Person]) -> None:
    """Make the schedule, and let two silent units ask: one to be left out, one for more time (given)."""
    with clock.standing_on(date(2020, 11, 3)):
        schedules.make_schedule(
            form,
            unit=units["KT"],
            first_period="2021",
            open_after=-10,
            due_after=DUE_AFTER,
            by=people["officer"],
            instructions="Đơn vị không phát sinh ghi 0; nội dung không áp dụng chọn KAD.",
        )
    silent = Report.objects.filter(data_set=form.data_set_id, period_key="2020", level_code="co_so")
    silent = silent.filter(state=State.EXPECTED).select_related("unit")
    first, second = silent.exclude(unit__code="KT-H09-03").order_by("path")[:2]
    with clock.standing_on(date(2020, 11, 30)):
        asks.ask_out(first.pk, why=OUT, by=people[f"reporter {first.unit.code}"])
        asked = asks.ask_extension(
            second.pk, until=date(2020, 12, 7), why=MORE_TIME, by=people[f"reporter {second.unit.code}"]
        )
    with clock.standing_on(date(2020, 12, 1)):
        asks.decide(asked.pk, grant=True, answer="", by=people["officer"])
