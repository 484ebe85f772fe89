"""Addresses of nominations beyond the register's own."""

from django.urls import path

from binhdang.web.nominations import views

app_name = "nominations"
urlpatterns = [
    path("pheu/", views.funnel, name="funnel"),
    path("chuyen/", views.advance, name="advance"),
]
