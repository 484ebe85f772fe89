"""Addresses of cadres beside those of every register."""

from django.urls import path

from binhdang.web.cadres import composition, moving, twins

app_name = "cadres"
urlpatterns = [
    path("co-cau/", composition.page, name="composition"),
    path("trung/", twins.pairs, name="twins"),
    path("trung/<int:first>/<int:second>/", twins.compare, name="compare"),
    path("trung/<int:twin>/hoan-tac/", twins.undo, name="unmerge"),
    path("<int:card>/chuyen/", moving.move, name="move"),
]
