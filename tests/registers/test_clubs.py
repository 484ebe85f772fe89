"""Clubs: members by name or by count, meetings, exchanges seen by both, materials shared in the province."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binhdang.kit import clock
from binhdang.kit.errors import Refused
from binhdang.registers.clubs import queries as clubs
from binhdang.registers.clubs.forms import ClubForm
from binhdang.registers.clubs.models import Club, ClubCount, ClubMember, Exchange, Material
from binhdang.registers.clubs.register import CLUBS
from binhdang.registers.core import actions, people, queries
from tests.factories import client_of, make_person, make_tree

pytestmark = pytest.mark.django_db
GOOD = {"name": "Nữ công Hoa Ban", "purpose": "Sức khoẻ sinh sản", "founded_on": "08/03/2017"}
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


class World:
    """Two provinces: in one the clubs of C1 (kept by `one`) and C2 (kept by `two`), in the other that of D1."""

    def __init__(self):
        tree = {"TLD": {"KT": {"H1": {"C1": {}, "C2": {}, "C3": {}}}, "GL": {"G1": {"D1": {}}}}}
        self.units = make_tree(tree)
        self.one = make_person("Nguoi ghi so C1", ("reporter", self.units["C1"]))
        self.two = make_person("Nguoi ghi so C2", ("reporter", self.units["C2"]))
        self.none = make_person("Nguoi ghi so C3", ("reporter", self.units["C3"]))
        self.far = make_person("Nguoi ghi so D1", ("reporter", self.units["D1"]))
        self.upper = make_person("Nguoi duyet so KT", ("reviewer", self.units["KT"]))
        self.clubs = {code: self.club(code) for code in ("C1", "C2", "D1")}

    def club(self, code, **more):
        return actions.add(CLUBS, self.units[code], ClubForm(GOOD | more), by=None)


def test_two_clubs_exchange_and_share_within_their_province_alone():
    world = World()
    host, guest, far = world.clubs["C1"], world.clubs["C2"], world.clubs["D1"]
    client, other = client_of(world.one), client_of(world.two)
    at = f"/so/cau-lac-bo/{host.pk}/"
    event = {"guest": guest.pk, "day": "20/10/2019", "topic": "Chăm sóc sức khoẻ", "women": "12", "men": "1"}
    page = client.get(f"{at}giao-luu/them/").content.decode()
    assert "Nữ công Hoa Ban (Đơn vị C2)" in page
    assert "Đơn vị D1" not in page
    assert client.post(f"{at}giao-luu/them/", event | {"guest": far.pk}).status_code == 422
    assert client.post(f"{at}giao-luu/them/", event).status_code == 302
    line = Exchange.objects.get()
    with clock.standing_on(date(2019, 10, 21)):
        assert "Chăm sóc sức khoẻ" in other.get("/").content.decode()
        assert "Chăm sóc sức khoẻ" not in client.get("/").content.decode()
    theirs = f"/so/cau-lac-bo/{guest.pk}/"
    assert "Chăm sóc sức khoẻ" in other.get(theirs).content.decode()
    assert other.post(f"{theirs}duoc-moi/{line.pk}/", {"guest_women": "9", "guest_men": "0"}).status_code == 302
    assert other.post(f"{theirs}duoc-moi/{line.pk}/bo/").status_code == 403
    assert other.post(f"{theirs}duoc-moi/them/", {"guest_women": "9"}).status_code == 403
    line.refresh_from_db()
    assert (line.guest_women, line.women, line.removed_at) == (9, 12, None)
    assert client_of(world.far).get(theirs).status_code == 404

    assert client.post(f"{at}tep/", {"file": SimpleUploadedFile("to roi.png", PNG)}).status_code == 302
    file = queries.files_of(CLUBS, host)[0]
    elsewhere = actions.attach(CLUBS, far.pk, name="x.png", data=PNG, by=None)
    shared = {"file": file.pk, "title": "Tờ rơi về thai sản", "about": "Sinh hoạt tháng 3"}
    assert client.post(f"{at}tai-lieu/them/", shared | {"file": elsewhere.pk}).status_code == 422
    assert client.post(f"{at}tai-lieu/them/", shared).status_code == 302
    kept = Material.objects.get()
    for person, seen in [
        (world.one, True),
        (world.two, True),
        (world.upper, True),
        (world.none, False),
        (world.far, False),
    ]:
        reader = client_of(person)
        assert ("Tờ rơi" in reader.get("/so/cau-lac-bo/tai-lieu/?q=to+roi").content.decode()) == seen, person.name
        assert reader.get(f"/so/cau-lac-bo/tai-lieu/{kept.pk}/").status_code == (200 if seen else 404), person.name
    actions.detach(CLUBS, host.pk, file.pk, by=world.one)
    assert not clubs.materials(world.two).exists()


def test_members_are_counted_by_name_or_by_the_latest_count_and_shown_on_list_and_record():
    world = World()
    host, client = world.clubs["C1"], client_of(world.one)
    at = f"/so/cau-lac-bo/{host.pk}/"
    assert "Chưa ghi hội viên" in client.get(at).content.decode()
    for name, sex in [("Hội viên Một", "nu"), ("HOI VIEN MOT", "nu"), ("Hội viên Hai", "nam")]:
        body = {"name": name, "sex": sex, "birth_year": "1980", "since": "08/03/2017"}
        assert client.post(f"{at}hoi-vien/them/", body).status_code == 302
    assert clubs.members([host.pk], date(2019, 1, 1)) == {host.pk: clubs.Members(2, 1)}
    count = {"day": "01/06/2019", "members": "30", "women": "28"}
    assert client.post(f"{at}so-hoi-vien/them/", count | {"women": "31"}).status_code == 422
    assert client.post(f"{at}so-hoi-vien/them/", count).status_code == 302
    assert client.post(f"{at}so-hoi-vien/them/", count).status_code == 422
    client.post(f"{at}sinh-hoat/them/", {"day": "05/02/2019", "topic": "Luật Lao động", "women": "20", "men": "2"})
    client.post(f"{at}ke-hoach/them/", {"year": "2019", "activity": "Nói chuyện chuyên đề", "meetings": "4"})
    assert clubs.year_of(host, 2019, date(2019, 12, 31)) == clubs.Year(4, 1, 22, 20)
    assert "1 hội viên được ghi hai lần" in client.get(at).content.decode()
    wrong = [
        ("hoi-vien", {"name": "Hội viên Một", "sex": "nu", "birth_year": "1980", "since": "01/01/2018"}),
        ("hoi-vien", {"name": "Hội viên Tư", "sex": "nu", "since": "01/01/2016"}),
        ("so-hoi-vien", {"day": "01/01/2099", "members": "3", "women": "3"}),
        ("sinh-hoat", {"day": "01/01/2099", "topic": "Chưa đến", "women": "1", "men": "0"}),
        ("sinh-hoat", {"day": "01/01/1990", "topic": "Trước ngày lập", "women": "1", "men": "0"}),
        ("ke-hoach", {"year": "20", "activity": "Sai năm", "meetings": "1"}),
    ]
    for part, body in wrong:
        assert client.post(f"{at}{part}/them/", body).status_code == 422, body
    page = client.get("/so/cau-lac-bo/?period=2019").content.decode()
    assert '<td data-label="Hội viên">30</td><td data-label="Nữ">28</td>' in page.replace("\n", "")
    upper, asked = client_of(world.upper), []
    for n in range(3):
        with CaptureQueriesContext(connection) as seen:
            assert "Nữ công Hoa Ban" in upper.get("/so/cau-lac-bo/?unit=KT&period=2019&cap=co_so").content.decode()
        asked.append(len(seen))
        world.club("C2", name=f"Câu lạc bộ {n}")
    assert asked[1] == asked[2]
    with pytest.raises(Refused):
        actions.add(CLUBS, world.units["C1"], ClubForm(GOOD | {"name": "Khác"}), by=world.two)


DAYS = st.dates(date(2016, 1, 1), date(2021, 12, 31))


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(DAYS, st.none() | DAYS, st.sampled_from(["C1", "C2"])), max_size=4),
    st.lists(st.tuples(st.integers(0, 3), DAYS, st.none() | DAYS, st.sampled_from("abc"), st.booleans()), max_size=8),
    st.lists(st.tuples(st.integers(0, 3), DAYS, st.integers(0, 50), st.booleans()), max_size=4),
    DAYS,
)
def test_feeds_equal_a_slow_recount(world_of_feeds, spans, named, counted, on):
    units = world_of_feeds
    for model in (ClubMember, ClubCount, Club):
        model.objects.all().delete()
    kept = []
    for at, (start, last, code) in enumerate(spans):
        end = max(start, last) if last else None
        kept.append(Club.objects.create(unit=units[code], path="1/", name=f"CLB {at}", founded_on=start, closed_on=end))
    lines, counts = [], {}
    for at, start, last, name, gone in named:
        if at < len(kept):
            end = max(start, last) if last else None
            club = kept[at]
            row = ClubMember(club=club, unit=club.unit, name=name, sex="nu", since=start, until=end)
            row.removed_at = club.created_at if gone else None
            lines.append(row)
    people.assign(lines)
    ClubMember.objects.bulk_create(lines)
    for at, day, n, gone in counted:
        if at < len(kept) and not gone and (at, day) not in counts:
            counts[at, day] = n
            ClubCount.objects.create(club=kept[at], day=day, members=n, women=0)
    for code in ("C1", "C2"):
        answer = queries.answers("BDG-NAM", units[code].pk, date(on.year, 1, 1), on)
        mine = [(at, c) for at, c in enumerate(kept) if c.unit == units[code]]
        if not mine:
            assert "clb" not in answer
            continue
        live = [(at, c) for at, c in mine if c.founded_on <= on and (not c.closed_on or c.closed_on >= on)]
        people_in = 0
        for at, c in live:
            days = [day for where, day in counts if where == at and day <= on]
            names = {
                r.name
                for r in lines
                if r.club == c and not r.removed_at and r.since <= on and (not r.until or r.until >= on)
            }
            people_in += counts[at, max(days)] if days else len(names)
        assert (answer["clb"].value, answer["clb_hv"].value) == (len(live), people_in)


@pytest.fixture
def world_of_feeds(db):
    return make_tree({"TLD": {"KT": {"H1": {"C1": {}, "C2": {}}}}})
