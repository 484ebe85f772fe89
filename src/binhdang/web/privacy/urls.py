"""Addresses of the pages about personal data."""

from django.urls import path

from binhdang.web.privacy import keeping, requests

app_name = "privacy"
urlpatterns = [
    path("", requests.home, name="home"),
    path("them/", requests.add, name="add"),
    path("<int:pk>/", requests.page, name="request"),
    path("<int:pk>/du-lieu/", requests.held, name="held"),
    path("<int:pk>/du-lieu.json", requests.held_json, name="json"),
    path("<int:pk>/du-lieu.xlsx", requests.held_sheet, name="sheet"),
    path("<int:pk>/<slug:verb>/", requests.say, name="say"),
    path("luot-xem/", keeping.readings, name="readings"),
    path("luu-giu/", keeping.kept, name="kept"),
    path("luu-giu/het-han/", keeping.expired, name="expired"),
    path("thoi-han/", keeping.days, name="days"),
]
