"""One thing to do, as the first page lists it."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from binhdang.kit import clock


@dataclass
class Task:
    """One thing to do: when, what, why, one action."""

    due: date | None
    title: str
    text: str
    href: str
    action: str
    group: str
    quote: str = ""
    cite: str = ""

    @property
    def left(self) -> str:
        """How long is left, in words."""
        if self.due is None:
            return ""
        days = (self.due - clock.today()).days
        if days < 0:
            return _("quá hạn %(n)s ngày") % {"n": -days}
        return _("hôm nay") if days == 0 else _("còn %(n)s ngày") % {"n": days}

    @property
    def late(self) -> bool:
        """Whether the day has passed."""
        return self.due is not None and self.due < clock.today()
