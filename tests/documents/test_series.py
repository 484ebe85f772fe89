"""Number series are data of an issuer; papers of every type are numbered in the series of their own."""

import hashlib
import io

import pytest
from docx import Document

from binhdang.documents import actions, queries
from binhdang.documents.models import Paper
from binhdang.documents.series import add_series, series_of
from binhdang.documents.word import paper_docx
from binhdang.evaluation.paper_blank import draft_blank
from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Refused
from tests.factories import client_of, kon_tum, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def units():
    return kon_tum()


def same(paper):
    return paper.figures


def test_an_issuer_adds_series_and_each_counts_from_one(units):
    signer = make_person("Nguoi ky", ("signer", units["KT"]))
    add_series(units["KT"], "BC-NC", "Báo cáo của Ban Nữ công", by=signer)
    for bad in (("bc-nc", "Trùng"), ("BC 1", "Có khoảng trắng"), ("", "Không mã"), ("X", "")):
        with pytest.raises(BadInput):
            add_series(units["KT"], *bad, by=signer)
    with pytest.raises(Refused):
        add_series(units["KT"], "Q", "Quyết định", by=make_person("Nguoi xem", ("viewer", units["KT"])))
    for code, number in (("BC", 1), ("KH", 1), ("BC-NC", 1), ("BC", 2)):
        paper = draft_blank(units["KT"], "BC", "Về công tác nữ công", by=None)
        assert actions.issue_paper(paper.pk, by=None, recount=same, series=code).number == number
    lines = {line.code: (line.used, line.next) for line in series_of(units["KT"].pk, clock.today().year)}
    assert lines == {"BC": (2, 3), "KH": (1, 2), "CV": (0, 1), "TB": (0, 1), "HD": (0, 1), "BC-NC": (1, 2)}
    assert "BC-NC" not in {line.code for line in series_of(units["H1"].pk, clock.today().year)}
    paper = draft_blank(units["H1"], "BC", "Về công tác nữ công", by=None)
    with pytest.raises(BadInput, match="dãy số"):
        actions.issue_paper(paper.pk, by=None, recount=same, series="BC-NC")


def test_the_pdf_of_an_issued_paper_is_frozen_with_its_fingerprint(units):
    paper = draft_blank(units["KT"], "KH", "Triển khai Tháng hành động", by=None)
    done = actions.issue_paper(paper.pk, by=None, recount=same)
    assert (done.series, queries.label(done)) == ("KH", "01/KH-LĐLĐ")
    Paper.objects.filter(pk=done.pk).update(title="Đổi sau khi ban hành")
    client = client_of(make_person("Nguoi xem", ("viewer", units["KT"])))
    pdf = client.get(f"/van-ban/{done.pk}/pdf/").content
    assert hashlib.sha256(pdf).hexdigest() == done.pdf_sha256
    assert pdf == queries.pdf_of(done)


def test_an_official_letter_carries_its_subject_under_the_number(units):
    paper = draft_blank(units["KT"], "CV", "Đôn đốc báo cáo năm", by=None)
    table, *_ = [
        t for t in Document(io.BytesIO(paper_docx(queries.content(paper)))).tables if "Số:" in t.cell(0, 0).text
    ]
    assert table.cell(0, 0).text.endswith("V/v đôn đốc báo cáo năm")
    assert queries.content(paper).symbol == "LĐLĐ"


def test_series_and_new_papers_have_pages(units):
    person = make_person("Can bo", ("plan_officer", units["KT"]), ("signer", units["KT"]))
    client = client_of(person)
    assert "Công văn" in client.get("/van-ban/day-so/?unit=KT").content.decode()
    assert client.post("/van-ban/day-so/", {"code": "BC-NC", "name": "Ban Nữ công"}).status_code == 302
    assert client.post("/van-ban/day-so/", {"code": "BC-NC", "name": "Ban Nữ công"}).status_code == 422
    assert client.get("/van-ban/lap-moi/").status_code == 200
    made = client.post("/van-ban/lap-moi/", {"type_code": "CV", "subject": "Đôn đốc báo cáo"})
    paper = Paper.objects.get()
    assert made.url == f"/van-ban/{paper.pk}/sua/"
    page = client.get(f"/van-ban/{paper.pk}/ban-hanh/").content.decode()
    assert "BC-NC – Ban Nữ công" in page
    day = clock.today().strftime("%d/%m/%Y")
    post = {"series": "BC-NC", "number": "", "day": day, "confirm": "1", "version": paper.version}
    assert client.post(f"/van-ban/{paper.pk}/ban-hanh/", post).status_code == 302
    paper.refresh_from_db()
    assert (paper.series, paper.number) == ("BC-NC", 1)
    assert client.post("/van-ban/lap-moi/", {"type_code": "??", "subject": "x"}).status_code == 422
