"""What registers ask of a unit: people for a course, and who of a club came to an exchange of another."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from binhdang.registers.clubs import queries as clubs
from binhdang.registers.training import queries as training
from binhdang.web.home.tasks import Task


def tasks(by: Any) -> list[Task]:
    """A task for each course that still waits for people of the person's own units, and for each exchange."""
    return [*_to_name(by), *_to_answer(by)]


def _to_name(by: Any) -> list[Task]:
    text = _("%(unit)s: đã có tên %(named)s, được cử %(seats)s người. Cử người trước ngày khai mạc %(day)s.")
    return [
        Task(
            due=one.course.starts_on,
            title=_("Cử người dự khoá “%(course)s”") % {"course": one.course.name},
            text=text
            % {
                "unit": one.unit.name,
                "named": one.named,
                "seats": one.seats,
                "day": f"{one.course.starts_on:%d/%m/%Y}",
            },
            href=f"{reverse('training:naming', args=[one.course.pk])}?unit={one.unit.code}",
            action=_("Cử người"),
            group="fill",
        )
        for one in training.asked_of(by)
        if one.open
    ]


def _to_answer(by: Any) -> list[Task]:
    return [
        Task(
            due=None,
            title=_("Câu lạc bộ được mời giao lưu ngày %(day)s") % {"day": f"{one.day:%d/%m/%Y}"},
            text=_("%(host)s mời %(guest)s: %(topic)s. Ghi số người dự của câu lạc bộ mình.")
            % {"host": one.club.name, "guest": one.guest.name, "topic": one.topic},
            href=reverse("registers:record", args=[clubs.CODE, one.guest_id]),
            action=_("Mở câu lạc bộ"),
            group="fill",
        )
        for one in clubs.to_answer(by)
    ]
