"""Who must report: each unit stands somewhere, exactly once, with a reason."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from binhdang.calc import cells
from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.models import Event
from binhdang.orgs import queries as orgs
from binhdang.orgs.models import Kind
from binhdang.reports import actions, asks, choosing, presumed, queries, request_life, requests, standing
from binhdang.reports.models import Report
from binhdang.reports.scope import Scope
from binhdang.rollup.queries import documents
from tests.factories import client_of, make_person, make_unit
from tests.reports.world import WHY, World

UNITS = ["KT", "H1", "C11", "C12", "H2", "C21", "C01"]


def asked_of(world, scope, period="2020", unit="KT"):
    due = {"co_so": date(2020, 12, 1)}
    return requests.open_request(world.form, unit=world.units[unit], period_key=period, due=due, by=None, scope=scope)


def must(world, scope, level):
    """The slow judge: what the rule says of each unit, read from its words."""
    path = {code: orgs.placement_of(unit.pk, date(2020, 12, 31)).path for code, unit in world.units.items()}
    under = lambda code, ids: any(path[code].startswith(path[c]) for c in UNITS if world.units[c].pk in ids)  # noqa: E731
    found = set()
    for code in UNITS:
        unit = world.units[code]
        if unit.kind.code == "TLD":
            continue
        size = {"C11": 40, "C12": 12}.get(code)
        holds = [
            not scope.branches or under(code, scope.branches),
            not scope.sectors or under(code, scope.sectors),
            not scope.kinds or unit.kind.code in scope.kinds,
            not scope.units or unit.pk in scope.units,
            size is None or (scope.least or 0) <= size <= (scope.most if scope.most is not None else 10**9),
            code != "C21" or scope.age_days <= 183,
        ]
        if all(holds) or unit.pk in scope.also:
            found.add(code)
    return found


class TestScope(TestCase):
    """Random rules over one small union."""

    @classmethod
    def setUpTestData(cls):
        cls.world = World()
        world = cls.world
        world.units["H2"].kind = Kind.objects.get(code="CD_NGANH_DP")
        world.units["H2"].save()
        orgs.placements(world.units["C21"].pk).update(valid_from=date(2020, 7, 1))
        for code, members in (("C11", 40), ("C12", 12)):
            actions.accept(world.sent(code, **{"dv.tong": members, "dv.nu": 5}).pk, by=None)

    @settings(max_examples=15)
    @given(st.data())
    def test_every_unit_of_the_subtree_stands_exactly_once_as_the_rule_says(self, data):
        ids = lambda codes: st.lists(st.sampled_from(codes), max_size=2, unique=True).map(  # noqa: E731
            lambda found: tuple(sorted(self.world.units[code].pk for code in found))
        )
        scope = Scope(
            branches=data.draw(ids(["H1", "H2", "C01"])),
            kinds=data.draw(st.sampled_from([(), ("CDCS",), ("CDCS", "CD_NGANH_DP"), ("LDLD_TINH",)])),
            sectors=data.draw(st.sampled_from([(), (self.world.units["H2"].pk,)])),
            units=data.draw(ids(["C11", "C21", "KT"])),
            least=data.draw(st.sampled_from([None, 0, 13, 41])),
            most=data.draw(st.sampled_from([None, 20, 40])),
            age_days=data.draw(st.sampled_from([0, 183, 184])),
            also=data.draw(ids(["C12", "H2"])),
        )
        expected = must(self.world, scope, "co_so")
        preview = requests.would_ask(self.world.form, unit=self.world.units["KT"], period_key="2020", scope=scope)
        assert preview.total == len(expected)
        assert preview.total + sum(count for _why, count in preview.left_out) == len(UNITS)
        if not expected:
            with pytest.raises(BadInput):
                asked_of(self.world, scope)
            return
        request = asked_of(self.world, scope)
        reported = Report.objects.filter(request=request)
        assert {r.unit.code for r in reported.select_related("unit")} == expected
        every = standing.population(None, request)
        stands = {row.code: row for row in standing.stands(request, list(every))}
        assert set(stands) == set(UNITS)
        assert all(row.why for row in stands.values())
        by_word = {
            word: {place.unit.code for place in standing.standing_in(request, every, word)}
            for word in (standing.DECLARED, standing.PRESUMED, standing.OUT)
        }
        assert {code: row.standing for code, row in stands.items()} == {
            code: word for word, codes in by_word.items() for code in codes
        }
        assert {word: len(codes) for word, codes in by_word.items()} == standing.counts(None, request)
        assert by_word[standing.OUT] == set(UNITS) - expected
        assert by_word[standing.DECLARED] == expected & {"C11", "C12"}  # they reported in 2019


@pytest.fixture
def world(db):
    return World()


def expected_units(world, code="H1", period="2019"):
    unit = world.units[code]
    return documents(None, [unit.pk], world.form.data_set_id, period, "approved")[unit.pk].expected


def test_a_unit_left_out_is_not_expected_not_silent_and_comes_back_with_what_it_typed(world):
    world.fill("C12")
    report = world.report("C12")
    asker = make_person("Nguoi lap C12", ("reporter", world.units["C12"]))
    assert (expected_units(world), expected_units(world, "KT")) == (3, 7)
    ask = asks.ask_out(report.pk, why="Đơn vị đã ngừng hoạt động từ tháng 6.", by=asker)
    with pytest.raises(Refused, match="đang chờ"):
        asks.ask_out(report.pk, why="Đơn vị đã ngừng hoạt động từ tháng 6.", by=asker)
    assert expected_units(world) == 3
    for nobody in (asker, world.reporter, world.other):
        with pytest.raises((Refused, asks.UnitAsk.DoesNotExist)):
            asks.decide(ask.pk, grant=True, answer="", by=nobody)
    assert [found.pk for found in asks.waiting_for(world.upper)] == [ask.pk]
    assert [list(asks.waiting_for(who)) for who in (asker, world.other)] == [[], []]
    asks.decide(ask.pk, grant=True, answer="", by=world.upper)
    assert (expected_units(world), expected_units(world, "KT")) == (2, 6)
    assert report.unit_id not in {r.unit_id for r in queries.silent_units(None, world.request, world.report("H1").path)}
    assert not queries.mine_to_fill(asker).exists()
    with pytest.raises(Refused):
        world.fill("C12", by=asker)
    row = standing.stands(world.request, list(orgs.subtree(report.path, date(2019, 12, 31))))[0]
    assert (row.standing, row.why) == ("out", "Đơn vị đã ngừng hoạt động từ tháng 6.")
    asks.undo(ask.pk, why="Đơn vị vẫn còn đoàn viên.", by=world.boss)
    back = world.report("C12")
    assert (back.state, expected_units(world)) == ("draft", 3)
    assert cells.unpack(back.values, back.form.cell_order)["dv.tong"] == 40
    verbs = list(Event.objects.filter(subject_id=str(report.pk), subject_kind="report").values_list("verb", flat=True))
    for verb in ("ask.out", "ask.out.grant", "report.excuse", "ask.out.undo", "report.resume"):
        assert verb in verbs


def test_a_refusal_needs_a_reason_and_one_that_reported_cannot_be_left_out(world):
    report = world.report("C11")
    ask = asks.ask_out(report.pk, why=WHY, by=world.reporter)
    with pytest.raises(BadInput):
        asks.decide(ask.pk, grant=False, answer="không", by=world.upper)
    asks.decide(ask.pk, grant=False, answer="Đơn vị vẫn có đoàn viên nữ.", by=world.upper)
    with pytest.raises(Refused):
        asks.decide(ask.pk, grant=True, answer="", by=world.upper)
    actions.accept(world.sent("C11", by=world.reporter).pk, by=world.upper)
    with pytest.raises(Refused):
        asks.leave_out(report.pk, why=WHY, by=world.upper)


def test_an_extension_moves_the_effective_deadline_and_its_undoing_moves_it_back(world):
    report = world.report("C11")
    assert report.due_on == date(2019, 11, 22)
    from binhdang.kit import clock

    with clock.standing_on(date(2019, 11, 20)):
        for bad in (date(2019, 11, 22), date(2019, 11, 24), None):  # not later, a Sunday, none
            with pytest.raises(BadInput):
                asks.ask_extension(report.pk, until=bad, why=WHY, by=world.reporter)
        ask = asks.ask_extension(report.pk, until=date(2019, 11, 29), why=WHY, by=world.reporter)
        assert world.report("C11").due_on == date(2019, 11, 22)
        asks.decide(ask.pk, grant=True, answer="", by=world.upper)
        assert world.report("C11").due_on == date(2019, 11, 29)
        more = asks.extend(report.pk, until=date(2019, 12, 6), why=WHY, by=world.boss)
        assert world.report("C11").due_on == date(2019, 12, 6)
        due = {"co_so": date(2019, 12, 2), "tren_co_so": date(2019, 12, 3)}
        request_life.change_request(world.request.pk, due=due, instructions="Mới", why=WHY, by=world.boss)
        assert (world.report("C11").due_on, world.report("C12").due_on) == (date(2019, 12, 6), date(2019, 12, 2))
        asks.undo(more.pk, why=WHY, by=world.upper)
        assert world.report("C11").due_on == date(2019, 12, 2)


def test_a_unit_is_presumed_until_it_or_a_level_above_confirms(world):
    report = world.report("C12")
    assert standing.counts(None, world.request) == {"declared": 0, "presumed": 7, "out": 0}
    with pytest.raises((Refused, Report.DoesNotExist)):
        asks.declare(report.pk, by=world.other)
    asks.declare(report.pk, by=world.upper)
    assert standing.counts(None, world.request)["declared"] == 1
    asks.declare(report.pk, by=world.upper, declared=False)
    assert standing.counts(None, world.request)["declared"] == 0
    assert standing.counts(world.upper, world.request) == {"declared": 0, "presumed": 3, "out": 0}


def test_many_presumed_units_are_confirmed_at_once_after_the_exceptions_were_shown(world):
    units, asked = world.units, world.request
    make_person("Nguoi lap C12", ("reporter", units["C12"]))
    orgs.placements(units["C21"].pk).update(valid_from=date(2019, 3, 1))
    orgs.placements(units["H2"].pk).update(valid_to=date(2019, 12, 31))
    asks.ask_out(world.report("C11").pk, why=WHY, by=world.reporter)
    found = {one.why: [r.unit.code for r in one.reports] for one in presumed.exceptions(world.boss, asked)}
    assert found == {"asked": ["C11"], "gone": ["H2"], "young": ["C21"], "nobody": ["C01", "H1"]}
    assert [r.unit.code for r in presumed.plain(world.boss, asked)] == ["C12"]
    assert [r.unit.code for r in presumed.plain(world.upper, asked)] == ["C12"]
    assert not presumed.presumed(world.upper, asked).exclude(unit__code__in=["C11", "C12"]).exists()
    page, here = f"/bao-cao/ky/{asked.pk}/don-vi/xac-nhan/", client_of(world.boss)
    assert page in here.get(f"/bao-cao/ky/{asked.pk}/don-vi/").content.decode()
    shown = here.get(page).content.decode()
    assert "Đang đề nghị không thuộc diện" in shown
    assert "1 đơn vị không có ngoại lệ sẽ được xác nhận" in shown
    for person, status in ((world.reporter, 403), (world.other, 403)):
        assert client_of(person).get(page).status_code == status
        assert client_of(person).post(page).status_code == status
    assert presumed.confirm(asked.pk, also=["asked", "nonsense"], by=world.upper) == 1
    assert here.post(page, {"also": ["nobody", "asked"]}).status_code == 302
    declared = set(Report.objects.filter(declared=True).values_list("unit__code", flat=True))
    assert declared == {"C12", "C01", "H1"}
    assert Event.objects.filter(verb="report.declare").count() == 3
    assert presumed.confirm(asked.pk, also=presumed.TICKED, by=world.both) == 2
    request_life.close_request(asked.pk, why=WHY, by=world.boss)
    with pytest.raises(Refused, match="đã đóng"):
        presumed.confirm(asked.pk, also=(), by=world.boss)


def test_two_requests_for_one_form_and_period_share_the_reports_of_their_units(world):
    lower = asked_of(world, Scope(), unit="H1")
    upper = asked_of(world, None)
    assert Report.objects.filter(period_key="2020").count() == 7
    assert Report.objects.filter(request=lower).count() == 3
    rows = standing.stands(upper, list(standing.population(None, upper)))
    assert [row.standing for row in rows] == ["presumed"] * 7
    assert "Đơn vị H1" in next(row.why for row in rows if row.code == "C11")
    assert [r.pk for r in queries.same_request(None, lower)] == [upper.pk]
    preview = requests.would_ask(world.form, unit=world.units["KT"], period_key="2020")
    assert [(other.pk, n) for other, n in preview.shared] == [(upper.pk, 4), (lower.pk, 3)]
    again = asked_of(world, Scope(), unit="H2")  # everybody there is asked already: understood
    assert not Report.objects.filter(request=again).exists()
    with pytest.raises(BadInput, match="đã được mở"):
        asked_of(world, Scope(), unit="H2")


def test_units_that_come_later_or_are_named_are_added_and_a_closed_request_takes_nothing(world):
    request = asked_of(world, Scope(kinds=("LDLD_HUYEN",)))
    assert Report.objects.filter(request=request).count() == 3  # H1, H2, C01
    make_unit("H3", world.units["KT"], start=date(2020, 3, 1))
    assert request_life.add_missing(request.pk, by=world.boss) == 1
    with pytest.raises(BadInput):
        request_life.add_units(request.pk, [world.units["TLD"]], by=world.boss)
    assert request_life.add_units(request.pk, [world.units["C11"]], by=world.boss) == 1
    assert choosing.said(Scope(kinds=("LDLD_HUYEN",)))
    with pytest.raises(Refused):
        request_life.close_request(request.pk, why=WHY, by=world.reporter)
    request_life.close_request(request.pk, why=WHY, by=world.boss)
    with pytest.raises(Refused, match="đã đóng"):
        world.fill("C11", by=world.reporter, period="2020")
    with pytest.raises(Refused):
        request_life.add_missing(request.pk, by=world.boss)
    request_life.reopen_request(request.pk, why=WHY, by=world.boss)
    world.fill("C11", by=world.reporter, period="2020")
