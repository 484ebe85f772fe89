"""The same small union as in the tests of plans, with people signed in."""

from tests.plans.conftest import world

__all__ = ["world"]
