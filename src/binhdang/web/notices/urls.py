"""Addresses of notices and of the outbox."""

from django.urls import path

from binhdang.web.notices import views

app_name = "notices"
urlpatterns = [
    path("thong-bao/", views.notices, name="list"),
    path("thong-bao/da-doc/", views.read_all, name="read_all"),
    path("thong-bao/thu/", views.choose_mail, name="mail"),
    path("thong-bao/<int:notice_id>/", views.open_notice, name="open"),
    path("hop-thu-di/", views.outbox, name="outbox"),
    path("hop-thu-di/<int:mail_id>/", views.one_mail, name="mail_page"),
    path("hop-thu-di/<int:mail_id>/gui-lai/", views.send_again, name="send_again"),
]
