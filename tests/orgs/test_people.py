"""Roles and invitations: nobody raises oneself, nobody gives beyond their reach."""

from datetime import timedelta

import pytest

from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Refused
from binhdang.kit.models import Event
from binhdang.orgs import actions, people, queries, rules
from binhdang.orgs.models import Invitation, Person
from tests.factories import kon_tum, make_person

pytestmark = pytest.mark.django_db


def test_nobody_gives_oneself_a_role_nor_ends_ones_own():
    units = kon_tum()
    admin = make_person("Quản trị", ("administrator", units["KT"]))
    with pytest.raises(Refused) as refused:
        actions.give_role(admin, role="reviewer", unit=units["H1"], by=admin)
    assert "chính mình" in refused.value.reason
    assert refused.value.who_can
    with pytest.raises(Refused):
        actions.end_role(queries.roles_of(admin).get(), by=admin)


def test_a_role_is_given_only_at_or_below_the_givers_unit():
    units = kon_tum()
    admin = make_person("Quản trị", ("administrator", units["H1"]))
    other = make_person("Người khác")
    actions.give_role(other, role="reporter", unit=units["C11"], by=admin)
    for code in ("C21", "H2", "KT", "C01"):
        with pytest.raises(Refused):
            actions.give_role(other, role="reporter", unit=units[code], by=admin)


def test_a_leader_gives_working_roles_but_no_leader_and_no_administrator():
    units = kon_tum()
    leader = make_person("Lãnh đạo", ("leader", units["H1"]))
    other = make_person("Người khác")
    actions.give_role(other, role="reviewer", unit=units["H1"], by=leader)
    for role in ("leader", "administrator"):
        with pytest.raises(Refused):
            actions.give_role(other, role=role, unit=units["H1"], by=leader)


@pytest.mark.parametrize("role", ["reporter", "signer", "reviewer", "plan_officer", "viewer"])
def test_those_without_people_manage_give_nothing(role):
    units = kon_tum()
    person = make_person("Một người", (role, units["KT"]))
    with pytest.raises(Refused):
        actions.give_role(make_person("Người khác"), role="viewer", unit=units["C11"], by=person)


def test_a_role_that_ended_gives_no_sight():
    units = kon_tum()
    admin = make_person("Quản trị", ("administrator", units["KT"]))
    person = make_person("Một người", ("viewer", units["H1"]))
    assert queries.units_seen(person).count() == 3
    actions.end_role(queries.roles_of(person).get(), by=admin, why="chuyển công tác")
    assert queries.units_seen(person).count() == 0
    assert Event.objects.filter(verb="role.ended", by=admin, why="chuyển công tác").exists()


def test_a_role_that_begins_tomorrow_gives_no_sight_today():
    units = kon_tum()
    person = make_person("Một người", ("viewer", units["H1"]), start=clock.today() + timedelta(days=1))
    assert not rules.may(person, "see", queries.placement_of(units["H1"].pk).path)


def test_an_inactive_person_sees_nothing():
    units = kon_tum()
    person = make_person("Một người", ("administrator", units["TLD"]))
    person.is_active = False
    assert queries.units_seen(person).count() == 0


def test_an_invitation_makes_the_account_with_its_role_and_post_once():
    units = kon_tum()
    admin = make_person("Quản trị", ("administrator", units["KT"]))
    invitation, token = actions.invite_person(
        "Moi@Example.vn", name="Người mới", role="reporter", unit=units["C11"], by=admin, post_title="Chủ tịch CĐCS"
    )
    assert token not in invitation.token_hash
    person = actions.accept_invitation(token, name="Người mới", password="mot-mat-khau-dai")
    assert person.email == "moi@example.vn"
    assert [(h.role, h.unit.code) for h in queries.roles_of(person)] == [("reporter", "C11")]
    assert [p.title for p in queries.posts_of(person)] == ["Chủ tịch CĐCS"]
    with pytest.raises(Invitation.DoesNotExist):
        actions.accept_invitation(token, name="Người mới", password="mot-mat-khau-dai")


def test_an_invitation_is_dead_after_seven_days_and_when_withdrawn():
    units = kon_tum()
    admin = make_person("Quản trị", ("administrator", units["KT"]))
    invitation, token = actions.invite_person("a@example.vn", name="A", role="viewer", unit=units["C11"], by=admin)
    Invitation.objects.update(expires_at=clock.now())
    with pytest.raises(Invitation.DoesNotExist):
        people.invitation_for(token)
    invitation, token = actions.invite_person("b@example.vn", name="B", role="viewer", unit=units["C11"], by=admin)
    actions.revoke_invitation(invitation, by=admin)
    with pytest.raises(Invitation.DoesNotExist):
        people.invitation_for(token)


def test_a_weak_password_is_refused_and_nothing_is_written():
    units = kon_tum()
    admin = make_person("Quản trị", ("administrator", units["KT"]))
    _, token = actions.invite_person("a@example.vn", name="A", role="viewer", unit=units["C11"], by=admin)
    with pytest.raises(BadInput):
        actions.accept_invitation(token, name="A", password="12345")
    assert not Person.objects.filter(email="a@example.vn").exists()


def test_a_telephone_number_is_written_by_oneself_or_by_those_who_manage_the_unit():
    units = kon_tum()
    reporter = make_person("Người lập", ("reporter", units["C11"]))
    near, far = (
        make_person("QT H1", ("administrator", units["H1"])),
        make_person("QT H2", ("administrator", units["H2"])),
    )
    people.set_phone(reporter, " 0000  000 111 ", by=reporter)
    assert Person.objects.get(pk=reporter.pk).phone == "0000 000 111"
    people.set_phone(reporter, "", by=near)
    with pytest.raises(Refused):
        people.set_phone(reporter, "0000 000 222", by=far)
    for wrong in ("1234567", "=1+1234567", "điện thoại", "0" * 16):
        with pytest.raises(BadInput):
            people.set_phone(reporter, wrong, by=reporter)
    assert Person.objects.get(pk=reporter.pk).phone == ""
    assert Event.objects.filter(verb="person.phone").count() == 2
