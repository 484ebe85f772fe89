"""What people do with nominations beyond the register's own verbs."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from binhdang.kit.errors import BadInput
from binhdang.kit.log import record as log
from binhdang.orgs.models import Person
from binhdang.registers.core import actions as core
from binhdang.registers.core import rules
from binhdang.registers.nominations import life, queries
from binhdang.registers.nominations.forms import step_problems
from binhdang.registers.nominations.models import Nomination, NominationStep
from binhdang.registers.nominations.register import NOMINATIONS


@transaction.atomic
def advance(ids: Iterable[int], *, stage: str, on: date, document: str, by: Person | None) -> int:
    """Bring several people to a stage at once, all of them or none; returns how many.

    Raises BadInput naming each person for whom the table does not allow it, Refused, Nomination.DoesNotExist.
    """
    wanted = set(ids)
    if not 0 < len(wanted) <= queries.MOST_AT_ONCE:
        raise BadInput([("", _("Chọn từ 1 đến 200 người."))])
    rows = Nomination.objects.select_for_update(of=("self",)).filter(rules.seen(by, NOMINATIONS), pk__in=wanted)
    people = list(rows.filter(removed_at__isnull=True).order_by("pk"))
    if len(people) != len(wanted):
        raise Nomination.DoesNotExist
    problems, steps = [], []
    for one in people:
        rules.check_write(by, one.path)
        step = NominationStep(nomination=one, stage=stage, on=on, document=document)
        problems += [(one.name, text) for _place, text in step_problems(one, step)]
        steps.append(step)
    if problems:
        raise BadInput(problems)
    NominationStep.objects.bulk_create(steps)
    for one, step in zip(people, steps, strict=True):
        _settle(one, step, by)
    return len(people)


def _settle(one: Nomination, step: NominationStep, by: Person | None) -> None:
    fields: tuple[Any, ...] = life.settle(one)
    core.stamp(NOMINATIONS, one)
    one.version += 1
    one.save(update_fields=["search_key", "updated_at", "version", *fields])
    log(f"{NOMINATIONS.code}.line", one, by=by, path=one.path, lines="giai-doan", line=step.pk, text=str(step)[:200])
