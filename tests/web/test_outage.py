"""A database that is away is said to be away; it never looks like no data."""

import pytest
from django.db import OperationalError, connection
from django.test import Client

from tests.factories import client_of, make_person


def lost(*_arguments):
    """Every statement fails, as while the database restarts."""
    raise OperationalError("the connection is lost")


@pytest.mark.django_db
def test_a_lost_database_answers_503_with_a_page_that_says_to_try_again():
    client: Client = client_of(make_person("Người xem khi mất cơ sở dữ liệu"))
    client.raise_request_exception = False
    with connection.execute_wrapper(lost):
        answer = client.get("/bao-cao/")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "không phải là không có số liệu" in answer.content.decode()
