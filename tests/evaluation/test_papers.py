"""The yearly report says what the totals say, and notices when they move."""

import pytest

from binhdang.documents import actions
from binhdang.documents import queries as papers
from binhdang.documents.figures import FiguresMoved
from binhdang.evaluation.papers import compose, draft_report, recount, refresh_report
from tests.evaluation.world import P2019, base_cells, filled
from tests.factories import client_of, make_person

pytestmark = pytest.mark.django_db


def text_of(content):
    return "\n".join(part for one in content.sections for part in (one.heading, one.text, one.after))


@pytest.fixture
def world():
    return filled()


def test_the_target_table_and_its_sentences_carry_the_exact_figures(world):
    made = compose(None, world.units["KT"], world.plan, P2019, "approved")
    table = made.content.sections[0].table
    assert table.head == ("TT", "Chỉ tiêu", "Mục tiêu", "Kết quả", "Tỷ lệ", "So với năm trước", "Đánh giá")
    first = table.rows[0]
    assert first[:5] == ("1", "Nữ uỷ viên ban chấp hành", "từ 30% trở lên", "18/63", "28,6%")
    assert made.figures["T1.fraction"]["text"] == "18/63"
    said = text_of(made.content)
    assert "28,6% (18/63)" in said
    assert "còn thiếu 1 nữ uỷ viên" in said
    assert "5/7 đơn vị (71,4%)" in made.content.sections[0].text


def test_difficulties_name_what_is_behind_and_how_many_are_silent(world):
    text = text_of(compose(None, world.units["KT"], world.plan, P2019, "approved").content)
    assert "“Cán bộ chủ chốt được tập huấn” chậm (tạm thời), còn thiếu 2 cán bộ" in text
    assert "Còn 2 đơn vị chưa có báo cáo" in text


def test_the_annex_lists_the_units_below_with_the_total_first(world):
    made = compose(None, world.units["KT"], world.plan, P2019, "approved")
    annex = made.content.annexes[0]
    assert annex.landscape
    assert annex.table.head[3:] == ("T1", "T2", "T4", "T5a", "T5b", "T6")
    names = [row[1] for row in annex.table.rows]
    assert names[0] == "Tổng cộng"
    assert {"Đơn vị H1", "Đơn vị H2", "Đơn vị C01"} <= set(names)
    assert annex.table.rows[0][3] == "28,6% (18/63)"
    assert "Phụ lục, Đơn vị H1, chỉ tiêu T1" in {figure["label"] for figure in made.figures.values()}


def test_a_figure_that_moves_after_drafting_stops_the_issue_until_the_draft_is_refreshed(world):
    paper = draft_report(world.units["KT"], world.plan, P2019, "approved", by=None)
    world.report("C12", base_cells((9, 9)))
    with pytest.raises(FiguresMoved) as refusal:
        actions.issue_paper(paper.pk, by=None, recount=recount(None))
    moved = {one.label: (one.old, one.new) for one in refusal.value.moved}
    assert moved["Chỉ tiêu T1: kết quả"] == ("18/63", "27/72")
    refresh_report(paper, by=None)
    done = actions.issue_paper(paper.pk, by=None, recount=recount(None))
    assert papers.content(done).sections[0].table.rows[0][3] == "27/72"


def test_the_same_report_is_drafted_once(world):
    first = draft_report(world.units["KT"], world.plan, P2019, "approved", by=None)
    assert draft_report(world.units["KT"], world.plan, P2019, "approved", by=None) == first
    assert draft_report(world.units["KT"], world.plan, P2019, "provisional", by=None) != first


def test_from_the_overview_to_the_issued_paper_in_the_browser(world):
    person = make_person("Cán bộ", ("plan_officer", world.units["KT"]), ("signer", world.units["KT"]))
    client = client_of(person)
    query = "?unit=KT&period=2019&basis=approved"
    assert client.get(f"/van-ban/lap/{query}").status_code == 200
    made = client.post(f"/van-ban/lap/{query}", {"plan": world.plan.pk})
    assert made.status_code == 302
    page = client.get(made.url)
    assert "18/63" in page.content.decode()
    edit = client.get(f"{made.url}sua/")
    form = edit.context["form"]
    typed = {bound.name: bound.value() or "" for bound in form} | {"version": "0", "opening": "Lời <b>mới</b>."}
    assert client.post(f"{made.url}sua/", typed).status_code == 302
    assert "Lời &lt;b&gt;mới&lt;/b&gt;." in client.get(made.url).content.decode()
    conflict = client.post(f"{made.url}sua/", typed | {"opening": "Bản cũ"})
    assert conflict.status_code == 409
    assert "Bản cũ" in conflict.content.decode()
    assert client.get(f"{made.url}word/").content[:2] == b"PK"
    assert client.get(f"{made.url}pdf/").content[:4] == b"%PDF"
    issue = client.get(f"{made.url}ban-hanh/")
    assert issue.status_code == 200
    done = client.post(
        f"{made.url}ban-hanh/",
        {
            "number": "1",
            "day": issue.context["form"].initial["day"].strftime("%d/%m/%Y"),
            "confirm": "1",
            "version": "1",
        },
    )
    assert done.status_code == 302
    assert "SHA-256" in client.get(made.url).content.decode()
    assert client.post(f"{made.url}thu-hoi/", {"why": "Sai thể thức"}).status_code == 302
    assert client.get("/van-ban/?q=ke hoach").status_code == 200


def test_a_paper_of_another_branch_is_not_found(world):
    paper = draft_report(world.units["H1"], world.plan, P2019, "approved", by=None)
    client = client_of(make_person("Người khác", ("signer", world.units["H2"])))
    for page in ("", "word/", "pdf/", "sua/", "ban-hanh/", "thu-hoi/"):
        assert client.get(f"/van-ban/{paper.pk}/{page}").status_code == 404


def test_only_who_may_write_is_offered_a_new_paper(world):
    for role, offered in (("plan_officer", True), ("viewer", False)):
        page = client_of(make_person(f"Người {role}", (role, world.units["KT"]))).get("/van-ban/?unit=KT&period=2019")
        assert "Chưa có văn bản nào" in page.content.decode()
        assert ("/van-ban/lap/" in page.content.decode()) is offered
