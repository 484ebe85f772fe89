"""Precision and recall of the reader over the corpus, with a floor for every field."""

import pytest

from binhdang.calc.reader import read_plan
from tests.corpus.score import PLANS, score, table

FLOOR = 0.95
TEXTS = sorted(PLANS.glob("*.txt"))


def test_the_corpus_holds_at_least_25_texts_each_with_its_expected_reading():
    assert len(TEXTS) >= 25
    assert all(path.with_suffix(".json").exists() for path in TEXTS)


def test_every_field_keeps_its_floor_of_precision_and_recall(capsys):
    tallies = score()
    with capsys.disabled():
        print("\n" + table(tallies))
    low = {
        k: (round(t.precision, 3), round(t.recall, 3)) for k, t in tallies.items() if min(t.precision, t.recall) < FLOOR
    }
    assert low == {}, "\n".join(note for key in low for note in tallies[key].notes)


@pytest.mark.parametrize("path", TEXTS, ids=lambda p: p.stem)
def test_spans_point_at_the_text_they_name_and_ids_are_unique(path):
    reading = read_plan(path.read_text(encoding="utf-8"))
    ids = [clause.id for clause in reading.clauses]
    assert len(ids) == len(set(ids))
    for target in reading.targets:
        assert reading.text[slice(*target.span)] == target.text
        assert target.clause_id in ids
    for found in (*reading.deadlines, *reading.reporting, *reading.reviews, *reading.unread):
        assert 0 <= found.span[0] < found.span[1] <= len(reading.text)
    for recipient in reading.recipients:
        assert recipient.text.split()[0] in reading.text[slice(*recipient.span)]
