"""A small union with a form, a request for 2019 and people on both sides."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from binhdang.datasets.actions import load_form
from binhdang.orgs.models import OrgUnit, Person
from binhdang.reports import actions, requests
from binhdang.reports.models import Report, ReportRequest
from tests.factories import kon_tum, make_person

FORM = {
    "code": "THU",
    "name": "Biểu thử",
    "period": "year",
    "size_cell": "dv.tong",
    "sections": [
        {
            "title": "I. Đoàn viên",
            "levels": ["co_so"],
            "rows": [
                {"code": "dv", "name": "Đoàn viên", "unit": "người", "columns": ["tong", "nu"], "required": True,
                 "integer": True, "min": 0, "kad": False},
            ],
        },
        {
            "title": "II. Cán bộ",
            "rows": [
                {"code": "bch", "name": "Uỷ viên ban chấp hành", "unit": "người", "columns": ["tong", "nu"],
                 "required": True, "integer": True, "min": 0, "kad": False},
                {"code": "btv", "name": "Uỷ viên ban thường vụ", "unit": "người", "columns": ["tong", "nu"],
                 "part_of": "bch", "integer": True, "min": 0},
                {"code": "clb", "name": "Câu lạc bộ", "unit": "câu lạc bộ", "integer": True, "min": 0},
            ],
        },
    ],
    "derived": [{"code": "co_nu", "name": "Có nữ trong ban chấp hành", "unit": "đơn vị",
                 "formula": "if(bch.nu > 0, 1, 0)"}],
    "warnings": {"jump_percent": 30, "jump_floor": 5, "zero": True},
}  # fmt: skip
GOOD = {"dv.tong": 40, "dv.nu": 20, "bch.tong": 5, "bch.nu": 2, "clb": 1}
WHY = "Đơn vị đề nghị xem lại số liệu."


@dataclass
class World:
    """Units by code; the reporter of C11, reviewers at H1 and KT, and who both reviews and reports."""

    units: dict[str, OrgUnit] = field(default_factory=kon_tum)

    def __post_init__(self) -> None:
        self.form = load_form(FORM, by=None)
        units = self.units
        self.reporter: Person = make_person("Nguoi lap C11", ("reporter", units["C11"]))
        self.upper: Person = make_person("Nguoi duyet H1", ("reviewer", units["H1"]))
        self.boss: Person = make_person("Nguoi duyet KT", ("reviewer", units["KT"]))
        self.both: Person = make_person("Lap va duyet", ("reporter", units["C11"]), ("reviewer", units["KT"]))
        self.other: Person = make_person("Nguoi lap C21", ("reporter", units["C21"]))
        self.request = self.ask("2019")

    def ask(self, period: str) -> ReportRequest:
        """Open the form for a year at KT."""
        due = {"co_so": date(int(period), 11, 22), "tren_co_so": date(int(period), 11, 29)}
        return requests.open_request(self.form, unit=self.units["KT"], period_key=period, due=due, by=None)

    def report(self, code: str = "C11", period: str = "2019") -> Report:
        """The report of a unit, fresh."""
        return Report.objects.select_related("form__data_set", "unit", "request").get(
            unit=self.units[code], period_key=period
        )

    def fill(self, code: str = "C11", by: Person | None = None, period: str = "2019", **cells: Any) -> Report:
        """Save good answers (and `cells` over them) as a draft."""
        report = self.report(code, period)
        levels = {"C11", "C12", "C21"}
        good = GOOD if code in levels else {k: v for k, v in GOOD.items() if not k.startswith("dv")}
        return actions.save_draft(report.pk, good | cells, version=report.version, by=by)

    def sent(self, code: str = "C11", by: Person | None = None, period: str = "2019", **cells: Any) -> Report:
        """Fill and submit."""
        return actions.submit(self.fill(code, by, period, **cells).pk, by=by)
