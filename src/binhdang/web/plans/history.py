"""What happened to a plan, in words."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from binhdang.plans.choices import FindingKind
from binhdang.ui.parts import Moment


def moments(events: Iterable[Any]) -> list[Moment]:
    """The events of a plan as lines of a timeline; like decisions of one person on one day make one line."""
    out = []
    for _key, group in groupby(events, key=_alike):
        together = list(group)
        event = together[0]
        who = event.by.name if event.by else _("Hệ thống")
        out.append(Moment(event.at, _said(event, together), who=who, note=event.why))
    return out


def _alike(event: Any) -> Any:
    if "finding" not in event.data:
        return event.pk
    return event.verb, event.by_id, localtime(event.at).date()


def _said(event: Any, together: list[Any]) -> str:
    data = event.data
    number = ", ".join(str(one.data.get("finding", "")) for one in reversed(together))
    kinds = {one.data.get("kind") for one in together}
    kind = str(dict(FindingKind.choices).get(data.get("kind"), "")).lower() if len(kinds) == 1 else _("nhiều loại")
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
