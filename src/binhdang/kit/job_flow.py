"""The life of a job as one table."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from binhdang.calc.flow import Flow, Move


class JobState(models.TextChoices):
    """Where a job stands; the moves between them are in `JOB_FLOW`."""

    WAITING = "waiting", _("Đang chờ")
    RUNNING = "running", _("Đang chạy")
    DONE = "done", _("Đã xong")
    FAILED = "failed", _("Không xong")
    CANCELLED = "cancelled", _("Đã huỷ")


RUNNER, PERSON = "runner", "person"
JOB_FLOW = Flow(
    "Việc nền",
    {state.value: str(state.label) for state in JobState},
    [
        Move("claim", ("waiting", "running"), "running", RUNNER, "Nhận việc"),
        Move("put_back", ("running",), "waiting", RUNNER, "Trả lại hàng chờ"),
        Move("finish", ("running",), "done", RUNNER, "Xong"),
        Move("fail", ("running",), "failed", RUNNER, "Không xong"),
        Move("retry", ("failed", "cancelled"), "waiting", PERSON, "Làm lại"),
        Move("cancel", ("waiting",), "cancelled", PERSON, "Huỷ"),
    ],
)
"""A running job is claimed again only when its lease has ended, that is when its process is gone."""
