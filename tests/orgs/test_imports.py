"""Importing lists of units: all or nothing, every error with its row, undo whole."""

import io
from datetime import date
from itertools import pairwise

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from binhdang.kit.errors import BadInput, Refused
from binhdang.orgs import actions, imports, queries
from binhdang.orgs.models import Kind, OrgUnit, Placement, Succession
from binhdang.orgs.seed import ensure_levels_and_kinds
from tests.factories import kon_tum, make_person

HEADER = "code,name,kind,parent_code,valid_from,valid_to\n"
ROOT = "T,Liên đoàn,LDLD_TINH,,2016-01-01,\n"


def load(text, by=None, dry_run=False, encoding="utf-8"):
    data = text if isinstance(text, bytes) else text.encode(encoding)
    return imports.import_units(data, file_name="tep.csv", by=by, dry_run=dry_run)


def problems(text, **options):
    before = OrgUnit.objects.count(), Placement.objects.count(), Kind.objects.count()
    with pytest.raises(BadInput) as bad:
        load(text, **options)
    assert before == (OrgUnit.objects.count(), Placement.objects.count(), Kind.objects.count())
    return bad.value.problems


@pytest.mark.django_db
class TestImports:
    @pytest.fixture(autouse=True)
    def seeded(self):
        ensure_levels_and_kinds()

    def test_children_may_come_before_their_parents(self):
        load(HEADER + "C,Cơ sở,CDCS,H,2018-01-01,2020-12-31\nH,Huyện,LDLD_HUYEN,T,2016-01-01,\n" + ROOT)
        units = {u.code: u for u in OrgUnit.objects.all()}
        place = queries.placement_of(units["C"].pk, date(2019, 1, 1))
        assert place.path == f"{units['T'].pk}/{units['H'].pk}/{units['C'].pk}/"
        assert (place.depth, place.valid_from, place.valid_to) == (2, date(2018, 1, 1), date(2020, 12, 31))

    def test_a_second_run_changes_nothing(self):
        text = HEADER + ROOT + "H,Huyện,LDLD_HUYEN,T,2016-01-01,\n"
        assert len(load(text).create) == 2
        again = load(text)
        assert (len(again.create), len(again.change), again.unchanged, again.batch) == (0, 0, 2, None)

    def test_names_and_kinds_are_corrected_and_undo_brings_them_back(self):
        load(HEADER + ROOT + "H,Huyện,LDLD_HUYEN,T,2016-01-01,\n")
        plan = load(HEADER + "H,Huyện mới,CD_KCN,T,2016-01-01,\nX,Mới,CDCS,H,2016-01-01,\n")
        assert OrgUnit.objects.get(code="H").name == "Huyện mới"
        imports.undo_import(plan.batch, by=None)
        unit = OrgUnit.objects.get(code="H")
        assert (unit.name, unit.kind.code) == ("Huyện", "LDLD_HUYEN")
        assert not OrgUnit.objects.filter(code="X").exists()

    def test_a_dry_run_writes_nothing(self):
        plan = load(HEADER + ROOT, dry_run=True)
        assert len(plan.create) == 1
        assert OrgUnit.objects.count() == 0

    def test_an_unknown_kind_is_made_on_the_level_of_its_depth(self):
        plan = load(HEADER + ROOT + "H,Cụm,Cụm thi đua,T,2016-01-01,\n")
        assert [(k.name, k.level.rank) for k in plan.new_kinds] == [("Cụm thi đua", 2)]
        assert OrgUnit.objects.get(code="H").kind.name == "Cụm thi đua"

    def test_kinds_may_be_given_by_name(self):
        load(HEADER + ROOT + "C,Cơ sở,công đoàn CƠ SỞ,T,2016-01-01,\n")
        assert OrgUnit.objects.get(code="C").kind.code == "CDCS"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    def test_encodings_of_spreadsheets_are_read(self, encoding):
        load(HEADER + "T,Liên đoàn Lao động tỉnh Đắk,LDLD_TINH,,2016-01-01,\n", encoding=encoding)
        assert OrgUnit.objects.get(code="T").name == "Liên đoàn Lao động tỉnh Đắk"

    def test_windows_1258_is_read(self):
        raw = "T,Liên đoàn Lao đô\u0323ng ti\u0309nh,LDLD_TINH,,2016-01-01,\n".encode("cp1258")
        load(HEADER.encode() + raw)
        assert OrgUnit.objects.get(code="T").name == "Liên đoàn Lao động tỉnh"

    def test_vietnamese_headers_local_dates_and_semicolons_are_read(self):
        load("Mã;Tên đơn vị;Loại;Trực thuộc;Từ ngày;Đến ngày\nT;Liên đoàn;LDLD_TINH;;05/12/2016;\n")
        assert queries.placement_of(OrgUnit.objects.get().pk).valid_from == date(2016, 12, 5)

    def test_excel_is_read(self):
        out = io.BytesIO()
        book = xlsxwriter.Workbook(out, {"default_date_format": "dd/mm/yyyy"})
        sheet = book.add_worksheet()
        for i, row in enumerate([HEADER.strip().split(","), [101, "Liên đoàn", "LDLD_TINH", "", date(2016, 1, 1), ""]]):
            sheet.write_row(i, 0, row)
        book.close()
        load(out.getvalue())
        unit = OrgUnit.objects.get()
        assert (unit.code, queries.placement_of(unit.pk).valid_from) == ("101", date(2016, 1, 1))

    @pytest.mark.parametrize(
        ("rows", "place", "words"),
        [
            ("C,Cơ sở,CDCS,KHONG,2016-01-01,\n", "dòng 3", "Không có đơn vị cấp trên"),
            ("C,Cơ sở,CDCS,C,2016-01-01,\n", "dòng 3", "trực thuộc chính nó"),
            ("A,A,CDCS,B,2016-01-01,\nB,B,CDCS,A,2016-01-01,\n", "dòng 3", "Vòng lặp"),
            ("C,Cơ sở,CDCS,T,2016-01-01,\nC,Cơ sở,CDCS,T,2017-01-01,\n", "dòng 4", "đã có ở dòng 3"),
            ("C,Cơ sở,CDCS,T,2016-05-01,2016-04-30\n", "dòng 3", "trước ngày bắt đầu"),
            ("C,Cơ sở,CDCS,T,31/02/2016,\n", "dòng 3", "không đọc được"),
            ("C,Cơ sở,CDCS,T,hôm nay,\n", "dòng 3", "không đọc được"),
            ("C,,CDCS,T,2016-01-01,\n", "dòng 3", "Thiếu tên đơn vị"),
            ("C,Cơ sở,,T,2016-01-01,\n", "dòng 3", "Thiếu loại đơn vị"),
            ("C,=1+1,CDCS,T,2016-01-01,\n", "dòng 3", "công thức"),
            ("C,Cơ sở,CDCS,T,2015-01-01,\n", "dòng 3", "trước đơn vị cấp trên"),
            ('C,"Cơ sở,CDCS,T,2016-01-01,\n', "dòng 3", "không tách được cột"),
            (f"C,{'x' * 300},CDCS,T,2016-01-01,\n", "dòng 3", "dài hơn 255"),
        ],
    )
    def test_each_error_names_its_row_and_its_mend(self, rows, place, words):
        found = problems(HEADER + ROOT + rows)
        assert any(where == place and words in what for where, what in found), found

    def test_all_errors_are_told_at_once(self):
        found = problems(HEADER + ROOT + "A,,CDCS,T,,\nB,B,CDCS,KHONG,,\nC,C,CDCS,T,x,\n")
        assert [where for where, _what in found] == ["dòng 3", "dòng 4", "dòng 5"]

    def test_a_row_with_several_errors_is_told_all_of_them(self):
        found = problems(HEADER + ROOT + "A,A,CDCS,KHONG,x,y\nB,B,CDCS,A,,\n")
        assert [where for where, _what in found] == ["dòng 3"] * 3
        assert "KHONG" in " ".join(what for _where, what in found)

    @pytest.mark.parametrize(
        "data",
        [b"", b"   \n", b"a,b,c\n1,2,3\n", HEADER.encode(), b"PK\x03\x04broken", b"x" * 10_000_000,
         HEADER.encode() + b"T,\x00,CDCS,,,\n", b"\xff\xfe\xd8", HEADER.encode() + b"T,\xd2\x81\x8d,CDCS,,,\n"],
    )  # fmt: skip
    def test_broken_files_get_one_clear_sentence(self, data):
        for _where, what in problems(data):
            assert what.endswith((".", "”"))

    def district(self):
        rows = "H,Huyện,LDLD_HUYEN,T,2016-01-01,\nG,Huyện,LDLD_HUYEN,T,2016-01-01,\nC,C,CDCS,H,2016-01-01,\n"
        load(HEADER + ROOT + rows)
        return {unit.code: unit for unit in OrgUnit.objects.all()}

    def test_another_parent_is_a_dated_move_told_first_and_undone_whole(self):
        units = self.district()
        before = list(Placement.objects.order_by("unit", "valid_from").values_list("unit", "path", "valid_to"))
        text = (
            HEADER
            + "N,Huyện mới,LDLD_HUYEN,T,2020-01-01,\nC,Tên khác,CDCS,N,2020-07-01,\nG,Huyện,LDLD_HUYEN,T,,2020-12-31\n"
        )
        told = load(text, dry_run=True)
        assert [(s.kind, s.row.code, s.was, s.on) for s in told.shift] == [
            ("move", "C", "H", date(2020, 7, 1)), ("end", "G", "T", date(2020, 12, 31)),
        ]  # fmt: skip
        assert before == list(Placement.objects.order_by("unit", "valid_from").values_list("unit", "path", "valid_to"))
        plan = load(text)
        assert queries.placement_of(units["C"].pk, date(2020, 6, 30)).parent.code == "H"
        assert queries.placement_of(units["C"].pk, date(2020, 7, 1)).parent.code == "N"
        assert queries.placement_of(units["G"].pk, date(2021, 1, 1)) is None
        assert OrgUnit.objects.get(code="C").name == "Tên khác"
        again = load(text)
        assert (again.shift, again.create, again.change, again.unchanged) == ([], [], [], 3)
        imports.undo_import(plan.batch, by=None)
        assert before == list(Placement.objects.order_by("unit", "valid_from").values_list("unit", "path", "valid_to"))
        assert OrgUnit.objects.get(code="C").name == "C"
        assert not Succession.objects.exists()

    def test_a_unit_that_ended_may_start_again(self):
        units = self.district()
        load(HEADER + "C,C,CDCS,H,2016-01-01,2018-12-31\n")
        load(HEADER + "C,C,CDCS,G,2020-01-01,\n")
        assert queries.placement_of(units["C"].pk, date(2019, 6, 1)) is None
        assert queries.placement_of(units["C"].pk, date(2020, 6, 1)).parent.code == "G"

    @pytest.mark.parametrize(
        ("row", "words"),
        [
            ("C,C,CDCS,G,,\n", "ghi valid_from"),
            ("C,C,CDCS,G,2016-01-01,\n", "phải sau ngày đó"),
            ("C,C,CDCS,H,2019-01-01,\n", "đã có từ 01/01/2016"),
            ("H,Huyện,LDLD_HUYEN,C,2020-01-01,\n", "không thể chuyển"),
            ("H,Huyện,LDLD_HUYEN,T,,2019-12-31\n", "trực thuộc"),
            ("C,C,CDCS,H,,2015-01-01\n", "trước ngày bắt đầu"),
        ],
    )
    def test_a_change_that_cannot_be_says_why_and_writes_nothing(self, row, words):
        self.district()
        for dry_run in (True, False):
            where, what = problems(HEADER + row, dry_run=dry_run)[0]
            assert where == "dòng 2"
            assert words.lower() in what.lower()

    def test_an_undo_after_a_later_change_of_structure_is_refused(self):
        units = self.district()
        plan = load(HEADER + "C,C,CDCS,G,2020-07-01,\n")
        actions.move_unit(units["C"], to=units["H"], on=date(2021, 1, 1), by=None)
        with pytest.raises(BadInput):
            imports.undo_import(plan.batch, by=None)
        assert queries.placement_of(units["C"].pk, date(2021, 1, 1)).parent.code == "H"

    def test_who_may_not_manage_the_new_parent_moves_nothing_there(self):
        units = self.district()
        admin = make_person("Quản trị", ("administrator", units["H"]))
        with pytest.raises(Refused):
            load(HEADER + "C,C,CDCS,G,2020-07-01,\n", by=admin, dry_run=True)

    def test_a_person_imports_only_below_their_own_units(self):
        units = kon_tum()
        admin = make_person("Quản trị", ("administrator", units["H1"]))
        load(HEADER + "N,Mới,CDCS,H1,2020-01-01,\n", by=admin)
        with pytest.raises(Refused):
            load(HEADER + "M,Mới,CDCS,H2,2020-01-01,\n", by=admin)
        with pytest.raises(Refused):
            load(HEADER + "C21,Tên khác,CDCS,H2,2016-01-01,\n", by=admin)
        problems(HEADER + "R,Gốc,CDCS,,2016-01-01,\n", by=admin)

    def test_undo_stops_while_units_are_in_use(self):
        plan = load(HEADER + ROOT)
        make_person("Ai đó", ("viewer", OrgUnit.objects.get()))
        with pytest.raises(BadInput):
            imports.undo_import(plan.batch, by=None)
        assert OrgUnit.objects.count() == 1


class TreeTest(TestCase):
    @settings(max_examples=30, deadline=None)
    @given(shape=st.lists(st.integers(0, 40), min_size=1, max_size=25), order=st.randoms())
    def test_any_tree_in_any_order_of_rows_gets_the_paths_of_its_parents(self, shape, order):
        parents = {f"U{i + 1}": f"U{p % (i + 1)}" for i, p in enumerate(shape)}
        rows = ["U0,Gốc,CDCS,,2016-01-01,\n"] + [f"{c},Tên {c},CDCS,{p},2016-01-01,\n" for c, p in parents.items()]
        order.shuffle(rows)
        load(HEADER + "".join(rows))
        codes = dict(OrgUnit.objects.values_list("pk", "code"))
        for place in Placement.objects.select_related("unit"):
            chain = [codes[int(i)] for i in place.path.split("/") if i]
            assert chain[-1] == place.unit.code
            assert chain[0] == "U0"
            assert all(parents[below] == above for above, below in pairwise(chain))
