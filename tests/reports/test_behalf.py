"""Entering for a unit by telephone: marked, never decided by who entered, confirmed or taken over by the unit."""

import pytest
from django.urls import reverse

from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.models import Event
from binhdang.reports import actions, behalf, rules
from binhdang.reports.choices import Origin
from binhdang.reports.models import Report
from tests.factories import client_of, make_person
from tests.reports.world import GOOD, WHY, World

pytestmark = pytest.mark.django_db
WHO = "Chủ tịch công đoàn cơ sở"


@pytest.fixture
def world(db: None) -> World:
    return World()


def entered(world: World) -> Report:
    report = behalf.begin(world.report().pk, by=world.upper, spoke_with=WHO)
    actions.save_draft(report.pk, GOOD, version=report.version, by=world.upper)
    return world.report()


def test_an_upper_officer_enters_and_submits_for_a_unit_but_never_accepts_it(world):
    report = world.report()
    with pytest.raises(Refused):
        actions.save_draft(report.pk, GOOD, version=0, by=world.upper)
    with pytest.raises(BadInput, match="người trả lời"):
        behalf.begin(report.pk, by=world.upper, spoke_with="a")
    report = entered(world)
    assert (report.origin, report.behalf_by, report.behalf_spoke) == (Origin.BEHALF, world.upper, WHO)
    assert Event.objects.get(verb="report.behalf").why == WHO
    submitted = actions.submit(report.pk, by=world.upper)
    for decide in (actions.accept, lambda pk, by: actions.return_report(pk, [("report", "", WHY)], by=by)):
        with pytest.raises(Refused, match="không ai được tự duyệt"):
            decide(submitted.pk, by=world.upper)
    actions.withdraw(submitted.pk, by=world.upper, why=WHY)
    actions.submit(submitted.pk, by=world.reporter)
    with pytest.raises(Refused, match="nhập thay"):
        actions.accept(submitted.pk, by=world.upper)
    assert actions.accept(submitted.pk, by=world.boss).state == "accepted"


def test_the_unit_confirms_what_was_entered_or_takes_it_over(world):
    report = entered(world)
    assert behalf.may_confirm(world.reporter, report)
    for stranger in (world.upper, world.boss):
        with pytest.raises(Refused):
            behalf.confirm(report.pk, by=stranger)
    with pytest.raises(Report.DoesNotExist):
        behalf.confirm(report.pk, by=world.other)
    confirmed = behalf.confirm(report.pk, by=world.reporter)
    assert (confirmed.confirmed_by, confirmed.origin) == (world.reporter, Origin.BEHALF)
    again = actions.save_draft(report.pk, {"clb": 2}, version=report.version, by=world.upper)
    assert again.confirmed_at is None, "new figures by telephone ask for the unit's word again"
    taken = actions.save_draft(report.pk, {"clb": 3}, version=again.version, by=world.reporter)
    taken.refresh_from_db()
    assert (taken.origin, taken.confirmed_by, taken.behalf_by) == (Origin.ENTERED, world.reporter, world.upper)


def test_only_who_stands_above_with_the_right_begins_and_only_while_the_report_is_open(world):
    report = world.report()
    planner = make_person("Can bo ke hoach KT", ("plan_officer", world.units["KT"]))
    assert "ghi người trả lời điện thoại" in rules.reason_against_edit(planner, report)
    with pytest.raises(Refused, match="ghi người trả lời"):
        actions.save_draft(report.pk, GOOD, version=0, by=planner)
    viewer = make_person("Nguoi xem KT", ("viewer", world.units["KT"]))
    below = make_person("Nguoi duyet C11", ("reviewer", world.units["C11"]))
    for person in (world.reporter, viewer, below):
        assert behalf.reason_against_begin(person, report)
    with pytest.raises(Report.DoesNotExist):
        behalf.begin(report.pk, by=world.other, spoke_with=WHO)
    sent = world.sent(by=world.reporter)
    with pytest.raises(Refused, match="không nhập thay được"):
        behalf.begin(sent.pk, by=planner, spoke_with=WHO)


def test_the_pages_lead_from_the_telephone_to_the_units_word(world):
    report = world.report()
    upper, unit = client_of(world.upper), client_of(world.reporter)
    here = reverse("reports:form", args=[report.pk])
    begin = reverse("reports:behalf", args=[report.pk])
    assert begin in upper.get(here).content.decode()
    assert begin not in unit.get(here).content.decode()
    assert upper.post(begin, {"spoke": ""}).status_code == 422
    assert upper.post(begin, {"spoke": WHO})["Location"] == here
    assert 'name="c.bch.tong"' in upper.get(here + "?phan=2").content.decode()
    saved = upper.post(here, {"version": "0", "section": "2", "go": "check", "c.bch.tong": "5", "c.bch.nu": "2"})
    assert saved.status_code == 302
    assert "Xác nhận số liệu cấp trên nhập thay" in unit.get("/").content.decode()
    page = unit.get(saved["Location"]).content.decode()
    confirm = reverse("reports:confirm", args=[report.pk])
    assert f"người trả lời: {WHO}" in page
    assert confirm in page
    assert confirm not in upper.get(saved["Location"]).content.decode()
    assert upper.post(confirm).status_code == 403
    unit.post(confirm)
    assert "Đơn vị đã xác nhận số liệu nhập thay" in unit.get(here).content.decode()
    assert client_of(world.other).get(begin).status_code == 404
