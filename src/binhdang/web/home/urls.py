"""Addresses of the first page."""

from django.urls import path

from binhdang.web.home import views

app_name = "home"
urlpatterns = [path("", views.work, name="work")]
