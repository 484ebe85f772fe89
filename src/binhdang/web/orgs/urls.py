"""Addresses of the orgs pages."""

from django.urls import path

from binhdang.web.orgs import import_views, views

app_name = "orgs"
urlpatterns = [
    path("", views.units, name="list"),
    path("tim/", views.search, name="search"),
    path("them/", views.create, name="create"),
    path("nhap/", import_views.start, name="import"),
    path("nhap/xac-nhan/", import_views.confirm, name="import_confirm"),
    path("nhap/<int:batch_id>/huy/", import_views.undo, name="import_undo"),
    path("don-vi/<int:unit_id>/", views.unit, name="unit"),
    path("don-vi/<int:unit_id>/<slug:what>/", views.change, name="change"),
]
