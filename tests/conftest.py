"""What every test needs: compiled message catalogues, and tables made straight from the models, with their guards.

Going through the migrations takes half a minute of processor time for each database; the journeys do it, on the server
that they start, and `makemigrations --check` holds the migrations against the models.
"""

from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings

from binhdang.ui.messages import compile_catalogues


def pytest_configure() -> None:
    """Compile the catalogues that changed before the first test looks at a page."""
    compile_catalogues()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL leave out the tests that ask no database: they are the same on every engine and ran on SQLite."""
    if connection.vendor == "sqlite":
        return
    asking = [item for item in items if _asks_the_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(asking)])
    items[:] = asking


def _asks_the_database(item: pytest.Item) -> bool:
    fixtures = {"db", "transactional_db", "django_db_setup"}
    cases = getattr(item, "cls", None)
    return bool(
        item.get_closest_marker("django_db")
        or fixtures & set(getattr(item, "fixturenames", ()))
        or (cases and issubclass(cases, TransactionTestCase))
    )


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The triggers that keep the log append-only, as the migration makes them."""
    guards = import_module("binhdang.migrations.0002_guards")
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        guards.forwards(None, editor)


# A slow machine is no reason for a test to fail: counts, sums and properties decide, never time.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")
