"""Who sits in which body on any day; twins merged with nothing lost; people who move leave their history behind."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.models import Event
from binhdang.orgs.queries import path_of
from binhdang.registers.cadres import actions as cadres
from binhdang.registers.cadres import queries, twins
from binhdang.registers.cadres.bodies import BODIES, BY_CODE
from binhdang.registers.cadres.forms import CadreForm, PostForm
from binhdang.registers.cadres.models import Cadre, PostHeld
from binhdang.registers.cadres.register import CADRES
from binhdang.registers.core import actions, people
from binhdang.registers.core import queries as registers
from binhdang.registers.core.choices import PostKind
from tests.factories import kon_tum, make_person

pytestmark = pytest.mark.django_db
POSTS = CADRES.lines[0]
WHY = "Cùng một người, ghi hai lần."


@pytest.fixture
def units():
    return kon_tum()


def card(unit, name="Cán bộ Một", sex="nu", birth_year="1980", **more):
    form = CadreForm({"name": name, "sex": sex, "birth_year": birth_year} | more)
    return actions.add(CADRES, unit, form, by=None)


def post(one, kind="bch", since="05/03/2018", until="", **more):
    data = {"kind": kind, "since": since, "until": until, "source": "dai_hoi", "term": ""} | more
    return actions.add_line(CADRES, one.pk, POSTS, PostForm(data), by=None)


DAYS = st.integers(0, 1500).map(lambda n: date(2017, 1, 1) + timedelta(days=n))
LEFT = st.lists(st.none() | st.tuples(DAYS, st.integers(0, 900)), min_size=5, max_size=5)
HELD = st.tuples(
    st.integers(0, 4), st.sampled_from(PostKind.values), DAYS, st.none() | st.integers(0, 900), st.booleans()
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(HELD, max_size=25), spans=LEFT, end=DAYS)
def test_feeds_equal_a_slow_recount_of_any_history_of_posts(units, rows, spans, end):
    PostHeld.objects.all().delete()
    Cadre.objects.all().delete()
    places = [
        (units["C11"], "nu"),
        (units["C11"], "nam"),
        (units["C11"], "nu"),
        (units["C12"], "nam"),
        (units["H1"], "nu"),
    ]
    cards = [
        Cadre(unit=unit, path="1/", name=f"Người {n}", sex=sex, birth_year=1970) for n, (unit, sex) in enumerate(places)
    ]
    for one, span in zip(cards, spans, strict=True):
        one.came_on, one.left_on = (span[0], span[0] + timedelta(days=span[1])) if span else (None, None)
    twin = Cadre(unit=units["C11"], path="1/", name="nguoi 0", sex="nu", birth_year=1970)
    twin.came_on, twin.left_on = cards[0].came_on, cards[0].left_on
    people.assign([*cards, twin])
    Cadre.objects.bulk_create([*cards, twin])
    stored, seen = [], set()
    for at, kind, since, length, removed in rows:
        if (at, kind, since) in seen:
            continue
        seen.add((at, kind, since))
        until = None if length is None else since + timedelta(days=length)
        stored.append(
            PostHeld(cadre=cards[at], kind=kind, since=since, until=until, removed_at=clock.now() if removed else None)
        )
        if at == 0:
            stored.append(PostHeld(cadre=twin, kind=kind, since=since, until=until, removed_at=stored[-1].removed_at))
    PostHeld.objects.bulk_create(stored)
    there = {c for c in [*cards, twin] if (c.came_on or end) <= end <= (c.left_on or end)}
    alive = [p for p in stored if not p.removed_at and p.since <= end and (p.until is None or p.until >= end)]
    alive = [p for p in alive if p.cadre in there]
    wanted = {feed.cell: {} for feed in CADRES.feeds}
    for unit in units.values():
        here = [p for p in alive if p.cadre.unit == unit]
        for body in BODIES[:5]:
            who = {p.cadre.who_id: p.cadre.sex for p in here if p.kind in body.kinds}
            if who or (body.nought and here):
                wanted[f"{body.code}.tong"][unit.pk] = len(who)
                wanted[f"{body.code}.nu"][unit.pk] = sum(sex == "nu" for sex in who.values())
    ids = [unit.pk for unit in units.values()]
    for feed in CADRES.feeds:
        assert dict(feed.count(ids, date(end.year, 1, 1), end)) == wanted[feed.cell], feed.cell
        behind = (
            registers.behind(registers.records_seen(None, CADRES), feed, ids, (end, end))
            .values_list("unit", "who")
            .distinct()
        )
        assert len(set(behind)) == sum(wanted[feed.cell].values()), feed.cell
    for body in BODIES:
        each = queries.people_in([u.pk for u in units.values()], body.kinds, end)
        base = [share for code, unit in units.items() if code in {"C11", "C12", "C21"} and (share := each.get(unit.pk))]
        slow = (len(base), sum(s.women * 10 >= s.people * 3 for s in base), sum(s.people for s in base))
        level = queries.below(None, path_of(units["TLD"]), body, end)[-1]
        assert (level.recorded, level.reached, level.people, level.units) == (*slow, 3)
        assert dict(queries.history(None, units["C11"].pk, body, [end]))[end] == each.get(
            units["C11"].pk, queries.Share()
        )
        assert dict(queries.of_unit(None, units["C11"].pk, BODIES, end))[body] == each.get(
            units["C11"].pk, queries.Share()
        )


def test_twins_of_one_unit_are_merged_with_nothing_lost_and_parted_again(units):
    one = card(units["C11"], theory="so_cap")
    twin = card(units["C11"], name="CÁN BỘ MỘT", ethnicity="Ba Na", theory="cao_cap", number="7")
    kept, same, other = post(one), post(twin), post(twin, "chu_tich", since="06/03/2018")
    keeper = make_person("Nguoi ghi so C11", ("reporter", units["C11"]))
    assert [(a.pk, b.pk) for a, b in twins.pairs(keeper, one.path)] == [(one.pk, twin.pk)]
    assert twins.pairs(make_person("Nguoi ghi so C21", ("reporter", units["C21"])), path_of(units["TLD"])) == []
    with pytest.raises(BadInput):
        cadres.merge(one.pk, twin.pk, taken=frozenset(), why="trùng", by=keeper)
    cadres.merge(one.pk, twin.pk, taken=frozenset({"theory"}), why=WHY, by=keeper)
    one.refresh_from_db()
    assert (one.ethnicity, one.theory, one.number) == ("Ba Na", "cao_cap", "7")
    assert set(registers.lines_of(one, POSTS)) == {kept, other}
    assert list(registers.records_seen(keeper, CADRES)) == [one]
    assert "Ba Na" not in str(list(Event.objects.values_list("data", flat=True)))
    assert PostHeld.objects.get(pk=same.pk).cadre == twin
    with pytest.raises(Refused):
        actions.restore(CADRES, twin.pk, by=keeper)
    cadres.unmerge(twin.pk, by=keeper)
    one.refresh_from_db()
    assert (one.ethnicity, one.theory, one.number) == ("", "so_cap", "")
    assert list(registers.lines_of(one, POSTS)) == [kept]
    cadres.keep_apart(twin.pk, one.pk, by=keeper)
    assert twins.pairs(keeper, one.path) == []
    twin.refresh_from_db()
    assert twin.who_id != one.who_id
    assert twin.who.name_key == one.who.name_key


def test_twins_that_tell_one_post_differently_are_not_merged_before_somebody_made_them_agree(units):
    one, twin = card(units["C11"]), card(units["C11"], number="2")
    post(one), post(twin, until="31/12/2019", source="chi_dinh")
    with pytest.raises(BadInput) as bad:
        cadres.merge(one.pk, twin.pk, taken=frozenset(), why=WHY, by=None)
    assert "Uỷ viên ban chấp hành, 05/03/2018" in bad.value.problems[0][1]
    assert "Sửa cho giống nhau rồi gộp" in bad.value.problems[0][1]
    PostHeld.objects.filter(cadre=twin).update(until=None, source="dai_hoi")
    Cadre.objects.filter(pk=twin.pk).update(came_on=date(2019, 1, 1))
    with pytest.raises(BadInput) as bad:
        cadres.merge(one.pk, twin.pk, taken=frozenset(), why=WHY, by=None)
    assert "bắt đầu trước ngày về đơn vị 01/01/2019" in bad.value.problems[0][1]
    Cadre.objects.filter(pk=twin.pk).update(came_on=date(2018, 1, 1))
    assert cadres.merge(one.pk, twin.pk, taken=frozenset(), why=WHY, by=None).came_on == date(2018, 1, 1)


def test_who_left_holds_nothing_though_nobody_ended_her_posts_and_returns_without_them(units):
    one, upper = card(units["C11"]), make_person("Nguoi giu so KT", ("reviewer", units["KT"]))
    post(one)
    there = cadres.move(one.pk, units["C21"], last_day=date(2019, 6, 30), version=2, by=upper)
    assert (there.entered_from, there.came_on) == (units["KT"], date(2019, 7, 1))
    actions.add_line(
        CADRES, there.pk, POSTS, PostForm({"kind": "bch", "since": "01/07/2019", "source": "chi_dinh"}), by=upper
    )
    PostHeld.objects.filter(cadre=one).update(until=None)
    assert queries.people_in([units["C11"].pk], ["bch"], date(2019, 6, 30)) == {units["C11"].pk: queries.Share(1, 1)}
    assert queries.people_in([units["C11"].pk], ["bch"], date(2019, 7, 1)) == {}
    there.refresh_from_db()
    back = cadres.move(there.pk, units["C11"], last_day=date(2019, 12, 31), version=there.version, by=upper)
    assert (back, back.came_on, back.left_on) == (one, None, None)
    assert queries.people_in([units["C11"].pk], ["bch"], date(2020, 1, 1)) == {}


def test_twins_of_two_units_become_one_person_and_both_cards_stay(units):
    first, second = card(units["C11"]), card(units["C21"], birth_year="1980", schooling="dai_hoc")
    nameless = card(units["C21"], name="Cán bộ Một", birth_year="", number="2")
    keeper = make_person("Nguoi ghi so C11", ("reporter", units["C11"]))
    assert twins.pairs(keeper, path_of(units["TLD"])) == []
    found = {(a.pk, b.pk) for a, b in twins.pairs(None, path_of(units["TLD"]))}
    assert found == {(first.pk, second.pk), (second.pk, nameless.pk)}
    with pytest.raises(Cadre.DoesNotExist):
        cadres.merge(first.pk, second.pk, taken=frozenset(), why=WHY, by=keeper)
    cadres.merge(first.pk, second.pk, taken=frozenset(), why=WHY, by=None)
    second.refresh_from_db()
    assert (second.who_id, second.removed_at) == (first.who_id, None)
    assert {(a.pk, b.pk) for a, b in twins.pairs(None, path_of(units["TLD"]))} == {(second.pk, nameless.pk)}
    before = first.who_id
    cadres.unmerge(second.pk, by=None)
    second.refresh_from_db()
    assert second.who_id != before


def test_who_moves_gets_a_card_there_and_her_posts_stay_where_they_were_made(units):
    one = card(units["C11"], party="co")
    held, past = post(one), post(one, "btv", since="01/01/2013", until="31/12/2017")
    both = make_person("Nguoi giu so H1", ("reviewer", units["H1"]))
    with pytest.raises(Refused):
        cadres.move(one.pk, units["C21"], last_day=date(2019, 6, 30), version=2, by=both)
    version = Cadre.objects.get(pk=one.pk).version
    for day in (date(2018, 1, 1), clock.today() + timedelta(days=1)):
        with pytest.raises(BadInput):
            cadres.move(one.pk, units["C12"], last_day=day, version=version, by=both)
    there = cadres.move(one.pk, units["C12"], last_day=date(2019, 6, 30), version=version, by=both)
    assert (there.who_id, there.unit, there.party, there.left_on) == (one.who_id, units["C12"], "co", None)
    assert [p.until for p in registers.lines_of(one, POSTS)] == [date(2019, 6, 30), past.until]
    assert there.who.__class__.objects.get(pk=there.who_id).unit == units["C12"]
    with pytest.raises(BadInput):
        post(there, since="30/06/2019")
    post(there, since="01/07/2019")
    for day, wanted in ((date(2019, 6, 30), [one.pk]), (date(2019, 7, 1), [there.pk])):
        assert list(Cadre.objects.filter(queries.there_on(day)).values_list("pk", flat=True)) == wanted
    bch = BY_CODE["bch"]
    assert dict(queries.history(None, units["C11"].pk, bch, [date(2019, 6, 30), date(2019, 7, 1)])) == {
        date(2019, 6, 30): queries.Share(1, 1),
        date(2019, 7, 1): queries.Share(),
    }
    assert twins.pairs(None, path_of(units["TLD"])) == []
    assert held.cadre == one


def test_a_term_is_two_years_of_the_units_own_and_a_post_lies_in_it(units):
    one = card(units["C11"])
    with pytest.raises(BadInput) as bad:
        post(one, term="2018")
    assert "2023-2028" in bad.value.problems[0][1]
    soon = clock.today().year + 2
    for wrong in (
        {"since": "31/12/2016"}, {"since": "01/01/2024"}, {"until": "01/01/2025"}, {"since": f"01/01/{soon}", "term": ""}
    ):  # fmt: skip
        with pytest.raises(BadInput):
            post(one, **{"term": "2018-2023"} | wrong)
    post(one, "btv", since="01/12/2017", until="31/12/2024", term="2018-2023")
    assert post(one, term="2018 – 2023").term == "2018-2023"
    other = card(units["C21"], name="Cán bộ Hai", birth_year="1991")
    post(other, "pho_chu_tich", since="01/02/2016", term="2015-2020")
    assert queries.terms() == ["2018-2023", "2015-2020"]
    for wrong in ({"birth_year": "1890"}, {"came_on": "02/01/2019", "left_on": "01/01/2019"}):
        with pytest.raises(BadInput):
            card(units["C11"], name="Cán bộ Ba", **wrong)
