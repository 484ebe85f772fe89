"""What can be edited of a paper, and how what was typed becomes content."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from binhdang.documents.choices import SIGNATURES
from binhdang.documents.layout import LONGEST, PaperContent, Section, lines
from binhdang.kit import clock

LONG = forms.Textarea


def _area(label: Any, rows: int, *, needed: bool = False, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, widget=LONG(attrs={"rows": rows}), required=needed, max_length=60000, help_text=help_text
    )


def _rows(text: str) -> int:
    """How many rows a text area needs to show its text, within bounds."""
    return min(16, 2 + sum(1 + len(line) // 90 for line in lines(text)))


class PaperForm(forms.Form):
    """The texts of a draft. Tables and annexes are figures: they follow the data and are not typed."""

    subject = forms.CharField(label=lazy("Trích yếu"), widget=LONG(attrs={"rows": 2}), max_length=LONGEST["subject"])
    symbol = forms.CharField(label=lazy("Ký hiệu (sau dấu gạch chéo của số)"), max_length=LONGEST["symbol"])
    place = forms.CharField(label=lazy("Địa danh"), max_length=60, required=False)
    issuer_above = forms.CharField(label=lazy("Cơ quan chủ quản"), max_length=LONGEST["issuer"], required=False)
    issuer = forms.CharField(label=lazy("Cơ quan ban hành"), max_length=LONGEST["issuer"])
    to = _area(lazy("Kính gửi"), 2, help_text=lazy("Mỗi nơi một dòng."))
    bases = _area(lazy("Căn cứ"), 6, help_text=lazy("Mỗi căn cứ một dòng; dấu cuối dòng được đặt tự động."))
    opening = _area(lazy("Câu mở đầu"), 2)
    closing = _area(lazy("Câu kết"), 2)
    recipients = _area(lazy("Nơi nhận"), 6, help_text=lazy("Mỗi nơi một dòng; dòng “Lưu” đứng cuối."))
    signature = forms.ChoiceField(label=lazy("Thể thức ký"))
    signer = forms.CharField(label=lazy("Họ tên người ký"), max_length=LONGEST["signer"], required=False)

    def __init__(self, content: PaperContent, data: Any = None) -> None:
        self.content = content
        super().__init__(data, initial=_initial(content))
        choice: Any = self.fields["signature"]
        choice.choices = [(code, " / ".join(block)) for code, block in SIGNATURES.items()]
        for one in content.sections:
            self.fields[f"text-{one.key}"] = _area(one.heading, _rows(one.text))
            if one.table:
                label = _("%(part)s: lời văn sau bảng") % {"part": one.heading}
                self.fields[f"after-{one.key}"] = _area(label, _rows(one.after))

    def body(self) -> list[Any]:
        """The fields of the sections in the order of the paper."""
        names = [f"{place}-{one.key}" for one in self.content.sections for place in ("text", "after")]
        return [self[name] for name in names if name in self.fields]

    def typed(self) -> PaperContent:
        """The content with what was typed."""
        given = self.cleaned_data
        return replace(
            self.content,
            subject=" ".join(lines(given["subject"])), symbol=given["symbol"], place=given["place"],
            issuer_above=given["issuer_above"], issuer=given["issuer"], to=lines(given["to"]),
            bases=lines(given["bases"]), opening=given["opening"], closing=given["closing"],
            recipients=lines(given["recipients"]), signature=SIGNATURES[given["signature"]], signer=given["signer"],
            sections=tuple(self._section(one) for one in self.content.sections),
        )  # fmt: skip

    def _section(self, one: Section) -> Section:
        text = "\n".join(lines(self.cleaned_data[f"text-{one.key}"]))
        after = "\n".join(lines(self.cleaned_data.get(f"after-{one.key}", one.after)))
        return replace(one, text=text, after=after)

    def differing(self, theirs: PaperContent) -> list[tuple[str, str]]:
        """Label and stored text of the fields where what was typed is not what is stored now."""
        stored = _initial(theirs)
        found = []
        for bound in self:
            there = "\n".join(lines(str(stored.get(bound.name, ""))))
            if there != "\n".join(lines(str(bound.value() or ""))):
                found.append((str(bound.label), there))
        return found


def _initial(content: PaperContent) -> dict[str, str]:
    block = next((code for code, rows in SIGNATURES.items() if rows == content.signature), "ct")
    first = {
        "subject": content.subject, "symbol": content.symbol, "place": content.place, "issuer": content.issuer,
        "issuer_above": content.issuer_above, "to": "\n".join(content.to), "bases": "\n".join(content.bases),
        "opening": content.opening, "closing": content.closing, "recipients": "\n".join(content.recipients),
        "signature": block, "signer": content.signer,
    }  # fmt: skip
    for one in content.sections:
        first |= {f"text-{one.key}": one.text, f"after-{one.key}": one.after}
    return first


class IssueForm(forms.Form):
    """The number and day of a paper; both are proposed and may be set by the clerk."""

    series = forms.ChoiceField(label=lazy("Dãy số"), required=False)
    number = forms.IntegerField(
        label=lazy("Số văn bản"), min_value=1, max_value=2_000_000_000, required=False,
        help_text=lazy("Để trống thì lấy số kế tiếp của dãy."),
    )  # fmt: skip
    day = forms.DateField(
        label=lazy("Ngày ban hành"),
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=lazy("Ngày/tháng/năm, ví dụ 05/12/2026."),
    )

    def __init__(self, choices: list[tuple[str, str]], data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        series: Any = self.fields["series"]
        series.choices = choices

    def clean_day(self) -> date:
        """A paper is not dated ahead."""
        day: date = self.cleaned_data["day"]
        if day > clock.today():
            raise forms.ValidationError(_("Ngày ban hành không được sau hôm nay."))
        return day
