"""Nominations: stages by their table, one or many at once, names that stay at their unit, counts that go up."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binhdang.calc import nominating
from binhdang.kit.errors import BadInput, Refused
from binhdang.registers.core import actions as core
from binhdang.registers.core import queries as lists
from binhdang.registers.nominations import actions, queries
from binhdang.registers.nominations.forms import NominationForm, StepForm
from binhdang.registers.nominations.models import Nomination, NominationStep
from binhdang.registers.nominations.queries import Chosen
from binhdang.registers.nominations.register import NOMINATIONS
from tests.factories import client_of, kon_tum, make_person

pytestmark = pytest.mark.django_db
GOOD = {
    "name": "Người Được Giới Thiệu", "sex": "nu", "birth_year": "1982", "body": "hdnd", "level": "huyen",
    "term": "2016-2021", "since": "10/01/2016",
}  # fmt: skip
STEPS = NOMINATIONS.lines[0]
END = date(2016, 12, 31)


@pytest.fixture
def units():
    return kon_tum()


def put(unit, **more):
    return core.add(NOMINATIONS, unit, NominationForm(GOOD | more), by=None)


def step(one, stage, on, by=None):
    return core.add_line(NOMINATIONS, one.pk, STEPS, StepForm({"stage": stage, "on": on}), by=by)


def test_a_person_walks_the_table_and_the_record_shows_where_she_stands(units):
    one = put(units["C11"])
    for stage, on, place in [
        ("danh_sach", "01/02/2016", "stage"),
        ("gioi_thieu", "01/01/2016", "on"),
        ("gioi_thieu", "01/01/2999", "on"),
    ]:
        with pytest.raises(BadInput) as bad:
            step(one, stage, on)
        assert [where for where, _text in bad.value.problems] == [place], stage
    for stage, on in [("gioi_thieu", "01/02/2016"), ("hiep_thuong", "10/02/2016"), ("danh_sach", "20/04/2016")]:
        step(one, stage, on)
    last = step(one, "trung_cu", "22/05/2016")
    assert Nomination.objects.get().stage == "trung_cu"
    with pytest.raises(BadInput):
        step(one, "rut", "23/05/2016")
    form = NominationForm(GOOD | {"since": "02/02/2016"}, instance=Nomination.objects.get())
    with pytest.raises(BadInput, match="phải trước giai đoạn"):
        core.change(NOMINATIONS, one.pk, form, version=5, by=None)
    first = NominationStep.objects.get(stage="gioi_thieu")
    client = client_of(make_person("Nguoi ghi so", ("reporter", units["C11"])))
    at = f"/so/gioi-thieu-nhan-su/{one.pk}/giai-doan/{first.pk}/bo/"
    assert "Bỏ “Đã giới thiệu" in client.post(at).content.decode()
    assert "bỏ từ giai đoạn cuối" in client.post(at, {"confirm": "1"}, follow=True).content.decode()
    assert NominationStep.objects.filter(removed_at__isnull=True).count() == 4
    core.remove_line(NOMINATIONS, one.pk, STEPS, last.pk, by=None)
    assert Nomination.objects.get().stage == "danh_sach"
    with pytest.raises(BadInput):
        put(units["C11"])


def test_a_nomination_with_nonsense_is_refused(units):
    for wrong, place in [
        ({"term": "abc"}, "term"), ({"term": "2026-2021"}, "term"), ({"since": "31/12/2999"}, "since"),
        ({"body": "quoc_hoi", "level": "xa"}, "level"), ({"level": "co_so"}, "level"),
    ]:  # fmt: skip
        with pytest.raises(BadInput) as bad:
            put(units["C11"], **wrong)
        assert [where for where, _text in bad.value.problems] == [place], wrong
    assert put(units["C11"], term="2016 – 2021").term == "2016-2021"


def test_an_election_not_yet_held_has_no_share_of_elected(units):
    step(put(units["C11"]), "gioi_thieu", "01/02/2016")
    client = client_of(make_person("Nguoi xem", ("reporter", units["C11"])))
    page = client.get("/so/gioi-thieu-nhan-su/pheu/?unit=C11&period=2016").content.decode()
    assert "chưa có kết quả bầu" in page
    assert "0,0%" not in page.partition("Số người đã qua")[0].partition("trong quy hoạch")[0]


def test_many_are_moved_at_once_or_none_and_only_by_who_keeps_the_register(units):
    keeper = make_person("Nguoi ghi so C11", ("reporter", units["C11"]))
    above = make_person("Nguoi duyet H1", ("reviewer", units["H1"]))
    people = [put(units["C11"], name=f"Người {n}") for n in range(3)]
    step(people[2], "rut", "01/02/2016")
    ids = [one.pk for one in people]
    with pytest.raises(BadInput) as bad:
        actions.advance(ids, stage="gioi_thieu", on=date(2016, 3, 1), document="", by=keeper)
    assert [who for who, _text in bad.value.problems] == ["Người 2"]
    assert not NominationStep.objects.filter(stage="gioi_thieu").exists()
    with pytest.raises(Nomination.DoesNotExist):
        actions.advance(ids[:2], stage="gioi_thieu", on=date(2016, 3, 1), document="", by=above)
    with pytest.raises(BadInput):
        actions.advance([], stage="gioi_thieu", on=date(2016, 3, 1), document="", by=keeper)
    client = client_of(keeper)
    page = client.get("/so/gioi-thieu-nhan-su/chuyen/?unit=C11").content.decode()
    assert "Người 0" in page
    assert "Người 2" not in page
    body = {"id": ids[:2], "stage": "gioi_thieu", "on": "01/03/2016", "document": "12/BC"}
    assert client.post("/so/gioi-thieu-nhan-su/chuyen/", body | {"on": "hôm nay"}).status_code == 422
    assert client.post("/so/gioi-thieu-nhan-su/chuyen/", body).status_code == 302
    assert Nomination.objects.filter(stage="gioi_thieu").count() == 2
    assert client_of(above).get("/so/gioi-thieu-nhan-su/chuyen/?unit=H1").content.decode().count("Người 0") == 0
    viewer = make_person("Nguoi xem", ("viewer", units["KT"]))
    assert client_of(viewer).get("/so/gioi-thieu-nhan-su/chuyen/?unit=KT").status_code == 403


def test_names_stay_at_their_unit_and_the_funnel_counts_for_above(units):
    put(units["C11"])
    one = put(units["C12"], name="Người Khác")
    for stage, on in [("gioi_thieu", "01/02/2016"), ("danh_sach", "01/03/2016"), ("trung_cu", "22/05/2016")]:
        step(one, stage, on)
    put(units["C21"], name="Ông Ở Nơi Khác", sex="nam")
    above = make_person("Nguoi duyet H1", ("reviewer", units["H1"]))
    assert not lists.records_seen(above, NOMINATIONS).exists()
    client = client_of(above)
    page = client.get("/so/gioi-thieu-nhan-su/pheu/?unit=H1&period=2016").content.decode()
    assert "100" in page
    assert "Người Khác" not in page
    top = one.path.split("/")[0] + "/"
    found = queries.funnel_of(above, one.path.rsplit("/", 2)[0] + "/", Chosen(), END)
    assert [(step.all, step.women) for step in found.steps] == [(2, 2), (1, 1), (0, 0), (1, 1), (1, 1)]
    assert queries.funnel_of(above, top, Chosen(), END).steps[0].all == 2
    assert queries.funnel_of(above, top, Chosen(body="quoc_hoi"), END).steps[0].all == 0
    assert queries.terms_seen(above) == ["2016-2021"]
    other = make_person("Nguoi duyet H2", ("reviewer", units["H2"]))
    assert client_of(other).get(f"/so/gioi-thieu-nhan-su/{one.pk}/").status_code == 404
    with pytest.raises(Refused):
        core.add(NOMINATIONS, units["C11"], NominationForm(GOOD), by=other)


WAYS = st.lists(
    st.tuples(
        st.booleans(), st.booleans(), st.booleans(),
        st.lists(st.tuples(st.sampled_from(list(nominating.STAGES)[1:]), st.integers(1, 28), st.booleans()), max_size=5),
    ),
    max_size=7,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ways=WAYS)
def test_the_funnel_equals_a_slow_recount(units, ways):
    Nomination.objects.all().delete()
    for n, (woman, council, off, steps) in enumerate(ways):
        one = Nomination.objects.create(
            unit=units["C11"], path="1/2/", name=f"Người {n}", sex="nu" if woman else "nam", level="huyen", term="1",
            body="hdnd" if council else "cap_uy", since=date(2016, 1, 1), removed_at="2016-01-01T00:00Z" if off else None,
        )  # fmt: skip
        NominationStep.objects.bulk_create(
            NominationStep(
                nomination=one, stage=stage, on=date(2016, 2, day), removed_at="2016-01-01T00:00Z" if gone else None
            )
            for stage, day, gone in steps
        )
    found = queries.funnel_of(None, "1/", Chosen(body="hdnd"), date(2016, 2, 20))
    people = [
        (woman, {s for s, day, gone in steps if day <= 20 and not gone})
        for woman, c, off, steps in ways
        if c and not off
    ]
    slow = [sum(stage == "nguon" or stage in reached for _w, reached in people) for stage in nominating.STEPS]
    assert [one.all for one in found.steps] == slow
    women = [sum(w and (stage == "nguon" or stage in r) for w, r in people) for stage in nominating.STEPS]
    assert [one.women for one in found.steps] == women
    still = [w for w, r in people if "gioi_thieu" in r and not r & set(nominating.CLOSED)]
    assert (found.undecided.all, found.undecided.women) == (len(still), sum(still))
