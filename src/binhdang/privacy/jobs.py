"""What runs by itself: the daily look for what is past its time, and the erasing that a person started."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from binhdang.kit import clock
from binhdang.kit.jobs import Progress, every, job
from binhdang.orgs.models import Person
from binhdang.privacy import actions
from binhdang.privacy.models import Expired
from binhdang.registers.core import erasing
from binhdang.registers.core.register import ALL

ERASE_EXPIRED = "privacy.erase_expired"


@every("privacy.look", minutes=24 * 60)
@transaction.atomic
def look() -> None:
    """Find what is past its time and write down how much, by register and place; nothing is erased."""
    counts: Counter[tuple[str, str]] = Counter()
    for code, register in ALL.items():
        for lines, rows in erasing.expired(register, clock.today(), by=None):
            path = "path" if lines is None else f"{lines.owner}__path"
            for place in rows.order_by().values_list(path, flat=True).iterator(2000):
                counts[code, place] += 1
    Expired.objects.all().delete()
    Expired.objects.bulk_create(
        [Expired(register=code, path=place, rows=n) for (code, place), n in counts.items()], batch_size=500
    )


@job(ERASE_EXPIRED, _("Xoá dữ liệu cá nhân hết thời hạn lưu"))
def erase_expired(args: dict[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Erase what is past its time in one register where the person may; part by part, so that it may run twice."""
    register, by = ALL[args["register"]], Person.objects.get(pk=args["by"])
    total, done = erasing.expired_count(register, clock.today(), by=by), 0
    while part := erasing.erase_expired(register, clock.today(), by=by):
        done += part
        progress.at(done, max(total, done))
    actions.forget_found(register.code, by=by)
    return {"rows": done, "requests": actions.forget_answered(by=by)}
