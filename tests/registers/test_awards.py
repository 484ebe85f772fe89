"""Awards: what is registered and recognised, what the form is told, and who decides a proposal."""

import re
from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binhdang.datasets.actions import ensure_builtin_forms
from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Refused
from binhdang.registers.awards import actions, forms, names
from binhdang.registers.awards.models import AwardProposal, Emulation, Honour, HonourName
from binhdang.registers.awards.register import EMULATIONS, HONOURS, PROPOSALS
from binhdang.registers.core import actions as core
from binhdang.registers.core import exchange, queries, sheets
from binhdang.reports import locks
from tests.factories import client_of, kon_tum, make_person, make_tree

pytestmark = pytest.mark.django_db
LIST = {
    "title": "gvn", "year": "2019", "registered_on": "15/01/2019", "registered": "60", "registered_women": "50",
    "decision": "9/QĐ-CĐCS", "decided_on": "10/12/2019", "recognised": "52", "recognised_women": "44",
}  # fmt: skip
HONOUR = {
    "honour": "giay_khen", "level": "tren_co_so", "occasion": "hang_nam", "year": "2019", "decision": "31/QĐ-LĐLĐ",
    "decided_on": "20/12/2019", "collectives": "1", "people": "3", "women": "2",
}  # fmt: skip
TODAY = clock.today()
PROPOSAL = {
    "honour": "bang_khen", "occasion": "nam_nam", "year": str(TODAY.year), "collectives": "1", "people": "2",
    "women": "2",
}  # fmt: skip
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.fixture
def units():
    return kon_tum()


def answered(unit, year=2019):
    found = queries.answers("BDG-NAM", unit.pk, date(year, 1, 1), date(year, 12, 31))
    return {cell: answer.value for cell, answer in found.items()}


def test_a_list_is_registered_first_and_recognised_later_and_what_waits_is_not_nought(units):
    waiting = LIST | {"decision": "", "decided_on": "", "recognised": "", "recognised_women": ""}
    one = core.add(EMULATIONS, units["C11"], forms.EmulationForm(waiting), by=None)
    assert answered(units["C11"]) == {"gvn_dk": 50}
    assert answered(units["C11"], 2020) == {}
    core.change(EMULATIONS, one.pk, forms.EmulationForm(LIST, instance=one), version=1, by=None)
    assert answered(units["C11"]) == {"gvn_dk": 50, "gvn_dat": 44}
    assert answered(units["C12"]) == {}
    wrong = [
        ({"recognised_women": ""}, ""), ({"registered_women": "61"}, ""), ({"decided_on": "01/01/2019"}, "decided_on"),
        ({"registered_on": "01/01/2016"}, "registered_on"), ({"decided_on": "05/01/2021"}, "decided_on"),
        ({"year": "1980", "registered_on": "15/01/1980", "decided_on": "10/12/1980"}, "year"), ({"title": "gv_khac"}, "other"), ({"other": "Giỏi việc"}, "other"),
    ]  # fmt: skip
    for change, place in wrong:
        with pytest.raises(BadInput) as bad:
            core.add(EMULATIONS, units["C12"], forms.EmulationForm(LIST | change), by=None)
        assert [where for where, _text in bad.value.problems] == [place], change
    with pytest.raises(BadInput):
        core.add(EMULATIONS, units["C11"], forms.EmulationForm(LIST), by=None)
    sector = LIST | {"title": "gv_khac", "other": "Giỏi việc nông trường, đảm việc nhà"}
    core.add(EMULATIONS, units["C11"], forms.EmulationForm(sector), by=None)
    assert answered(units["C11"])["gvn_dk"] == 100


def test_honours_count_people_collectives_and_titles_of_above_each_in_its_cell(units):
    core.add(HONOURS, units["C11"], forms.HonourForm(HONOUR), by=None)
    title = HONOUR | {"honour": "gvn", "decision": "40/QĐ-LĐLĐ", "collectives": "0", "people": "6", "women": "6"}
    core.add(HONOURS, units["C11"], forms.HonourForm(title | {"decided_on": "15/01/2020"}), by=None)
    team = {"decision": "32/QĐ-LĐLĐ", "collectives": "2", "people": "0", "women": "0"}
    core.add(HONOURS, units["C11"], forms.HonourForm(HONOUR | team), by=None)
    found = {"gvn_dat_tren": 6, "khen_tt": 3, "khen_cn.tong": 3, "khen_cn.nu": 2}
    assert answered(units["C11"]) == found
    assert answered(units["C11"], 2020) == dict.fromkeys(found, 0)
    ensure_builtin_forms()
    reporter = client_of(make_person("Nguoi lap C11", ("reporter", units["C11"])))
    at = "/so/khen-thuong/?unit=C11&period=2019"
    for cell, records in (("khen_tt", 2), ("khen_cn.tong", 1), ("gvn_dat_tren", 1)):
        page = reporter.get(f"{at}&o=BDG-NAM:{cell}").content.decode()
        assert f"{records} hồ sơ của" in page, cell
        assert "Hồ sơ đứng sau một số của biểu" in page
    page = " ".join(re.sub(r"<[^>]+>", " ", reporter.get(at).content.decode()).split())
    assert "Số tập thể: 3 · Số cá nhân: 3 (nữ 66,7% (2/3) )" in page
    page = " ".join(re.sub(r"<[^>]+>", " ", reporter.get(f"{at}&khi=tat-ca&hinh-thuc=gvn").content.decode()).split())
    assert "Số tập thể: 0 · Số cá nhân: 6 (nữ 100,0% (6/6) )" in page
    for change, place in [
        ({"level": "co_so"}, "level"),
        ({"decided_on": "31/12/2018"}, "decided_on"),
        ({"people": "5"}, ""),
        ({"collectives": "0", "people": "0", "women": "0"}, ""),
    ]:
        with pytest.raises(BadInput) as bad:
            core.add(HONOURS, units["C12"], forms.HonourForm(title | change), by=None)
        assert [where for where, _text in bad.value.problems] == [place], change


def test_names_are_optional_lines_of_the_same_person_and_too_many_are_seen(units):
    keeper = make_person("Nguoi ghi so C11", ("reporter", units["C11"]))
    one = core.add(HONOURS, units["C11"], forms.HonourForm(HONOUR | {"people": "1", "women": "1"}), by=keeper)
    lines, client = HONOURS.lines[0], client_of(keeper)
    for name in ("Người Được Khen", "Người Khác"):
        body = {"name": name, "sex": "nu", "birth_year": "1980"}
        assert client.post(f"/so/khen-thuong/{one.pk}/ten/them/", body).status_code == 302
    kept = list(queries.lines_of(one, lines))
    assert [row.who.unit for row in kept] == [units["C11"]] * 2
    assert "Danh sách có 2 tên, nhiều hơn số đã ghi (1)." in client.get(f"/so/khen-thuong/{one.pk}/").content.decode()


class Desk:
    """A proposal of C11 with its people: who wrote it, who decides at H1, who sits elsewhere."""

    def __init__(self, units):
        self.units = units
        self.keeper = make_person("Nguoi de nghi C11", ("reporter", units["C11"]))
        self.above = make_person("Nguoi quyet H1", ("reviewer", units["H1"]))
        self.both = make_person("Nguoi hai vai", ("reporter", units["C11"]), ("reviewer", units["H1"]))
        self.aside = make_person("Nguoi quyet H2", ("reviewer", units["H2"]))
        self.proposal = core.add(
            PROPOSALS,
            units["C11"],
            forms.ProposalForm(PROPOSAL, instance=AwardProposal(unit=units["C11"])),
            by=self.keeper,
        )

    def send(self, by=None):
        core.attach(PROPOSALS, self.proposal.pk, name="bao cao.png", data=PNG, by=by or self.keeper)
        actions.move(self.proposal.pk, "trinh", by=by or self.keeper)


def test_a_proposal_goes_up_with_its_dossier_and_comes_back_as_an_honour_nobody_edits(units):
    desk = Desk(units)
    assert desk.proposal.to == units["H1"]
    with pytest.raises(BadInput, match="Kèm hồ sơ"):
        actions.move(desk.proposal.pk, "trinh", by=desk.keeper)
    line = forms.ProposalNameForm({"name": "Người Được Đề Nghị", "sex": "nu"})
    core.add_line(PROPOSALS, desk.proposal.pk, PROPOSALS.lines[0], line, by=desk.keeper)
    desk.send()
    with pytest.raises(Refused, match="không sửa được"):
        core.change(
            PROPOSALS,
            desk.proposal.pk,
            forms.ProposalForm(PROPOSAL, instance=AwardProposal.objects.get()),
            version=4,
            by=desk.keeper,
        )
    for by, verb, error in [
        (desk.keeper, "dong-y", Refused),
        (desk.aside, "dong-y", AwardProposal.DoesNotExist),
        (desk.above, "khen", Refused),
        (desk.above, "tu-choi", BadInput),
    ]:
        with pytest.raises(error):
            actions.move(desk.proposal.pk, verb, by=by)
    actions.move(desk.proposal.pk, "dong-y", by=desk.above)
    for wrong in (date(2999, 1, 1), date(1950, 1, 1), TODAY - timedelta(days=1)):
        with pytest.raises(BadInput) as bad:
            actions.move(desk.proposal.pk, "khen", by=desk.above, decided_on=wrong)
        assert {place for place, _text in bad.value.problems} == {"decision", "decided_on"}
    actions.move(desk.proposal.pk, "khen", by=desk.above, decision="77/QĐ-LĐLĐ", decided_on=TODAY)
    made = Honour.objects.get()
    assert (made.unit, made.level, made.people, made.proposal_id) == (units["C11"], "tren_co_so", 2, desk.proposal.pk)
    assert [row.name for row in HonourName.objects.filter(honour=made)] == ["Người Được Đề Nghị"]
    assert answered(units["C11"], TODAY.year)["khen_cn.nu"] == 2
    with pytest.raises(Refused, match="theo đề nghị"):
        core.remove(HONOURS, made.pk, why="Muốn bỏ khỏi sổ này.", by=desk.keeper)


def test_who_decided_corrects_the_decision_until_the_year_is_locked_and_the_proposal_shows_it(units):
    desk = Desk(units)
    desk.send()
    actions.move(desk.proposal.pk, "dong-y", by=desk.above)
    actions.move(desk.proposal.pk, "khen", by=desk.above, decision="77/QĐ", decided_on=TODAY)
    keeper, above, at = client_of(desk.keeper), client_of(desk.above), f"/so/de-nghi-khen/{desk.proposal.pk}/"
    body = {"verb": "sua-quyet-dinh", "decision": "78/QĐ", "decided_on": f"{TODAY:%d/%m/%Y}"}
    assert keeper.post(f"{at}quyet-dinh/", body).status_code == 403
    assert above.post(f"{at}quyet-dinh/", body).status_code == 302
    made = Honour.objects.get()
    assert (made.decision, made.version) == ("78/QĐ", 2)
    page = keeper.get(at).content.decode()
    day = f"{TODAY:%d/%m/%Y}"
    for words in (f"số 78/QĐ ngày {day}", "sửa số, ngày quyết định", f'"/so/khen-thuong/{made.pk}/"'):
        assert words in page
    assert "Đã trình cấp trên → Cấp trên đồng ý" in page
    assert "rút về" not in page
    honour = keeper.get(f"/so/khen-thuong/{made.pk}/").content.decode()
    assert f'"{at}"' in honour
    assert "77/QĐ → 78/QĐ" in honour
    assert keeper.get(f"/so/khen-thuong/{made.pk}/bo/").status_code == 403
    form = next(f for f in ensure_builtin_forms() if f.data_set.code == "BDG-NAM")
    locks.lock_period(
        form.data_set, str(TODAY.year), units["H1"], starts_on=TODAY, ends_on=None, reason="Chốt số liệu năm.", by=None
    )
    with pytest.raises(Refused, match="đã khoá số liệu"):
        actions.move(desk.proposal.pk, "sua-quyet-dinh", by=desk.above, decision="79/QĐ", decided_on=TODAY)


def test_the_unit_is_told_of_the_answer_and_finds_it_in_its_work(units):
    desk = Desk(units)
    desk.send()
    actions.move(desk.proposal.pk, "tu-choi", by=desk.above, why="Hồ sơ thiếu biên bản xét.")
    keeper, aside = client_of(desk.keeper), client_of(make_person("Nguoi ghi so C12", ("reporter", units["C12"])))
    for page in ("/", "/thong-bao/"):
        assert "Hồ sơ thiếu biên bản xét." in keeper.get(page).content.decode(), page
        assert "Hồ sơ thiếu biên bản xét." not in aside.get(page).content.decode(), page
    assert "Muốn đề nghị lại" in keeper.get(f"/so/de-nghi-khen/{desk.proposal.pk}/").content.decode()


def test_two_lists_of_one_year_and_more_recognised_than_registered_are_remarked(units):
    core.add(EMULATIONS, units["C11"], forms.EmulationForm(LIST), by=None)
    more = LIST | {"title": "gvt", "recognised": "70", "recognised_women": "55"}
    found = EMULATIONS.findings(core.add(EMULATIONS, units["C11"], forms.EmulationForm(more), by=None))
    assert ["bị đếm hai lần" in found[0], "nhiều hơn số đăng ký" in found[1], "số nữ đăng ký" in found[2]] == [True] * 3


def test_a_refusal_has_a_reason_and_nobody_decides_on_their_own(units):
    desk = Desk(units)
    desk.send(by=desk.both)
    with pytest.raises(Refused, match="không tự quyết định"):
        actions.move(desk.proposal.pk, "dong-y", by=desk.both)
    actions.move(desk.proposal.pk, "tu-choi", by=desk.above, why="Hồ sơ thiếu biên bản xét của ban chấp hành.")
    actions.move(desk.proposal.pk, "soan-lai", by=desk.keeper)
    page = client_of(desk.keeper).get(f"/so/de-nghi-khen/{desk.proposal.pk}/").content.decode()
    assert "chuyển bước: Tình trạng: Đã trình cấp trên → Cấp trên từ chối. Lý do: Hồ sơ thiếu" in page
    stored = AwardProposal.objects.get()
    assert (stored.state, stored.reason) == ("soan", "Hồ sơ thiếu biên bản xét của ban chấp hành.")
    actions.move(desk.proposal.pk, "trinh", by=desk.keeper)
    actions.move(desk.proposal.pk, "rut", by=desk.keeper)
    assert AwardProposal.objects.get().reason == ""


LISTS = st.lists(
    st.tuples(
        st.integers(0, 2), st.sampled_from([2018, 2019, 2020]), st.integers(0, 9),
        st.none() | st.integers(0, 9), st.booleans(),
    ),
    max_size=8,
)  # fmt: skip
DECISIONS = st.lists(
    st.tuples(
        st.integers(0, 2), st.sampled_from(["gvn", "gvt", "giay_khen", "bang_khen"]),
        st.sampled_from(["co_so", "tren_co_so", "tinh"]), st.sampled_from([2018, 2019]),
        st.sampled_from([date(2018, 12, 31), date(2019, 1, 1), date(2019, 12, 31), date(2020, 1, 1)]),
        st.integers(0, 3), st.integers(1, 9), st.integers(0, 9), st.booleans(),
    ),
    max_size=8,
)  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lists=LISTS, decisions=DECISIONS)
def test_feeds_equal_a_slow_recount(some_units, lists, decisions):
    Emulation.objects.all().delete()
    Honour.objects.all().delete()
    Emulation.objects.bulk_create(
        Emulation(
            unit=some_units[u], path="1/", year=year, title="gv_khac", other=str(n), registered_on=date(year, 1, 5),
            registered=9, registered_women=dk, decided_on=None if dat is None else date(year, 12, 5),
            recognised=None if dat is None else 9, recognised_women=dat, removed_at="2020-01-01T00:00Z" if off else None,
        )
        for n, (u, year, dk, dat, off) in enumerate(lists)
    )  # fmt: skip
    Honour.objects.bulk_create(
        Honour(
            unit=some_units[u], path="1/", honour=code, level=level, year=year, decision=str(n), decided_on=day,
            collectives=tt, people=max(cn, nu), women=nu, removed_at="2020-01-01T00:00Z" if off else None,
        )
        for n, (u, code, level, year, day, tt, cn, nu, off) in enumerate(decisions)
    )  # fmt: skip
    for at, unit in enumerate(some_units):
        assert answered(unit) == _slow(at, lists, decisions), unit


def _slow(at, lists, decisions):
    found, mine = {}, [row for row in lists if row[0] == at]
    of_year = [row for row in mine if row[1] == 2019 and not row[4]]
    if of_year:
        found["gvn_dk"] = sum(row[2] for row in of_year)
    if any(row[3] is not None for row in of_year):
        found["gvn_dat"] = sum(row[3] or 0 for row in of_year)
    kept = [row for row in decisions if row[0] == at and not row[8]]
    if kept:
        cells = {"gvn_dat_tren": 0, "khen_tt": 0, "khen_cn.tong": 0, "khen_cn.nu": 0}
        for _u, code, level, year, day, tt, cn, nu, _off in kept:
            if code in ("gvn", "gvt"):
                cells["gvn_dat_tren"] += nu if level != "co_so" and year == 2019 else 0
            elif day.year == 2019:
                cells["khen_tt"] += tt
                cells["khen_cn.tong"] += max(cn, nu)
                cells["khen_cn.nu"] += nu
        found |= cells
    return found


@pytest.fixture
def some_units(db):
    return list(make_tree({"A": {"B": {}, "C": {}}}).values())


def test_the_pages_of_a_proposal_and_the_work_that_waits(units):
    desk = Desk(units)
    keeper, above = client_of(desk.keeper), client_of(desk.above)
    at = f"/so/de-nghi-khen/{desk.proposal.pk}/"
    assert "Kèm hồ sơ" in keeper.post(f"{at}quyet-dinh/", {"verb": "trinh"}).content.decode()
    core.attach(PROPOSALS, desk.proposal.pk, name="bao cao.png", data=PNG, by=desk.keeper)
    assert keeper.post(f"{at}quyet-dinh/", {"verb": "trinh"}).status_code == 302
    assert "bao cao.png" in above.get(f"{at}quyet-dinh/").content.decode()
    assert "Trình, quyết định" in above.get(at).content.decode()
    assert "Đề nghị khen thưởng chờ quyết định" in above.get("/").content.decode()
    assert "Đề nghị khen thưởng chờ quyết định" not in keeper.get("/").content.decode()
    more = core.add(
        PROPOSALS, units["C12"], forms.ProposalForm(PROPOSAL, instance=AwardProposal(unit=units["C12"])), by=None
    )
    AwardProposal.objects.filter(pk=more.pk).update(state="trinh")
    assert "2 đề nghị khen thưởng chờ quyết định" in above.get("/").content.decode()
    assert client_of(desk.aside).get(f"{at}quyet-dinh/").status_code == 404
    assert above.post(f"{at}quyet-dinh/", {"verb": "bay"}).status_code == 404
    assert above.post(f"{at}quyet-dinh/", {"verb": "dong-y"}).status_code == 302
    granted = {"verb": "khen", "decision": "1/QĐ", "decided_on": "mai"}
    assert above.post(f"{at}quyet-dinh/", granted).status_code == 422
    assert above.post(f"{at}quyet-dinh/", granted | {"decided_on": f"{TODAY:%d/%m/%Y}"}).status_code == 302
    assert [row.level for row in Honour.objects.all()] == ["tren_co_so"]


def test_the_unit_and_who_decides_read_names_and_others_above_read_counts(units):
    desk = Desk(units)
    line = forms.ProposalNameForm({"name": "Người Được Đề Nghị", "sex": "nu"})
    core.add_line(PROPOSALS, desk.proposal.pk, PROPOSALS.lines[0], line, by=desk.keeper)
    desk.send()
    between = make_person("Nguoi ke hoach H1", ("plan_officer", units["H1"]))
    at = f"/so/de-nghi-khen/{desk.proposal.pk}/quyet-dinh/"
    shown = {
        who: "Người Được Đề Nghị" in client_of(who).get(at).content.decode()
        for who in (desk.keeper, desk.above, between)
    }
    assert list(shown.values()) == [True, True, False]


@pytest.mark.parametrize(
    ("register", "form", "body"), [(EMULATIONS, forms.EmulationForm, LIST), (HONOURS, forms.HonourForm, HONOUR)]
)
def test_excel_goes_out_and_comes_back_as_it_was(units, register, form, body):
    core.add(register, units["C11"], form(body), by=None)
    rows = queries.records_seen(None, register)
    back = exchange.read(register, sheets.workbook(register, rows.iterator(), hidden=lambda record: False), by=None)
    assert (back.problems, back.same, back.added, back.changed) == ([], 1, 0, 0)


def test_every_name_has_its_english_and_a_page_shows_the_language_chosen(units):
    vietnamese = dict(names.every())
    with translation.override("en"):
        english = dict(names.every())
    assert vietnamese.keys() == english.keys()
    assert all(english.values())
    one = core.add(HONOURS, units["C11"], forms.HonourForm(HONOUR), by=None)
    client = client_of(make_person("Nguoi ghi so C11", ("reporter", units["C11"])))
    for language, said in (("vi", "Giấy khen"), ("en", "Letter of commendation")):
        client.cookies["django_language"] = language
        assert said in client.get(f"/so/khen-thuong/{one.pk}/").content.decode()
        assert said in client.get("/so/khen-thuong/?unit=C11&period=2019").content.decode()
