"""The checks find what does not fit, say where, and everybody reads only what they see."""

from datetime import date

import pytest
from django.db.models import F

from binhdang.datasets.models import DataSet
from binhdang.kit import clock
from binhdang.kit.errors import Refused
from binhdang.kit.models import Job
from binhdang.orgs.models import OrgUnit, Placement
from binhdang.reports import actions, integrity
from binhdang.reports.integrity_checks import Found
from binhdang.reports.models import Report, ReportRequest
from binhdang.rollup.models import Total
from binhdang.rollup.queries import documents
from tests.reports.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    made = World()
    with clock.standing_on(date(2019, 11, 1)):
        actions.accept(made.sent("C11").pk, by=None)
        documents(None, [made.units["KT"].pk], made.form.data_set_id, "2019", "approved")
        yield made


def found(world, code="KT", by=None):
    path = world.report(code).path
    integrity.look(path, by=by)
    return {line.check_code: (line.unit and line.unit.code, line.target) for line in integrity.lines_seen(None, "")}


def test_a_sound_union_has_only_what_people_must_do(world):
    """The form of the test has no owner and no unit but C11 and C21 has a reporter."""
    assert set(found(world)) == {"nobody"}
    path = world.report("KT").path
    counts = {check.code: n for check, n in integrity.counts(None, path)}
    assert counts["nobody"] == 5
    assert sum(counts.values()) == 5
    assert integrity.last_run(world.report("C11").path).lines == 5


def test_each_kind_of_trouble_is_found_and_its_place_named(world):
    units = world.units
    Total.objects.filter(unit=units["H1"], basis="approved").update(reported=F("reported") + 1)
    draft = world.fill("C12")
    ReportRequest.objects.update(closed_at=clock.now(), due={"co_so": "2019-10-01"})
    OrgUnit.objects.filter(pk=units["C12"].pk).update(sort_key=units["C11"].sort_key, code="c-11")
    Report.objects.filter(unit=units["C11"]).update(
        explanations={"jump:clb": "Vì mở thêm."}, explained={"jump:clb": "9"}
    )
    Placement.objects.filter(unit=units["C21"]).update(valid_to=date(2018, 12, 31))
    seen = found(world)
    assert seen["totals"][0] == "H1"
    assert seen["orphan"] == ("c-11", f"report:{draft.pk}")
    assert seen["twins"][0] == "c-11"
    assert seen["stale"] == ("C11", f"report:{world.report('C11').pk}")
    assert seen["ended"][0] == "C21"
    ReportRequest.objects.update(closed_at=None)
    assert found(world)["overdue"] == ("KT", f"request:{world.request.pk}")
    integrity.look("", by=None)
    assert {line.check_code for line in integrity.lines_seen(None, "") if line.target == "form:THU"} == {"forms"}
    DataSet.objects.update(owner=units["C21"], owner_path=world.report("C21").path)
    assert found(world)["forms"] == ("C21", "form:THU")


def test_a_look_replaces_only_its_own_part_and_is_read_within_sight(world):
    found(world)
    other = integrity.lines_seen(None, world.report("H2").path).count()
    found(world, "H1", by=world.upper)
    assert integrity.lines_seen(None, world.report("H2").path).count() == other
    assert {line.unit.code for line in integrity.lines_seen(world.upper, world.report("KT").path)} == {"H1", "C12"}
    with pytest.raises(Refused):
        integrity.look(world.report("KT").path, by=world.upper)


def test_a_large_part_is_looked_at_by_a_job(world, monkeypatch):
    monkeypatch.setattr(integrity, "AT_ONCE", 2)
    path = world.report("KT").path
    assert integrity.is_large(path)
    job = integrity.start_look(path, by=world.boss, href="/")
    assert Job.objects.get(pk=job.pk).kind == integrity.KIND
    assert integrity._run(job.args, integrity.Progress()) == {"lines": 5}
    assert Found(path, None, "x").target == ""
