"""Who holds a post today and was trained since the plan began: people, never attendances; names for who reads them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binhdang.calc.periods import parse_period
from binhdang.careers import actions, coverage
from binhdang.careers.scope import Scope
from binhdang.datasets.actions import ensure_builtin_forms
from binhdang.indicators.models import Indicator
from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Refused
from binhdang.orgs import queries as orgs
from binhdang.orgs.models import OrgUnit
from binhdang.plans.choices import PlanState
from binhdang.plans.models import Plan, Target
from binhdang.registers.cadres.models import Cadre, PostHeld
from binhdang.registers.core import actions as registers
from binhdang.registers.core import people, queries
from binhdang.registers.training.choices import State
from binhdang.registers.training.models import Course, Enrolment
from binhdang.registers.training.register import TRAINING
from tests.careers.people import cadre
from tests.factories import client_of, kon_tum, make_person

pytestmark = pytest.mark.django_db
TODAY = date(2020, 12, 2)


@pytest.fixture
def units():
    found = kon_tum()
    Plan.objects.create(
        unit=found["KT"], path=orgs.path_of(found["KT"]), state=PlanState.CONFIRMED,
        period_start=date(2016, 1, 1), period_end=date(2020, 12, 31),
    )  # fmt: skip
    return found


@pytest.fixture(autouse=True)
def on_the_day():
    with clock.standing_on(TODAY):
        yield


def course(unit, day=date(2018, 5, 10), topics=";bdg;", name="Khoá"):
    one = Course(unit=unit, name=name, topics=topics, starts_on=day, ends_on=day + timedelta(days=1))
    registers.stamp(TRAINING, one)
    one.save()
    return one


def attend(one, *cards, state=State.ATTENDED):
    Enrolment.objects.bulk_create(
        Enrolment(course=one, unit=c.unit, path=c.path, name=c.name, sex=c.sex, who=c.who, state=state) for c in cards
    )


def fed(unit, year=2020):
    found = queries.answers("BDG-NAM", unit.pk, date(year, 1, 1), date(year, 12, 31))
    return {cell: one.value for cell, one in found.items() if cell.partition(".")[0] in {"cc_th", "nc_th"}}


def world(units):
    """A chair trained twice, a deputy who was only invited, a chair of old, a women's-affairs officer untrained."""
    h1 = units["H1"]
    chair, deputy = cadre(h1, "chu_tich", "bch", name="Chủ tịch"), cadre(h1, "pho_chu_tich", name="Phó", sex="nam")
    gone = cadre(h1, "chu_tich", name="Chủ tịch cũ", until=date(2019, 4, 1))
    officer = cadre(h1, "nu_cong", name="Nữ công")
    base = cadre(units["C11"], "nu_cong_kn", "chu_tich", name="Cơ sở")
    first, second = course(units["KT"]), course(h1, date(2019, 6, 1))
    attend(first, chair, gone)
    attend(second, chair)
    attend(second, deputy, state=State.ABSENT)
    attend(course(units["KT"], date(2015, 5, 1), name="Trước kế hoạch"), officer)
    attend(course(units["KT"], date(2019, 5, 1), topics=";lanh_dao;", name="Không tính"), officer)
    return chair, deputy, officer, base


def scope_of(by, unit):
    return Scope(by, orgs.path_of(unit), TODAY)


def test_people_are_counted_once_by_level_and_attendances_stand_beside(units, django_assert_max_num_queries):
    world(units)
    scope = scope_of(None, units["KT"])
    window = coverage.window_of(scope, units["KT"], parse_period("2020"))
    assert (window.start, window.day) == (date(2016, 1, 1), TODAY)
    with django_assert_max_num_queries(20):
        found = coverage.targets(scope, window)
        posts = dict(coverage.by_post(scope, window))
    key = found[coverage.KEY]
    assert [(level.code, row.people, row.trained, row.times) for level, row in key.by_level] == [
        ("tren_co_so", 2, 1, 2), ("co_so", 1, 0, 0)
    ]  # fmt: skip
    assert (key.total.people, key.total.women, key.total.trained_women, key.total.untrained) == (3, 2, 1, 2)
    assert (found[coverage.WOMEN].total.people, found[coverage.WOMEN].total.trained) == (1, 0)
    assert {kind: (row.people, row.trained, row.times) for kind, row in posts.items()} == {
        "bch": (1, 1, 2), "chu_tich": (2, 1, 2), "pho_chu_tich": (1, 0, 0), "nu_cong": (1, 0, 0), "nu_cong_kn": (1, 0, 0)
    }  # fmt: skip
    keepers = coverage.keepers_of(scope, window)
    assert (keepers.units, keepers.courses, dict(keepers.first)) == (2, 3, {"Đơn vị KT": 2, "Đơn vị H1": 1})
    viewer = client_of(make_person("Nguoi xem KT", ("reviewer", units["KT"])))
    page = viewer.get(f"{reverse('careers:trained')}?unit=KT&period=2020")
    assert "2 đơn vị trong phạm vi ghi sổ Tập huấn trong thời gian này, 3 khoá:" in page.content.decode()
    early = coverage.window_of(scope, units["KT"], parse_period("2030"))
    assert (early.plan, early.start) == (None, date(2030, 1, 1))


def test_the_form_is_answered_where_a_plan_binds_and_a_course_was_recorded(units):
    chair, *_rest = world(units)
    assert fed(units["H1"]) == {"cc_th.tong": 1, "cc_th.nu": 1, "nc_th.tong": 0, "nc_th.nu": 0}
    assert fed(units["H1"], 2018) == {"cc_th.tong": 2, "cc_th.nu": 2, "nc_th.tong": 0, "nc_th.nu": 0}
    assert fed(units["H1"], 2017) == {}, "nobody had recorded a course yet"
    assert fed(units["H1"], 2022) == {}, "no plan"
    assert fed(units["C21"]) == {}, "no register of cadres"
    register, feed = next(pair for pair in queries.feeds_of("BDG-NAM") if pair[1].cell == "cc_th.tong")
    year, rows = (date(2020, 1, 1), date(2020, 12, 31)), queries.records_seen(None, register)
    assert list(queries.behind(rows, feed, [units["H1"].pk], year)) == [chair]
    ensure_builtin_forms()
    keeper = client_of(make_person("Nguoi giu so H1", ("reporter", units["H1"])))
    page = keeper.get("/so/can-bo/?unit=H1&period=2020&o=BDG-NAM:cc_th.tong").content.decode()
    assert "Hồ sơ đứng sau một số của biểu" in page
    assert "1 hồ sơ của" in page


DAYS = st.dates(date(2014, 1, 1), date(2021, 12, 31))
POSTS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["chu_tich", "pho_chu_tich", "bch"]), DAYS, st.none() | DAYS),
    max_size=6,
)
CAME = st.lists(st.tuples(st.integers(0, 3), DAYS, st.sampled_from([";bdg;", ";lanh_dao;"]), st.sampled_from(State.values)), max_size=6)  # fmt: skip


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(POSTS, CAME)
def test_the_answer_equals_a_slow_recount_of_random_posts_and_attendances(posts, came):
    if not OrgUnit.objects.filter(code="H1").exists():
        units = kon_tum()
        Plan.objects.create(
            unit=units["TLD"], path=orgs.path_of(units["TLD"]), state=PlanState.CONFIRMED,
            period_start=date(2016, 1, 1), period_end=date(2020, 12, 31),
        )  # fmt: skip
    unit, end = OrgUnit.objects.get(code="H1"), date(2020, 12, 31)
    for model in (Enrolment, Course, PostHeld, Cadre):
        model.objects.all().delete()
    cards = [cadre(unit, name=f"Người {n}", sex="nu" if n % 2 else "nam", born=1980 + n) for n in range(4)]
    PostHeld.objects.bulk_create(
        PostHeld(
            cadre=cards[n],
            kind=kind,
            since=since + timedelta(days=at),
            until=until and max(until, since) + timedelta(days=at),
        )
        for at, (n, kind, since, until) in enumerate(posts)
    )
    for at, (n, day, topics, state) in enumerate(came):
        attend(course(unit, day, topics, name=f"Khoá {at}"), cards[n], state=state)
    held = {
        n for at, (n, kind, since, until) in enumerate(posts)
        if kind != "bch" and since + timedelta(days=at) <= end
        and (until is None or max(until, since) + timedelta(days=at) >= end)
    }  # fmt: skip
    days = [day for _n, day, _topics, _state in came if date(2016, 1, 1) <= day <= end]
    taught = {n for n, day, topics, state in came if date(2016, 1, 1) <= day <= end and topics == ";bdg;" and state == State.ATTENDED}  # fmt: skip
    both = held & taught
    wanted = {"cc_th.tong": len(both), "cc_th.nu": sum(n % 2 for n in both), "nc_th.tong": 0, "nc_th.nu": 0}
    assert fed(unit) == (wanted if days else {})


def test_the_untrained_are_invited_in_one_go_by_who_reads_their_names(units):
    chair, deputy, _officer, base = world(units)
    above = make_person("Can bo huyen H1", ("reviewer", units["H1"]))
    viewer = make_person("Nguoi xem", ("viewer", units["KT"]))
    coming = course(units["H1"], date(2020, 12, 20), name="Khoá tháng 12")
    client = client_of(above)
    page = client.get("/so/nhan-su/tap-huan/?unit=H1&period=2020").content.decode()
    assert "Cán bộ chủ chốt (T5a)" in page
    assert "Chỉ tiêu" not in page
    about = Indicator.objects.create(
        code="X1", name_vi="Cán bộ chủ chốt được tập huấn", unit="percent", numerator="cc_th.tong",
        denominator="chu_chot.tong",
    )  # fmt: skip
    Target.objects.create(
        plan=Plan.objects.get(), code="T5a", order=1, name="Tập huấn", indicator=about, comparator="eq", value=100
    )
    page = client.get("/so/nhan-su/tap-huan/?unit=H1&period=2020").content.decode()
    assert "Chỉ tiêu T5a" in page
    assert "Chưa đạt" in page
    assert "còn thiếu 2 người" in page
    assert "Theo chức vụ và cấp" in page
    listed = client.get("/so/nhan-su/tap-huan/chua-hoc/?nhom=t5a").content.decode()
    assert "2 người của Đơn vị H1" in listed
    assert ">Phó</a>" in listed
    assert ">Cơ sở</a>" in listed
    assert ">Chủ tịch</a>" not in listed
    counted = client_of(viewer).get("/so/nhan-su/tap-huan/chua-hoc/?nhom=t5a&unit=H1&period=2020").content.decode()
    assert "2 người của Đơn vị H1" in counted
    assert ">Phó</a>" not in counted
    assert client.post("/so/nhan-su/tap-huan/moi/", {"nhom": "t5a", "ai": "tat-ca"}).status_code == 422
    assert client.post("/so/nhan-su/tap-huan/moi/", {"nhom": "t5a", "khoa": coming.pk}).status_code == 422
    assert client.post("/so/nhan-su/tap-huan/moi/", {"nhom": "t5a", "khoa": 9999, "ai": "tat-ca"}).status_code == 404
    ticked = {"nhom": "t5a", "khoa": coming.pk, "card": [deputy.pk, chair.pk, "x"]}
    assert client.post("/so/nhan-su/tap-huan/moi/", ticked).status_code == 302
    assert [(e.name, e.state, e.who_id) for e in Enrolment.objects.filter(course=coming)] == [
        ("Phó", State.INVITED, deputy.who_id)
    ]
    listed = client.get("/so/nhan-su/tap-huan/chua-hoc/?nhom=t5a").content.decode()
    assert listed.count("đã có trong danh sách: Khoá tháng 12") == 1
    people.merge(base.who, cadre(units["C11"], name="Bản sao").who, by=None)
    assert (
        client.post("/so/nhan-su/tap-huan/moi/", {"nhom": "t5a", "khoa": coming.pk, "ai": "tat-ca"}).status_code == 302
    )
    base.refresh_from_db()
    assert {e.who_id for e in Enrolment.objects.filter(course=coming)} == {deputy.who_id, base.who_id}
    assert client_of(viewer).post("/so/nhan-su/tap-huan/moi/", ticked).status_code in {403, 404, 422}
    window = coverage.window_of(scope_of(above, units["H1"]), units["H1"], parse_period("2020"))
    far = course(units["KT"], date(2020, 12, 25), name="Của tỉnh")
    with pytest.raises(Course.DoesNotExist):
        actions.invite(scope_of(above, units["H1"]), far.pk, "t5a", window)
    attend(far, chair, state=State.INVITED)
    with pytest.raises(Refused):
        actions.invite(scope_of(above, units["H1"]), far.pk, "t5a", window)
    with pytest.raises(BadInput):
        actions.invite(scope_of(above, units["H1"]), coming.pk, "ubkt", window)
