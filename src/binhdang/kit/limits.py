"""How often a thing may be done from one place: a count in the database, the same for every process."""

from datetime import timedelta

from django.db.models import F
from django.utils.crypto import salted_hmac

from binhdang.kit import clock
from binhdang.kit.models import Spent

KEPT = timedelta(days=2)


def spend(what: str, place: str, *, most: int, seconds: int) -> bool:
    """Count one more `what` from `place`; False when that makes more than `most` in this stretch of `seconds`.

    The place (an address of the net, a token) is kept as a keyed hash and for two days at most.
    """
    now = clock.instant()
    stretch = int(now.timestamp()) // seconds
    key = f"{what}:{salted_hmac('limits', place).hexdigest()[:32]}:{stretch}"
    _row, made = Spent.objects.get_or_create(key=key)
    if made:
        Spent.objects.filter(at__lt=now - KEPT).delete()
    Spent.objects.filter(key=key).update(n=F("n") + 1)
    return Spent.objects.values_list("n", flat=True).get(key=key) <= most
