"""Courses: who comes onto the list, who came, what was learned, certificates, the door, and what reports are told."""

import io
import random
import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document
from PIL import Image
from pypdf import PdfReader

from binhdang.calc.flow import NotNow
from binhdang.kit import clock, limits, qr
from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.models import Event
from binhdang.kit.sheets import read_table
from binhdang.notices.models import Notice
from binhdang.orgs import queries as orgs
from binhdang.registers.core import actions as engine
from binhdang.registers.core import erasing, exchange, sheets
from binhdang.registers.core import queries as core
from binhdang.registers.training import actions, attending, catalogue, certificates, door, forgetting, listing, queries
from binhdang.registers.training.forms import CourseForm, SessionForm
from binhdang.registers.training.models import Course, DoorClaim, Enrolment, Session
from binhdang.registers.training.register import TRAINING
from tests.factories import client_of, kon_tum, make_person
from tests.registers.test_engine import sheet

TODAY = date(2019, 6, 12)
GOOD = {
    "name": "Tập huấn lồng ghép giới", "topics": ["long_ghep", "bdg"], "audience": ["chu_tich"], "mode": "tap_trung",
    "place": "Hội trường", "starts_on": "11/06/2019", "ends_on": "12/06/2019", "least": "2", "top_score": "10",
}  # fmt: skip
PASTE = "Họ và tên\tGiới tính\tNăm sinh\tĐơn vị\tChức danh\nCán bộ Một Hai\tNữ\t1980\tC11\tChủ tịch CĐCS\nCán bộ Ba Bốn\tNam\t03/04/1975\tC12\t\nCán bộ Năm Sáu\tNữ\t1990\tC21\tkế toán"


@pytest.fixture
def world(db):
    with clock.standing_on(TODAY):
        yield World()


class World:
    """A course of H1 with three half days; who keeps registers at H1, C11, KT and C21."""

    def __init__(self):
        self.units = kon_tum()
        self.keeper = make_person("Nguoi mo khoa H1", ("reviewer", self.units["H1"]))
        self.own = make_person("Nguoi ghi so C11", ("reporter", self.units["C11"]))
        self.upper = make_person("Nguoi duyet KT", ("reviewer", self.units["KT"]))
        self.other = make_person("Nguoi ghi so C21", ("reporter", self.units["C21"]))
        self.course = self.add()

    def add(self, code="H1", days=(11, 11, 12), **more):
        one = engine.add(TRAINING, self.units[code], CourseForm(GOOD | more), by=None)
        for at, day in enumerate(days):
            form = SessionForm(
                {"day": f"{day}/06/2019", "part": ("1_sang", "2_chieu")[at % 2]}, instance=Session(course=one)
            )
            engine.add_line(TRAINING, one.pk, TRAINING.lines[0], form, by=None)
        return one

    def listed(self, text=PASTE, course=None):
        course = course or self.course
        return listing.read_list(text.encode(), places=lambda texts: queries.places_below(course, texts))

    def enrol(self, course=None):
        place = (self.units["C11"], orgs.path_of(self.units["C11"]))
        rows = [
            listing.Named(name, sex, year, *place, "")
            for name, sex, year in (("An Một", "nu", 1980), ("Bình Hai", "nam", 1970), ("Cúc Ba", "nu", 1990))
        ]
        course = course or self.course
        actions.enrol(course.pk, rows, by=None)
        return list(Enrolment.objects.filter(course=course).order_by("pk"))


def test_the_catalogue_has_nine_topics_as_data_and_a_course_takes_several_also_from_excel(world):
    assert len(catalogue.topics()) == 9
    assert {t.code for t in catalogue.topics() if not t.counts} == {"lanh_dao"}
    assert world.course.topics == ";bdg;long_ghep;"
    out = sheets.workbook(TRAINING, iter([world.course]), hidden=lambda one: False)
    table = read_table(out)
    assert "Bình đẳng giới; Lồng ghép giới" in table[1][1]
    head = [
        "Mã đơn vị",
        "Tên khoá",
        "Chuyên đề",
        "Hình thức",
        "Địa điểm",
        "Ngày khai mạc",
        "Ngày bế mạc",
        "Số buổi phải dự để được cấp giấy chứng nhận",
        "Điểm tối đa của bài kiểm tra",
    ]
    rows = [
        ["H1", "Khoá mới", "bình đẳng giới; Chuyên đề lạ", "Tập trung", "Hội trường", "01/07/2019", "02/07/2019", 1, 10]
    ]
    assert exchange.read(TRAINING, sheet(head, *rows), by=world.keeper).problems == [
        ("dòng 2, cột Chuyên đề", "Không có trong danh mục: Chuyên đề lạ.")
    ]
    rows[0][2] = "bình đẳng giới"
    assert exchange.read(TRAINING, sheet(head, *rows), by=world.keeper, write=True).added == 1
    with pytest.raises(BadInput) as bad:
        world.add(name="Khoá không có chỗ", place="", ends_on="10/06/2019")
    assert {place for place, _text in bad.value.problems} == {"place", ""}
    with pytest.raises(BadInput):
        world.add(name="Khoá thiếu", days=(14,))
    moved = CourseForm(GOOD | {"starts_on": "20/07/2019", "ends_on": "21/07/2019"}, instance=world.course)
    with pytest.raises(BadInput, match="11/06/2019, 12/06/2019"):
        engine.change(TRAINING, world.course.pk, moved, version=Course.objects.get(pk=world.course.pk).version, by=None)
    long = world.add(name="Khoá chín buổi", least="9")
    assert "Phải dự 9 buổi mà khoá mới có 3 buổi" in TRAINING.findings(long)[0]


def test_a_list_is_checked_before_and_everybody_is_on_it_once_and_only_by_the_organiser(world):
    listed = world.listed()
    assert [p for p, _t in listed.problems] == ["dòng 4, cột Đơn vị"]
    listed = world.listed(PASTE.replace("C21", "Đơn vị C11"))
    assert [(p.sex, p.birth_year, p.unit.code, p.post) for p in listed.people] == [
        ("nu", 1980, "C11", "chu_tich"), ("nam", 1975, "C12", ""), ("nu", 1990, "C11", "khac"),
    ]  # fmt: skip
    assert actions.enrol(world.course.pk, listed.people, by=world.keeper) == 3
    assert actions.enrol(world.course.pk, listed.people, by=world.keeper) == 0
    again = PASTE.replace("C21", "C11") + "\nBé Bảy\tNữ\t1990\tC11\t" * 2
    page = client_of(world.keeper).post(f"/so/tap-huan/{world.course.pk}/danh-sach/", {"text": again}).content.decode()
    assert page.count("đã có trong danh sách") == 3
    assert ("hai dòng trong danh sách này" in page, "1 người mới" in page) == (True, True)
    for person in (world.upper, world.own):
        with pytest.raises(Refused):
            actions.enrol(world.course.pk, listed.people, by=person)
    with pytest.raises(Course.DoesNotExist):
        actions.enrol(world.course.pk, listed.people, by=world.other)
    bad = world.listed("Mai\tNữ\t1980\tC11\nAn Hai\tkhác\t85\tC11")
    assert len(bad.problems) == 3
    assert "Năm sinh phải từ 1919 đến 2005" in str(world.listed("An Hai\tNữ\t2019\tC11").problems)
    assert "Cán bộ" not in str(list(Event.objects.filter(verb__startswith="tap-huan").values_list("data", flat=True)))


def test_names_are_read_by_the_organiser_and_the_own_unit_and_counts_by_those_above(world):
    actions.enrol(world.course.pk, world.listed(PASTE.replace("C21", "C12")).people, by=world.keeper)
    seen = lambda by: [one.name for one in queries.participants(by, world.course)]  # noqa: E731
    assert (len(seen(world.keeper)), seen(world.own), seen(world.upper), seen(world.other)) == (
        3,
        ["Cán bộ Một Hai"],
        [],
        [],
    )
    for person, units in ((world.keeper, 2), (world.upper, 2), (world.own, 1)):
        assert len(queries.by_unit(person, world.course)) == units
    page = lambda by: client_of(by).get(f"/so/tap-huan/{world.course.pk}/khoa/")  # noqa: E731
    assert "Cán bộ Ba Bốn" in page(world.keeper).content.decode()
    assert "Cán bộ Một Hai" in page(world.own).content.decode()
    record = f'href="/so/tap-huan/{world.course.pk}/"'
    assert [record in page(one).content.decode() for one in (world.upper, world.own)] == [True, False]
    for person in (world.own, world.upper):
        assert "Cán bộ Ba Bốn" not in page(person).content.decode()
    assert page(world.other).status_code == 404
    assert client_of(world.upper).get(f"/so/tap-huan/{world.course.pk}/").status_code == 200


def test_a_unit_names_its_people_within_its_quota_and_an_invitation_is_taken(world):
    c11 = world.units["C11"]
    rows = [listing.Named(name, "nu", 1985, c11, "", "bch") for name in ("An Một", "Bình Hai")]
    course = world.add(name="Khoá sau", starts_on="20/06/2019", ends_on="20/06/2019", days=(20,))
    with pytest.raises(Course.DoesNotExist):
        actions.name_people(course.pk, c11, rows, by=world.own)
    assert actions.set_quotas(course.pk, {c11.pk: 2, world.units["C21"].pk: 4}, by=world.keeper) == 1
    assert [one.person_id for one in Notice.objects.filter(key__startswith="training:")] == [world.own.pk]
    assert [(a.unit.code, a.seats, a.named) for a in queries.asked_of(world.own)] == [("C11", 2, 0)]
    work = client_of(world.own).get("/").content.decode()
    assert "Cử người dự khoá “Khoá sau”" in work
    assert "khai mạc 20/06/2019" in work
    assert "Khoá sau" not in client_of(world.other).get("/").content.decode()
    page = client_of(world.own).post(
        f"/so/tap-huan/{course.pk}/cu-nguoi/?unit=C11",
        {"name0": "An Một", "sex0": "nu", "birth_year0": "1985", "post0": "bch", "name1": "", "sex1": "nu"},
    )
    assert page.status_code == 302
    with pytest.raises(BadInput):
        actions.name_people(course.pk, c11, [*rows, listing.Named("Cúc Ba", "nu", 1970, c11, "")], by=world.own)
    with pytest.raises(Refused):
        actions.name_people(course.pk, c11, rows, by=world.keeper)
    assert queries.tally(course).listed == 1
    invited = [listing.Named("Dung Tư", "nu", 1979, c11, "x/", "chu_tich")]
    assert actions.invite(course.pk, invited, by=world.keeper) == 1
    one = Enrolment.objects.get(name="Dung Tư")
    assert actions.accept(one.pk, by=world.own).state == "ghi_danh"
    with pytest.raises(NotNow):
        actions.accept(one.pk, by=world.own)
    with pytest.raises(Enrolment.DoesNotExist):
        actions.withdraw(one.pk, by=world.other)
    assert client_of(world.own).post(f"/so/tap-huan/nguoi-du/{one.pk}/rut/").status_code == 302
    assert queries.tally(course).listed == 1
    with pytest.raises(Refused):
        actions.invite(
            world.add(name="Khoá cũ", starts_on="10/06/2019", ends_on="11/06/2019", days=(11,)).pk,
            invited,
            by=world.keeper,
        )


def test_attendance_is_marked_per_half_day_and_feeds_the_reports(world):
    first, second, third = world.enrol()
    days = queries.sessions_of(world.course)
    client = client_of(world.keeper)
    shown = [one.pk for one in (first, second, third)]
    for day, there in zip(days, ([first.pk, second.pk], [first.pk]), strict=False):
        sent = {"shown": shown, "present": there}
        assert client.post(f"/so/tap-huan/buoi/{day.pk}/", sent).status_code == 302
    client.post(f"/so/tap-huan/buoi/{days[0].pk}/", {"shown": [third.pk], "present": [second.pk]})
    state = lambda: dict(Enrolment.objects.values_list("name", "state"))  # noqa: E731
    assert state() == {"An Một": "da_du", "Bình Hai": "da_du", "Cúc Ba": "vang"}
    assert queries.half_days(world.course) == {first.pk: 2, second.pk: 1}
    with pytest.raises(Refused, match="cấp trên trực tiếp") as refused:
        attending.mark(days[0].pk, shown={first.pk}, present=set(), by=world.own)
    assert "H1" in refused.value.who_can
    assert world.units["KT"].name in refused.value.who_can

    def values():
        return {
            cell: a.value
            for cell, a in core.answers("BDG-NAM", world.units["H1"].pk, date(2019, 1, 1), date(2019, 12, 31)).items()
        }

    assert values() == {"lop": 1, "luot.tong": 2, "luot.nu": 1}
    attending.mark(days[0].pk, shown={second.pk, third.pk}, present={third.pk}, by=world.keeper)
    assert state() == {"An Một": "da_du", "Bình Hai": "vang", "Cúc Ba": "da_du"}
    assert values()["luot.nu"] == 2
    engine.remove_line(TRAINING, world.course.pk, TRAINING.lines[0], days[0].pk, by=world.keeper)
    assert state() == {"An Một": "da_du", "Bình Hai": "vang", "Cúc Ba": "vang"}
    assert [one.name for one in queries.trained(date(2019, 1, 1), TODAY)] == ["An Một"]
    with clock.standing_on(date(2019, 6, 10)), pytest.raises(Refused):
        attending.mark(days[2].pk, shown=set(), present=set(), by=world.keeper)
    with pytest.raises(NotNow):
        actions.withdraw(first.pk, by=world.keeper)
    line = next(
        one
        for one in queries.by_topic(world.upper, world.course.path, date(2019, 1, 1), TODAY)
        if one.topic.code == "bdg"
    )
    assert (line.courses, line.came, line.came_women, line.people) == (1, 1, 1, 1)


def test_the_gain_is_the_difference_of_sums_of_those_who_wrote_both(world):
    first, second, third = world.enrol()
    body = {
        f"b{first.pk}": "4,5",
        f"a{first.pk}": "8",
        f"b{second.pk}": "5",
        f"a{second.pk}": "6.25",
        f"b{third.pk}": "1",
    }
    client, at = client_of(world.keeper), f"/so/tap-huan/{world.course.pk}/bai-kiem-tra/"
    assert client.post(at, body).status_code == 302
    gain = queries.gain(world.course)
    assert (gain.people, gain.listed, gain.before, gain.after) == (2, 3, Decimal("9.5"), Decimal("14.25"))
    assert gain.gained == Decimal("2.375")
    for text in ("11", "7,555", "bảy"):
        answer = client.post(at, body | {f"a{third.pk}": text})
        assert answer.status_code == 422
        assert "Cúc Ba" in answer.content.decode()
    assert client.post(at, {f"b{third.pk}": "1", f"a{third.pk}": ""}).status_code == 302
    assert queries.gain(world.course) == gain  # who stood on no page that was sent keeps the points


def test_a_certificate_has_a_number_of_its_issuer_and_year_and_anybody_may_check_it(world):
    first, second, _third = world.enrol()
    days = queries.sessions_of(world.course)
    for day, there in zip(days, ({first.pk, second.pk}, {first.pk}, {first.pk, second.pk}), strict=True):
        attending.mark(day.pk, shown={first.pk, second.pk}, present=there, by=world.keeper)
    client, at = client_of(world.keeper), f"/so/tap-huan/{world.course.pk}/chung-nhan/"
    assert client.post(at, {"place": "Kon Tum", "signature": "", "signer": "A"}).status_code == 422
    body = {"place": "Kon Tum", "signature": "TM. BAN THƯỜNG VỤ\nCHỦ TỊCH", "signer": "Người Ký Mẫu"}
    shown = client.get(at).content.decode()
    assert shown.count(" checked") == 2
    refused = client.post(at, {}).content.decode()
    assert refused.count("Không được để trống.") == 3
    assert "Nơi cấp:" in refused
    assert client.post(at, body | {"give": [first.pk, second.pk]}).status_code == 302
    made = sorted(queries.certificates_of(world.course).values(), key=lambda one: one.number)
    assert [certificates.number_text(one) for one in made] == ["01/2019/GCN", "02/2019/GCN"]
    assert certificates.issue(world.course.pk, **body, by=world.keeper) == []
    pdf = PdfReader(io.BytesIO(client.get(f"{at}tat-ca.pdf").content))
    assert len(pdf.pages) == 2
    assert made[0].code in pdf.pages[0].extract_text()
    word = Document(io.BytesIO(client.get(f"{at}tat-ca.docx").content))
    assert [shape._inline.docPr.get("descr") for shape in word.inline_shapes] == [
        f"Mã QR dẫn tới trang kiểm tra giấy chứng nhận số 0{n}/2019/GCN" for n in (1, 2)
    ]
    address = f"http://testserver/so/tap-huan/kiem-tra-giay-chung-nhan/?so=01/2019/GCN&ma={made[0].code}"
    assert qr.png(address) in {part.blob for part in word.part.package.image_parts}
    assert client_of(world.own).get(f"/so/tap-huan/chung-nhan/{made[0].pk}.pdf").status_code == 200
    for stranger in (world.upper, world.other):
        assert client_of(stranger).get(f"/so/tap-huan/chung-nhan/{made[0].pk}.pdf").status_code == 404
    anybody, page = Client(), "/so/tap-huan/kiem-tra-giay-chung-nhan/"
    said = anybody.get(page, {"so": "1/2019", "ma": made[0].code.lower()}).content.decode()
    assert "A.M." in said
    assert "An Một" not in said
    for number, code in (("02/2019/GCN", made[0].code), ("01/2019/GCN", "A" * 10), ("9" * 50, made[0].code)):
        assert "Không có giấy chứng nhận như vậy" in anybody.get(page, {"so": number, "ma": code}).content.decode()
    with pytest.raises(BadInput):
        certificates.withdraw(made[1].pk, why="sai", by=world.keeper)
    certificates.withdraw(made[1].pk, why="Ghi nhầm người dự khoá.", by=world.keeper)
    assert "đã bị thu hồi" in anybody.get(page, {"so": "2/2019", "ma": made[1].code}).content.decode()
    page_of = client.get(at).content.decode()
    assert "Ghi nhầm người dự khoá." in page_of
    assert " checked" not in page_of, "whose certificate was withdrawn is owed none"
    assert certificates.issue(world.course.pk, **body, by=world.keeper) == []
    again = certificates.issue(world.course.pk, **body, chosen={second.pk}, by=world.keeper)
    assert [one.number for one in again] == [3]
    remove = f"/so/tap-huan/{world.course.pk}/bo/"
    assert "2 giấy chứng nhận" in client.get(remove).content.decode()
    assert client.post(remove, {"why": "Nhập nhầm khoá này."}).status_code == 403
    assert {anybody.get(page, {"so": "1/2019", "ma": "B" * 10}).status_code for _n in range(20)} == {200, 429}


def test_the_door_opens_for_minutes_and_counts_only_what_the_organiser_confirms(world, monkeypatch):
    first, *_rest = world.enrol()
    days = queries.sessions_of(world.course)
    keeper, anybody = client_of(world.keeper), Client()
    assert keeper.get(f"/so/tap-huan/buoi/{days[0].pk}/ma-qr/").status_code == 403
    assert client_of(world.own).get(f"/so/tap-huan/buoi/{days[2].pk}/ma-qr/").status_code == 403
    page = keeper.get(f"/so/tap-huan/buoi/{days[2].pk}/ma-qr/")
    assert (page.status_code, page["Refresh"], page.content.count(b"<svg")) == (
        200,
        "300",
        page.content.count(b"</svg>"),
    )
    at = f"/so/tap-huan/tai-cua/{door.open_door(days[2].pk, by=world.keeper)}/"
    assert anybody.get(at).status_code == 200
    assert anybody.post(at, {"name": "Một", "sex": "nu", "birth_year": "", "unit": "C"}).status_code == 422
    rows = [
        ("an một", "1980", "c11"),
        ("Hà Năm", "1982", "Đơn vị C12"),
        ("Kim Sáu", "1991", "một nơi lạ"),
        ("Kẻ Lạ", "1991", "C11"),
    ]
    for name, year, unit in [*rows, rows[0]]:
        sent = anybody.post(at, {"name": name, "sex": "nu", "birth_year": year, "unit": unit})
        assert sent.status_code == 200
    assert DoorClaim.objects.count() == 4
    assert queries.tally(world.course).came == 0
    waiting = door.waiting(world.keeper, days[2])
    assert [(one.known == first, one.unit_code) for one in waiting] == [
        (True, "C11"),
        (False, "C12"),
        (False, "C11"),
        (False, ""),
    ]
    ids = [one.claim.pk for one in waiting]
    body = {f"do{pk}": "yes" for pk in (*ids[:2], ids[3])} | {
        f"unit{pk}": one.unit_code for pk, one in zip(ids, waiting, strict=True)
    }
    to = f"/so/tap-huan/buoi/{days[2].pk}/xac-nhan/"
    said = keeper.post(to, body | {f"unit{ids[3]}": "X9", f"do{ids[2]}": "no"})
    assert said.status_code == 422
    assert 'value="X9"' in said.content.decode()
    assert said.content.decode().count('value="no" selected') == 1
    assert client_of(world.upper).post(to, body).status_code == 403
    assert keeper.post(to, body | {f"do{ids[3]}": "", f"do{ids[2]}": "no"}).status_code == 302
    assert sorted(Enrolment.objects.filter(state="da_du").values_list("name", flat=True)) == ["An Một", "Hà Năm"]
    left = lambda: [one.name for one in DoorClaim.objects.filter(refused_at=None)]  # noqa: E731
    assert left() == ["Kim Sáu"]
    assert keeper.post(to, {f"do{ids[3]}": "yes", "others": "later"}).status_code == 302
    assert left() == ["Kim Sáu"]
    assert anybody.post(at, {"name": "Đến Sau", "sex": "nu", "birth_year": "1985", "unit": "C11"}).status_code == 200
    assert keeper.post(to, {f"do{ids[3]}": "yes", f"unit{ids[3]}": "X9", "others": "no"}).status_code == 302
    assert left() == ["Đến Sau"], "only what the page showed is refused"
    assert anybody.get("/so/tap-huan/tai-cua/abc:def/").status_code == 403
    with clock.standing_on(date(2019, 6, 13)):
        assert anybody.get(at).status_code == 403
    monkeypatch.setattr(door, "LASTS", -1)
    assert anybody.get(at).status_code == 403


@pytest.mark.django_db
def test_a_limit_is_counted_by_place_and_a_code_is_only_squares():
    assert [limits.spend("x", "a", most=2, seconds=3600) for _n in range(3)] == [True, True, False]
    assert limits.spend("x", "b", most=2, seconds=3600)
    drawn = qr.svg("https://vi.du/<script>")
    assert re.fullmatch(r"<svg [^<]*><rect [^<]*/><path [^<]*/></svg>", drawn)
    picture, dots = Image.open(io.BytesIO(qr.png("https://vi.du/<script>"))), qr.DOTS
    dark = {
        (x // dots, y // dots)
        for x in range(0, picture.width, dots) for y in range(0, picture.height, dots) if not picture.getpixel((x, y))
    }  # fmt: skip
    assert dark == {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1", drawn)}


def test_a_page_of_a_course_asks_no_more_for_more_people(world):
    client, at = client_of(world.keeper), f"/so/tap-huan/{world.course.pk}/khoa/"
    world.enrol()
    client.get(at)
    with CaptureQueriesContext(connection) as few:
        client.get(at)
    rows = [listing.Named(f"Người {n} Thử", "nu", 1980 + n, world.units["C12"], "x/") for n in range(9)]
    actions.enrol(world.course.pk, rows, by=None)
    with CaptureQueriesContext(connection) as many:
        client.get(at)
    assert len(many) <= len(few)


def test_at_the_door_the_last_word_counts_strangers_wait_and_the_organiser_closes_and_undoes(world):
    world.enrol()
    day, keeper, anybody = queries.sessions_of(world.course)[2], client_of(world.keeper), Client()
    at = f"/so/tap-huan/tai-cua/{door.open_door(day.pk, by=world.keeper)}/"
    say = lambda name, sex="nu", unit="C11": anybody.post(  # noqa: E731
        at, {"name": name, "sex": sex, "birth_year": "1980", "unit": unit}
    )
    assert "Nam, sinh 1980" in say("An Một", "nam").content.decode()
    say("Đỗ Sửa", "nam"), say("Đỗ Sửa", "nu"), say("Kẻ Lạ"), say("Nơi Lạ", unit="đâu đó")
    assert DoorClaim.objects.get(name="Đỗ Sửa").sex == "nu"
    to = f"/so/tap-huan/buoi/{day.pk}/xac-nhan/"
    page = keeper.get(to).content.decode()
    assert "danh sách ghi Nữ" in page
    assert page.count('value="yes" selected') == 1, "only who is on the list is suggested as present"
    assert "Kẻ Lạ" not in keeper.get(f"{to}?nhom=chua-ro").content.decode()
    claims = {one.name: one.pk for one in DoorClaim.objects.all()}
    sent = {f"do{pk}": "" for pk in claims.values()} | {"unit" + str(claims["Nơi Lạ"]): ""}
    keeper.post(to, {f"do{claims['Kẻ Lạ']}": "no"})
    say("Kẻ Lạ")
    assert "Kẻ Lạ" not in keeper.get(to).content.decode(), "what was refused does not wait again"
    assert "Kẻ Lạ" in keeper.get(f"{to}?nhom=da-bo").content.decode()
    del sent[f"do{claims['Kẻ Lạ']}"]
    keeper.post(to, sent | {"others": "yes"})
    assert [one.name for one in DoorClaim.objects.filter(refused_at=None)] == ["An Một", "Nơi Lạ"]
    keeper.post(to, {f"do{claims['Kẻ Lạ']}": ""})
    assert DoorClaim.objects.get(name="Kẻ Lạ").refused_at is None
    made = Enrolment.objects.get(name="Đỗ Sửa")
    assert (made.sex, made.state) == ("nu", "da_du")
    assert "Đỗ Sửa" in keeper.get(f"{to}?nhom=da-nhan").content.decode()
    assert client_of(world.upper).post(to, {"back": [made.pk]}).status_code == 403
    assert keeper.post(to, {"back": [made.pk]}).status_code == 302
    assert queries.tally(world.course).listed == 3
    cua = f"/so/tap-huan/buoi/{day.pk}/cua/"
    assert client_of(world.own).post(cua, {"cua": "dong"}).status_code == 403
    keeper.post(cua, {"cua": "dong"})
    assert (say("Đến Sau").status_code, anybody.get(at).status_code) == (403, 403)
    assert "Mở lại" in keeper.get(f"/so/tap-huan/buoi/{day.pk}/ma-qr/").content.decode()
    keeper.post(cua, {"cua": "mo"})
    assert anybody.get(at).status_code == 403, "an old code stays void"
    fresh = door.open_door(day.pk, by=world.keeper)
    assert anybody.get(f"/so/tap-huan/tai-cua/{fresh}/").status_code == 200


def test_the_door_asks_no_more_for_more_claims_and_forgets_old_ones(world):
    session = queries.sessions_of(world.course)[2]
    token = door.open_door(session.pk, by=world.keeper)
    say = lambda n: door.claim(token, {"name": f"Người Thứ {n}", "sex": "nu", "birth_year": "1980", "unit": "C11"})  # noqa: E731
    say(1)
    with CaptureQueriesContext(connection) as few:
        door.waiting(world.keeper, session)
    for n in (2, 3, 4):
        say(n)
    with CaptureQueriesContext(connection) as many:
        assert len(door.waiting(world.keeper, session)) == 4
    assert len(many) <= len(few)
    DoorClaim.objects.filter(name_key__endswith="1").update(at=clock.now() - door.KEPT * 2)
    forgetting.forget_old_claims()
    assert DoorClaim.objects.count() == 3


def test_whatever_is_marked_in_whatever_order_states_and_feeds_equal_a_slow_recount(world):
    rng, people = random.Random(7), world.enrol()
    days = queries.sessions_of(world.course)
    year = (date(2019, 1, 1), date(2019, 12, 31))
    marks: dict[tuple[int, int], bool] = {}
    for _step in range(25):
        day = rng.choice(days)
        shown = {one.pk for one in people if rng.random() < 0.6}
        present = {pk for pk in shown if rng.random() < 0.5}
        attending.mark(day.pk, shown=shown, present=present, by=world.keeper)
        marks |= {(day.pk, pk): pk in present for pk in shown}
        slow = {one.pk: [there for (_day, pk), there in marks.items() if pk == one.pk] for one in people}
        want = {pk: "da_du" if any(m) else "vang" if m else "ghi_danh" for pk, m in slow.items()}
        assert dict(Enrolment.objects.values_list("pk", "state")) == want
        came = [one for one in people if want[one.pk] == "da_du"]
        told = core.answers("BDG-NAM", world.units["H1"].pk, *year)
        assert (told["luot.tong"].value, told["luot.nu"].value) == (len(came), sum(one.sex == "nu" for one in came))
    assert [(row.name, row.listed) for row in queries.by_post(world.course)] == [("", 3)]


def test_erasing_a_person_reaches_her_claims_at_doors_and_the_name_on_her_certificate_but_not_its_number(world):
    first, second, _third = world.enrol()
    days = queries.sessions_of(world.course)
    for day in days:
        attending.mark(day.pk, shown={first.pk, second.pk}, present={first.pk, second.pk}, by=world.keeper)
    body = {"place": "Kon Tum", "signature": "CHỦ TỊCH", "signer": "Người Ký Mẫu"}
    mine, other = certificates.issue(world.course.pk, **body, by=world.keeper)
    certificates.withdraw(other.pk, why="Bình Hai không dự đủ.", by=world.keeper)
    kept = {"session": days[2], "sex": "nu"}
    for name, year, said, unit in (
        ("An Một", 1980, "C11", world.units["C11"]), ("An Một", 1980, "không rõ", None),
        ("An Một", 1980, "C12", world.units["C12"]), ("An Một", 1981, "C11 ", world.units["C11"]),
    ):  # fmt: skip
        DoorClaim.objects.create(name=name, name_key="an mot", birth_year=year, unit_said=said, unit=unit, **kept)
    assert erasing.erase_person(first.who, why="#1", by=None) == {"tap-huan": 3}
    assert erasing.erase_person(second.who, why="#2", by=None) == {"tap-huan": 2}
    other.refresh_from_db()
    assert (other.withdrawn_why, other.withdrawn_at is None, other.number) == ("", False, 2)
    left = DoorClaim.objects.order_by("pk").values_list("birth_year", "unit_said")
    assert list(left) == [(1980, "C12"), (1981, "C11 ")]
    page = Client().get("/so/tap-huan/kiem-tra-giay-chung-nhan/", {"so": "1/2019", "ma": mine.code}).content.decode()
    assert "Giấy chứng nhận có thật" in page
    assert "đã xoá theo yêu cầu" in page
    assert "01/2019/GCN" in page
    paper = client_of(world.keeper).get(f"/so/tap-huan/chung-nhan/{mine.pk}.pdf").content
    text = PdfReader(io.BytesIO(paper)).pages[0].extract_text()
    assert "tên đã xoá theo yêu cầu" in text
    assert "An Một" not in text
    assert "1980" not in text


def test_the_unit_directly_above_the_holder_marks_attendance_and_nothing_else_of_the_course(world):
    first, second, _third = world.enrol()
    day, upper = queries.sessions_of(world.course)[0], client_of(world.upper)
    page, mark = f"/so/tap-huan/{world.course.pk}/khoa/", f"/so/tap-huan/buoi/{day.pk}/"
    shown = upper.get(page).content.decode()
    assert (mark in shown, f"{mark}ma-qr/" in shown, "An Một" in shown) == (True, False, False)
    listed = upper.get(mark).content.decode()
    assert "An Một" in listed
    assert "xac-nhan" not in listed
    assert upper.post(mark, {"shown": [first.pk], "present": [first.pk]}).status_code == 302
    assert dict(Enrolment.objects.values_list("name", "state"))["An Một"] == "da_du"
    event = Event.objects.get(verb="tap-huan.attendance")
    assert (event.by, event.data["present"]) == (world.upper, 1)
    for path in ("danh-sach/", "bai-kiem-tra/", "chung-nhan/"):
        assert upper.get(f"/so/tap-huan/{world.course.pk}/{path}").status_code == 403
    signer = make_person("Nguoi ky KT", ("signer", world.units["KT"]))
    assert client_of(signer).get(mark).status_code == 403
    assert client_of(world.own).get(mark).status_code == 403
    assert client_of(world.other).get(mark).status_code == 404
    below = world.add("C11", name="Khoá của cơ sở")
    far = queries.sessions_of(below)[0]
    attending.mark(far.pk, shown=set(), present=set(), by=world.keeper)
    with pytest.raises(Refused):
        attending.mark(far.pk, shown=set(), present=set(), by=world.upper)
    assert second.state == "ghi_danh"
