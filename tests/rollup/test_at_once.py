"""Several people at once: nobody waits for the root, and no change is lost. PostgreSQL only (SQLite has one writer)."""

import threading

import pytest
from django.db import connection, connections, transaction

from binhdang.rollup import queries
from tests.factories import kon_tum
from tests.rollup.grove import PERIOD, Grove, put, truth

pytestmark = pytest.mark.django_db(transaction=True)


def test_writers_and_readers_at_once_end_with_the_right_totals():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    grove = Grove(kon_tum())
    ids = [unit.pk for unit in grove.units.values()]
    failed: list[BaseException] = []

    def work(code: str) -> None:
        try:
            for number in range(30):
                with transaction.atomic():
                    put(grove.request, grove.units[code], values=[number, number + 1, number])
                queries.documents(None, ids, grove.form.data_set_id, PERIOD, "approved")
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(code,)) for code in ("C11", "C12", "C21", "C01", "H1")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    for basis in ("approved", "provisional"):
        assert queries.documents(None, ids, grove.form.data_set_id, PERIOD, basis) == truth(grove.request, basis)


def test_a_writer_does_not_wait_for_another_writer_below_the_same_root():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    grove = Grove(kon_tum())
    done = threading.Event()

    def other() -> None:
        try:
            put(grove.request, grove.units["C21"], values=[1, 1, 1])
            done.set()
        finally:
            connections.close_all()

    with transaction.atomic():
        put(grove.request, grove.units["C11"], values=[2, 2, 2])
        thread = threading.Thread(target=other)
        thread.start()
        assert done.wait(5)
    thread.join()
