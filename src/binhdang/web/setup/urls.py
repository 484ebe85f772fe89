"""Addresses of the first-run wizard."""

from django.urls import path

from binhdang.web.setup import views

app_name = "setup"
urlpatterns = [path("", views.start, name="start")]
