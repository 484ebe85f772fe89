"""Addresses of training."""

from django.urls import path

from binhdang.web.training import attendance, certificates, desk, door, lists

app_name = "training"
urlpatterns = [
    path("danh-muc/", desk.catalogue, name="catalogue"),
    path("duoc-moi/", desk.asked, name="asked"),
    path("<int:pk>/khoa/", desk.course, name="course"),
    path("<int:pk>/danh-sach/", lists.enrol, name="enrol"),
    path("<int:pk>/phan-bo/", lists.quotas, name="quotas"),
    path("<int:pk>/cu-nguoi/", lists.naming, name="naming"),
    path("nguoi-du/<int:enrolment_id>/<slug:verb>/", lists.turn, name="turn"),
    path("buoi/<int:session_id>/", attendance.mark, name="mark"),
    path("<int:pk>/bai-kiem-tra/", attendance.points, name="points"),
    path("buoi/<int:session_id>/ma-qr/", door.show, name="show"),
    path("buoi/<int:session_id>/cua/", door.turn, name="turn_door"),
    path("buoi/<int:session_id>/xac-nhan/", door.waiting, name="waiting"),
    path("<int:pk>/chung-nhan/", certificates.listed, name="certificates"),
    path("<int:pk>/chung-nhan/tat-ca.<str:kind>", certificates.whole, name="certificates_file"),
    path("chung-nhan/<int:certificate_id>.<str:kind>", certificates.one, name="certificate"),
    path("chung-nhan/<int:certificate_id>/thu-hoi/", certificates.withdraw, name="withdraw"),
    path("tai-cua/<str:token>/", door.door, name="door"),
    path("kiem-tra-giay-chung-nhan/", certificates.check, name="check"),
]
