"""Who sits in which body on any day; twins merged with nothing lost; people who move leave their history behind."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Refused
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
from tests.factories import client_of, kon_tum, make_person

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
HELD = st.tuples(
    st.integers(0, 4), st.sampled_from(PostKind.values), DAYS, st.none() | st.integers(0, 900), st.booleans()
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(HELD, max_size=25), end=DAYS)
def test_feeds_equal_a_slow_recount_of_any_history_of_posts(units, rows, end):
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
    twin = Cadre(unit=units["C11"], path="1/", name="nguoi 0", sex="nu", birth_year=1970)
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
    alive = [p for p in stored if not p.removed_at and p.since <= end and (p.until is None or p.until >= end)]
    for code in ("C11", "C12", "H1"):
        here = [p for p in alive if p.cadre.unit == units[code]]
        wanted = {}
        for body in BODIES[:5]:
            who = {p.cadre.who_id: p.cadre.sex for p in here if p.kind in body.kinds}
            if who or (body.nought and here):
                wanted |= {f"{body.code}.tong": len(who), f"{body.code}.nu": sum(s == "nu" for s in who.values())}
        answers = registers.answers("BDG-NAM", units[code].pk, date(end.year, 1, 1), end)
        assert {cell: a.value for cell, a in answers.items() if a.register is CADRES} == wanted
        for cell, answer in answers.items():
            if answer.register is CADRES:
                behind = registers.behind(None, CADRES, answer.feed, [units[code].pk], (end, end))
                assert len({one.who_id for one in behind}) == answer.value, cell
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
