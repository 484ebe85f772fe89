"""What every register has, tried on the register of committees."""

import importlib
import io
import re
from datetime import date

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from binhdang.kit import clock
from binhdang.kit.books import read_book
from binhdang.kit.errors import BadInput, Conflict, Refused
from binhdang.kit.models import Event, ImportBatch
from binhdang.kit.sheets import read_table
from binhdang.registers.committees.checks import size_findings
from binhdang.registers.committees.forms import CommitteeForm, GradeForm, MemberForm
from binhdang.registers.committees.models import Committee, CommitteeGrade, CommitteeMember
from binhdang.registers.committees.register import COMMITTEES
from binhdang.registers.core import actions, exchange, queries
from binhdang.registers.core.register import ALL
from binhdang.web.audit.words import in_register
from binhdang.web.registers import history
from tests.architecture.test_house_rules import ROOT
from tests.factories import client_of, kon_tum, make_person

pytestmark = pytest.mark.django_db
GOOD = {
    "kind": "ban_ncqc", "decision": "12/QĐ-CĐCS", "decided_on": "05/03/2018", "term": "2018-2023",
    "ends_on": "31/03/2023", "executives": "9",
}  # fmt: skip


@pytest.fixture
def world():
    return World()


class World:
    """Units, who keeps registers at C11, who reviews at H1, who keeps them at C21, and a viewer."""

    def __init__(self):
        self.units = kon_tum()
        self.keeper = make_person("Nguoi ghi so C11", ("reporter", self.units["C11"]))
        self.upper = make_person("Nguoi duyet so H1", ("reviewer", self.units["H1"]))
        self.other = make_person("Nguoi ghi so C21", ("reporter", self.units["C21"]))
        self.viewer = make_person("Nguoi xem so", ("viewer", self.units["KT"]))

    def committee(self, code="C11", **more):
        return actions.add(COMMITTEES, self.units[code], CommitteeForm(GOOD | more), by=None)


def sheet(*rows):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet()
    for at, row in enumerate(rows):
        page.write_row(at, 0, row)
    book.close()
    return out.getvalue()


HEAD = [
    "Mã đơn vị",
    "Loại ban",
    "Số quyết định",
    "Ngày quyết định",
    "Nhiệm kỳ của ban chấp hành",
    "Số uỷ viên ban chấp hành",
]


def test_a_record_is_added_changed_taken_off_and_brought_back_with_its_log(world):
    one = actions.add(COMMITTEES, world.units["C11"], CommitteeForm(GOOD), by=world.keeper)
    assert (one.path.count("/"), one.decided_on) == (4, date(2018, 3, 5))
    form = CommitteeForm(GOOD | {"executives": "11"}, instance=Committee.objects.get(pk=one.pk))
    actions.change(COMMITTEES, one.pk, form, version=1, by=world.keeper)
    with pytest.raises(Conflict):
        actions.change(COMMITTEES, one.pk, CommitteeForm(GOOD, instance=one), version=1, by=world.keeper)
    with pytest.raises(BadInput):
        actions.remove(COMMITTEES, one.pk, why="sai", by=world.keeper)
    actions.remove(COMMITTEES, one.pk, why="Ghi nhầm đơn vị khác.", by=world.keeper)
    assert not queries.records_seen(world.keeper, COMMITTEES).exists()
    actions.restore(COMMITTEES, one.pk, by=world.keeper)
    log = Event.objects.filter(subject_kind="committee", subject_id=str(one.pk)).order_by("pk")
    assert [e.verb.split(".")[1] for e in log] == ["add", "change", "remove", "restore"]
    assert (log[1].data["old"], log[1].data["new"]) == ({"executives": "9"}, {"executives": "11"})


def test_the_timeline_says_what_was_changed_and_leaves_readings_out(world):
    one, client = world.committee(), client_of(world.keeper)
    form = CommitteeForm(GOOD | {"executives": "11", "kind": "ban_nc"}, instance=Committee.objects.get(pk=one.pk))
    actions.change(COMMITTEES, one.pk, form, version=1, by=world.keeper)
    grade = actions.add_line(
        COMMITTEES, one.pk, COMMITTEES.lines[1], GradeForm({"year": 2018, "grade": "tot"}), by=None
    )
    form = GradeForm({"year": 2018, "grade": "hoan_thanh"}, instance=grade)
    actions.add_line(COMMITTEES, one.pk, COMMITTEES.lines[1], form, by=None)
    member = {"name": "Uỷ viên Một", "sex": "nu", "place": "truong", "since": "05/03/2018"}
    actions.add_line(COMMITTEES, one.pk, COMMITTEES.lines[0], MemberForm(member), by=None)
    told = [(moment.words, moment.what) for moment in history.told(COMMITTEES, one)]
    assert told == [
        ("thêm một dòng", "Uỷ viên"),
        ("sửa một dòng", "Xếp loại hằng năm: 2018: Hoàn thành nhiệm vụ (Xếp loại)"),
        ("thêm một dòng", "Xếp loại hằng năm: 2018: Hoàn thành tốt nhiệm vụ"),
        (
            "sửa hồ sơ",
            "Loại ban: Ban nữ công quần chúng → Ban nữ công; Số uỷ viên ban chấp hành: 9 → 11",
        ),
        ("ghi vào sổ", ""),
    ]
    assert "Loại ban: Ban nữ công quần chúng → Ban nữ công" in client.get(f"/so/ban-nu-cong/{one.pk}/").content.decode()


def test_every_verb_that_registers_log_has_words_on_the_record_and_in_the_log():
    call = re.compile(r'\blog(?:_record)?\(\s*f?"\{?(?P<of>[\w.-]+?)\}?\.(?P<verb>[a-z_]+)"')
    found = set()
    for source in (ROOT / "src" / "binhdang" / "registers").rglob("*.py"):
        module = importlib.import_module(".".join(source.relative_to(ROOT / "src").with_suffix("").parts))
        for of, verb in call.findall(source.read_text(encoding="utf-8")):
            code = of if of in ALL else _value(module, of)
            found |= {(one, verb) for one in ([code] if code in ALL else ALL if of == "register.code" else [])}
    assert {("can-bo", "come"), ("can-bo", "remove"), ("tap-huan", "enrol"), ("thi-dua", "line_remove")} <= found
    assert [pair for pair in sorted(found) if not in_register(ALL[pair[0]], pair[1])] == []


def _value(module, names):
    """What a name with dots stands for in a module; None for what only a call knows."""
    found = module
    for name in names.split("."):
        found = getattr(found, name, None)
    return found


def test_the_checks_name_the_field_and_the_same_record_twice_is_refused(world):
    with pytest.raises(BadInput) as bad:
        world.committee(ends_on="01/01/2017", decision="")
    assert {place for place, _message in bad.value.problems} == {"", "decision"}
    world.committee()
    with pytest.raises(BadInput):
        world.committee()


def test_who_reads_and_who_writes_follows_the_units(world):
    one = world.committee()
    for person, seen in [(world.keeper, 1), (world.upper, 1), (world.other, 0), (world.viewer, 0)]:
        assert queries.records_seen(person, COMMITTEES).count() == seen, person.name
        assert client_of(person).get(f"/so/ban-nu-cong/{one.pk}/").status_code == (200 if seen else 404)
    assert client_of(world.viewer).get("/so/").status_code == 200
    with pytest.raises(Refused):
        actions.add(COMMITTEES, world.units["C11"], CommitteeForm(GOOD), by=world.other)
    assert client_of(world.other).post(f"/so/ban-nu-cong/{one.pk}/bo/", {"why": "x" * 20}).status_code == 404


def test_lines_files_and_findings_stand_on_the_record(world):
    one, client = world.committee(), client_of(world.keeper)
    member = {"name": "Uỷ viên Một", "sex": "nu", "place": "truong", "since": "05/03/2018"}
    assert client.post(f"/so/ban-nu-cong/{one.pk}/uy-vien/them/", member).status_code == 302
    png = SimpleUploadedFile("quyet dinh.png", b"\x89PNG\r\n\x1a\n" + b"0" * 20)
    assert client.post(f"/so/ban-nu-cong/{one.pk}/tep/", {"file": png}).status_code == 302
    page = client.get(f"/so/ban-nu-cong/{one.pk}/").content.decode()
    for words in ("Uỷ viên Một", "Trưởng ban", "quyet dinh.png", "Ban mới có 1 uỷ viên; cần ít nhất 3."):
        assert words in page
    kept = queries.files_of(COMMITTEES, one)[0]
    answer = client.get(f"/so/ban-nu-cong/{one.pk}/tep/{kept.pk}/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert client_of(world.other).get(f"/so/ban-nu-cong/{one.pk}/tep/{kept.pk}/").status_code == 404
    line = CommitteeMember.objects.get()
    actions.remove_line(COMMITTEES, one.pk, COMMITTEES.lines[0], line.pk, by=world.keeper)
    assert not queries.lines_of(one, COMMITTEES.lines[0]).exists()
    with pytest.raises(BadInput):
        actions.add_line(COMMITTEES, one.pk, COMMITTEES.lines[0], MemberForm({"name": ""}), by=world.keeper)


def test_the_list_finds_without_diacritics_filters_and_keeps_an_address(world):
    world.committee()
    world.committee(
        "C12", kind="ban_nc", decision="7/QĐ", term="2013-2018", decided_on="01/01/2014", ends_on="31/12/2017"
    )
    client, at = client_of(world.upper), "?unit=H1&period=2019"

    def titles(query):
        page = client.get(f"/so/ban-nu-cong/{at}{query}").content.decode()
        return re.findall(r'<th scope="row"><a[^>]*>([^<]+)', page)

    assert titles("") == ["Đơn vị C11"]
    assert titles("&khi=tat-ca") == ["Đơn vị C11", "Đơn vị C12"]
    assert titles("&khi=tat-ca&q=quan+chung") == ["Đơn vị C11"]
    assert titles("&khi=tat-ca&loai=ban_nc") == ["Đơn vị C12"]
    kept = client.post("/so/ban-nu-cong/giu/", {"name": "Nhiệm kỳ cũ", "query": "khi=tat-ca&loai=ban_nc"})
    assert kept.headers["Location"] == "/so/ban-nu-cong/?khi=tat-ca&loai=ban_nc"
    assert "Nhiệm kỳ cũ" in client.get("/so/ban-nu-cong/").content.decode()
    nameless = client.post("/so/ban-nu-cong/giu/", {"name": " ", "query": "khi=tat-ca"}, follow=True)
    assert nameless.status_code == 200
    assert "Đặt tên cho danh sách." in nameless.content.decode()


def test_a_form_says_each_problem_by_its_field_in_our_own_words(world):
    body = {"kind": "gì", "decision": "", "decided_on": "32/01/2019", "term": "2018-2023", "executives": "-1"}
    page = client_of(world.keeper).post("/so/ban-nu-cong/them/", body)
    summary = re.findall(r'<li><a href="(#[^"]+)">([^<]+)', page.content.decode())
    assert (page.status_code, summary) == (422, [
        ("#id_kind", "Loại ban: Không có “gì”; chọn một trong: Ban nữ công; Ban nữ công quần chúng."),
        ("#id_decision", "Số quyết định: Không được để trống."),
        ("#id_decided_on", "Ngày quyết định: Ghi ngày có thật, dạng 30/06/2020."),
        ("#id_executives", "Số uỷ viên ban chấp hành: Ghi số từ 0 trở lên."),
    ])  # fmt: skip
    for text in ("mười", "1.5"):
        (said,) = CommitteeForm(GOOD | {"executives": text}).errors["executives"]
        assert "tổng thể" not in said
        assert "bằng với" not in said
    assert "nhiều nhất 80 ký tự (đang có 90)" in CommitteeForm(GOOD | {"decision": "x" * 90}).errors["decision"][0]


def test_excel_comes_out_and_back_in_with_a_dry_run_every_problem_and_undo(world):
    one = world.committee()
    member = {"name": "Uỷ viên Một", "sex": "nu", "place": "truong", "since": "05/03/2018"}
    actions.add_line(COMMITTEES, one.pk, COMMITTEES.lines[0], MemberForm(member), by=None)
    actions.add_line(COMMITTEES, one.pk, COMMITTEES.lines[1], GradeForm({"year": 2018, "grade": "tot"}), by=None)
    client = client_of(world.upper)
    out = client.get("/so/ban-nu-cong/xuat.xlsx?unit=H1&period=2019&khi=tat-ca").content
    assert read_table(out)[1][1][:3] == ["C11", "Ban nữ công quần chúng", "12/QĐ-CĐCS"]
    assert {type(cell) for cell in read_book(out).sheets[0].rows[1]} >= {str, int, dict}, "days and counts are no texts"
    assert exchange.read(COMMITTEES, out, by=None).same == 1
    assert [(sheet.name, len(sheet.rows)) for sheet in read_book(out).sheets[1:]] == [
        ("Uỷ viên", 1),
        ("Xếp loại hằng năm", 2),
    ]
    mine = client_of(world.keeper).get("/so/ban-nu-cong/xuat.xlsx?unit=C11&period=2019").content
    assert read_book(mine).sheets[1].rows[1][:4] == ["C11", "Ban nữ công quần chúng", "12/QĐ-CĐCS", "Uỷ viên Một"]
    data = sheet(
        [*HEAD, "Ghi thêm"],
        ["C11", "ban nữ công quần chúng", "12/QĐ-CĐCS", "2018-03-05", "2018-2023", 11, ""],
        ["C12", "Ban nữ công", "3/QĐ", "01/02/2019", "2018-2023", 15, "bỏ qua"],
        ["C21", "Ban nữ công", "4/QĐ", "01/02/2019", "2018-2023", 15, ""],
        ["C12", "Ban gì đó", "5/QĐ", "32/02/2019", "2018-2023", 15, ""],
    )
    seen = exchange.read(COMMITTEES, data, by=world.upper)
    assert (seen.added, seen.changed, seen.unused) == (1, 1, ["Ghi thêm"])
    assert [place for place, _text in seen.problems] == [
        "dòng 4, cột Mã đơn vị", "dòng 5, cột Loại ban", "dòng 5, cột Ngày quyết định",
    ]  # fmt: skip
    with pytest.raises(BadInput):
        exchange.read(COMMITTEES, data, by=world.upper, write=True)
    assert Committee.objects.count() == 1
    good = sheet(HEAD, ["C11", "Ban nữ công quần chúng", "12/QĐ-CĐCS", "05/03/2018", "2018-2023", 11],
                 ["C12", "Ban nữ công", "3/QĐ", "01/02/2019", "2018-2023", 15])  # fmt: skip
    first = client.post("/so/ban-nu-cong/nhap/?unit=H1", {"file": SimpleUploadedFile("so.xlsx", good)})
    digest = re.search(r'name="digest" value="([^"]+)"', first.content.decode())[1]
    assert Committee.objects.count() == 1
    assert (
        client.post("/so/ban-nu-cong/nhap/", {"confirm": "1", "digest": digest, "name": "so.xlsx"}).status_code == 302
    )
    one.refresh_from_db()
    assert (one.executives, one.ends_on, Committee.objects.count()) == (11, date(2023, 3, 31), 2)
    batch = queries.imports_of(world.upper, COMMITTEES)[0]
    exchange.undo(COMMITTEES, batch.pk, by=world.upper)
    one.refresh_from_db()
    assert (one.executives, queries.records_seen(world.upper, COMMITTEES).count()) == (9, 1)
    with pytest.raises(Refused):
        exchange.undo(COMMITTEES, batch.pk, by=world.upper)


def test_a_unit_that_keeps_no_register_gives_no_answer_and_one_that_does_gives_nought(world):
    one = world.committee(ends_on="31/03/2019")
    answer = lambda unit, year: queries.answers("BDG-NAM", world.units[unit].pk, date(year, 1, 1), date(year, 12, 31))  # noqa: E731
    assert {cell: a.value for cell, a in answer("C11", 2018).items()} == {"ban_nc": 1, "ban_nc_tren": 1}
    assert answer("C11", 2019)["ban_nc"].value == 0
    assert answer("C12", 2018) == {}
    other = world.committee("C12")
    actions.remove(COMMITTEES, other.pk, why="Ghi nhầm đơn vị khác.", by=None)
    assert answer("C12", 2018) == {}
    feed = answer("C11", 2018)["ban_nc"].feed
    days = (date(2018, 1, 1), date(2018, 12, 31))
    assert list(queries.behind(queries.records_seen(world.keeper, COMMITTEES), feed, [one.unit_id], days)) == [one]


@pytest.mark.parametrize(
    ("members", "executives", "wrong"),
    [(2, 3, 1), (3, 3, 0), (5, 3, 0), (3, 4, 1), (3, 5, 0), (6, 9, 0), (7, 9, 1), (2, 15, 1)],
)
def test_the_size_of_a_committee_follows_the_guidance(members, executives, wrong):
    assert len(size_findings(members, executives)) == wrong


def test_what_cannot_be_of_a_committee_is_refused_and_what_does_not_fit_is_said(world):
    with clock.standing_on(date(2020, 6, 1)):
        cannot_be_of_a_committee(world)


def cannot_be_of_a_committee(world):
    with pytest.raises(BadInput):
        world.committee(executives="0")
    one = world.committee(ends_on="31/12/2020")
    members, grades = COMMITTEES.lines
    good = {"name": "Uỷ viên Một", "sex": "nu", "birth_year": "1980", "place": "truong", "since": "05/03/2018"}
    add = lambda **more: actions.add_line(  # noqa: E731
        COMMITTEES, one.pk, members, MemberForm(good | more, instance=CommitteeMember(committee=one)), by=None
    )
    for year in (2017, 2021):
        form = GradeForm({"year": year, "grade": "tot"}, instance=CommitteeGrade(committee=one))
        with pytest.raises(BadInput, match="2018"):
            actions.add_line(COMMITTEES, one.pk, grades, form, by=None)
    add()
    with pytest.raises(BadInput, match="đã có trong ban"):
        add(place="uy_vien", since="01/01/2019")
    add(name="uy vien mot", place="uy_vien")
    add(name="Uỷ viên Hai", until="31/12/2029")
    add(name="Uỷ viên Ba", place="uy_vien", since="01/01/2010")
    add(name="Uỷ viên Tư", place="uy_vien", since="01/06/2030")
    world.committee(decision="13/QĐ")
    said = " ".join(COMMITTEES.findings(one))
    for text in (
        "có 2 trưởng ban", "1 người được ghi hai lần", "3 dòng uỷ viên có ngày ngoài", "trước khi hết nhiệm kỳ",
        "còn 1 ban cùng loại",
    ):  # fmt: skip
        assert text in said
    assert "cần ít nhất" not in said, "three people, each once"


def test_an_import_is_undone_only_by_who_keeps_every_record_in_it_and_confirmed_only_by_who_handed_it_in(world):
    both = make_person("Nguoi giu hai so", ("reporter", world.units["C11"]), ("reporter", world.units["C21"]))
    rows = [[code, "Ban nữ công", "3/QĐ", "01/02/2019", "2018-2023", 15] for code in ("C11", "C21")]
    batch = exchange.read(COMMITTEES, sheet(HEAD, *rows), by=both, write=True).batch
    for stranger in (world.keeper, world.other):
        assert client_of(stranger).post(f"/so/ban-nu-cong/nhap/{batch.pk}/hoan-tac/").status_code == 404
        assert queries.imports_of(stranger, COMMITTEES) == []
    assert queries.imports_of(both, COMMITTEES) == [batch]
    mine = sheet(HEAD, ["C11", "Ban nữ công", "9/QĐ", "01/02/2019", "2018-2023", 15])
    first = client_of(world.keeper).post("/so/ban-nu-cong/nhap/", {"file": SimpleUploadedFile("so.xlsx", mine)})
    digest = re.search(r'name="digest" value="([^"]+)"', first.content.decode())[1]
    for given in (digest, digest.partition(":")[0]):
        body = {"confirm": "1", "digest": given}
        assert client_of(world.upper).post("/so/ban-nu-cong/nhap/?unit=H1", body).status_code == 422
    assert Committee.objects.filter(removed_at__isnull=True).count() == 2
    exchange.undo(COMMITTEES, batch.pk, by=both)
    assert not Committee.objects.filter(removed_at__isnull=True).exists()


def test_a_version_of_thousands_of_digits_is_an_old_version(world):
    one = world.committee()
    body = GOOD | {"version": "9" * 5000}
    assert client_of(world.keeper).post(f"/so/ban-nu-cong/{one.pk}/sua/", body).status_code == 409


def test_lines_come_in_from_a_sheet_once_with_every_problem_and_go_back(world):
    world.committee()
    client, head = client_of(world.keeper), ["Mã đơn vị", "Loại ban", "Số quyết định", "Họ và tên", "Giới tính"]
    head, known = [*head, "Chức danh trong ban", "Từ ngày"], ["C11", "Ban nữ công quần chúng", "12/QĐ-CĐCS"]
    good = [[*known, f"Uỷ viên {n}", "Nữ", "Uỷ viên", "2018-03-05"] for n in (1, 2)]
    bad = [
        ["C11", "Ban nữ công quần chúng", "99/QĐ", "A", "Nữ", "Uỷ viên", "05/03/2018"],
        [*known, "B", "Gì", "", "05/03/2018"],
    ]
    at = "/so/ban-nu-cong/nhap/uy-vien/"
    upload = lambda rows: client.post(at, {"file": SimpleUploadedFile("a.xlsx", sheet(head, *rows))})  # noqa: E731
    page = upload([*good, *bad])
    assert page.status_code == 422
    assert "dòng 4" in page.content.decode()
    assert "dòng 5, cột Giới tính" in page.content.decode()
    digest = re.search(r'name="digest" value="([^"]+)"', upload([*good, good[0]]).content.decode())[1]
    assert not CommitteeMember.objects.exists()
    assert client.post(at, {"confirm": "1", "digest": digest, "name": "a.xlsx"}).status_code == 302
    assert CommitteeMember.objects.filter(who__isnull=False, unit=world.units["C11"]).count() == 2
    assert "Thêm 0 dòng, bỏ qua 2 dòng" in upload(good).content.decode()
    batch = ImportBatch.objects.get(kind="register.ban-nu-cong.uy-vien")
    assert client_of(world.other).post(f"{at}{batch.pk}/hoan-tac/").status_code == 404
    assert client.post(f"{at}{batch.pk}/hoan-tac/").status_code == 302
    assert not CommitteeMember.objects.filter(removed_at__isnull=True).exists()
    assert client.post(f"{at}{batch.pk}/hoan-tac/").status_code == 403
