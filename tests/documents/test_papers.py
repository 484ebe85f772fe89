"""The life of a paper: numbers, checks, conflicts, sight."""

import hashlib
import sqlite3
import threading
from datetime import date

import pytest
from django.db import connection, connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binhdang.documents import actions, queries
from binhdang.documents.figures import FiguresMoved
from binhdang.documents.models import Paper
from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Conflict, Refused
from tests.documents.samples import draft
from tests.factories import kon_tum, make_person

FIGURES = {"a": {"label": "Tỷ lệ", "text": "28,7%"}}


def same(paper):
    return paper.figures


@pytest.fixture
def units(db):
    return kon_tum()


def made(unit, by=None, **changes):
    return actions.draft_paper(unit, draft(**changes), FIGURES, by=by)


def issued(unit, **given):
    return actions.issue_paper(made(unit).pk, by=None, recount=same, **given)


def test_issuing_takes_the_next_number_freezes_the_file_and_its_fingerprint(units):
    first, second = issued(units["KT"]), issued(units["KT"])
    assert (first.number, second.number) == (1, 2)
    file = queries.file_of(first)
    assert hashlib.sha256(file).hexdigest() == first.file_sha256
    assert queries.content(first).number == 1
    assert [event.verb for event in queries.history_of(first)] == ["paper.drafted", "paper.issued"]


def test_numbers_start_again_each_year_and_each_issuer_has_its_own(units):
    assert issued(units["KT"], day=date(2018, 12, 31)).number == 1
    assert issued(units["KT"], day=date(2019, 1, 1)).number == 1
    assert issued(units["KT"], day=date(2019, 1, 2)).number == 2
    assert issued(units["H1"], day=date(2019, 1, 2)).number == 1


def test_a_withdrawn_number_stays_used_and_a_reason_is_needed(units):
    paper = issued(units["KT"])
    with pytest.raises(BadInput):
        actions.withdraw_paper(paper.pk, by=None, why=" ")
    actions.withdraw_paper(paper.pk, by=None, why="Sai thể thức")
    assert issued(units["KT"]).number == 2
    with pytest.raises(Refused):
        actions.withdraw_paper(paper.pk, by=None, why="lần nữa")


def test_the_clerk_may_set_a_free_number_but_not_one_in_use_nor_a_day_to_come(units):
    assert issued(units["KT"], number=7).number == 7
    with pytest.raises(BadInput, match="08"):
        issued(units["KT"], number=7)
    assert issued(units["KT"], number=3).number == 3
    with pytest.raises(BadInput, match="hôm nay"):
        issued(units["KT"], day=date(clock.today().year + 1, 1, 1))


def test_the_clerk_is_warned_of_gaps_disorder_and_the_same_sign_in_another_series(units):
    issued(units["KT"], number=2, day=date(2019, 6, 1))
    paper = made(units["KT"])
    assert any("Bỏ trống" in line for line in queries.number_advice(paper, 5, date(2019, 6, 2)).warnings)
    assert any("thứ tự" in line for line in queries.number_advice(paper, 3, date(2019, 5, 1)).warnings)
    Paper.objects.filter(number=2).update(series="BC-2")
    assert any("ký hiệu" in line for line in queries.number_advice(paper, 2, date(2019, 6, 2)).warnings)


def test_a_figure_that_moved_stops_the_issue_and_takes_no_number(units):
    paper = made(units["KT"])
    with pytest.raises(FiguresMoved) as refusal:
        actions.issue_paper(paper.pk, by=None, recount=lambda _: {"a": {"label": "Tỷ lệ", "text": "29,0%"}})
    assert [(m.label, m.old, m.new) for m in refusal.value.moved] == [("Tỷ lệ", "28,7%", "29,0%")]
    assert (Paper.objects.get().number, Paper.objects.get().state) == (None, "draft")


def test_an_older_version_is_a_conflict_and_an_issued_paper_is_closed(units):
    paper = made(units["KT"])
    actions.edit_paper(paper.pk, draft(opening="Mới"), by=None, version=0)
    with pytest.raises(Conflict):
        actions.edit_paper(paper.pk, draft(opening="Cũ"), by=None, version=0)
    assert queries.content(Paper.objects.get()).opening == "Mới"
    actions.issue_paper(paper.pk, by=None, recount=same)
    with pytest.raises(Refused):
        actions.edit_paper(paper.pk, draft(), by=None, version=2)


def test_too_long_or_missing_texts_are_named(units):
    with pytest.raises(BadInput) as said:
        made(units["KT"], subject="x" * 501, symbol="BC LĐLĐ;")
    assert [place for place, _ in said.value.problems] == ["Trích yếu", "Ký hiệu"]


def test_only_those_with_the_right_write_and_issue_and_drafts_are_theirs_alone(units):
    writer = make_person("Người soạn", ("plan_officer", units["KT"]))
    signer = make_person("Người ký", ("signer", units["KT"]))
    viewer = make_person("Người xem", ("viewer", units["KT"]))
    other = make_person("Người khác", ("signer", units["H1"]))
    paper = actions.draft_paper(units["KT"], draft(), FIGURES, by=writer)
    with pytest.raises(Refused):
        actions.draft_paper(units["KT"], draft(), FIGURES, by=viewer)
    with pytest.raises(Refused):
        actions.issue_paper(paper.pk, by=writer, recount=same)
    assert not queries.papers_seen(viewer).exists()
    assert not queries.papers_seen(other).exists()
    actions.issue_paper(paper.pk, by=signer, recount=same)
    assert list(queries.papers_seen(viewer)) == [paper]
    assert not queries.papers_seen(other).exists()
    with pytest.raises(Paper.DoesNotExist):
        queries.paper_for(other, paper.pk)


def test_one_subject_has_one_draft_at_a_time(units):
    first = actions.draft_paper(units["KT"], draft(), FIGURES, by=None, subject=("k", "1"))
    assert actions.draft_paper(units["KT"], draft(), FIGURES, by=None, subject=("k", "1")) == first


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["issue", "set", "withdraw"]),
        st.integers(1, 6),
        st.sampled_from(["BC 2018", "BC 2019", "KH 2019"]),
    ),
    max_size=8,
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_no_number_is_ever_given_twice_whatever_is_done(units, steps):
    Paper.objects.all().delete()
    given_out: list[tuple[str, int]] = []
    for step, number, row in steps:
        series, year = row[:2], int(row[3:])
        if step == "withdraw":
            if paper := Paper.objects.filter(state="issued").first():
                actions.withdraw_paper(paper.pk, by=None, why="thử")
            continue
        try:
            done = issued(units["KT"], day=date(year, 5, 5), number=number if step == "set" else None, series=series)
        except BadInput:
            assert (row, number) in given_out
            continue
        assert (row, done.number) not in given_out
        if step == "issue":
            assert done.number == max((n for r, n in given_out if r == row), default=0) + 1
        given_out.append((row, done.number))


@pytest.fixture
def emptied(transactional_db):
    """Empty the append-only log after a test that commits, so that SQLite's tables can be emptied too."""
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            guards = cursor.fetchall()
            for name, _ in guards:
                cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute("DELETE FROM binhdang_event")
            for _, sql in guards:
                cursor.execute(sql)


def own_file(path):
    """Give this thread a connection to a SQLite file; PostgreSQL is shared as it is."""
    if connection.vendor == "sqlite":
        connections["default"].settings_dict = {**connections["default"].settings_dict, "NAME": str(path)}


def test_papers_issued_at_the_same_moment_get_different_numbers_without_a_gap(emptied, tmp_path):
    unit = kon_tum()["KT"]
    papers = [made(unit).pk for _ in range(8)]
    path = tmp_path / "cung-luc.db"
    if connection.vendor == "sqlite":
        with sqlite3.connect(path) as copy:
            connection.connection.backup(copy)
        copy.close()
    start, numbers, errors = threading.Barrier(8), [], []

    def work(pk):
        try:
            own_file(path)
            start.wait()
            numbers.append(actions.issue_paper(pk, by=None, recount=same).number)
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(pk,)) for pk in papers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(numbers) == list(range(1, 9))
