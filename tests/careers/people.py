"""Cadres, pipeline and congresses for tests: few words, real actions' rules of finding people."""

from datetime import date
from itertools import count

from binhdang.registers.cadres.models import Cadre, PostHeld
from binhdang.registers.cadres.register import CADRES
from binhdang.registers.congresses.models import Congress
from binhdang.registers.congresses.register import CONGRESSES
from binhdang.registers.core import actions, people
from binhdang.registers.pipeline.models import Successor
from binhdang.registers.pipeline.register import PIPELINE

NUMBER = count(1)


def cadre(unit, *kinds, name="", sex="nu", born=1980, since=date(2018, 4, 1), until=None, term="2018-2023", **card):
    """A card with posts of these kinds."""
    one = Cadre(unit=unit, name=name or f"Cán bộ {next(NUMBER)}", sex=sex, birth_year=born, **card)
    actions.stamp(CADRES, one)
    people.assign([one])
    one.save()
    for kind in kinds:
        PostHeld.objects.create(cadre=one, kind=kind, since=since, until=until, term=term)
    return one


def successor(unit, aim="bch", *, name="", sex="nu", born=1985, since=date(2019, 2, 1), until=None, term="", **more):
    """An entry of the pipeline."""
    one = Successor(
        unit=unit, name=name or f"Nguồn {next(NUMBER)}", sex=sex, birth_year=born, aim=aim, since=since, until=until,
        term=term, **more,
    )  # fmt: skip
    actions.stamp(PIPELINE, one)
    people.assign([one])
    one.save()
    return one


def congress(unit, seats=9, *, day=date(2023, 3, 15), term="2023-2028", body="bch", **more):
    """A planned congress."""
    one = Congress(unit=unit, seats=seats, day=day, term=term, body=body, **more)
    actions.stamp(CONGRESSES, one)
    one.save()
    return one
