"""The checks of a course, its half days and its quotas."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from binhdang.registers.core.forms import RecordForm
from binhdang.registers.training import catalogue
from binhdang.registers.training.choices import Mode
from binhdang.registers.training.fields import SeveralField
from binhdang.registers.training.models import Course, Enrolment, Session

LONGEST = 120
"""Days; longer courses are entered as several."""


class CourseForm(RecordForm):
    """One course."""

    topics = SeveralField(label=_("Chuyên đề"), choices=catalogue.topic_choices)
    address = forms.URLField(label=_("Địa chỉ học trực tuyến"), max_length=300, required=False, assume_scheme="https")
    audience = SeveralField(label=_("Đối tượng"), choices=catalogue.audience_choices, required=False)

    class Meta:
        model = Course
        fields = [
            "name", "topics", "audience", "mode", "place", "address", "starts_on", "ends_on", "lecturers", "partners",
            "cost", "seats", "least", "top_score",
        ]  # fmt: skip
        widgets = {"lecturers": forms.Textarea({"rows": 2}), "partners": forms.Textarea({"rows": 2})}

    def clean(self) -> dict[str, Any]:
        """A course is held somewhere, and within some months."""
        given = super().clean() or self.cleaned_data
        mode = given.get("mode")
        if mode in {Mode.PLACE, Mode.BOTH} and not given.get("place"):
            self.add_error("place", gettext("Khoá học tập trung cần địa điểm."))
        first, last = given.get("starts_on"), given.get("ends_on")
        if isinstance(first, date) and isinstance(last, date) and (last - first).days > LONGEST:
            self.add_error("ends_on", gettext("Một khoá dài nhiều nhất 120 ngày; hãy ghi thành nhiều khoá."))
        if isinstance(first, date) and isinstance(last, date):
            self._check_half_days(first, last)
        return given

    def _check_half_days(self, first: date, last: date) -> None:
        """The half days of a course that is moved are moved first, or lie within its new days."""
        if self.instance.pk is None:
            return
        rows = Session.objects.filter(course=self.instance.pk, removed_at__isnull=True)
        rows = rows.exclude(day__range=(first, last))
        if days := sorted({f"{one.day:%d/%m/%Y}" for one in rows}):
            text = gettext("Khoá có buổi ngày %(days)s; để khoá bao cả ngày ấy, hoặc sửa hay bỏ buổi ấy trước.")
            self.add_error("starts_on", text % {"days": ", ".join(days)})


class SessionForm(RecordForm):
    """One half day."""

    class Meta:
        model = Session
        fields = ["day", "part", "subject", "lecturer"]

    def clean_day(self) -> date:
        """A half day lies within its course."""
        day: date = self.cleaned_data["day"]
        course = self.instance.course
        if not course.starts_on <= day <= course.ends_on:
            days = {"first": f"{course.starts_on:%d/%m/%Y}", "last": f"{course.ends_on:%d/%m/%Y}"}
            raise forms.ValidationError(gettext("Ngày của buổi phải từ %(first)s đến %(last)s.") % days)
        return day

    def _get_validation_exclusions(self) -> set[str]:
        """Check with the course too that a half day is entered once."""
        return super()._get_validation_exclusions() - {"course"}  # type: ignore[misc]


class EnrolmentForm(RecordForm):
    """What may be corrected of one participant."""

    post_at_time = forms.ChoiceField(label=_("Chức danh khi dự"), required=False)

    class Meta:
        model = Enrolment
        fields = ["name", "sex", "birth_year", "post_at_time"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post_at_time"].choices = [("", "–"), *catalogue.audience_choices()]  # type: ignore[attr-defined]
