"""Addresses of the results pages."""

from django.urls import path

from binhdang.web.results import views

app_name = "results"
urlpatterns = [
    path("", views.matrix_page, name="matrix"),
    path("excel/", views.matrix_file, name="matrix_file"),
    path("tong-quan/", views.overview_page, name="overview"),
    path("chi-tieu/<int:pk>/", views.target_page, name="target"),
    path("chi-tieu/<int:pk>/nguon/", views.sources_page, name="sources"),
]
