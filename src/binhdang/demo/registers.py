"""The registers of the demo, in line with what its reports say."""

from collections.abc import Callable, Mapping

from binhdang.demo import pipeline, privacy
from binhdang.demo.cadres import cadres
from binhdang.demo.clubs import clubs
from binhdang.demo.committees import committees
from binhdang.demo.training import training
from binhdang.demo.units import UnitRow
from binhdang.orgs.models import OrgUnit


def fill(everybody: list[UnitRow], units: Mapping[str, OrgUnit], tick: Callable[[str, int], None]) -> None:
    """Every register, one after the other: later ones know the people of earlier ones."""
    cadres(everybody, units, tick)
    committees(everybody, units, tick)
    clubs(everybody, units, tick)
    pipeline.fill(everybody, units)
    training(everybody, units, tick)
    privacy.fill(units)
