"""Fixed words of plans."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlanState(models.TextChoices):
    """Where a plan stands."""

    READING = "reading", _("Đang đọc")
    CONFIRMED = "confirmed", _("Đang thực hiện")
    WITHDRAWN = "withdrawn", _("Đã rút")


class FindingState(models.TextChoices):
    """What a person decided about a finding of the reader."""

    OPEN = "open", _("Chưa xác nhận")
    CONFIRMED = "confirmed", _("Đã xác nhận")
    DROPPED = "dropped", _("Đã bỏ")
    MERGED = "merged", _("Đã gộp")


class FindingKind(models.TextChoices):
    """What a finding is; the order is the one in which a plan page shows them."""

    HEADER = "header", _("Phần đầu văn bản")
    LEGAL_BASIS = "legal_basis", _("Căn cứ")
    OBJECTIVE = "objective", _("Mục tiêu")
    TARGET = "target", _("Chỉ tiêu")
    MEASURE = "measure", _("Nhiệm vụ, giải pháp")
    RESPONSIBLE = "responsible", _("Đơn vị thực hiện")
    DEADLINE = "deadline", _("Thời hạn")
    REPORTING = "reporting", _("Chế độ báo cáo")
    REVIEW = "review", _("Sơ kết, tổng kết")
    CAMPAIGN = "campaign", _("Đợt truyền thông")
    AUDIENCE = "audience", _("Đối tượng truyền thông")
    FORM = "form", _("Hình thức truyền thông")
    TRAINING_TOPIC = "training_topic", _("Chuyên đề tập huấn")
    RECIPIENT = "recipient", _("Nơi nhận")
    SIGNATURE = "signature", _("Người ký")
    UNREAD = "unread", _("Đoạn chưa hiểu")


class Comparator(models.TextChoices):
    """How a target compares its value; the codes are the plan reader's."""

    AT_LEAST = ">=", _("từ … trở lên, ít nhất")
    ABOVE = ">", _("trên")
    AT_MOST = "<=", _("không quá")
    BELOW = "<", _("dưới")
    EQUAL = "=", _("đúng bằng")
    ABOUT = "~", _("khoảng")
    INCREASE = "increase", _("tăng so với kỳ trước")
    DECREASE = "decrease", _("giảm so với kỳ trước")
    NONE = "none", _("không có ngưỡng")


WITHOUT_VALUE = frozenset({Comparator.INCREASE, Comparator.DECREASE, Comparator.NONE})


class TargetUnit(models.TextChoices):
    """In what a target is counted; the codes are the plan reader's."""

    PERCENT = "percent", _("%")
    RATIO = "ratio", _("phần (tỷ số)")
    TIMES = "times", _("lần")
    COUNT = "count", _("số lượng")
    PER_100 = "per_100", _("trên 100")
    PER_1000 = "per_1000", _("trên 1.000")
    PER_100000 = "per_100000", _("trên 100.000")
    NONE = "none", _("không có đơn vị")


class Recurrence(models.TextChoices):
    """Whether something is due once or comes back."""

    ONCE = "once", _("một lần")
    YEARLY = "yearly", _("hằng năm")


class Frequency(models.TextChoices):
    """How often a report is due."""

    MONTH = "monthly", _("hằng tháng")
    QUARTER = "quarterly", _("hằng quý")
    HALF = "half_yearly", _("sáu tháng")
    YEAR = "yearly", _("hằng năm")


class ReviewKind(models.TextChoices):
    """Which review of the plan."""

    MIDTERM = "midterm", _("sơ kết giữa kỳ")
    FINAL = "final", _("tổng kết")


class Part(models.TextChoices):
    """The part a unit has in a clause."""

    LEAD = "lead", _("chủ trì")
    PARTNER = "partner", _("phối hợp")
    ADVISE = "advise", _("tham mưu")
    IMPLEMENT = "implement", _("thực hiện")


class TargetLevel(models.TextChoices):
    """At which levels of the organisation a target holds; the codes are the plan reader's."""

    ALL = "all", _("các cấp")
    CENTRAL = "central", _("trung ương")
    PROVINCE = "province", _("tỉnh, ngành trung ương")
    UPPER_GRASSROOTS = "upper_grassroots", _("cấp trên trực tiếp cơ sở")
    GRASSROOTS = "grassroots", _("cơ sở")
