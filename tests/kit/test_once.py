"""What is remembered while one request is answered, and when it is forgotten."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binhdang.kit.once import forget, once, remembering
from tests.factories import client_of, kon_tum, make_person


def test_an_answer_is_remembered_inside_the_block_alone_and_until_it_is_forgotten():
    asked = iter(range(9))

    def ask():
        return once("key", lambda: next(asked))

    assert (ask(), ask()) == (0, 1)
    with remembering():
        assert (ask(), ask()) == (2, 2)
        forget()
        assert (ask(), ask()) == (3, 3)
    assert ask() == 4


@pytest.mark.django_db
def test_a_page_looks_up_the_rights_of_a_person_once():
    client = client_of(make_person("Nguoi duyet", ("reviewer", kon_tum()["KT"])))
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/to-chuc/").status_code == 200
    assert sum("h.role, h.unit_id" in query["sql"] for query in queries.captured_queries) == 1
