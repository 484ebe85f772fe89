"""A small union with the yearly form, the catalogue, a plan with Kon Tum's kinds of targets and two years of reports."""

from collections.abc import Mapping
from datetime import date

from binhdang.calc.cells import Value
from binhdang.calc.periods import parse_period
from binhdang.datasets.actions import ensure_builtin_forms
from binhdang.datasets.queries import layout_of
from binhdang.indicators.actions import load_catalogue
from binhdang.indicators.queries import indicator
from binhdang.orgs.models import OrgUnit
from binhdang.plans.models import Plan, Target
from binhdang.reports.models import Report, ReportRequest
from tests.factories import make_tree, make_unit
from tests.rollup.grove import make_request, path_of, put

P2019 = parse_period("2019")
# code, name, indicator, comparator, value, unit, recurrence, condition
TARGETS = [
    ("T1", "Nữ uỷ viên ban chấp hành", "B01", ">=", 30, "percent", "", ""),
    ("T2", "Nữ đạt danh hiệu", "E01", ">=", 85, "percent", "yearly", ""),
    ("T4", "CĐCS có nữ lãnh đạo chủ chốt", "B06", ">=", 100, "percent", "", "có từ 30% nữ"),
    ("T5a", "Cán bộ chủ chốt được tập huấn", "D01.CC", ">=", 100, "percent", "", ""),
    ("T5b", "Cán bộ nữ công được tập huấn", "D01.NC", ">=", 100, "percent", "", ""),
    ("T6", "Giảm sinh con thứ ba", "I01", "decrease", None, "none", "yearly", ""),
]


def base_cells(bch: tuple[int, int] = (9, 3), dv: tuple[int, int] = (40, 20), **more: Value) -> dict[str, Value]:
    """What a grassroots union answers; `bch` and `dv` as (all, women)."""
    return {
        "ld.tong": dv[0] + 2, "ld.nu": dv[1] + 1, "dv.tong": dv[0], "dv.nu": dv[1],
        "bch.tong": bch[0], "bch.nu": bch[1], "chu_chot.tong": 2, "chu_chot.nu": 1, "cc_th.tong": 1, "cc_th.nu": 1,
        "gvn_dat": dv[1], "sinh.tong": 5, "sinh.nu": 2, "sinh3": 1, "ban_nc": 1,
    } | more  # fmt: skip


def upper_cells(bch: tuple[int, int] = (15, 5)) -> dict[str, Value]:
    """What a level above answers for its own committee."""
    return {
        "bch.tong": bch[0], "bch.nu": bch[1], "chu_chot.tong": 3, "chu_chot.nu": 1, "cc_th.tong": 3, "cc_th.nu": 1,
        "can_bo_nc.tong": 2, "can_bo_nc.nu": 2, "nc_th.tong": 1, "nc_th.nu": 1,
    }  # fmt: skip


class World:
    """TLD > KT > (H1 > C11 C12, H2 > C21, C01), a plan of KT for 2016-2020, requests for 2018 and 2019."""

    def __init__(self) -> None:
        self.units: dict[str, OrgUnit] = make_tree({"TLD": {"KT": {"H1": {"C11": {}, "C12": {}}, "H2": {"C21": {}}}}})
        self.units["C01"] = make_unit("C01", self.units["KT"], kind="CDCS")
        load_catalogue()
        self.form = next(form for form in ensure_builtin_forms() if form.data_set.code == "BDG-NAM")
        self.layout = layout_of(self.form)
        self.requests: dict[str, ReportRequest] = {
            year: make_request(self.form, self.units["KT"], year) for year in ("2018", "2019")
        }
        self.plan = Plan.objects.create(
            unit=self.units["KT"], path=path_of(self.units["KT"]), title="Kế hoạch 2016-2020", text="x", state="confirmed",
            period_start=date(2016, 1, 1), period_end=date(2020, 12, 31),
        )  # fmt: skip
        for order, (code, name, ind, comparator, value, unit, recurrence, condition) in enumerate(TARGETS):
            Target.objects.create(
                plan=self.plan, code=code, order=order, name=name, indicator=indicator(ind), comparator=comparator,
                value=value, unit=unit, recurrence=recurrence, condition=condition, clause_ident="II.2",
            )  # fmt: skip

    def row(self, cells: Mapping[str, Value]) -> list[Value | None]:
        whole = self.layout.with_derived(cells)
        return [whole.get(code) for code in self.form.cell_order]

    def report(
        self, code: str, cells: Mapping[str, Value] | None, *, year="2019", state="accepted", last=None
    ) -> Report:
        values = self.row(cells) if cells is not None else None
        known = self.row(last) if last is not None else None
        return put(
            self.requests[year], self.units[code], state if cells is not None else "expected", values, last=known
        )

    def target(self, code: str) -> Target:
        return Target.objects.select_related("plan", "indicator").get(plan=self.plan, code=code)


def filled() -> World:
    """Everybody answered in both years, except C12, which is silent in 2019."""
    world = World()
    for year, women in (("2018", 2), ("2019", 3)):
        for code in ("C11", "C12", "C21", "C01"):
            cells = base_cells((9, women), sinh3=2 if year == "2018" else 1)
            if code == "C21":
                cells = base_cells((9, 0), (40, 4), **{"chu_chot.nu": 0})
            if (code, year) == ("C12", "2019"):
                world.report(code, None, year=year, last=base_cells((9, 2)))
            else:
                world.report(
                    code, cells, year=year, state="submitted" if (code, year) == ("C01", "2019") else "accepted"
                )
        for code in ("H1", "H2", "KT"):
            world.report(code, upper_cells(), year=year)
    return world
