"""Addresses of sign-in, second factor and sessions: views of allauth under the names it expects, nothing more."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as sessions
from django.urls import path, re_path

from binhdang.web.accounts.views import SignInView, closed

urlpatterns = [
    path("dang-nhap/", SignInView.as_view(), name="account_login"),
    path("dang-xuat/", account.logout, name="account_logout"),
    path("bi-khoa/", account.account_inactive, name="account_inactive"),
    path("dang-ky/", closed, name="account_signup"),
    path("xac-minh-lai/", account.reauthenticate, name="account_reauthenticate"),
    path("mat-khau/", account.password_change, name="account_change_password"),
    path("mat-khau/dat/", closed, name="account_set_password"),
    path("quen-mat-khau/", account.password_reset, name="account_reset_password"),
    path("quen-mat-khau/da-gui/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^quen-mat-khau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("quen-mat-khau/xong/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("hai-lop/", mfa.index, name="mfa_index"),
    path("hai-lop/ma/", mfa.authenticate, name="mfa_authenticate"),
    path("hai-lop/xac-minh-lai/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("hai-lop/ung-dung/", totp.activate_totp, name="mfa_activate_totp"),
    path("hai-lop/ung-dung/tat/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("hai-lop/du-phong/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("hai-lop/du-phong/tao/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("hai-lop/du-phong/tai/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("hai-lop/khoa/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("hai-lop/khoa/them/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("hai-lop/khoa/xac-minh-lai/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("hai-lop/khoa/<int:pk>/xoa/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("hai-lop/khoa/<int:pk>/sua/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("hai-lop/khoa/dang-nhap/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("phien/", sessions.list_usersessions, name="usersessions_list"),
]
