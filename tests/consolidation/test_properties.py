"""The ripple that is shown is what happens; a fingerprint changes when, and only when, what was signed changes."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binhdang.calc.cells import NOT_APPLICABLE
from binhdang.consolidation.ripple import ripple_of
from binhdang.consolidation.snapshot import canonical, fingerprint
from binhdang.datasets.actions import load_form
from binhdang.orgs.models import OrgUnit
from binhdang.reports.models import Report
from binhdang.rollup.queries import documents
from tests.factories import make_unit
from tests.reports.world import FORM
from tests.rollup.grove import make_request, put

JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
CELL = st.one_of(st.none(), st.integers(0, 20), st.just(NOT_APPLICABLE))


@given(JSON, JSON)
def test_the_fingerprint_is_the_same_exactly_for_the_same_content(one, other):
    assert (fingerprint(canonical(one)) == fingerprint(canonical(other))) is (one == other)
    assert fingerprint(canonical(one)) == fingerprint(canonical(one))


@pytest.mark.django_db
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_the_ripple_shown_is_what_the_totals_are_after_acceptance_on_any_tree(data):
    Report.objects.all().delete()
    form = load_form(FORM | {"code": f"T{OrgUnit.objects.count()}"}, by=None)
    width = len(form.cell_order)
    row = st.lists(CELL, min_size=width, max_size=width)
    units: list[OrgUnit] = []
    for at in range(data.draw(st.integers(2, 5))):
        above = data.draw(st.sampled_from(units)) if units else None
        units.append(make_unit(f"{form.data_set.code}-{at}", above, kind="LDLD_HUYEN"))
    request = make_request(form, units[0])
    for unit in units[:-1]:
        put(request, unit, "accepted", data.draw(row))
    old, new, last = data.draw(row), data.draw(row), data.draw(row)
    report = put(request, units[-1], "submitted", new, accepted=old, last=last)
    found = ripple_of(Report.objects.get(pk=report.pk))
    ids = [unit.pk for unit in units]
    before = documents(None, ids, form.data_set_id, "2019", "approved")
    put(request, units[-1], "accepted", new)
    after = documents(None, ids, form.data_set_id, "2019", "approved")
    assert [one.code for one in found.cells] == [c for at, c in enumerate(form.cell_order) if old[at] != new[at]]
    for level in found.levels:
        shown = {one.code: (one.old, one.new) for one in level.cells}
        sums = zip(form.cell_order, before[level.unit_id].sums, after[level.unit_id].sums, strict=True)
        assert shown == {code: (then, now) for code, then, now in sums if then != now}
    line = [int(part) for part in report.path.strip("/").split("/")][:-1]
    assert [level.unit_id for level in found.levels] == (line[::-1] if found.cells else [])
