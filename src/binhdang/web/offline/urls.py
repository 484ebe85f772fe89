"""Addresses of the parts that work without a line; the worker stands at the root so that its scope is everything."""

from django.urls import path

from binhdang.web.offline import views

app_name = "offline"
urlpatterns = [
    path("sw.js", views.worker, name="worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("ngoai-tuyen/", views.shell, name="shell"),
    path("ngoai-tuyen/ai/", views.who, name="who"),
    path("ngoai-tuyen/bieu/<int:report_id>/", views.parcel, name="parcel"),
    path("ngoai-tuyen/gui/<int:report_id>/", views.receive, name="receive"),
]
