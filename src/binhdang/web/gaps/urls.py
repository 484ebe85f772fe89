"""Addresses of what registers lack."""

from django.urls import path

from binhdang.web.gaps import views

app_name = "gaps"
urlpatterns = [
    path("phai-co/", views.committees, name="committees"),
    path("phai-co.xlsx", views.export, name="export"),
]
