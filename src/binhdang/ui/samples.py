"""Invented samples for the component gallery: every state, long names, nothing from a database."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhdang.ui.charts import Bullet, Point, Spark, Stack, Trend
from binhdang.ui.frame import Choice, Frame, MenuItem, Slot
from binhdang.ui.icons import ICONS
from binhdang.ui.parts import VERDICTS, Moment

LONG = (
    "Công đoàn cơ sở Trường Phổ thông Dân tộc bán trú Trung học cơ sở xã Đăk Nhoong, Liên đoàn Lao động huyện Đăk Glei"
)


class SampleForm(forms.Form):
    """One field of each sort."""

    name = forms.CharField(label=gettext_lazy("Tên đơn vị"), help_text=gettext_lazy("Ghi như trong quyết định."))
    kind = forms.ChoiceField(
        label=gettext_lazy("Loại đơn vị"), choices=[("a", "Công đoàn cơ sở"), ("b", "Cấp trên trực tiếp cơ sở")]
    )
    members = forms.IntegerField(label=gettext_lazy("Số đoàn viên"))
    note = forms.CharField(label=gettext_lazy("Ghi chú"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    level = forms.ChoiceField(
        label=gettext_lazy("Phạm vi"),
        choices=[("1", gettext_lazy("Đơn vị này")), ("2", gettext_lazy("Cả các đơn vị cấp dưới"))],
        widget=forms.RadioSelect,
    )
    agree = forms.BooleanField(label=gettext_lazy("Tôi đã đối chiếu với sổ gốc"))


def frame(request: HttpRequest) -> Frame:
    """A frame with every slot filled."""
    menu = (
        MenuItem(_("Việc của tôi"), "#", "tasks", 7),
        MenuItem(_("Tổng quan"), "#", "overview"),
        MenuItem(_("Kế hoạch"), "#", "plan"),
        MenuItem(_("Báo cáo"), "#", "report", 14),
        MenuItem(_("Kết quả chỉ tiêu"), "#", "target", current=True),
        MenuItem(_("Văn bản"), "#", "document", 1),
        MenuItem(_("Tổ chức"), "#", "units", apart=True),
        MenuItem(_("Quản trị"), "#", "admin"),
    )
    years = tuple(Choice(f"{_('Năm')} {y}", f"?ky={y}", y == 2019) for y in (2020, 2019, 2018, 2017))
    slots = (
        Slot(_("Đơn vị"), "LĐLĐ tỉnh Kon Tum", href="#"),
        Slot(_("Kỳ số liệu"), f"{_('Năm')} 2019", choices=years),
        Slot(_("Theo cơ cấu tổ chức ngày"), "30/11/2019", href="#", short=_("Cơ cấu")),
    )
    return Frame(
        menu,
        slots,
        notices_href="#",
        notices_count=3,
        search_href="#",
        person_name="Cán bộ nữ công A",
        person_post="Chuyên viên Ban Tuyên giáo – Nữ công",
        demo=True,
    )


def charts() -> dict[str, Any]:
    """One of each chart, with gaps, bands and edges."""
    d = Decimal
    points = [
        Point("2015", d("23.9"), d("22.4"), d("26.0"), "118/138 đơn vị"),
        Point("2016", d("24.6"), d("23.6"), d("26.3"), "124/139 đơn vị"),
        Point("2017", d("26.0"), d("25.3"), d("27.0"), "131/139 đơn vị"),
        Point("2018", d("27.9"), d("27.7"), d("28.1"), "138/140 đơn vị"),
        Point("2019", d("28.7"), d("27.1"), d("31.9"), "127/140 đơn vị"),
    ]
    gap = [points[0], Point("2016", None, note="0/139 đơn vị"), *points[2:4], Point("2019", None, note="0/140 đơn vị")]
    name = "Tỷ lệ nữ uỷ viên ban chấp hành"
    return {
        "trend": Trend(points, name, 30, _("Ngưỡng"), _("cao nhất"), _("thấp nhất")),
        "trend_gap": Trend(gap, name, 30, _("Ngưỡng")),
        "bullet": Bullet(d("28.7"), 20, 40, name, 30, _("ngưỡng"), (d("27.1"), d("31.9"))),
        "bullet_edge": Bullet(d("82.7"), 40, 100, name, 100, _("ngưỡng"), (d("76.9"), d("84.6"))),
        "bullet_count": Bullet(41, 20, 80, name, 47, _("năm trước"), (41, 46), unit="", places=0),
        "bullet_none": Bullet(None, 0, 100, name, 30, _("ngưỡng")),
        "bullet_small": Bullet(d("17.0"), 0, 60, name, 30, _("ngưỡng"), small=True),
        "spark": Spark([("2016", d("24.6")), ("2017", d("26")), ("2018", d("27.9")), ("2019", d("28.7"))], name, 30),
        "spark_gap": Spark([("2016", 24), ("2017", None), ("2018", 28), ("2019", 26)], name, 30),
        "stack": Stack(
            [("done", _("đã chấp nhận"), 97), ("waiting", _("chờ duyệt"), 12), ("returned", _("trả lại"), 3),
             ("rest", _("chưa nộp"), 12)],
            "Công đoàn cơ sở",
        ),
    }  # fmt: skip


def context(request: HttpRequest) -> dict[str, Any]:
    """Everything the gallery page shows."""
    bad = SampleForm({"members": "ba", "name": ""})
    bad.is_valid()
    return charts() | {
        "frame": frame(request),
        "codes": list(VERDICTS),
        "icons": list(ICONS),
        "targets": [(f"T{n}", f"T{n}") for n in range(1, 8)],
        "long": LONG,
        "form": SampleForm(initial={"name": LONG, "members": 46}, auto_id="a_%s"),
        "bad_form": bad,
        "page": Paginator(range(1204), 50).page(7),
        "empty_page": Paginator([], 50).page(1),
        "sort": request.GET.get("sort", "name"),
        "state": request.GET.get("state", ""),
        "states": [("", _("Tất cả"), 140), ("submitted", _("Chờ duyệt"), 14), ("returned", _("Trả lại"), 4),
                   ("accepted", _("Đã chấp nhận"), 109)],
        "due": date(2019, 12, 5),
        "facts": [
            (_("Còn thiếu để đạt 30%"), _("15 nữ uỷ viên"), _("cần ít nhất 327/1.087")),
            (_("Khi đủ 140 đơn vị"), "27,1–31,9%", _("312/1.151 đến 367/1.151")),
            (_("So với năm 2018"), _("tăng 0,8 điểm %"), _("từ 27,9% (299/1.073)")),
        ],
        "pairs": [(_("Đơn vị"), LONG), (_("Kỳ"), _("Năm") + " 2019"), (_("Biểu"), "nu-cong-bdg")],
        "moments": [
            Moment(datetime(2019, 12, 2, 9, 42), _("nộp lại báo cáo sau khi sửa 2 ô"), "CĐ ngành Y tế"),
            Moment(date(2019, 12, 2), _("duyệt và tổng hợp"), _("Hôm nay"), _("109/127 đã chấp nhận"), current=True),
            Moment("06/12", _("Khoá số liệu, Phó Chủ tịch ký")),
        ],
    }  # fmt: skip
