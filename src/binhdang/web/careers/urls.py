"""Addresses of what joins the registers."""

from django.urls import path

from binhdang.web.careers import congresses, qualified, training

app_name = "careers"
urlpatterns = [
    path("dai-hoi/", congresses.planner, name="planner"),
    path("dai-hoi/<int:pk>/", congresses.congress, name="congress"),
    path("dai-hoi/xuat.xlsx", congresses.export, {"kind": "xlsx"}, name="export"),
    path("dai-hoi/xuat.csv", congresses.export, {"kind": "csv"}, name="export_csv"),
    path("tap-huan/", training.trained, name="trained"),
    path("tap-huan/chua-hoc/", training.untrained, name="untrained"),
    path("tap-huan/moi/", training.invite, name="invite"),
    path("du-dieu-kien/", qualified.qualified, name="qualified"),
]
