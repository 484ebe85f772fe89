"""What people do over several registers: invite everybody who was never trained, in one go."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from binhdang.careers import coverage
from binhdang.careers.coverage import Window
from binhdang.careers.scope import Scope
from binhdang.kit.errors import BadInput
from binhdang.registers.cadres.models import PostHeld
from binhdang.registers.training import actions as training
from binhdang.registers.training.listing import Named

MOST = 2000


def invite(
    scope: Scope, course_pk: int, group: str, window: Window, *, level: str = "", cards: Collection[int] | None = None
) -> int:
    """Invite the untrained people of a group whose names `scope.by` reads (of `cards`, when given) to a course.

    Who is on its list already stays there once. Returns how many are new. Raises Course.DoesNotExist, Refused unless
    `scope.by` organises the course, BadInput for nobody or for more than 2,000 at once.
    """
    rows = coverage.untrained(scope, group, window, level).cards
    found = list((rows if cards is None else rows.filter(pk__in=list(cards)[:MOST]))[: MOST + 1])
    if not found:
        raise BadInput([("cards", _("Chọn ít nhất một người để mời."))])
    if len(found) > MOST:
        raise BadInput([("cards", _("Mỗi lần mời nhiều nhất 2.000 người; hãy chọn một cấp hoặc một đơn vị bên dưới."))])
    held = coverage.posts_of(found, window)
    named = [
        Named(
            card.name, card.sex, card.birth_year, card.unit, card.path, _post(held.get(card.pk, []), group), card.who_id
        )
        for card in {card.who_id: card for card in found}.values()
    ]
    return training.invite(course_pk, named, by=scope.by)


def _post(posts: list[PostHeld], group: str) -> str:
    """The post for which she is invited."""
    kinds = coverage.GROUPS[group]
    return next((str(post.kind) for post in posts if post.kind in kinds), "")
