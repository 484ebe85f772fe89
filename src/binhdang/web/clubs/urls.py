"""Addresses of clubs beside those of every register."""

from django.urls import path

from binhdang.web.clubs import views

app_name = "clubs"
urlpatterns = [
    path("tai-lieu/", views.materials, name="materials"),
    path("tai-lieu/<int:pk>/", views.read_material, name="material"),
]
