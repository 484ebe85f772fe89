"""The way of one nomination: its steps in order, what does not fit, and the stage that follows from them."""

from binhdang.calc import nominating
from binhdang.registers.nominations.models import Nomination, NominationStep, Stage, in_order


def steps_of(nomination: Nomination) -> list[NominationStep]:
    """The stages of a nomination after the source list, in the order in which they were reached."""
    return in_order(list(NominationStep.objects.filter(nomination=nomination, removed_at__isnull=True)))


def findings(record: Nomination) -> list[str]:
    """What of a nomination's stages does not fit the table."""
    wrong = nominating.chain_problem([step.stage for step in steps_of(record)])
    return [wrong] if wrong else []


def settle(record: Nomination) -> tuple[str, ...]:
    """The stage of a nomination follows from its steps."""
    steps = steps_of(record)
    record.stage = steps[-1].stage if steps else Stage.SOURCE
    return ("stage",)
