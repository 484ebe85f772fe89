"""Addresses of awards beyond the registers' own."""

from django.urls import path

from binhdang.web.awards import views

app_name = "awards"
urlpatterns = [
    path("thi-dua/ty-le/", views.measure, name="measure"),
    path("de-nghi-khen/<int:pk>/quyet-dinh/", views.decide, name="decide"),
]
