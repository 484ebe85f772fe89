"""A level closes with its silent units by name; one silent unit never blocks."""

import pytest

from binhdang.kit.errors import Refused
from binhdang.reports import actions, queries, requests
from binhdang.reports.models import LevelAcceptance
from binhdang.rollup.queries import documents
from tests.reports.world import WHY, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    made = World()
    actions.accept(made.sent("C11").pk, by=made.upper)
    return made


def close(world, reason, by=None):
    unit = world.units["H1"]
    silent = list(queries.silent_units(None, world.request, world.report("H1").path))
    total = documents(None, [unit.pk], world.form.data_set_id, "2019", "approved")[unit.pk]
    names = [{"unit": r.unit_id, "code": r.unit.code, "name": r.unit.name, "state": r.state} for r in silent]
    return requests.accept_level(world.request.pk, unit, silent=names, total=total, reason=reason, by=by or world.upper)


def test_silent_units_stand_in_the_acceptance_by_name_with_the_signed_reason(world):
    acceptance = close(world, "Hai đơn vị chưa nộp vì đang sắp xếp lại tổ chức.")
    assert [row["code"] for row in acceptance.silent] == ["H1", "C12"]
    assert (acceptance.reported, acceptance.expected) == (1, 3)
    assert acceptance.signed_by == world.upper


def test_without_a_reason_silent_units_are_not_passed_over(world):
    with pytest.raises(Refused, match="lý do"):
        close(world, "vội")
    with pytest.raises(Refused):
        close(world, "Người lập báo cáo không chốt thay được.", by=world.reporter)
    assert not LevelAcceptance.objects.exists()


def test_reports_that_wait_are_decided_first(world):
    world.sent("C12")
    with pytest.raises(Refused, match="chờ duyệt"):
        close(world, "Hai đơn vị chưa nộp vì đang sắp xếp lại tổ chức.")


def test_a_report_that_waits_at_a_lower_level_holds_nobody_up_and_is_named(world):
    world.sent("C12")
    top = world.units["KT"]
    uncounted = queries.uncounted_units(None, world.request, world.report("KT").path)
    assert ("C12", "submitted") in {(r.unit.code, r.state) for r in uncounted}
    assert queries.waiting_for(world.request, world.report("KT").path) == 0
    assert queries.waiting_for(world.request, world.report("H1").path) == 1
    total = documents(None, [top.pk], world.form.data_set_id, "2019", "approved")[top.pk]
    names = [{"unit": r.unit_id, "code": r.unit.code, "name": r.unit.name, "state": r.state} for r in uncounted]
    reason = "Huyện đang duyệt, còn đơn vị chưa nộp vì sắp xếp lại."
    kept = requests.accept_level(world.request.pk, top, silent=names, total=total, reason=reason, by=world.boss)
    assert "C12" in [row["code"] for row in kept.silent]


def test_an_acceptance_can_be_withdrawn_with_a_reason_and_given_again(world):
    first = close(world, "Hai đơn vị chưa nộp vì đang sắp xếp lại tổ chức.")
    requests.withdraw_level(first.pk, why=WHY, by=world.upper)
    assert queries.acceptance_of(world.request, world.units["H1"].pk) is None
    second = close(world, "Hai đơn vị chưa nộp vì đang sắp xếp lại tổ chức.")
    assert queries.acceptance_of(world.request, world.units["H1"].pk) == second
    with pytest.raises(Refused, match="đã được rút"):
        requests.withdraw_level(first.pk, why=WHY, by=world.upper)
