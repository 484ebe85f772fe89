"""What happened to a plan, in words."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from binhdang.plans.choices import FindingKind
from binhdang.ui.parts import Moment


def moments(events: Iterable[Any]) -> list[Moment]:
    """The events of a plan as lines of a timeline."""
    return [
        Moment(event.at, _said(event), who=event.by.name if event.by else _("Hệ thống"), note=event.why)
        for event in events
    ]


def _said(event: Any) -> str:
    data = event.data
    number = data.get("finding", "")
    kinds = dict(FindingKind.choices)
    kind = str(kinds.get(data.get("kind"), "")).lower()
    sentences = {
        "plan.uploaded": _("đưa văn bản vào hệ thống, %(n)s điểm đọc được") % {"n": data.get("findings", "")},
        "plan.header_edited": _("xác nhận phần đầu văn bản"),
        "plan.confirmed": _("đưa kế hoạch vào thực hiện với %(n)s chỉ tiêu") % {"n": data.get("targets", "")},
        "plan.withdrawn": _("rút kế hoạch"),
        "plan.finding_confirmed": _("xác nhận điểm %(n)s (%(kind)s)"),
        "plan.findings_confirmed": _("xác nhận cùng lúc các điểm %(many)s (%(kind)s)"),
        "plan.finding_corrected": _("sửa điểm %(n)s (%(kind)s)"),
        "plan.finding_dropped": _("bỏ điểm %(n)s (%(kind)s)"),
        "plan.finding_reopened": _("lấy lại điểm %(n)s (%(kind)s)"),
        "plan.finding_split": _("tách điểm %(n)s (%(kind)s)"),
        "plan.findings_merged": _("gộp vào điểm %(n)s (%(kind)s)"),
        "plan.finding_added": _("thêm điểm %(n)s (%(kind)s)"),
        "plan.indicator_chosen": _("chọn chỉ số cho điểm %(n)s (%(kind)s)"),
        "plan.indicator_made": _("tạo chỉ số mới cho điểm %(n)s (%(kind)s)"),
    }
    pattern = sentences.get(event.verb, event.verb)
    many = ", ".join(str(n) for n in data.get("findings", [])) if isinstance(data.get("findings"), list) else ""
    return pattern % {"n": number, "kind": kind, "many": many} if "%(" in pattern else pattern
