"""What is to be done about personal data: requests with their clocks, and what is past its time."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from binhdang.privacy import queries
from binhdang.web.home.tasks import Task


def tasks(by: Any) -> list[Task]:
    """A task for each request that waits at a unit of the person's own, and one for what may be erased."""
    found = [
        Task(
            due=queries.next_by(one),
            title=_("Yêu cầu về dữ liệu cá nhân số %(n)s") % {"n": one.number},
            text=f"{one.unit.name}. {one.get_kind_display()}. {one.get_state_display()}.",
            href=reverse("privacy:request", args=[one.pk]),
            action=_("Mở yêu cầu"),
            group="decide",
        )
        for one in queries.waiting_for(by)
    ]
    if rows := queries.expired_found(by):
        found.append(
            Task(
                due=None,
                title=_("%(n)s dòng trong sổ đã hết thời hạn lưu") % {"n": rows},
                text=_("Xem danh sách rồi xác nhận xoá dữ liệu cá nhân; chưa có gì bị xoá."),
                href=reverse("privacy:kept"),
                action=_("Xem danh sách"),
                group="decide",
            )
        )
    return found
