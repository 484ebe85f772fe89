"""What a register knows is in the form already; what the form says otherwise is explained, and seen above."""

import re
from datetime import date

import pytest

from binhdang.datasets.actions import ensure_builtin_forms
from binhdang.kit import clock
from binhdang.kit.errors import BadInput
from binhdang.registers.committees.forms import CommitteeForm
from binhdang.registers.committees.register import COMMITTEES
from binhdang.registers.core import actions as registers
from binhdang.reports import actions, checks, feeding, prefill
from binhdang.reports.models import Report
from binhdang.reports.requests import open_request
from tests.factories import client_of, kon_tum, make_person
from tests.registers.test_engine import GOOD

pytestmark = pytest.mark.django_db


def test_a_cell_is_answered_by_its_register_and_an_override_needs_a_reason():
    units = kon_tum()
    form = next(f for f in ensure_builtin_forms() if f.data_set.code == "BDG-NAM")
    open_request(form, unit=units["KT"], period_key="2019", due={"co_so": date(2019, 11, 30)}, by=None)
    reporter = make_person("Nguoi lap C11", ("reporter", units["C11"]))
    registers.add(COMMITTEES, units["C11"], CommitteeForm(GOOD), by=None)
    report = Report.objects.select_related("form__data_set", "unit").get(unit=units["C11"])
    assert {cell: a.value for cell, a in feeding.answers_of(report).items()} == {"ban_nc": 1}
    assert not feeding.answers_of(Report.objects.select_related("form").get(unit=units["C12"]))
    section = next(n for n, s in enumerate(form.layout["sections"]) if any(r["code"] == "ban_nc" for r in s["rows"]))
    assert prefill.known_answers(report, section, {}) == {"ban_nc": 1}
    page = client_of(reporter).get(f"/bao-cao/{report.pk}/?phan={section + 1}").content.decode()
    link = re.search(r'href="(/so/ban-nu-cong/[^"]+)">Ban nữ công</a>: 1', page)
    assert link
    professional = {"kind": "ban_nc", "decision": "8/QĐ"}
    registers.add(COMMITTEES, units["C11"], CommitteeForm(GOOD | professional), by=None)
    behind = client_of(reporter).get(link[1].replace("&amp;", "&")).content.decode()
    assert "12/QĐ-CĐCS" in behind
    assert "8/QĐ" not in behind
    report = actions.save_draft(report.pk, {"ban_nc": 0}, version=0, by=reporter)
    found = [f for f in checks.check_report(Report.objects.get(pk=report.pk)).unexplained if f.code == "feed"]
    assert [f.message_vi for f in found] == ["Ban nữ công ghi 1, biểu ghi 0; ghi lý do khác nhau."]
    with pytest.raises(BadInput):
        actions.submit(report.pk, by=reporter)
    why = {found[0].key: "Ban vừa giải thể theo quyết định mới của công đoàn cấp trên."}
    actions.save_draft(report.pk, {}, version=report.version, by=reporter, explanations=why)
    assert not [f for f in checks.check_report(Report.objects.get(pk=report.pk)).unexplained if f.code == "feed"]
    Report.objects.filter(pk=report.pk).update(state="submitted", submitted_at=clock.now())
    upper = client_of(make_person("Nguoi duyet H1", ("reviewer", units["H1"])))
    for at in (f"{report.pk}/?phan={section + 1}", f"duyet/{report.pk}/", f"{report.pk}/o/ban_nc/"):
        above = upper.get(f"/bao-cao/{at}").content.decode()
        assert "Ban nữ công ghi 1, biểu ghi 0" in above
        assert "Ban vừa giải thể theo quyết định mới" in above
        assert link[1] in above
        assert "Chưa nộp được" not in above
