"""A forgotten password: the page only takes the address down, so that it answers alike whether it knows it or not."""

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import filter_users_by_email, user_pk_to_url_str
from django import forms
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from binhdang.kit import jobs
from binhdang.web.accounts.mails import send_account_mail


class ResetForm(forms.Form):
    """The address of the account."""

    email = forms.EmailField(label=_("Thư điện tử"), widget=forms.EmailInput({"autocomplete": "email"}))

    def save(self, request: HttpRequest) -> None:
        """Leave the rest to a job: nothing here depends on whether the address is known."""
        args = {
            "email": self.cleaned_data["email"].lower(),
            "origin": request.build_absolute_uri("/").rstrip("/"),
            "language": translation.get_language() or "vi",
        }
        jobs.start("accounts.reset", args, by=None)


@jobs.job("accounts.reset", _("Gửi đường dẫn đặt lại mật khẩu"))
def mail_link(args: dict[str, Any], report: jobs.Progress) -> None:
    """Mail the link to whoever has the address; to nobody when nobody has it."""
    with translation.override(args["language"]):
        for person in filter_users_by_email(args["email"], is_active=True, prefer_verified=True):
            parts = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
            link = args["origin"] + reverse("account_reset_password_from_key", kwargs=parts)
            prefix, context = "account/email/password_reset_key", {"user": person, "password_reset_url": link}
            subject = render_to_string(f"{prefix}_subject.txt", context).strip()
            text = render_to_string(f"{prefix}_message.txt", context).strip()
            send_account_mail(person, f"[Bình Đẳng] {subject}", text, key=parts["key"], secret=True)
