"""Bad input and wrong people: nothing is shown, changed or counted that should not be."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction
from django.urls import reverse

from binhdang.kit import jobs as all_jobs
from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.models import Event
from binhdang.kit.runner import run_all
from binhdang.registers.cadres import actions as cadres
from binhdang.registers.cadres.forms import CadreForm, PostForm
from binhdang.registers.cadres.models import Cadre
from binhdang.registers.cadres.register import CADRES
from binhdang.registers.committees.forms import MemberForm
from binhdang.registers.committees.models import CommitteeMember
from binhdang.registers.committees.register import COMMITTEES
from binhdang.registers.core import actions, erasing, exchange, jobs
from binhdang.registers.core.forms import RecordForm
from binhdang.registers.core.models import Someone
from binhdang.registers.core.register import ALL
from tests.datasets.own import PNG
from tests.factories import client_of, make_person
from tests.registers.test_engine import World, sheet

WHY = "Hai hồ sơ là của một người."
HEAD = ["Mã đơn vị", "Họ và tên", "Giới tính", "Năm sinh", "Số hiệu", "Chuyên môn"]


@pytest.fixture
def world(db):
    return World()


def cadre(world, code="C11", name="Uỷ viên 1", **more):
    form = CadreForm({"name": name, "sex": "nu", "birth_year": "1980"} | more)
    return actions.add(CADRES, world.units[code], form, by=None)


def test_a_sheet_neither_shows_nor_changes_people_whose_names_one_does_not_read(world):
    hidden = cadre(world, profession="Kế toán")
    row = ["C11", "Uỷ viên 1", "Nữ", 1980, "", "Luật"]
    outcome = exchange.read(CADRES, sheet(HEAD, row), by=world.upper)
    assert (outcome.changed, outcome.rows) == (0, [])
    assert "do chính đơn vị ghi" in outcome.problems[0][1]
    with pytest.raises(BadInput):
        exchange.read(CADRES, sheet(HEAD, row), by=world.upper, write=True)
    assert exchange.read(CADRES, sheet(HEAD, row), by=world.keeper).changed == 1
    Someone.objects.filter(pk=hidden.who_id).update(restricted_at=hidden.created_at)
    assert exchange.read(CADRES, sheet(HEAD, row), by=world.keeper).changed == 0
    Someone.objects.filter(pk=hidden.who_id).update(restricted_at=None)
    erasing.erase_person(hidden.who, why="", by=None)
    hidden.refresh_from_db()
    outcome = exchange.read(CADRES, sheet(HEAD, ["C11", hidden.name, "Nữ", "", "", "Luật"]), by=world.keeper)
    assert (outcome.changed, len(outcome.problems)) == (0, 1)
    with pytest.raises(BadInput, match="không được bắt đầu"):
        cadre(world, name="Đã xoá #7")


def test_who_does_not_read_the_names_of_lines_takes_none_off(world):
    one = world.committee()
    lines = COMMITTEES.lines[0]
    form = MemberForm({"name": "Uỷ viên 1", "sex": "nu", "place": "uy_vien", "since": "01/01/2019"})
    member = actions.add_line(COMMITTEES, one.pk, lines, form, by=world.keeper)
    with pytest.raises(Refused, match="số người"):
        actions.remove_line(COMMITTEES, one.pk, lines, member.pk, by=world.upper)
    actions.remove_line(COMMITTEES, one.pk, lines, member.pk, by=world.keeper)
    assert CommitteeMember.objects.get().removed_at


@pytest.mark.parametrize("name", ["Uỷ\u200b viên\u202e 1", "Uy\u0309 vie\u0302n 1", "  Uỷ\u00a0 viên \ufeff1\u2060 "])
def test_signs_that_nobody_sees_make_no_other_person(world, name):
    first = cadre(world)
    outcome = exchange.read(CADRES, sheet(HEAD, ["C11", name, "Nữ", 1980, "", ""]), by=None)
    assert (outcome.added, outcome.same) == (0, 1)
    with pytest.raises(BadInput, match="đã có hồ sơ trùng cả họ và tên, năm sinh, số hiệu"):
        cadre(world, name=name)
    second = cadre(world, name=name, number="2")
    assert (second.name, second.who.name_key) == ("Uỷ viên 1", first.who.name_key)
    assert second.who_id != first.who_id


def test_a_number_is_read_as_it_is_written_on_screen_in_every_register():
    asked = 0
    for form in [form for register in ALL.values() for form in (register.form, *(ls.form for ls in register.lines))]:
        for name, field in form(instance=form.Meta.model()).fields.items():
            if type(field).__name__ == "IntegerField" and "year" not in name:
                asked += 1
                assert (field.to_python("8.000"), field.to_python(" 25 "), field.widget.input_type) == (
                    8000,
                    25,
                    "text",
                )
                for text in ("1,5", "1.5", "8,000", "1e3", "một"):
                    with pytest.raises(ValidationError):
                        field.clean(text)
    assert asked > 20


def test_years_and_days_that_cannot_be_are_refused_in_every_register(world):
    forms = [form for register in ALL.values() for form in (register.form, *(lines.form for lines in register.lines))]
    bad = {"DateField": ["01/01/0001", "31/12/9999", "30/02/2020"], "CharField": ["a" * 10_000]}
    asked = set()
    for form in forms:
        for field in form(instance=form.Meta.model()).fields.values():
            for text in bad.get(type(field).__name__, []):
                asked.add(type(field).__name__)
                with pytest.raises(ValidationError):
                    field.clean(text)
        assert "birth_year" not in form.base_fields or issubclass(form, RecordForm), form
    assert asked == bad.keys()
    for year in ("9", "2090", "32767"):
        with pytest.raises(BadInput, match="Năm sinh phải từ"):
            cadre(world, birth_year=year)


def test_nobody_holds_a_post_before_being_of_age(world):
    one = cadre(world)
    given = {"kind": "chu_tich", "since": "01/01/1990", "source": "dai_hoi"}
    with pytest.raises(BadInput, match="trước khi người này đủ"):
        actions.add_line(CADRES, one.pk, CADRES.lines[0], PostForm(given), by=None)
    actions.add_line(CADRES, one.pk, CADRES.lines[0], PostForm(given | {"since": "01/01/1996"}), by=None)


def test_two_cards_of_one_person_are_not_merged_once_more_the_other_way(world):
    one, other = cadre(world), cadre(world, "C21")
    cadres.merge(one.pk, other.pk, taken=frozenset(), why=WHY, by=None)
    with pytest.raises(BadInput, match="đã là của một người"):
        cadres.merge(other.pk, one.pk, taken=frozenset(), why=WHY, by=None)
    one.refresh_from_db()
    assert one.merged_into_id is None


def test_the_log_holds_no_name_of_a_person_that_an_erasure_would_have_to_find(world):
    one, other = cadre(world), cadre(world, name="Uỷ viên một", birth_year="")
    cadres.merge(one.pk, other.pk, taken=frozenset({"name"}), why=WHY, by=None)
    kept = actions.attach(CADRES, one.pk, name="Uỷ viên một.png", data=PNG, by=None)
    actions.open_file(CADRES, one, kept.pk, by=None)
    actions.detach(CADRES, one.pk, kept.pk, by=None)
    told = " ".join(str(event.data) for event in Event.objects.all())
    assert "một" not in told
    assert "1980" not in told
    cadres.unmerge(other.pk, by=None)
    one.refresh_from_db()
    assert (one.name, one.birth_year) == ("Uỷ viên 1", 1980)


def test_days_that_no_calendar_has_are_answered(world):
    door = client_of(world.upper)
    for day in ("01/01/0001", "31/12/9999"):
        assert door.get(reverse("cadres:composition"), {"ngay": day}).status_code == 200


def test_a_sheet_that_was_written_is_written_once(world):
    data = sheet(HEAD, ["C11", "Uỷ viên 1", "Nữ", 1980, "", ""])
    args = {"register": "can-bo", "token": jobs.keep(data), "name": "a.xlsx", "by": world.keeper.pk}
    exchange.read(CADRES, data, by=world.keeper, write=True)
    made = all_jobs.start("registers.write", args, by=world.keeper)
    run_all()
    made.refresh_from_db()
    assert (made.state, made.result) == ("done", {"rows": 0})
    assert Cadre.objects.count() == 1


class Both:
    """Two people who do something in the same instant, each on a connection of their own."""

    def __init__(self, *acts):
        self.told, self.ready = [], threading.Barrier(len(acts))
        threads = [threading.Thread(target=self.run, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)

    def run(self, act):
        try:
            with transaction.atomic():
                self.ready.wait(10)
                act()
                self.told.append("")
        except BaseException as error:
            self.told.append(type(error).__name__)
        finally:
            connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_in_the_same_instant_cards_are_merged_one_way_and_a_sheet_comes_in_once():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    world = World()
    data = sheet(HEAD, *(["C11", f"Uỷ viên {n}", "Nữ", 1980, "", ""] for n in range(200)))
    write = lambda: exchange.read(CADRES, data, by=None, write=True)  # noqa: E731
    assert sorted(Both(write, write).told) == ["", "BadInput"]
    assert Cadre.objects.count() == 200
    one, other, third = cadre(world, name="A"), cadre(world, "C21", name="A"), cadre(world, name="A", number="2")
    merge = lambda a, b: cadres.merge(a.pk, b.pk, taken=frozenset(), why=WHY, by=None)  # noqa: E731
    assert sorted(Both(lambda: merge(one, other), lambda: merge(other, one)).told) == ["", "BadInput"]
    assert sorted(Both(lambda: merge(one, third), lambda: merge(third, one)).told) == ["", "DoesNotExist"]
    assert Cadre.objects.filter(name="A", removed_at__isnull=False).count() == 1
    moved = cadre(world, name="B")
    boss = make_person("Nguoi ghi so KT", ("reviewer", world.units["KT"]))
    day, version = moved.created_at.date(), moved.version
    move = lambda to: cadres.move(moved.pk, world.units[to], last_day=day, version=version, by=None)  # noqa: E731
    assert boss
    assert sorted(Both(lambda: move("C12"), lambda: move("C21")).told) == ["", "BadInput"]
    assert Cadre.objects.filter(who=moved.who_id).count() == 2
