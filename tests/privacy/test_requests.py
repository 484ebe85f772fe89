"""Requests of persons: clocks in working days, answers, what is handed out, erased, restricted; and what is past its time."""

import json
from datetime import date, timedelta

import pytest

from binhdang.kit import clock, files, runner
from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.models import Event
from binhdang.kit.sheets import read_table
from binhdang.orgs.queries import path_of
from binhdang.privacy import actions, jobs, queries
from binhdang.privacy.models import Expired, PersonRequest
from binhdang.registers.cadres import actions as cadres
from binhdang.registers.cadres.models import Cadre, PostHeld
from binhdang.registers.cadres.register import CADRES
from binhdang.registers.clubs.forms import ClubForm, MemberForm
from binhdang.registers.clubs.register import CLUBS
from binhdang.registers.core import about, erasing, exchange
from binhdang.registers.core import actions as registers
from binhdang.registers.core.models import Attachment, ImportPart, Someone
from binhdang.registers.core.register import ALL
from tests.factories import client_of, make_person
from tests.privacy.world import World
from tests.registers.test_engine import sheet

pytestmark = pytest.mark.django_db
SAID = "Đã đối chiếu giấy tờ và trả lời trực tiếp."
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def world():
    return World()


def ask(world, kind, **more):
    given = actions.Asked(kind=kind, name="Lê Thị Hẹn", contact="0900 000 000", **more)
    return actions.receive(world.units["C11"], given, by=world.keeper)


def test_the_clocks_run_in_working_days_of_the_nearest_unit_that_set_them(world):
    asked = ask(world, "delete", received_on=date(2020, 12, 31))
    assert (asked.number, asked.acknowledge_by, asked.due_on) == (1, date(2021, 1, 5), date(2021, 1, 29))
    with pytest.raises(Refused):
        actions.set_days(world.units["H1"], "delete", 5, by=world.keeper)
    with pytest.raises(BadInput):
        actions.set_days(world.units["H1"], "delete", 61, by=world.leader)
    actions.set_days(world.units["H1"], "delete", 5, by=world.leader)
    assert ask(world, "delete", received_on=date(2020, 12, 31)).due_on == date(2021, 1, 8)
    assert queries.request_for(world.keeper, asked.pk).due_on == date(2021, 1, 29)
    for wrong in ({"kind": "mua"}, {"name": " "}, {"received_on": clock.today() + timedelta(days=1)}):
        given = {"kind": "view", "name": "A"} | wrong
        with pytest.raises(BadInput):
            actions.receive(world.units["C11"], actions.Asked(**given), by=world.keeper)
    work = client_of(world.keeper).get("/").content.decode()
    assert "Yêu cầu về dữ liệu cá nhân số 1" in work
    assert "Yêu cầu về dữ liệu cá nhân" not in client_of(world.upper).get("/").content.decode()


def test_a_request_goes_through_its_pages_and_the_person_gets_everything(world):
    client, home = client_of(world.keeper), "/du-lieu-ca-nhan/"
    assert client.post(f"{home}them/?unit=C11", {"kind": "view", "name": ""}).status_code == 422
    made = client.post(f"{home}them/?unit=C11", {"kind": "view", "name": "Lê Thị Hẹn", "unit": "C11"})
    page = made["Location"]
    assert client.post(f"{page}bao-nhan/").status_code == 302
    assert f'value="{world.one.who_id}"' in client.get(page).content.decode()
    assert client.post(f"{page}xac-dinh/", {"who": world.far.who_id}).status_code == 422
    assert client.post(f"{page}xac-dinh/", {"who": world.one.who_id}).status_code == 302
    shown = client.get(f"{page}du-lieu/").content.decode()
    for word in ("Cán bộ công đoàn", "Rơ Măm", "Đảng viên", "Kế toán", "Uỷ viên ban quần chúng"):
        assert word in shown
    told = json.loads(client.get(f"{page}du-lieu.json").content)
    facts = {one["label"]: one["text"] for entry in told["entries"] for one in entry["facts"]}
    assert (facts["Dân tộc"], facts["Năm sinh"], told["rows_elsewhere"]) == ("Rơ Măm", "1980", 0)
    rows = read_table(client.get(f"{page}du-lieu.xlsx").content)
    assert any("Rơ Măm" in cells for _n, cells in rows)
    assert Event.objects.filter(verb="can-bo.read", data__how="person").count() == 3
    assert client.post(f"{page}giai-quyet/", {"answer": "xong"}).status_code == 422
    assert client.post(f"{page}giai-quyet/", {"answer": SAID}).status_code == 302
    assert client.post(f"{page}giai-quyet/", {"answer": SAID}).status_code == 403
    assert SAID in client.get(page).content.decode()
    for person, status in [(world.upper, 200), (world.leader, 200), (world.outsider, 404), (world.viewer, 404)]:
        assert client_of(person).get(page).status_code == status, person.name
    above = client_of(world.upper).get(page).content.decode()
    assert "Lê Thị Hẹn" not in above
    assert "Chỉ đơn vị và người có quyền mới xem được" in above
    for path in ("du-lieu/", "du-lieu.json", "du-lieu.xlsx"):
        assert client_of(world.upper).get(page + path).status_code == 403
    for path, status in [
        ("", 403),
        ("luu-giu/", 403),
        ("luot-xem/", 403),
        ("thoi-han/", 403),
        ("luu-giu/het-han/", 403),
    ]:
        assert client_of(world.viewer).get(home + path).status_code == status
    assert client_of(world.keeper).post(f"{page}khong-co/").status_code == 404


def end_posts(card):
    PostHeld.objects.filter(cadre=card, until=None).update(until=date(2020, 6, 30))


def test_who_still_holds_a_post_is_not_erased_and_the_page_says_what_to_end(world):
    club = registers.add(CLUBS, world.units["C12"], ClubForm({"name": "CLB Sen", "founded_on": "01/01/2019"}), by=None)
    member = registers.add_line(
        CLUBS, club.pk, CLUBS.lines[0],
        MemberForm({"name": "Lê Thị Hẹn", "sex": "nu", "birth_year": "1980", "since": "01/02/2019"}), by=None,
    )  # fmt: skip
    type(member).objects.filter(pk=member.pk).update(who=world.one.who_id)
    asked = ask(world, "delete")
    actions.identify(asked.pk, world.one.who_id, by=world.keeper)
    shown = client_of(world.keeper).get(f"/du-lieu-ca-nhan/{asked.pk}/").content.decode()
    for word in ("Chưa xoá được", "Uỷ viên ban quần chúng, 05/03/2018", "Hội viên (CLB Sen"):
        assert word in shown
    with pytest.raises(Refused, match="Uỷ viên ban quần chúng, 05/03/2018") as refused:
        actions.finish(asked.pk, answer=SAID, by=world.leader)
    assert world.units["C11"].name in refused.value.who_can
    assert world.again(world.one).name == "Lê Thị Hẹn"
    end_posts(world.one)
    with pytest.raises(Refused, match="CLB Sen"):
        actions.finish(asked.pk, answer=SAID, by=world.leader)
    type(member).objects.filter(pk=member.pk).update(until=date(2020, 6, 30))
    actions.finish(asked.pk, answer=SAID, by=world.leader)
    assert world.again(world.one).name.startswith("Đã xoá")


def test_the_end_of_a_post_is_written_down_also_after_erasing_and_nothing_else(world):
    post = PostHeld.objects.get(cadre=world.one)
    erasing.erase_rows(about.rows_about(world.one.who))
    client, page = client_of(world.keeper), f"/so/can-bo/{world.one.pk}/"
    shown = client.get(page).content.decode()
    for word in ("Chuyển đơn vị", "Bỏ khỏi sổ", f"{page}chuc-vu/them", ">Sửa", ">Bỏ<"):
        assert word not in shown, word
    assert "Ghi ngày kết thúc" in shown
    form = client.get(f"{page}chuc-vu/{post.pk}/").content.decode()
    assert 'name="until"' in form
    assert 'name="since"' not in form
    for wrong in ("", "01/01/2018", "01/01/2099"):
        assert client.post(f"{page}chuc-vu/{post.pk}/", {"until": wrong}).status_code == 422
    given = {"until": "30/06/2020", "kind": "chu_tich", "since": "01/01/2010"}
    assert client.post(f"{page}chuc-vu/{post.pk}/", given).status_code == 302
    post.refresh_from_db()
    assert (post.until, post.kind, post.since) == (date(2020, 6, 30), "doan_the", date(2018, 3, 5))
    sent = {"left_on": "30/06/2020", "name": "Ai Đó", "version": str(world.again(world.one).version)}
    assert client.post(f"{page}sua/", sent).status_code == 302
    again = world.again(world.one)
    assert (again.left_on, again.name.startswith("Đã xoá")) == (date(2020, 6, 30), True)


def test_a_unit_answers_for_everybody_of_whom_it_holds_a_record_and_says_what_others_hold(world):
    other = world.card("C11", "Lê Thị Hén", birth_year="1979", number="7")
    twin = world.card("C11", "Lê Thị Hẹn Hò", birth_year="1980")
    cadres.merge(world.one.pk, twin.pk, taken=frozenset(), why="Một người, hai hồ sơ.", by=None)
    there = cadres.move(
        world.one.pk, world.units["C21"], last_day=date(2020, 6, 30), version=world.again(world.one).version, by=None
    )
    page = f"/du-lieu-ca-nhan/{ask(world, 'delete').pk}/"
    client = client_of(world.keeper)
    shown = client.get(f"{page}?q=hen").content.decode()
    for word in (f'value="{world.one.who_id}"', f'value="{other.who_id}"', "Lê Thị Hén", "1979", "Số hiệu 7",
                 f"nay thuộc {world.units['C21'].name}", "Uỷ viên ban quần chúng, 05/03/2018"):  # fmt: skip
        assert word in shown, word
    assert f'value="{world.one.who_id}"' in client.get(f"{page}?q=hen ho").content.decode(), "by the name merged"
    assert (
        f'value="{there.who_id}"'
        in client_of(world.outsider)
        .get(
            f"/du-lieu-ca-nhan/{actions.receive(world.units['C21'], actions.Asked('view', 'A'), by=world.outsider).pk}/?q=hẹn"
        )
        .content.decode()
    )
    assert client.post(f"{page}xac-dinh/", {"who": world.one.who_id}).status_code == 302
    held = json.loads(client.get(f"{page}du-lieu.json").content)
    place = {"unit": world.units["C21"].name, "register": "Cán bộ công đoàn", "rows": 1}
    assert (held["elsewhere"], held["rows_elsewhere"]) == ([place], 1)
    assert world.units["C21"].name in client.get(f"{page}du-lieu/").content.decode()
    assert any(place["unit"] in cells for _n, cells in read_table(client.get(f"{page}du-lieu.xlsx").content))
    leader = make_person("Lanh dao C11", ("leader", world.units["C11"]))
    assert "Bạn không xoá tới" in client_of(leader).get(page).content.decode()
    done = actions.finish(PersonRequest.objects.get(unit=world.units["C11"]).pk, answer=SAID, by=leader)
    assert (done.erased["can-bo"], done.unreached) == (2, [[place["unit"], place["register"], 1]])
    assert world.again(world.one).name.startswith("Đã xoá")
    assert world.again(there).name == "Lê Thị Hẹn"
    assert "Chưa xoá tới" in client_of(leader).get(page).content.decode()
    left = actions.receive(world.units["C21"], actions.Asked("delete", "Lê Thị Hẹn"), by=world.outsider)
    actions.identify(left.pk, there.who_id, by=world.outsider)
    actions.finish(left.pk, answer=SAID, by=make_person("Lanh dao C21", ("leader", world.units["C21"])))
    assert Someone.objects.get(pk=there.who_id).erased_at
    names = Someone.objects.filter(pk__in=about.identities(there.who)).values_list("name", flat=True)
    assert all(name.startswith("Đã xoá") for name in names)


def test_an_erased_person_is_counted_and_nothing_says_who_she_was(world):
    rows = sheet(["Mã đơn vị", "Họ và tên", "Giới tính", "Năm sinh", "Chuyên môn"],
                 ["C11", "Lê Thị Hẹn", "Nữ", "1980", "Luật"])  # fmt: skip
    exchange.read(CADRES, rows, by=world.keeper, write=True)
    kept = registers.attach(CADRES, world.one.pk, name="ly lich Hen.png", data=PNG, by=world.keeper)
    asked = ask(world, "delete")
    with pytest.raises(BadInput, match="Xác định"):
        actions.finish(asked.pk, answer=SAID, by=world.leader)
    actions.identify(asked.pk, world.one.who_id, by=world.keeper)
    with pytest.raises(Refused):
        actions.finish(asked.pk, answer=SAID, by=world.keeper)
    end_posts(world.one)
    before = Cadre.objects.filter(removed_at__isnull=True).count()
    done = actions.finish(asked.pk, answer=SAID, by=world.leader)
    assert done.erased == {"can-bo": 1}
    again, who = world.again(world.one), Someone.objects.get(pk=world.one.who_id)
    assert (again.name, again.birth_year, again.ethnicity, again.party, again.profession) == (
        f"Đã xoá #{who.pk}", None, "", "", "",
    )  # fmt: skip
    assert (again.sex, again.unit_id, Cadre.objects.filter(removed_at__isnull=True).count()) == (
        "nu",
        world.one.unit_id,
        before,
    )
    assert (who.name, who.name_key, who.birth_year) == (again.name, "", None)
    assert not files.path_of(kept.sha256).exists()
    assert Attachment.objects.get(pk=kept.pk).name == f"Đã xoá #{kept.pk}"
    assert ImportPart.objects.get().changed == "{}"
    assert "Hẹn" not in "".join(str(row) for row in Event.objects.values_list("data", "why"))
    with pytest.raises(Refused):
        registers.remove(CADRES, world.one.pk, why="Thử bỏ hồ sơ đã xoá.", by=None)
    page = client_of(world.keeper).get(f"/du-lieu-ca-nhan/{asked.pk}/").content.decode()
    assert "can-bo: 1" in page
    for said in ("Còn lại để đếm", "bản sao lưu", 'href="/tai-khoan/nguoi-dung/"'):
        assert said in page
    assert world.again(world.other).name == "Trần Văn Chuyên"


def test_a_restriction_is_set_and_taken_off_by_the_unit(world):
    asked = ask(world, "restrict")
    actions.identify(asked.pk, world.one.who_id, by=world.keeper)
    actions.finish(asked.pk, answer=SAID, by=world.keeper)
    client = client_of(world.keeper)
    assert client.get(f"/so/can-bo/{world.one.pk}/").status_code == 404
    with pytest.raises(PersonRequest.DoesNotExist):
        actions.lift(asked.pk, by=world.outsider)
    assert client.post(f"/du-lieu-ca-nhan/{asked.pk}/bo-han-che/").status_code == 302
    assert client.get(f"/so/can-bo/{world.one.pk}/").status_code == 200
    with pytest.raises(Refused):
        actions.lift(asked.pk, by=world.keeper)
    refused = ask(world, "correct")
    actions.refuse(refused.pk, answer="Không phải là người của đơn vị.", by=world.keeper)
    assert [one.pk for one in queries.closed_below(world.keeper, path_of(world.one.unit))] == [refused.pk, asked.pk]


def test_what_is_past_its_time_is_found_shown_and_erased_only_when_confirmed(world):
    registers.remove(CADRES, world.one.pk, why="Ghi nhầm đơn vị khác.", by=None)
    registers.remove(CADRES, world.far.pk, why="Ghi nhầm đơn vị khác.", by=None)
    old = clock.now() - timedelta(days=365 * 10 + 10)
    Cadre.objects.filter(pk=world.one.pk).update(removed_at=old)
    today = clock.today()
    assert erasing.expired_count(CADRES, today, by=world.leader) == 1
    assert erasing.expired_count(CADRES, today, by=world.keeper) == 0
    jobs.look()
    jobs.look()
    assert [(row.register, row.rows) for row in Expired.objects.all()] == [("can-bo", 1)]
    assert world.again(world.one).name == "Lê Thị Hẹn"
    leader = client_of(world.leader)
    assert "1 dòng trong sổ đã hết thời hạn lưu" in leader.get("/").content.decode()
    assert "het-han/?so=can-bo" in leader.get("/du-lieu-ca-nhan/luu-giu/").content.decode()
    assert "Lê Thị Hẹn" in leader.get("/du-lieu-ca-nhan/luu-giu/het-han/?so=can-bo").content.decode()
    assert client_of(world.keeper).post("/du-lieu-ca-nhan/luu-giu/het-han/", {"so": "can-bo"}).status_code == 403
    assert leader.post("/du-lieu-ca-nhan/luu-giu/het-han/", {"so": "can-bo"}).status_code == 302
    assert runner.run_all() == 1
    assert world.again(world.one).name.startswith("Đã xoá #")
    assert world.again(world.far).name == "Nguyễn Thị Xa"
    assert not Expired.objects.exists()
    assert Event.objects.get(verb="can-bo.expire").data == {"records": 1}
    assert erasing.erase_expired(CADRES, today, by=None) == 0


def test_who_asked_is_forgotten_years_after_the_answer(world):
    asked = ask(world, "view")
    actions.finish(asked.pk, answer=SAID, by=world.keeper)
    assert actions.forget_answered(by=world.leader) == 0
    PersonRequest.objects.update(closed_on=clock.today() - timedelta(days=366 * 5 + 1))
    assert actions.forget_answered(by=world.keeper) == 0
    assert actions.forget_answered(by=world.leader) == 1
    again = PersonRequest.objects.get()
    assert (again.name, again.contact, again.answer, again.kind) == ("", "", "", "view")
    assert actions.forget_answered(by=world.leader) == 0


def test_every_register_of_persons_names_its_purpose_and_the_law_with_its_article(world):
    page = client_of(world.keeper).get("/du-lieu-ca-nhan/luu-giu/").content.decode()
    about_people = [register for register in ALL.values() if erasing.about_people(register)]
    assert len(about_people) > 6
    for register in about_people:
        assert str(register.purpose), register.code
        assert str(register.purpose) in page
        assert any("Luật" in str(one) and "Điều" in str(one) for one in register.ground), register.code
        assert all(str(one) in page for one in register.ground)
    form = client_of(world.keeper).get("/du-lieu-ca-nhan/them/?unit=C11").content.decode()
    assert form.count("không bắt buộc") == 3


def test_years_run_from_the_day_somebody_left_or_a_membership_ended(world):
    today = clock.today()
    Cadre.objects.filter(pk=world.one.pk).update(came_on=None, left_on=today - timedelta(days=3670))
    Cadre.objects.filter(pk=world.other.pk).update(left_on=today - timedelta(days=3600))
    assert erasing.expired_count(CADRES, today, by=world.leader) == 1
    club = registers.add(
        CLUBS, world.units["C11"], ClubForm({"name": "CLB Sen", "founded_on": "01/01/2005"}), by=None
    )  # fmt: skip
    member = MemberForm({"name": "Bùi Thị Cũ", "sex": "nu", "since": "01/02/2005", "until": "01/02/2008"})
    registers.add_line(CLUBS, club.pk, CLUBS.lines[0], member, by=None)
    leader = client_of(world.leader)
    said = {CADRES.code: ("Lê Thị Hẹn", "Ngày rời đơn vị: "), CLUBS.code: ("Bùi Thị Cũ", "Đến ngày: 01/02/2008")}
    for code, words in said.items():
        shown = leader.get(f"/du-lieu-ca-nhan/luu-giu/het-han/?so={code}").content.decode()
        for word in words:
            assert word in shown, word
    assert "Ngày bế mạc" in leader.get("/du-lieu-ca-nhan/luu-giu/").content.decode()
    assert world.again(world.one).name == "Lê Thị Hẹn", "listed, not erased"
    while erasing.erase_expired(CADRES, today, by=world.leader):
        pass
    assert world.again(world.one).name.startswith("Đã xoá")
    assert world.again(world.other).name == "Trần Văn Chuyên"
