"""Addresses of the audit pages."""

from django.urls import path

from binhdang.web.audit import views

app_name = "audit"
urlpatterns = [path("", views.log, name="log")]
